import type { ApprovalPolicy, ChangeWindow, DatedWindow, Freeze, Risk } from './approval-policy.ts';
import { addDays, dayOf, instantsOf, wallClock, type Day } from './zoned-time.ts';

/** What says when production may be changed: the policy, and the request. */
export interface Calendar {
  policy: Pick<ApprovalPolicy, 'windows' | 'freezes'>;
  request: { risk: Risk; window?: DatedWindow | undefined; freezeExceptions: string[] };
}

/** An instant, and the time zone in which people will read it. */
export interface Opening {
  at: Date;
  timeZone: string;
}

/** Why production may not be changed; empty when it may. `opens` is undefined when it will not by waiting. */
export interface ProductionTime {
  reasons: string[];
  opens: Opening | undefined;
}

interface Obstacle {
  reason: string;
  /** When this one is out of the way, always later than the time that was asked about; undefined: never. */
  until: Opening | undefined;
}

/** Whether production may be changed at `now` as far as windows and freezes go, and if not, when next. */
export function productionTime(calendar: Calendar, now: Date): ProductionTime {
  const reasons = obstaclesAt(calendar, now).map(({ reason }) => reason);
  return { reasons, opens: reasons.length === 0 ? undefined : openingAfter(calendar, now) };
}

/** `Mon 2026-12-21 09:00 Europe/Berlin (2026-12-21T08:00Z)` */
export function openingText({ at, timeZone }: Opening): string {
  const { local, day } = wallClock(at, timeZone);
  return `${capital(day)} ${local.replace('T', ' ')} ${timeZone} (${at.toISOString().slice(0, 16)}Z)`;
}

/** Where one obstacle ends another may stand; each look is at a later time, and freezes come to an end, so this does too. */
function openingAfter(calendar: Calendar, now: Date): Opening | undefined {
  let opening: Opening = { at: now, timeZone: 'UTC' };
  for (let [first] = obstaclesAt(calendar, now); first !== undefined; [first] = obstaclesAt(calendar, opening.at)) {
    if (first.until === undefined) return undefined;
    opening = first.until;
  }
  return opening;
}

function obstaclesAt({ policy, request }: Calendar, at: Date): Obstacle[] {
  // An exception is granted by whoever approves the request; a standard one is approved by nobody.
  const granted = request.risk === 'standard' ? [] : request.freezeExceptions;
  const freezes = policy.freezes.filter(({ name }) => !granted.includes(name));
  return [...ownWindow(request.window, at), ...freezes.flatMap((freeze) => frozen(freeze, at)), ...weekly(policy.windows, request.risk, at)];
}

/** Where the clock is put back, the shorter reading of the window counts. */
function ownWindow(window: DatedWindow | undefined, at: Date): Obstacle[] {
  if (window === undefined) return [];
  const { from, to, timeZone } = window;
  const [begins, ends] = [instantsOf(from, timeZone).last, instantsOf(to, timeZone).first];
  if (at < begins) return [{ reason: `the request's own window begins at ${from} ${timeZone}`, until: { at: begins, timeZone } }];
  if (at >= ends) return [{ reason: `the request's own window ended at ${to} ${timeZone}`, until: undefined }];
  return [];
}

/** Where the clock is put back, the longer reading of the freeze counts. */
function frozen({ name, from, to, timeZone, why }: Freeze, at: Date): Obstacle[] {
  const [begins, ends] = [instantsOf(from, timeZone).first, instantsOf(to, timeZone).last];
  if (at < begins || at >= ends) return [];
  return [{ reason: `freeze ${name} (${why}) holds until ${to} ${timeZone}`, until: { at: ends, timeZone } }];
}

function weekly(windows: ChangeWindow[], risk: Risk, at: Date): Obstacle[] {
  if (windows.length === 0) return [];
  const own = windows.filter(({ risks }) => risks.includes(risk));
  if (own.length === 0) return [{ reason: `no change window is for ${risk} changes`, until: undefined }];
  if (own.some((window) => isIn(window, at))) return [];
  return [{ reason: `outside of the change windows (${own.map(windowText).join('; ')})`, until: nextOf(own, at) }];
}

/** By the clock on the wall, so that 02:30 on the night when it is put back is twice in a window until 03:00. */
function isIn({ days, from, to, timeZone }: ChangeWindow, at: Date): boolean {
  const { local, day } = wallClock(at, timeZone);
  const [date, time] = [local.slice(0, 10), local.slice(11)];
  if (from < to) return days.includes(day) && from <= time && time < to;
  return (days.includes(day) && from <= time) || (days.includes(dayOf(addDays(date, -1))) && time < to);
}

/** Two weeks, because a window that lies within the hour that is left out in spring does not open in that week. */
const LOOK_AHEAD = Array.from({ length: 16 }, (_, days) => days);

function nextOf(windows: ChangeWindow[], at: Date): Opening | undefined {
  const openings = windows.flatMap((window) => {
    const today = wallClock(at, window.timeZone).local.slice(0, 10);
    return LOOK_AHEAD.flatMap((days) => Object.values(instantsOf(`${addDays(today, days)}T${window.from}`, window.timeZone)))
      .filter((instant) => instant > at && isIn(window, instant))
      .map((instant) => ({ at: instant, timeZone: window.timeZone }));
  });
  return openings.sort((a, b) => a.at.getTime() - b.at.getTime())[0];
}

function windowText({ days, from, to, timeZone }: ChangeWindow): string {
  return `${days.map(capital).join(', ')} ${from} to ${to} ${timeZone}`;
}

function capital(day: Day): string {
  return day.charAt(0).toUpperCase() + day.slice(1);
}
