import { readdirSync, readFileSync } from 'node:fs';

/** Stands in the environment of a command, and so of whatever it starts, in whichever session. */
export const TREE_VARIABLE = 'CUTOVER_PROCESS_TREE';
/** What is started while we look is found in the next round. */
const MOST_ROUNDS = 10;

/**
 * Ends the process group of a leader and, on Linux, every process that carries the mark in the environment that it was started
 * with: what made a session of its own (a daemon, `setsid`) has left the group. Elsewhere the group is all that is known.
 */
export function endTree(leader: number, mark: string): void {
  signalGroup(leader, 'SIGKILL');
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const left = marked(mark);
    if (left.length === 0) return;
    for (const pid of left) signal(pid, 'SIGKILL');
  }
}

export function signalGroup(leader: number, name: NodeJS.Signals): void {
  signal(-leader, name);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_environ.5.html. One that has ended has no environment; another's cannot be read. */
function marked(mark: string): number[] {
  const wanted = Buffer.from(`${TREE_VARIABLE}=${mark}\0`);
  return numbersIn('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`).includes(wanted);
    } catch {
      return false;
    }
  });
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name)).map(Number);
  } catch {
    return [];
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}
