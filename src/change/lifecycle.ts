/** What a change request can be, in the order of an undisturbed life; then the ways it ends otherwise. */
export const REQUEST_STATUSES = [
  'draft', 'submitted', 'approved', 'scheduled', 'implementing', 'implemented', 'closed', 'rejected', 'cancelled', 'failed', 'rolled-back',
] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];

export type Mover = 'requester' | 'approver' | 'cutover' | 'operations';

/**
 * `file`: a person writes it into the file, and nothing else shows it. `evidence`: approvals and records show it, whatever the
 * file says. `edit`: the text is not what was approved any more.
 */
export type ShownBy = 'file' | 'evidence' | 'edit';

export interface Move {
  from: RequestStatus;
  to: RequestStatus;
  by: Mover;
  shownBy: ShownBy;
  /** The evidence that shows it, as the end of a sentence: `it is shown by …`. */
  what: string | undefined;
  /** No longer possible once production has been changed. */
  onlyBeforeProduction: boolean;
}

type Row = [from: RequestStatus[], to: RequestStatus, by: Mover, shownBy: ShownBy, whatOrLimit?: string];

const BEFORE_PRODUCTION = 'only before production';

const ROWS: Row[] = [
  [['draft'], 'submitted', 'requester', 'file'],
  [['submitted'], 'approved', 'approver', 'evidence', 'approvals of the request that count'],
  [['approved'], 'scheduled', 'cutover', 'evidence', 'a window that has not opened yet'],
  [['scheduled'], 'approved', 'cutover', 'evidence', 'a window that is open'],
  [['approved', 'scheduled'], 'implementing', 'cutover', 'evidence', 'a record of the step approval that passed'],
  [['implementing'], 'implemented', 'cutover', 'evidence', 'a record of the step handover that passed'],
  [['implemented'], 'closed', 'operations', 'evidence', 'a signed acknowledgement in the record of the handover, and for an emergency its review'],
  [['implementing'], 'failed', 'cutover', 'evidence', 'a record of a promotion that was applied and whose checks failed'],
  [['approved', 'scheduled', 'implementing'], 'submitted', 'requester', 'edit'],
  [['submitted', 'approved', 'scheduled', 'rejected'], 'draft', 'requester', 'file'],
  [['implementing'], 'draft', 'requester', 'file', BEFORE_PRODUCTION],
  [['draft', 'submitted', 'approved', 'scheduled', 'implementing'], 'cancelled', 'requester', 'file', BEFORE_PRODUCTION],
  [['submitted', 'approved', 'scheduled', 'implementing'], 'rejected', 'approver', 'file'],
  [['failed'], 'submitted', 'requester', 'file'],
  [['failed', 'implemented', 'closed'], 'rolled-back', 'operations', 'file'],
];

/** Every move there is. What is not here is impossible. */
export const MOVES: Move[] = ROWS.flatMap(([from, to, by, shownBy, whatOrLimit]) =>
  from.map((one) => ({ from: one, to, by, shownBy, what: shownBy === 'evidence' ? whatOrLimit : undefined, onlyBeforeProduction: whatOrLimit === BEFORE_PRODUCTION })),
);

export function moveBetween(from: RequestStatus, to: RequestStatus): Move | undefined {
  return MOVES.find((move) => move.from === from && move.to === to);
}

/** Whether evidence alone leads from one to the other, over any number of moves: a file that says `from` only lags behind. */
export function evidenceLeads(from: RequestStatus, to: RequestStatus): boolean {
  const reached = new Set([from]);
  // A set is walked over what is added to it meanwhile too.
  for (const status of reached) {
    for (const move of MOVES) if (move.from === status && move.shownBy === 'evidence') reached.add(move.to);
  }
  return reached.has(to);
}
