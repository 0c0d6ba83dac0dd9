import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ids of the live processes whose command line holds the text, this one left out. */
export function processesNaming(text: string): number[] {
  return commandLines().flatMap(({ pid, line }) => (pid !== process.pid && line.includes(text) ? [pid] : []));
}

function commandLines(): { pid: number; line: string }[] {
  if (process.platform !== 'linux') {
    const listed = execFileSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    return listed.map((line) => ({ pid: Number.parseInt(line, 10), line }));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), line: lineOf(name) }));
}

function lineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // It ended between the listing and the look.
  }
}

/** Waits until the condition holds; throws after `seconds`. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 15): Promise<void> {
  for (const deadline = performance.now() + seconds * 1000; !(await condition()); await sleep(25)) {
    if (performance.now() > deadline) throw new Error(`not so after ${seconds} s: ${condition.toString()}`);
  }
}
