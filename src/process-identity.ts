import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * What tells a process from every other that had or will have its number: when it started. Undefined when it has ended, also when
 * nobody has asked how yet (a zombie).
 */
export function processIdentity(pid: number): string | undefined {
  return existsSync('/proc/self/stat') ? identityInProc(pid) : identityFromPs(pid);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the state is field 3, the start field 22; the name before them may hold anything. */
function identityInProc(pid: number): string | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function identityFromPs(pid: number): string | undefined {
  try {
    const [, state, started] = /^\s*(\S+)\s+(.*\S)\s*$/m.exec(execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' } })) ?? [];
    return state?.startsWith('Z') === true ? undefined : started;
  } catch {
    return undefined;
  }
}
