import { spawn } from 'node:child_process';
import { ChildOutput } from './child-output.ts';
import { UserError } from './errors.ts';

export interface ProcessRequest {
  command: string;
  args: string[];
  cwd: string;
  /** The child's whole environment: nothing of the parent's is added. */
  env: Record<string, string>;
  /** When it aborts the child gets SIGINT once, and is waited for: Terraform needs that to save its state and free its lock. */
  signal?: AbortSignal | undefined;
  /** Called with each complete line of standard output, in order. */
  onLine?: (line: string) => void;
  /** Where it writes while it runs, without ending: for a child that has to come to its own end even when we are killed. */
  outlives?: string;
  onStart?: (pid: number) => void;
  /** Called when it was interrupted. */
  onInterrupt?: () => void;
}

export interface ProcessResult {
  /** Null when a signal ended it. */
  code: number | null;
  endedBy: NodeJS.Signals | null;
  stdout: Buffer;
  stderr: string;
  /** True when we asked it to stop before it ended. */
  interrupted: boolean;
}

/**
 * Runs a child in a session of its own, so that a Ctrl-C in the terminal reaches it only through us: one interrupt, then
 * patience. A second interrupt would make Terraform drop its state.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  return await new Promise((resolve, reject) => {
    const output = request.outlives === undefined ? undefined : new ChildOutput(request.outlives, request.onLine);
    const child = spawn(request.command, request.args, { cwd: request.cwd, env: request.env, detached: true, stdio: ['ignore', ...(output?.stdio ?? (['pipe', 'pipe'] as const))] });
    if (child.pid !== undefined) request.onStart?.(child.pid);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let partial = '';
    let interrupted = false;
    const interrupt = (): void => {
      interrupted = true;
      child.kill('SIGINT');
      request.onInterrupt?.();
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout.push(chunk);
      if (request.onLine === undefined) return;
      const lines = (partial + chunk.toString('utf8')).split('\n');
      partial = lines.pop() ?? '';
      lines.forEach(request.onLine);
    });
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => {
      request.signal?.removeEventListener('abort', interrupt);
      output?.drop();
      reject(error.code === 'ENOENT' ? new UserError({ problem: `the program ${request.command} was not found`, next: 'install it, or put it on PATH' }) : error);
    });
    child.on('close', (code, endedBy) => {
      request.signal?.removeEventListener('abort', interrupt);
      const written = output?.take() ?? { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
      resolve({ code, endedBy, stdout: written.stdout, stderr: written.stderr.toString('utf8'), interrupted });
    });
    if (request.signal?.aborted === true) interrupt();
    else request.signal?.addEventListener('abort', interrupt, { once: true });
  });
}
