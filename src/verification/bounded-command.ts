import { spawn, type ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

export interface BoundedRequest {
  command: [string, ...string[]];
  cwd: string;
  /** The child's whole environment: nothing of the parent's is added. */
  env: Record<string, string>;
  timeoutSeconds: number;
  /** How many of the last characters of the output are kept. */
  keep: number;
  signal?: AbortSignal | undefined;
}

export interface BoundedResult {
  /** `refused`: it never ran; `detail` says why. */
  ended: 'exit' | 'signal' | 'deadline' | 'aborted' | 'refused';
  code: number | null;
  detail: string;
  /** The end of standard output and standard error, in the order in which they came. */
  output: string;
  seconds: number;
}

/** Between the polite signal and the one that cannot be refused. */
const GRACE_MS = 1000;

/**
 * Runs a command as the leader of a process group of its own and ends the whole group at the deadline, on abort, when the
 * command itself ends, and when this process exits: nothing that a check started outlives it.
 */
export async function runBounded(request: BoundedRequest): Promise<BoundedResult> {
  const started = performance.now();
  const result = (ended: BoundedResult['ended'], code: number | null, detail: string, output: string): BoundedResult => ({
    ended, code, detail, output, seconds: (performance.now() - started) / 1000,
  });
  const [program, ...args] = request.command;
  let child: ChildProcess;
  try {
    child = spawn(program, args, { cwd: request.cwd, env: request.env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return result('refused', null, messageOf(error), '');
  }
  return await new Promise((resolve) => {
    let output = '';
    let cause: 'deadline' | 'aborted' | undefined;
    let forced: NodeJS.Timeout | undefined;
    let release: NodeJS.Timeout | undefined;
    for (const stream of [child.stdout, child.stderr]) {
      const decoder = new StringDecoder('utf8');
      stream?.on('data', (chunk: Buffer) => {
        output = (output + decoder.write(chunk)).slice(-request.keep);
      });
    }
    const killNow = (): void => signalGroup(child, 'SIGKILL');
    const end = (why: 'deadline' | 'aborted'): void => {
      cause ??= why;
      signalGroup(child, 'SIGTERM');
      forced ??= setTimeout(killNow, GRACE_MS);
    };
    const onAbort = (): void => end('aborted');
    const deadline = setTimeout(() => end('deadline'), request.timeoutSeconds * 1000);
    process.once('exit', killNow);
    const settle = (value: BoundedResult): void => {
      clearTimeout(deadline);
      clearTimeout(forced);
      clearTimeout(release);
      process.removeListener('exit', killNow);
      request.signal?.removeEventListener('abort', onAbort);
      resolve(value);
    };
    child.on('error', (error) => settle(result('refused', null, messageOf(error), '')));
    child.on('exit', () => {
      // What the command left running in its group holds our pipes open, and would outlive the check.
      killNow();
      // A child that made a session of its own is out of reach; it must not keep us waiting as well.
      release ??= setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()), GRACE_MS);
    });
    child.on('close', (code, signal) => settle(result(cause ?? (signal === null ? 'exit' : 'signal'), code, signal ?? '', output)));
    if (request.signal?.aborted === true) onAbort();
    else request.signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function messageOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT') return 'the program was not found';
  if (code === 'EACCES') return 'the program may not be executed';
  if (code === 'E2BIG') return 'the outputs are too large for an environment';
  return error instanceof Error ? error.message : String(error);
}
