/** What a user's mistake says: where, what was found, what is allowed, what to do next. */
export interface Complaint {
  /** File, relative to the project where it lies inside it. */
  file?: string;
  /** 1-based line in `file`. */
  line?: number;
  /** Path of the field, `environments.test.env`, or the name of a command-line option. */
  field?: string;
  /** The problem in one sentence, without a full stop. */
  problem: string;
  /** The value that was found, already shortened and safe to print. */
  found?: string;
  /** What would have been right. */
  allowed?: string;
  /** What to do next: a command, or an edit. */
  next?: string;
}

function render(complaint: Complaint): string {
  const place = [complaint.file, complaint.line].filter((part) => part !== undefined).join(':');
  const head = [place, complaint.field, complaint.problem].filter((part) => part !== undefined && part !== '').join(': ');
  const details = [
    complaint.found === undefined ? '' : `  found:   ${complaint.found}`,
    complaint.allowed === undefined ? '' : `  allowed: ${complaint.allowed}`,
    complaint.next === undefined ? '' : `  next:    ${complaint.next}`,
  ];
  return [head, ...details].filter((line) => line !== '').join('\n');
}

/** Wrong usage or input, found before any step has started: exit code 2, no stack trace. */
export class UserError extends Error {
  readonly complaint: Complaint;
  constructor(complaint: Complaint) {
    super(render(complaint));
    this.name = 'UserError';
    this.complaint = complaint;
  }
}

/** Not allowed to go on (unapproved, stale, foreign, unknown): exit code 3. */
export class Halt extends Error {
  readonly complaint: Complaint;
  constructor(complaint: Complaint) {
    super(render(complaint));
    this.name = 'Halt';
    this.complaint = complaint;
  }
}

/** A step ran and the answer is no: exit code 1. */
export class StepFailure extends Error {
  readonly complaint: Complaint;
  constructor(complaint: Complaint) {
    super(render(complaint));
    this.name = 'StepFailure';
    this.complaint = complaint;
  }
}

/** A mutating child was interrupted; what it left is not known: exit code 4. */
export class Indeterminate extends Error {
  readonly complaint: Complaint;
  constructor(complaint: Complaint) {
    super(render(complaint));
    this.name = 'Indeterminate';
    this.complaint = complaint;
  }
}
