/** @typedef {import('../src/errors.ts').Complaint} Complaint */

/**
 * Set-up could not give what is needed; the complaint says what to do. It has the shape of `UserError` but is a class
 * of its own, because set-up runs before there is a Node that reads TypeScript.
 */
export class SetupError extends Error {
  /** @param {Complaint} complaint */
  constructor(complaint) {
    const details = [
      complaint.found === undefined ? '' : `  found:   ${complaint.found}`,
      complaint.allowed === undefined ? '' : `  allowed: ${complaint.allowed}`,
      complaint.next === undefined ? '' : `  next:    ${complaint.next}`,
    ];
    super([complaint.problem, ...details].filter((line) => line !== '').join('\n'));
    this.name = 'SetupError';
    /** @readonly */
    this.complaint = complaint;
  }
}

/**
 * One way to get a tool did not work, so the next way is tried. What must stop everything (a wrong checksum) is a
 * `SetupError` instead.
 */
export class WayFailed extends Error {
  /**
   * @param {string} reason one line
   * @param {string} [next] what the user can do about this way
   */
  constructor(reason, next) {
    super(reason);
    this.name = 'WayFailed';
    /** @readonly */
    this.next = next;
  }
}

/** @param {unknown} thrown @returns {string} one line */
export function reasonOf(thrown) {
  return thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown);
}
