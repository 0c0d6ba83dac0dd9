import { answersAs } from './control.ts';
import { isServerOf } from './process.ts';
import { readState, type SandboxState } from './state.ts';

/**
 * `gone`: a state file without its process: the machine was restarted, or the process killed. Its cloud state is lost.
 * `stuck`: the process is there and does not answer.
 */
export type SandboxStatus =
  | { status: 'up' | 'stuck'; state: SandboxState }
  | { status: 'gone'; reason: string }
  | { status: 'down' };

export async function sandboxStatus(options: { root: string }): Promise<SandboxStatus> {
  const state = readState(options.root);
  if (state === undefined) return { status: 'down' };
  if (state === 'unreadable') return { status: 'gone', reason: 'its state file is not readable' };
  if (await answersAs(state)) return { status: 'up', state };
  // Looked at after the question, so that a server that ends meanwhile is not called stuck.
  if (isServerOf(state.pid, state.instance)) return { status: 'stuck', state };
  return { status: 'gone', reason: `its process ${state.pid}, started ${state.startedAt}, has ended` };
}
