const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** What clock and calendar on a wall of that time zone show: `2026-12-20T18:00` on a Sunday. */
export interface WallClock {
  local: string;
  day: Day;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs much more than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  formats.set(timeZone, made);
  return made;
}

/** `timeZone`: a name of the IANA database. Daylight saving time is that of the runtime's copy of it. */
export function wallClock(instant: Date, timeZone: string): WallClock {
  const parts = new Map(formatOf(timeZone).formatToParts(instant).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  return { local: `${date}T${part('hour')}:${part('minute')}`, day: dayOf(date) };
}

export function dayOf(date: string): Day {
  // getUTCDay begins on Sunday.
  return DAYS[(new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7] ?? 'mon';
}

/** `2026-02-28` and 1 is `2026-03-01`. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/**
 * The first and the last instant at which the clock there shows `local` (`2026-10-25T02:30`). They differ when the clock is
 * put back over it. When it is put forward over it, both are the moment at which that is done.
 */
export function instantsOf(local: string, timeZone: string): { first: Date; last: Date } {
  const asUtc = Date.parse(`${local}Z`);
  // A day before and a day after lie on both sides of a change of the clock, if there is one near.
  const candidates = [asUtc - DAY, asUtc + DAY].map((near) => asUtc - (Date.parse(`${localAt(near, timeZone)}Z`) - near)).sort((a, b) => a - b);
  const [first, last] = candidates.filter((candidate) => localAt(candidate, timeZone) === local);
  if (first !== undefined) return { first: new Date(first), last: new Date(last ?? first) };
  const jump = new Date(firstFrom(local, timeZone, candidates[0] ?? asUtc, candidates[1] ?? asUtc));
  return { first: jump, last: jump };
}

/** The first minute, after `before` and not after `after`, at which the clock shows `local` or later. */
function firstFrom(local: string, timeZone: string, before: number, after: number): number {
  if (after - before <= MINUTE) return after;
  const middle = before + Math.floor((after - before) / 2 / MINUTE) * MINUTE;
  return localAt(middle, timeZone) < local ? firstFrom(local, timeZone, middle, after) : firstFrom(local, timeZone, before, middle);
}

function localAt(instant: number, timeZone: string): string {
  return wallClock(new Date(instant), timeZone).local;
}
