/** @type {Set<() => void>} */
const undos = new Set();

process.on('exit', () => {
  for (const undo of [...undos].reverse()) undo();
});

/**
 * Calls `undo` when the process exits, however it does except by SIGKILL, so that an interrupted set-up leaves no child,
 * lock or half-made folder. `undo` must be synchronous. Returns a function that forgets it.
 * @param {() => void} undo @returns {() => void}
 */
export function beforeExit(undo) {
  undos.add(undo);
  return () => undos.delete(undo);
}
