/** How much of everything is shown. What is left out is said, with where it can be read. */
export interface Room {
  /** As a limit of GitHub's is counted. */
  size: (text: string) => number;
  most: number;
  components: number;
  destroyed: number;
  findings: number;
  claims: number;
  violations: number;
  reasonLines: number;
  /** Characters of one value of a plan. */
  value: number;
  /** Markdown: where the rest can be read. Undefined where this is the rest. */
  rest: string | undefined;
}

/** What GitHub takes in the body of one comment, in characters. */
export const MOST_CHARACTERS = 65_536;
/** What GitHub takes in the summary of one step, in bytes. */
export const MOST_SUMMARY_BYTES = 1024 * 1024;

/** The first screens of a pull request. `rest`: a link to the job summary. */
export function commentRoom(rest: string): Room {
  return { size: (text) => text.length, most: MOST_CHARACTERS, components: 60, destroyed: 20, findings: 25, claims: 15, violations: 5, reasonLines: 12, value: 400, rest };
}

export const SUMMARY_ROOM: Room = { size: (text) => Buffer.byteLength(text), most: MOST_SUMMARY_BYTES, components: 2000, destroyed: 1000, findings: 1000, claims: 500, violations: 100, reasonLines: 500, value: 20_000, rest: undefined };

/** `and 7 more components; the rest is in the job summary` */
export function more(left: number, what: string, { rest }: Pick<Room, 'rest'>): string {
  return `and ${left} more ${what}${rest === undefined ? '' : `: ${rest}`}`;
}
