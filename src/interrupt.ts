import type { Ui } from './ui.ts';

/**
 * A signal that aborts at the first SIGINT or SIGTERM. Children that change things are interrupted once and waited for; a
 * second Ctrl-C only says so again, because a second interrupt would make Terraform drop its state.
 */
export function interruptSignal(ui: Ui): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    ui.line(controller.signal.aborted ? 'still waiting for the engine to save its state; it ends by itself' : 'interrupted: the engine finishes what it is at, saves its state and frees its lock', 'note');
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, onSignal);
    },
  };
}
