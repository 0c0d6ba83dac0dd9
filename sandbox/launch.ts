import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { UserError } from '../src/errors.ts';
import { packageRoot } from '../src/package-root.ts';
import { sandboxFolder, stateOf, writtenStateSchema, type SandboxState } from './state.ts';

const START_SECONDS = 60;

const messageSchema = z.union([
  z.strictObject({ ready: writtenStateSchema }),
  z.strictObject({ kept: z.literal(true) }),
  z.strictObject({ error: z.enum(['in-use', 'port-busy', 'port-forbidden', 'failed']), detail: z.string().optional() }),
]);

export interface LaunchOptions {
  root: string;
  /** Absolute path of the interpreter that has moto. */
  python: string;
  /** 0: a free one. */
  port: number;
  /** Environment → accountId, stateBucket. */
  accounts: Record<string, { accountId: string; stateBucket: string }>;
}

/** A server that answers, and still ends with this process, leaving nothing, until it is told to stay. */
export interface LaunchedServer {
  state: SandboxState;
  /** Lets it write its state file; `until-down`: and live on when this process ends. */
  keep: (lifetime: 'until-down' | 'until-exit') => Promise<void>;
  /** Ends it as an interruption would. */
  abandon: () => Promise<void>;
}

/**
 * Starts sandbox/server.py, which says in its head how the two talk, and waits until it answers. `in-use`: another server
 * holds the project's folder. Throws UserError when it cannot start, and then nothing of it is left.
 */
export async function launch(options: LaunchOptions): Promise<LaunchedServer | 'in-use'> {
  const server = join(packageRoot(), 'sandbox', 'server.py');
  const settings = ['--folder', sandboxFolder(options.root), '--instance', randomUUID(), '--port', String(options.port), '--accounts', JSON.stringify(options.accounts)];
  // A session of its own: the terminal's Ctrl-C and hang-up do not reach it.
  const child = spawn(options.python, ['-E', '-s', server, ...settings], { detached: true, stdio: 'pipe', env: serverEnvironment(process.env) });
  child.stdin.on('error', () => undefined); // It may have ended; what it said before tells why.
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new UserError({ problem: 'the sandbox needs Python and cannot start it', found: `${options.python}: ${(error as Error).message}` });
  }
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-4000)));
  const slow = setTimeout(() => child.kill('SIGKILL'), START_SECONDS * 1000);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));

  async function heard(): Promise<z.infer<typeof messageSchema>> {
    const line = await lines.next();
    if (line.done !== true) return messageSchema.parse(JSON.parse(line.value));
    await ended;
    return { error: 'failed', detail: complaints.trim() || `it ended with ${child.signalCode ?? child.exitCode ?? 'no status'}, within ${START_SECONDS} s` };
  }
  async function abandon(): Promise<void> {
    clearTimeout(slow);
    child.stdin.destroy();
    await ended;
  }
  async function keep(lifetime: 'until-down' | 'until-exit'): Promise<void> {
    child.stdin.write('keep\n');
    const answer = await heard();
    if (!('kept' in answer)) throw refusalOf(answer, options);
    clearTimeout(slow);
    await letGo(child, lifetime);
  }

  const first = await heard();
  if ('ready' in first) return { state: stateOf(options.root, first.ready), keep, abandon };
  await abandon();
  if ('error' in first && first.error === 'in-use') return 'in-use';
  throw refusalOf(first, options);
}

/** After this the child does not hold up this process's end, and with `until-down` neither end knows of the other. */
async function letGo(child: ChildProcess, lifetime: 'until-down' | 'until-exit'): Promise<void> {
  const stdin = child.stdin as Socket;
  if (lifetime === 'until-down') await new Promise<void>((resolve) => stdin.end('release\n', resolve));
  else stdin.unref();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

/** Nothing of the caller's: no credentials, no proxies, no configuration of Python or AWS. */
function serverEnvironment(parent: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(['PATH', 'TMPDIR', 'LANG'].flatMap((name) => (parent[name] === undefined ? [] : [[name, parent[name]]])));
  return { ...kept, AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_EC2_METADATA_DISABLED: 'true' };
}

function refusalOf(message: z.infer<typeof messageSchema>, options: LaunchOptions): UserError {
  const error = 'error' in message ? message.error : 'failed';
  const next = 'stop what listens there, name another port, or leave --port out: then a free one is taken';
  if (error === 'port-busy') return new UserError({ field: '--port', problem: 'the port is in use', found: String(options.port), next });
  if (error === 'port-forbidden') return new UserError({ field: '--port', problem: 'the system does not let you listen there', found: String(options.port), allowed: '1024 to 65535' });
  const detail = 'detail' in message ? message.detail : JSON.stringify(message);
  const missing = detail?.includes('ModuleNotFoundError') === true ? { next: `install what is missing into the environment of ${options.python}` } : {};
  return new UserError({ problem: 'the sandbox could not start', found: lastLine(detail ?? ''), ...missing });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 500) ?? '';
}
