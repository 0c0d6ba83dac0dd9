import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../src/errors.ts';
import type { EnvironmentName } from '../src/evidence/record.ts';
import { writeClientFiles } from './client-files.ts';
import { useStateBuckets } from './control.ts';
import { launch } from './launch.ts';
import { checkedVersions } from './mirror.ts';
import { SANDBOX_ACCOUNTS, type SandboxState } from './state.ts';
import { sandboxStatus } from './status.ts';

/** How long another starter of the same project's sandbox is waited for. */
const PATIENCE_MS = 30_000;

export interface SandboxUpOptions {
  /** The project's folder; the sandbox lives in its `.cutover/sandbox`. */
  root: string;
  /** Absolute path of a Python interpreter with moto[server], boto3 and tf. */
  python: string;
  /** Default: a free one. */
  port?: number;
  /** Default: `tfstate-<account id>`. They are made when a running sandbox has others. */
  stateBuckets?: Record<EnvironmentName, string>;
  /** Versions of hashicorp/aws that the mirror offers besides those it has; default: the reference platform's. */
  providerVersions?: string[];
  /** `until-exit`: it ends with this process, however that ends. Default `until-down`. */
  lifetime?: 'until-down' | 'until-exit';
  progress?: (message: string) => void;
}

/**
 * The project's sandbox, started if need be, when it answers. Two callers at once get the same one.
 * Throws UserError for a port that is busy or another than the running sandbox's, and for a sandbox that does not answer.
 */
export async function sandboxUp(options: SandboxUpOptions): Promise<SandboxState> {
  checkedVersions(options.providerVersions);
  for (const deadline = performance.now() + PATIENCE_MS; ; ) {
    const found = await sandboxStatus(options);
    if (found.status === 'up') return join(found.state, options);
    if (found.status === 'stuck') {
      throw new UserError({ problem: 'the sandbox runs and does not answer', found: `process ${found.state.pid}, port ${found.state.port}`, next: 'cutover sandbox down' });
    }
    if (found.status === 'gone') options.progress?.(`the earlier sandbox is gone (${found.reason}) and its cloud with it; an empty one is started`);
    const started = await start(options);
    if (started !== 'in-use') return started;
    if (performance.now() > deadline) throw new UserError({ problem: 'another process is starting this project\'s sandbox and does not finish', next: 'cutover sandbox status' });
    await sleep(200);
  }
}

/** Uses a sandbox that is up, as far as it is the one that was asked for. */
async function join(state: SandboxState, options: SandboxUpOptions): Promise<SandboxState> {
  if (options.port !== undefined && options.port !== 0 && options.port !== state.port) {
    throw new UserError({ field: '--port', problem: 'this project\'s sandbox is up at another port', found: String(options.port), allowed: String(state.port), next: 'leave --port out, or cutover sandbox down first (its cloud is lost)' });
  }
  writeClientFiles(options);
  const wanted = options.stateBuckets;
  if (wanted === undefined || (wanted.test === state.environments.test.stateBucket && wanted.production === state.environments.production.stateBucket)) return state;
  return useStateBuckets(state, wanted);
}

async function start(options: SandboxUpOptions): Promise<SandboxState | 'in-use'> {
  const began = performance.now();
  const server = await launch({ root: options.root, python: options.python, port: options.port ?? 0, accounts: accountsFor(options.stateBuckets) });
  if (server === 'in-use') return server;
  try {
    writeClientFiles(options);
    await server.keep(options.lifetime ?? 'until-down');
  } catch (error) {
    await server.abandon();
    throw error;
  }
  options.progress?.(`the sandbox is up at ${server.state.endpoint} after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return server.state;
}

function accountsFor(stateBuckets: SandboxUpOptions['stateBuckets']): Record<string, { accountId: string; stateBucket: string }> {
  return Object.fromEntries(
    Object.entries(SANDBOX_ACCOUNTS).map(([name, accountId]) => [name, { accountId, stateBucket: stateBuckets?.[name as EnvironmentName] ?? `tfstate-${accountId}` }]),
  );
}
