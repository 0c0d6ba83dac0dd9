import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * True when the process is alive and is the server of that instance: its command line holds the instance's UUID. A
 * process id alone proves nothing, the system gives it to somebody else later.
 */
export function isServerOf(pid: number, instance: string): boolean {
  return commandLine(pid).includes(instance);
}

/** Empty for a process that has ended, reaped or not. */
function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8', env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

/**
 * Ends the server and its process group: SIGTERM, and SIGKILL after `seconds`. `false`: it had ended before. Throws when
 * it is still there after both.
 */
export async function endServer(pid: number, instance: string, seconds = 5): Promise<boolean> {
  const was = isServerOf(pid, instance);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const deadline = performance.now() + seconds * 1000;
    if (isServerOf(pid, instance)) signalGroup(pid, signal);
    while (isServerOf(pid, instance) && performance.now() < deadline) await sleep(20);
  }
  if (isServerOf(pid, instance)) throw new Error(`the sandbox's process ${pid} could not be ended`);
  return was;
}

/** The server leads a group of its own, so the group is whatever it started. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
