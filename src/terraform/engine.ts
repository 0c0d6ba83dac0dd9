import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { credentialsIn } from '../credentials.ts';
import { Indeterminate, StepFailure, UserError } from '../errors.ts';
import { credentialTrouble } from '../no-credentials.ts';
import { runProcess, type ProcessResult } from '../process.ts';
import type { EnvironmentAccess } from './access.ts';
import { engineWords } from './engine-words.ts';
import { keepErroredState } from './errored-state.ts';
import type { PlanLock } from './plan-lock.ts';
import { readRawPlan, secretsOf } from './parse-plan.ts';
import type { Noted } from './running.ts';
import { secretsInFiles } from './secrets-at-hand.ts';
import { secretsOfState } from './state.ts';

/** `terraform` and `tofu` take the same commands; only their names and versions differ. */
export interface Engine {
  kind: 'terraform' | 'tofu';
  binary: string;
  version: string;
}

/** A folder that the engine runs in, and where it keeps what it downloads (outside of the folder: synth replaces that). */
export interface Workspace {
  label: string;
  directory: string;
  dataDirectory: string;
  access: EnvironmentAccess;
}

const OLDEST = [1, 10] as const;
const versionSchema = z.object({ terraform_version: z.string() });

/** Asks the engine for its version. Throws UserError when it is absent or too old (S3 lock files need 1.10). */
export async function findEngine(kind: Engine['kind'], binary: string, env: Record<string, string>): Promise<Engine> {
  const next = `install ${kind} ${OLDEST.join('.')} or newer, or run: cutover setup`;
  const result = await runProcess({ command: binary, args: ['version', '-json'], cwd: '/', env: { ...env, CHECKPOINT_DISABLE: '1' } });
  const parsed = result.code === 0 ? versionSchema.safeParse(safeJson(result.stdout)) : undefined;
  if (parsed?.success !== true) throw new UserError({ problem: `${binary} does not tell its version`, found: engineMessage(result, env).slice(0, 200), next });
  const version = parsed.data.terraform_version;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) throw new UserError({ problem: `${kind} is too old`, found: version, allowed: `${OLDEST.join('.')} or newer`, next });
  return { kind, binary, version };
}

function safeJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

interface Call {
  engine: Engine;
  workspace: Workspace;
  signal?: AbortSignal | undefined;
  /** How plans that are kept are encrypted; undefined where they lie open. */
  lock?: PlanLock | undefined;
}

/**
 * Twice Go's default: the engine lives for a fraction of a second, and spends a fifth of it collecting garbage that its end would
 * free anyway. A limit or setting of the user's own comes after it, and counts.
 */
const LAZY_COLLECTOR = { GOGC: '200' };

interface CallOptions {
  onLine?: ((line: string) => void) | undefined;
  noted?: Noted | undefined;
  /** It holds the state's lock: killed in the middle, by our end, it would leave it behind, or lose the state. */
  outlives?: boolean;
}

async function call({ engine, workspace, signal }: Call, args: string[], { onLine, noted, outlives = false }: CallOptions = {}): Promise<ProcessResult> {
  return await runProcess({
    command: engine.binary,
    args,
    cwd: workspace.directory,
    env: { ...LAZY_COLLECTOR, ...workspace.access.env, TF_DATA_DIR: workspace.dataDirectory, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' },
    signal,
    ...(onLine === undefined ? {} : { onLine }),
    ...(outlives ? { outlives: join(workspace.dataDirectory, 'output') } : {}),
    ...(noted === undefined ? {} : { onStart: noted.onStart, onInterrupt: noted.onInterrupt }),
  });
}

/** What the engine printed about what went wrong; secret values of the child's environment are hidden, and `secrets`. */
export function engineMessage(result: ProcessResult, env: Record<string, string>, secrets: string[] = []): string {
  return engineWords(result.stderr, [...credentialsIn(env), ...secrets]);
}

async function failed(context: Call, what: string, result: ProcessResult, secrets: string[] = []): Promise<Error> {
  if (result.interrupted) return new Indeterminate({ problem: `${context.workspace.label}: ${what} was interrupted`, next: 'run the same command again' });
  const ended = result.endedBy === null ? '' : ` (ended by ${result.endedBy})`;
  const known = [...secrets, ...(await secretsInFiles(context.workspace.directory)), ...secretsInLocalState(context.workspace)];
  const words = engineMessage(result, context.workspace.access.env, known);
  const trouble = context.workspace.access.target === 'cloud' ? credentialTrouble(words, context.workspace.access.env) : undefined;
  const because = trouble === undefined ? '' : `: ${trouble.problem}`;
  return new StepFailure({ ...trouble, problem: `${context.workspace.label}: ${context.engine.kind} ${what} failed${ended}${because}\n${indent(words)}` });
}

/** Of a state elsewhere nothing is asked: what failed may be just that, and the engine hides in its own words what the state marks. */
function secretsInLocalState(workspace: Workspace): string[] {
  const file = localStateFile(workspace);
  return file !== undefined && existsSync(file) ? secretsOfState(readFileSync(file)) : [];
}

function indent(text: string): string {
  return text.split('\n').map((line) => `    ${line}`).join('\n');
}

/** `lockfile: 'readonly'`: the committed provider lock must hold; `'free'`: no lock is kept (the sandbox, built-in providers only). */
export async function init(context: Call, lockfile: 'readonly' | 'free'): Promise<void> {
  const backend = Object.entries(context.workspace.access.backend).map(([key, value]) => `-backend-config=${key}=${value}`);
  const result = await call(context, ['init', '-input=false', '-no-color', '-reconfigure', ...(lockfile === 'readonly' ? ['-lockfile=readonly'] : []), ...backend]);
  if (result.code !== 0) throw await failed(context, 'init', result);
}

/**
 * Plans into `file`, refreshing from the world. Returns whether the plan would change anything, outputs included. `lock` false:
 * the state is not locked, for a look that may have no right to and must hold nobody up. `destroy`: of all that the state holds.
 */
export async function plan(context: Call, file: string, { lock = true, destroy = false }: { lock?: boolean; destroy?: boolean } = {}): Promise<boolean> {
  const result = await call(context, ['plan', '-input=false', '-no-color', lock ? '-lock-timeout=60s' : '-lock=false', '-detailed-exitcode', ...(destroy ? ['-destroy'] : []), `-out=${file}`], { outlives: true });
  // 2 is how the engine says that there are changes.
  if (result.code !== 0 && result.code !== 2) throw await failed(context, 'plan', result);
  return result.code === 2;
}

/** The plan as JSON, raw: it may hold secrets and must go through parse-plan.ts. */
export async function showPlan(context: Call, file: string): Promise<Buffer> {
  const result = await call(context, ['show', '-json', '-no-color', file]);
  if (result.code !== 0) throw await failed(context, 'show', result);
  return result.stdout;
}

/**
 * Applies a saved plan. Interrupted: the engine finishes what it is at, saves the state, frees the lock; then Indeterminate. A state
 * that it cannot save it leaves in a file (errored-state.ts), which is then Indeterminate too.
 */
export async function apply(context: Call, file: string, options: Pick<CallOptions, 'onLine' | 'noted'> = {}): Promise<void> {
  const result = await call(context, ['apply', '-input=false', '-no-color', '-lock-timeout=60s', file], { ...options, outlives: true });
  const left = keepErroredState(context.workspace);
  if (result.interrupted || result.endedBy !== null || left !== undefined) {
    const how = left === undefined ? (result.endedBy === null ? 'was cut off' : `was cut off by ${result.endedBy}`) : 'could not save its state where it belongs';
    throw new Indeterminate({ problem: `${context.workspace.label}: apply ${how}; part of it may be done`, ...(left === undefined ? {} : { found: `the state is in ${left}` }), next: 'run the same command again: it looks at the world first' });
  }
  // The engine repeats a provisioner's command and output with the values that it marks as sensitive.
  if (result.code !== 0) throw await failed(context, 'apply', result, await secretsOfSavedPlan(context, file));
}

/** From the JSON that is kept beside a plan, so that an engine that crashes is not started again; else from the engine. */
async function secretsOfSavedPlan(context: Call, file: string): Promise<string[]> {
  const kept = join(file, '..', 'plan.json');
  return secretsOf(readRawPlan(existsSync(kept) ? readFileSync(kept) : await showPlan(context, file), context.workspace.label));
}

/** Puts a state into its backend. Returns what the engine said against it; never forced, so that it takes nothing back. */
export async function pushState(context: Call, file: string): Promise<string | undefined> {
  const result = await call(context, ['state', 'push', '-lock-timeout=60s', file], { outlives: true });
  return result.code === 0 ? undefined : engineMessage(result, context.workspace.access.env);
}

/** Breaks the state's lock of that id: for one whose run is known to have ended. */
export async function unlock(context: Call, id: string): Promise<void> {
  const result = await call(context, ['force-unlock', '-force', id]);
  if (result.code !== 0) throw await failed(context, 'force-unlock', result);
}

/** The engine's own note of the backend it settled on at init. */
const backendNoteSchema = z.object({ backend: z.object({ type: z.string(), config: z.object({ path: z.string().nullish() }) }) });

/** The state, raw: see parseState. Empty when there is none. A local backend's state is a file: no engine is started to read it. */
export async function pullState(context: Call): Promise<Buffer> {
  const file = localStateFile(context.workspace);
  if (file !== undefined) return existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const result = await call(context, ['state', 'pull']);
  if (result.code !== 0) throw await failed(context, 'state pull', result);
  return result.stdout;
}

function localStateFile({ dataDirectory }: Workspace): string | undefined {
  const note = join(dataDirectory, 'terraform.tfstate');
  if (!existsSync(note)) return undefined;
  const parsed = backendNoteSchema.safeParse(safeJson(readFileSync(note)));
  return parsed.success && parsed.data.backend.type === 'local' ? (parsed.data.backend.config.path ?? undefined) : undefined;
}

export type EngineCall = Call;

