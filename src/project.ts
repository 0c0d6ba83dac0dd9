import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { sandboxAccess } from '../sandbox/access.ts';
import { sandboxStatus } from '../sandbox/status.ts';
import { sandboxUp } from '../sandbox/up.ts';
import { findRequest, type FoundRequest } from './change/find-request.ts';
import type { Mode } from './components/milestones.ts';
import { parseConfig, type Config } from './config.ts';
import { readText } from './documents/read-text.ts';
import { UserError } from './errors.ts';
import type { EnvironmentName } from './evidence/record.ts';
import { EvidenceStore } from './evidence/store.ts';
import { CONFIG_FILE, findProject } from './find-project.ts';
import { gitFacts, type GitFacts } from './git.ts';
import { fetchFromBase, readFromBase } from './git-base.ts';
import { assertOwnFoldersUntracked } from './own-folders.ts';
import { approvalPolicyOn, configOn } from './policy-on-base.ts';
import type { Conversation } from './refinement/session.ts';
import { failAtOf } from './scanners/severity.ts';
import { parseWaivers } from './scanners/waivers.ts';
import type { Policy, Programs, Run } from './step.ts';
import { cloudAccess, harmlessEnvironment, type EnvironmentAccess } from './terraform/access.ts';
import { findEngine, type Engine } from './terraform/engine.ts';
import type { Ui } from './ui.ts';
import { stepsFolder } from './steps-folder.ts';

/** What a person says on the command line about one run. */
export interface RunOptions {
  /** Folder to begin the search for cutover.yaml in. */
  directory: string;
  change: string;
  mode: Mode;
  sandbox: boolean;
  engine?: Engine['kind'] | undefined;
  parallelism?: number | undefined;
  /** Opens a check of this request, or of what stands in for it, instead of a delivery. */
  check?: Pick<FoundRequest, 'file' | 'request' | 'digest'>;
}

/** How the tools are found; set-up supplies it, and never starts Terraform. */
export interface Toolbox {
  programs: () => Promise<Programs>;
  engineBinary: (kind: Engine['kind']) => Promise<string>;
  python: () => Promise<string>;
}

export interface RunSurroundings {
  ui: Ui;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  conversation: Conversation | undefined;
  toolbox: Toolbox;
  /** Who starts the run, where git's user is a machine: the host's name for them, `@ann`. */
  user?: string | undefined;
  /** Who signs what the run adds to the evidence, if anybody. */
  signer?: EvidenceStore['signer'] | undefined;
  now?: () => Date;
}

/** Reads everything that the steps of one change are given. Starts no engine, no scanner, and nothing of the project. */
export function openRun(options: RunOptions, { ui, env, signal, conversation, toolbox, user, signer, now = () => new Date() }: RunSurroundings): Run {
  const root = findProject(options.directory);
  const config = parseConfig(readText(root, CONFIG_FILE) ?? '');
  const git = user === undefined ? gitFacts(root, { anonymous: options.check !== undefined }) : { ...gitFacts(root, { anonymous: true }), user };
  assertOwnFoldersUntracked(root);
  const { file, request, digest } = options.check ?? findRequest(root, options.change);
  const kind = options.engine ?? config.engine;
  let engine: Promise<Engine> | undefined;
  const accesses = new Map<EnvironmentName, Promise<EnvironmentAccess>>();
  const harmlessEnv = harmlessEnvironment(env);
  const store = options.check === undefined ? new EvidenceStore(root, request.id, 'delivery', signer) : new EvidenceStore(root, request.id, 'check');
  return {
    root,
    config,
    change: { file, request, digest },
    git,
    policy: readPolicy(git, config),
    target: options.sandbox ? 'sandbox' : 'cloud',
    host: undefined,
    mode: options.mode,
    parallelism: options.parallelism ?? Math.max(2, availableParallelism()),
    conversation,
    store,
    ui,
    now,
    signal,
    programs: toolbox.programs,
    engine: () => (engine ??= toolbox.engineBinary(kind).then((binary) => findEngine(kind, binary, harmlessEnv))),
    access: (environment) => {
      const known = accesses.get(environment) ?? (options.sandbox ? sandboxEnvironment(root, { config, work: stepsFolder(store) }, environment, toolbox, env) : Promise.resolve(cloudAccess(env, config.environments[environment].awsProfile)));
      accesses.set(environment, known);
      return known;
    },
    harmlessEnv,
    variable: (name) => env[name],
    outputs: new Map(),
  };
}

function readPolicy(git: GitFacts, config: Config): Policy {
  fetchFromBase(git, [CONFIG_FILE, 'approvers', 'waivers.yaml']);
  const waivers = readFromBase(git, 'waivers.yaml');
  const mandatory = configOn(git)?.checklist.mandatory ?? [];
  return {
    from: git.base.ref,
    approvers: readFromBase(git, 'approvers'),
    approval: approvalPolicyOn(git),
    waivers: waivers === undefined ? [] : parseWaivers(waivers, `waivers.yaml on ${git.base.ref}`),
    failAt: failAtOf(configOn(git)?.environments),
    mandatory: [...new Set([...mandatory, ...config.checklist.mandatory])],
  };
}

async function sandboxEnvironment(root: string, { config, work }: { config: Config; work: string }, environment: EnvironmentName, toolbox: Toolbox, env: NodeJS.ProcessEnv): Promise<EnvironmentAccess> {
  const found = await sandboxStatus({ root });
  if (found.status !== 'up') throw new UserError({ field: '--sandbox', problem: 'the sandbox of this project is not up', found: found.status, next: 'cutover sandbox up' });
  const state = await sandboxUp({ root, python: await toolbox.python(), stateBuckets: { test: stateBucket(root, { config, work }, 'test', found.state.environments.test.stateBucket), production: stateBucket(root, { config, work }, 'production', found.state.environments.production.stateBucket) } });
  const { accountId, env: childEnv, backend } = sandboxAccess(state, env)[environment];
  const expected = config.environments[environment].account;
  if (expected !== undefined && expected !== accountId) {
    throw new UserError({ file: CONFIG_FILE, field: `environments.${environment}.account`, problem: 'the sandbox has another account for this environment', found: expected, allowed: accountId });
  }
  return { target: 'sandbox', world: `sandbox ${state.instance} ${accountId}`, env: childEnv, backend };
}

/** The bucket that the stacks themselves name, so that their remote state finds it; else the configured one; else the sandbox's own. */
function stateBucket(root: string, { config, work }: { config: Config; work: string }, environment: EnvironmentName, otherwise: string): string {
  const configured = config.environments[environment].backend['bucket'];
  return synthesizedBucket(join(root, work, 'synth', environment)) ?? (typeof configured === 'string' ? configured : otherwise);
}

function synthesizedBucket(directory: string): string | undefined {
  const manifest = join(directory, 'manifest.json');
  if (!existsSync(manifest)) return undefined;
  const { stacks } = JSON.parse(readFileSync(manifest, 'utf8')) as { stacks: Record<string, { synthesizedStackPath: string }> };
  for (const { synthesizedStackPath } of Object.values(stacks)) {
    const file = join(directory, synthesizedStackPath);
    const stack = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { terraform?: { backend?: { s3?: { bucket?: string } } } }) : {};
    if (stack.terraform?.backend?.s3?.bucket !== undefined) return stack.terraform.backend.s3.bucket;
  }
  return undefined;
}
