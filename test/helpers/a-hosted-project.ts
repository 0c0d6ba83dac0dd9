import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { nameOfLogin } from '../../src/change/person.ts';
import { sha256 } from '../../src/digest.ts';
import { Halt } from '../../src/errors.ts';
import { gitFacts } from '../../src/git.ts';
import { createGitHub, type GitHub } from '../../src/github/client.ts';
import type { ActionsContext } from '../../src/github/context.ts';
import { beginReading } from '../../src/github/facts/begin-reading.ts';
import { openHost } from '../../src/github/facts/host.ts';
import type { Host } from '../../src/change/host.ts';
import type { Run } from '../../src/step.ts';
import { assertPromotionApproved } from '../../src/steps/approval.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from './a-project.ts';
import type { ChangeRequestFields } from './a-change-request.ts';
import { anEnvironment, aPullRequest, aRun as aWorkflowRun, everyPermission } from './github/builders.ts';
import { startFakeGitHub, type FakeGitHub } from './github/fake-github.ts';
import { push as pushAll } from './github/push.ts';
import type { Environment, WorkflowRun } from './github/state/actions.ts';
import type { PullRequest } from './github/state/conversations.ts';
import { aChangeRecord } from './a-record.ts';
import { aRun } from './in-this-process.ts';
import { aKey, type TestKey } from './ssh-keys.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A project on the fake GitHub: olga wrote the change, rita asked for it, ben opened the pull request, cid started the run; ann (with a key), bob and zoe may approve. */
export interface HostedProject {
  project: Project;
  github: FakeGitHub;
  pull: PullRequest;
  workflowRun: WorkflowRun;
  environment: Environment;
  ann: TestKey;
  /** Opens the host as a job of the workflow run does, for what is checked out now. Says what the client said. */
  host: (said?: string[]) => Promise<Host>;
  /** Opens a run with that host. */
  open: () => Promise<Run>;
  /** Brings the commits and branches of the project to the fake, as a push does. */
  push: () => void;
  /** Sets everything back to how it was made: the fake, the commits and the evidence. Making another takes seconds. */
  restore: () => void;
  close: () => Promise<void>;
}

const LINES = ['zoe@example.com namespaces="cutover-request" github=zoe', 'bob@example.com github=Bob groups=security'].map((line) => `#review ${line}\n`).join('');

export async function aHostedProject(options: { approvers?: string; request?: Partial<ChangeRequestFields>; files?: Record<string, string>; pageSize?: number } = {}): Promise<HostedProject> {
  const ann = aKey(temporaryFolder(), 'ann');
  const approvers = `ann@example.com ${ann.publicKey} github=ann\n${LINES}${options.approvers ?? ''}`;
  const project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere'), ...twoModules(), approvers, ...options.files }, request: options.request ?? {} });
  project.commit({ 'stacks/base/more.tf': '# the change\n' });
  const github = await startFakeGitHub({ pageSize: options.pageSize ?? 2 });
  const { state, repository } = github;
  Object.assign(repository, { commits: {}, branches: {}, protection: { main: { requiredApprovals: 1, dismissStale: false, codeOwners: false } } });
  const push = (): void => pushAll(state, repository, project.path);
  push();
  const branch = (ref: string): { ref: string; sha: string } => ({ ref, sha: repository.branches[ref] ?? '' });
  const pull = aPullRequest(state, repository, { user: 'ben', base: branch('main'), head: { ...branch('change'), repository: 'acme/shop' } });
  const environment = anEnvironment(state, repository, { reviewers: ['ann', 'bob'] });
  const others = ['test', 'production-plan'].map((name) => anEnvironment(state, repository, { name, reviewers: [] }));
  const workflowRun = aWorkflowRun(state, repository, { actor: 'cid', triggeringActor: 'cid' });
  const host = async (said: string[] = []): Promise<Host> => {
    const client = clientOf(github, said);
    const context = contextOf(github, workflowRun);
    return await openHost({ github: client, context, git: gitFacts(project.path), file: 'changes/CR-0001.md', now: () => new Date() }, beginReading(client, context));
  };
  const open = async (): Promise<Run> => {
    const opened = await host();
    return { ...aRun(project, { user: nameOfLogin(workflowRun.triggeringActor) }).run, host: opened };
  };
  const made = structuredClone({ pull, workflowRun, environment, protection: repository.protection });
  const [main, change] = [project.git('rev-parse', 'main'), project.git('rev-parse', 'change')];
  const restore = (): void => {
    const { protection, ...objects } = structuredClone(made);
    Object.assign(pull, objects.pull);
    Object.assign(workflowRun, objects.workflowRun);
    Object.assign(environment, objects.environment);
    Object.assign(repository, { protection, environments: [environment, ...others] });
    Object.assign(github.permissions, everyPermission);
    github.trouble.splice(0);
    project.git('checkout', '--quiet', '--force', '-B', 'change', change);
    project.git('branch', '--quiet', '--force', 'main', main);
    push();
    rmSync(join(project.path, 'cutover-evidence'), { recursive: true, force: true });
  };
  return {
    project, github, pull, workflowRun, environment, ann, host, open, push, restore,
    close: async () => {
      project.remove();
      await github.close();
    },
  };
}

export function clientOf(github: FakeGitHub, said: string[] = []): GitHub {
  return createGitHub({ token: github.token, apiUrl: github.url, say: (text) => void said.push(text), signal: new AbortController().signal, secondMs: 5 });
}

function contextOf({ repository }: FakeGitHub, run: WorkflowRun): Pick<ActionsContext, 'serverUrl' | 'repository' | 'run' | 'sha'> {
  return { serverUrl: 'https://github.com', repository: { owner: repository.owner, name: repository.name, id: repository.id }, run: { id: run.id, attempt: run.attempt, number: run.number }, sha: run.headSha };
}

export const SEAL = sha256('the seal');

/** As the step plan does: keeps a seal with what GitHub says at that moment. */
export async function seal(run: Run, digest = SEAL): Promise<void> {
  await run.host?.refresh();
  run.store.append(aChangeRecord({ step: 'plan', environment: 'production', target: run.target, facts: { seal: digest, startedBy: run.git.user, host: run.host?.forSeal() ?? null } }));
}

/** Whether the seal may go to production now, and what is said. */
export async function mayPromote(run: Run, digest = SEAL): Promise<{ by: string[] } | { halt: string }> {
  try {
    return { by: (await assertPromotionApproved(run, digest)).map(({ approver }) => approver) };
  } catch (error) {
    if (error instanceof Halt) return { halt: error.message };
    throw error;
  }
}
