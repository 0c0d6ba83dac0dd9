import { rmSync } from 'node:fs';
import { endServer } from './process.ts';
import { readState, stateFile } from './state.ts';

/**
 * Stops the project's sandbox and whatever it started, and waits until it has ended. `false`: there was none running
 * (the state file of one that is gone is removed). Only a process that is proven to be the sandbox's is ever signalled.
 */
export async function sandboxDown(options: { root: string }): Promise<boolean> {
  const state = readState(options.root);
  if (state === undefined) return false;
  if (state === 'unreadable') {
    rmSync(stateFile(options.root), { force: true }); // Its server, if it lives, ends itself: the file no longer names it.
    return false;
  }
  const stopped = await endServer(state.pid, state.instance);
  const left = readState(options.root);
  if (left !== undefined && (left === 'unreadable' || left.instance === state.instance)) rmSync(stateFile(options.root), { force: true });
  return stopped;
}
