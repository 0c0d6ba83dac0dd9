import { generateIdentity, identityToRecipient } from 'age-encryption';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { readWorkflows } from '../../../scripts/workflows/read.ts';
import { workflowFiles } from '../../../src/init/workflows.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { aProject, twoModules, twoModulesConfig } from '../../helpers/a-project.ts';
import type { ChangeRequestFields } from '../../helpers/a-change-request.ts';
import type { Repository } from '../../helpers/a-repository.ts';
import { aPullRequest, aRun, anEnvironment, aUser, everyPermission } from '../../helpers/github/builders.ts';
import type { Event } from '../../helpers/github/events.ts';
import { startFakeGitHub, type FakeGitHub } from '../../helpers/github/fake-github.ts';
import { push } from '../../helpers/github/push.ts';
import { runtimeToken } from '../../helpers/github/results.ts';
import type { WorkflowRun } from '../../helpers/github/state/actions.ts';
import type { PullRequest } from '../../helpers/github/state/conversations.ts';
import { aKey } from '../../helpers/ssh-keys.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { aCheckout } from './checkout.ts';
import { CUTOVER, cutoverCopy } from './cutover-copy.ts';
import { openGate, type Gate } from './gate.ts';
import { runAct, type ActResult } from './run-act.ts';

export interface Start {
  /** File of the caller in `.github/workflows`. */
  workflow: string;
  event: Event;
  /** The run that it is another attempt of. */
  again?: WorkflowRun;
  /** Who lets the jobs of environments in; by default everybody. */
  gate?: Gate;
  /** The workflows and actions that run, if not those that are there. */
  cutover?: string;
  /** What lies in the checkout besides, beside what all runs bring. */
  bring?: Record<string, string>;
  /** The most that the token may do: a fork's may only read. */
  atMost?: 'read';
}

/** As `cutover init --workflows` takes it. */
export const PIN = `${CUTOVER.repository}@${CUTOVER.commit}`;

export type Started = ActResult & { run: WorkflowRun };

/** A repository with a change on a branch, as somebody has it who pushes it to GitHub. */
export interface Pushed {
  repository: Pick<Repository, 'path' | 'git' | 'remove'>;
  /** Of the change. */
  branch: string;
  /** Opens saved plans. */
  identity?: string;
  /** What every machine has in the checkout besides: path → text. */
  bring?: Record<string, string>;
}

/** That repository on the fake GitHub: olga opened the pull request and starts runs, ann reviews and approves. */
export interface Caller {
  project: Pushed['repository'];
  github: FakeGitHub;
  pull: PullRequest;
  /** As ann does with the button, after the review. */
  merge: () => void;
  act: (start: Start) => Promise<Started>;
  close: () => Promise<void>;
}

/** Two components on built-in resources, their states in files under `states`; with the workflows that users copy. Rita asked for the change. */
export async function aSmallProject(states: string, { request = {}, branch = 'change', more = '', checks = '' }: { request?: Partial<ChangeRequestFields>; branch?: string; /** HCL of the second component. */ more?: string; /** Of cutover.yaml. */ checks?: string } = {}): Promise<Pushed> {
  const identity = await generateIdentity();
  const ann = `ann@example.com namespaces="cutover-*" ${aKey(temporaryFolder(), 'ann').publicKey} github=ann\n`;
  const config = `${twoModulesConfig(states)}    planRecipient: ${await identityToRecipient(identity)}\n${checks}`;
  const repository = aProject({ files: { 'cutover.yaml': config, ...twoModules('v1', more), approvers: ann, ...workflowFiles({ project: 'shop', pin: PIN, packageManager: undefined }) }, request });
  if (branch !== 'change') repository.git('branch', '--move', 'change', branch);
  return { repository, branch, identity };
}

export async function aCaller({ repository: project, branch: change, identity = '', bring = {} }: Pushed): Promise<Caller> {
  const asBuilt = cutoverCopy();
  const github = await startFakeGitHub();
  const { state, repository } = github;
  Object.assign(repository, { commits: {}, branches: {}, protection: { main: { requiredApprovals: 1, dismissStale: true, codeOwners: false } } });
  for (const login of ['olga', 'rita', 'ann', 'mallory']) state.users[login] = aUser(login);
  repository.collaborators = { ann: 'admin', olga: 'write', rita: 'write' };
  push(state, repository, project.path);
  for (const name of ['test', 'production-plan']) anEnvironment(state, repository, { name, reviewers: [] });
  anEnvironment(state, repository, { reviewers: ['ann'] });
  const tip = (branch: string): string => project.git('rev-parse', branch);
  const pull = aPullRequest(state, repository, { title: 'Keep uploads for a year', user: 'olga', base: { ref: 'main', sha: tip('main') }, head: { ref: change, sha: tip(change), repository: 'acme/shop' } });

  return {
    project, github, pull,
    merge: () => {
      project.git('checkout', '--quiet', 'main');
      project.git('-c', 'user.email=ann@example.com', 'merge', '--quiet', '--no-ff', '--message', `Merge pull request #${String(pull.number)}`, change);
      push(state, repository, project.path);
      Object.assign(pull, { state: 'closed', merged: true, mergeCommit: tip('main') });
    },
    act: async ({ workflow, event, again, gate = () => undefined, cutover = asBuilt, bring: more = {}, atMost }) => {
      const { pull: about } = event;
      const branch = about?.head.ref ?? 'main';
      const checkout = aCheckout(project.path, branch, about === undefined ? undefined : { base: tip('main'), head: about.head.sha });
      for (const [path, text] of Object.entries({ ...bring, ...more })) {
        mkdirSync(dirname(join(checkout.path, path)), { recursive: true });
        writeFileSync(join(checkout.path, path), text);
      }
      // Of a pull request's run GitHub names the head of its branch, and checks out the trial merge.
      const run = again ?? aRun(state, repository, { path: `.github/workflows/${workflow}`, event: event.name, actor: event.actor, triggeringActor: event.actor, headBranch: branch, headSha: about?.head.sha ?? checkout.commit });
      if (again !== undefined) {
        const { approvals: _approvals, earlier, ...attempt } = again;
        earlier.push({ ...attempt });
        again.attempt += 1;
      }
      Object.assign(github.permissions, NONE, grantedBy(workflow, atMost));
      const open = await openGate(gate);
      try {
        const ref = about === undefined ? `refs/heads/${branch}` : `refs/pull/${String(about.number)}/merge`;
        const variables = {
          ...github.env, GITHUB_REPOSITORY_OWNER: 'acme', GITHUB_RUN_ID: String(run.id), GITHUB_RUN_NUMBER: String(run.number), GITHUB_RUN_ATTEMPT: String(run.attempt),
          GITHUB_TRIGGERING_ACTOR: run.triggeringActor, GITHUB_REF: ref, SHA_REF: checkout.commit, GITHUB_WORKFLOW_REF: `acme/shop/${run.path}@${ref}`, GITHUB_WORKFLOW_SHA: checkout.commit, ACT_GATE: open.url,
        };
        const env = { ...aMachine(), ACTIONS_RUNTIME_URL: github.url, ACTIONS_RUNTIME_TOKEN: runtimeToken(run.id, 'job') };
        return { run, ...(await runAct({ project: checkout.path, cutover, workflow, event: event.name, payload: event.payload, variables, secrets: { GITHUB_TOKEN: github.token, CUTOVER_PLAN_IDENTITY: identity }, actor: run.actor, env })) };
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

const NONE = Object.fromEntries(Object.keys(everyPermission).map((name) => [name, undefined]));

/** What the caller grants, which is what the jobs that it calls ask for together: act has one token for all of them. */
function grantedBy(caller: string, atMost?: 'read'): Record<string, 'read' | 'write'> {
  const found = readWorkflows(packageRoot()).find(({ file }) => file === `workflows/${caller}`);
  if (found === undefined) throw new Error(`there is no workflows/${caller}`);
  const granted = Object.values(found.jobs).flatMap(({ permissions }) => Object.entries(typeof permissions === 'object' ? permissions : {}));
  return Object.fromEntries(granted.filter(([, access]) => access !== 'none').map(([name, access]) => [name.replaceAll('-', '_'), atMost ?? (access === 'write' ? 'write' : 'read')]));
}

/** With what set-up installs, git that knows nobody, and nothing else of this machine. */
function aMachine(): NodeJS.ProcessEnv {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(process.env['HOME'] ?? '', '.cache');
  return {
    PATH: [join(packageRoot(), 'node_modules', '.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
    LANG: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', XDG_CACHE_HOME: cache, CUTOVER_CACHE: process.env['CUTOVER_CACHE'] ?? join(cache, 'cutover'),
  };
}
