/** What one rule, check or probe came to. */
export const RESULTS = ['failed', 'excepted', 'passed', 'not applicable', 'open', 'absent'] as const;
/** `excepted`: failed, and a waiver that holds accepts it. `open`: not all of it was looked at. `absent`: this project does not have it. */
export type Result = (typeof RESULTS)[number];

/** In the order in which a reader wants them. */
export const STATES = ['not met', 'partly checked', 'met by exception', 'met', 'not applicable', 'never checked'] as const;
export type State = (typeof STATES)[number];

/**
 * What the evidence of a control comes to. `more`: it asks for something that none of it looks at. Met takes all of the evidence and
 * nothing left over; without a single thing that was looked at it is never checked, whatever else is true.
 */
export function stateOf(results: Result[], more: boolean): State {
  const has = (result: Result): boolean => results.includes(result);
  if (has('failed')) return 'not met';
  const seen = has('passed') || has('excepted');
  const open = more || has('open');
  if (!seen) return open || !has('not applicable') ? 'never checked' : 'not applicable';
  if (open) return 'partly checked';
  return has('excepted') ? 'met by exception' : 'met';
}

/** Of results about the same: what is worse, or less sure, counts. */
export function worstOf(results: Result[]): Result {
  const order: Result[] = ['failed', 'open', 'excepted', 'passed', 'not applicable'];
  return order.find((result) => results.includes(result)) ?? 'absent';
}
