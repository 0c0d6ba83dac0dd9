import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { endTree, signalGroup, TREE_VARIABLE } from './process-tree.ts';

export interface BoundedRequest {
  command: [string, ...string[]];
  cwd: string;
  /** The child's whole environment, but for the mark of its process tree: nothing of the parent's is added. */
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
 * Runs a command as the leader of a process group of its own and ends all that it started at the deadline, on abort, when the
 * command itself ends, and when this process exits: nothing that a check started outlives it.
 */
export async function runBounded(request: BoundedRequest): Promise<BoundedResult> {
  const started = performance.now();
  const result = (ended: BoundedResult['ended'], code: number | null, detail: string, output: string): BoundedResult => ({
    ended, code, detail, output, seconds: (performance.now() - started) / 1000,
  });
  const [program, ...args] = request.command;
  const mark = randomUUID();
  let child: ChildProcess;
  try {
    child = spawn(program, args, { cwd: request.cwd, env: { ...request.env, [TREE_VARIABLE]: mark }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
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
    const killNow = (): void => {
      if (child.pid !== undefined) endTree(child.pid, mark);
    };
    const end = (why: 'deadline' | 'aborted'): void => {
      cause ??= why;
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGTERM');
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
      // What the command left running holds our pipes open, and would outlive the check.
      killNow();
      // What could not be found must not keep us waiting as well.
      release ??= setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()), GRACE_MS);
    });
    child.on('close', (code, signal) => settle(result(cause ?? (signal === null ? 'exit' : 'signal'), code, signal ?? '', output)));
    if (request.signal?.aborted === true) onAbort();
    else request.signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function messageOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT') return 'the program was not found';
  if (code === 'EACCES') return 'the program may not be executed';
  if (code === 'E2BIG') return 'the outputs are too large for an environment';
  return error instanceof Error ? error.message : String(error);
}
