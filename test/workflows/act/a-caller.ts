import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { workflowFiles } from '../../../src/init/workflows.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../../helpers/a-project.ts';
import { aPullRequest, aRun, anEnvironment, aUser } from '../../helpers/github/builders.ts';
import { startFakeGitHub, type FakeGitHub } from '../../helpers/github/fake-github.ts';
import type { PullRequest } from '../../helpers/github/state/conversations.ts';
import type { WorkflowRun } from '../../helpers/github/state/actions.ts';
import { aKey } from '../../helpers/ssh-keys.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { actPath } from '../../helpers/tools.ts';
import { freePort, showArtifacts } from './artifacts.ts';
import { CUTOVER, cutoverCopy } from './cutover-copy.ts';
import { openGate, type Gate } from './gate.ts';
import { mirror } from './mirror.ts';
import { runAct, type ActResult } from './run-act.ts';

export interface Start {
  run: WorkflowRun;
  payload?: object;
  gate?: Gate;
  /** Instead of the workflows as they are. */
  cutover?: string;
}

/** A repository on the fake GitHub with the workflows that users copy: rita asked, olga wrote, ann reviews and approves. */
export interface Caller {
  project: Project;
  github: FakeGitHub;
  pull: PullRequest;
  /** States of both environments, `<environment>/<component>.tfstate`. */
  states: string;
  artifacts: string;
  merge: () => void;
  /** A run of one of its workflows. */
  newRun: (workflow: string, overrides?: Partial<WorkflowRun>) => WorkflowRun;
  act: (start: Start) => Promise<ActResult>;
  close: () => Promise<void>;
}

const approverLine = (): string => `ann@example.com namespaces="cutover-*" ${aKey(temporaryFolder(), 'ann').publicKey} github=ann\n`;

export async function aCaller(files: Record<string, string> = {}): Promise<Caller> {
  const states = temporaryFolder();
  const artifacts = temporaryFolder();
  const workflows = workflowFiles({ pin: `${CUTOVER.repository}@${CUTOVER.commit}`, packageManager: undefined });
  const project = aProject({ files: { 'cutover.yaml': twoModulesConfig(states), ...twoModules(), approvers: approverLine(), ...workflows, ...files } });
  const github = await startFakeGitHub();
  const { state, repository } = github;
  Object.assign(repository, { commits: {}, branches: {}, protection: { main: { requiredApprovals: 1, dismissStale: true, codeOwners: false } } });
  for (const login of ['olga', 'rita', 'ann', 'mallory']) state.users[login] = aUser(login);
  repository.collaborators = { ann: 'admin', olga: 'write', rita: 'write' };
  mirror(project.git, repository);
  showArtifacts(repository, artifacts);
  for (const name of ['test', 'production-plan']) anEnvironment(state, repository, { name, reviewers: [] });
  anEnvironment(state, repository, { reviewers: ['ann'] });
  const pull = aPullRequest(state, repository, { title: 'Keep uploads for a year', user: 'olga', base: { ref: 'main', sha: project.git('rev-parse', 'main') }, head: { ref: 'change', sha: project.git('rev-parse', 'change'), repository: 'acme/shop' } });
  const port = await freePort();
  const asBuilt = cutoverCopy();

  return {
    project, github, pull, states, artifacts,
    merge: () => {
      project.git('checkout', '--quiet', 'main');
      project.git('-c', 'user.email=ann@example.com', 'merge', '--quiet', '--no-ff', '--message', `Merge pull request #${String(pull.number)}`, 'change');
      mirror(project.git, repository);
      Object.assign(pull, { state: 'closed', merged: true, mergeCommit: repository.branches['main'] });
    },
    newRun: (workflow, overrides = {}) => aRun(state, repository, { path: `.github/workflows/${workflow}`, actor: 'olga', triggeringActor: 'olga', headSha: project.git('rev-parse', 'HEAD'), ...overrides }),
    act: async ({ run, payload = {}, gate = () => undefined, cutover = asBuilt }) => {
      const open = await openGate(gate);
      try {
        return await runAct({
          project: project.path, cutover, workflow: run.path.replace(/.*\//, ''), event: run.event, artifacts, port, actor: run.actor,
          payload: { repository: { id: repository.id, full_name: 'acme/shop', name: 'shop', owner: { login: 'acme' }, default_branch: 'main' }, sender: { login: run.triggeringActor }, ...payload },
          variables: variablesOf(run, github, open.url), secrets: { GITHUB_TOKEN: github.token }, env: runnerEnvironment(),
        });
      } finally {
        open.close();
      }
    },
    close: async () => {
      project.remove();
      await github.close();
    },
  };
}

/** What GitHub sets and act does not, or not so. */
function variablesOf(run: WorkflowRun, github: FakeGitHub, gate: string): Record<string, string> {
  const ref = run.event === 'pull_request' ? `refs/pull/${String(github.repository.pullRequests[0]?.number)}/merge` : `refs/heads/${run.headBranch}`;
  return {
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_REPOSITORY_ID: String(github.repository.id),
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_NUMBER: String(run.number),
    GITHUB_RUN_ATTEMPT: String(run.attempt),
    GITHUB_TRIGGERING_ACTOR: run.triggeringActor,
    GITHUB_REF: ref,
    SHA_REF: run.headSha,
    GITHUB_WORKFLOW_REF: `acme/shop/${run.path}@${ref}`,
    GITHUB_WORKFLOW_SHA: run.headSha,
    ACT_GATE: gate,
  };
}

/** A machine with what set-up installs, git that knows nobody, and nothing else of this one. */
function runnerEnvironment(): NodeJS.ProcessEnv {
  const config = join(temporaryFolder(), 'git');
  mkdirSync(dirname(config), { recursive: true });
  const cache = process.env['XDG_CACHE_HOME'] ?? join(process.env['HOME'] ?? '', '.cache');
  return {
    PATH: [join(packageRoot(), 'node_modules', '.bin'), dirname(actPath()), process.env['PATH']].join(delimiter),
    LANG: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', XDG_CACHE_HOME: cache, CUTOVER_CACHE: process.env['CUTOVER_CACHE'] ?? join(cache, 'cutover'),
  };
}
