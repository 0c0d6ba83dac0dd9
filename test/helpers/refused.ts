/** The error of this kind that the work ends with. Any other is thrown on, and so is one when there is none. */
export function refused<T extends Error>(kind: new (...given: never[]) => T, work: () => unknown): T {
  try {
    work();
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
