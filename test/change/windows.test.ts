import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { approvalPolicySchema } from '../../src/change/approval-policy.ts';
import { openingText, productionTime, type Calendar } from '../../src/change/windows.ts';

const BERLIN = 'Europe/Berlin';
const OFFICE = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00', timeZone: BERLIN };
const NIGHT = { days: ['sat'], from: '22:00', to: '04:00', timeZone: BERLIN };
const FREEZE = { name: 'year-end', from: '2026-12-18T18:00', to: '2027-01-04T08:00', timeZone: BERLIN, why: 'the shops are full' };

function aCalendar({ windows = [], freezes = [], ...request }: Partial<Calendar['request']> & { windows?: object[]; freezes?: object[] } = {}): Calendar {
  return { policy: approvalPolicySchema.parse({ windows, freezes }), request: { risk: 'normal', freezeExceptions: [], ...request } };
}

/** When production may be changed: `now`, the time it opens, or `never`. */
function when(calendar: Calendar, now: string): string {
  const { reasons, opens } = productionTime(calendar, new Date(now));
  if (reasons.length === 0) return 'now';
  return opens === undefined ? 'never' : opens.at.toISOString().slice(0, 16);
}

describe('a weekly window', () => {
  it.each([
    ['its first minute', '2026-06-01T07:00:00Z', 'now'],
    ['its last minute', '2026-06-01T14:59:59.999Z', 'now'],
    ['before it', '2026-06-01T06:59:59.999Z', '2026-06-01T07:00'],
    ['its end', '2026-06-01T15:00:00Z', '2026-06-02T07:00'],
    ['the evening before the weekend', '2026-06-05T20:00:00Z', '2026-06-08T07:00'],
    ['the weekend on which clocks are put forward', '2026-03-28T12:00:00Z', '2026-03-30T07:00'],
    ['the weekend on which clocks are put back', '2026-10-24T12:00:00Z', '2026-10-26T08:00'],
  ])('at %s', (_name, now, expected) => {
    expect(when(aCalendar({ windows: [OFFICE] }), now)).toBe(expected);
  });

  it.each([
    ['begins', '2026-06-06T20:00:00Z', 'now'],
    ['goes on after midnight', '2026-06-07T01:59:00Z', 'now'],
    ['ends', '2026-06-07T02:00:00Z', '2026-06-13T20:00'],
    ['is not the morning of the day it begins on', '2026-06-06T00:30:00Z', '2026-06-06T20:00'],
    ['is not the evening of the day it ends on', '2026-06-07T21:00:00Z', '2026-06-13T20:00'],
  ])('that spans midnight %s', (_name, now, expected) => {
    expect(when(aCalendar({ windows: [NIGHT] }), now)).toBe(expected);
  });

  it('that lies in the hour that is left out in spring does not open that week', () => {
    const early = { days: ['sun'], from: '02:10', to: '02:50', timeZone: BERLIN };
    expect(when(aCalendar({ windows: [early] }), '2026-03-28T12:00:00Z')).toBe('2026-04-05T00:10');
  });

  it('that begins in that hour opens when it is over', () => {
    const early = { days: ['sun'], from: '02:10', to: '04:00', timeZone: BERLIN };
    expect(when(aCalendar({ windows: [early] }), '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00');
  });

  it('in the hour that comes twice in autumn opens twice', () => {
    const early = { days: ['sun'], from: '02:00', to: '02:30', timeZone: BERLIN };
    const calendar = aCalendar({ windows: [early] });
    expect(['2026-10-25T00:10:00Z', '2026-10-25T00:40:00Z', '2026-10-25T01:10:00Z', '2026-10-25T01:40:00Z'].map((now) => when(calendar, now))).toEqual(['now', '2026-10-25T01:00', 'now', '2026-11-01T01:00']);
  });

  it('of the whole day, to 24:00 or to midnight', () => {
    for (const to of ['24:00', '00:00']) {
      const calendar = aCalendar({ windows: [{ days: ['mon'], from: '08:00', to, timeZone: 'UTC' }] });
      expect([when(calendar, '2026-06-01T23:59:59Z'), when(calendar, '2026-06-02T00:00:00Z')]).toEqual(['now', '2026-06-08T08:00']);
    }
  });

  it('is one of several: the next of any is said, in its own zone', () => {
    const calendar = aCalendar({ windows: [OFFICE, { ...OFFICE, from: '08:00', timeZone: 'America/New_York' }, NIGHT] });
    expect(when(calendar, '2026-06-01T15:30:00Z')).toBe('now');
    const closed = productionTime(calendar, new Date('2026-06-05T22:00:00Z'));
    expect(closed.opens).toEqual({ at: new Date('2026-06-06T20:00:00Z'), timeZone: BERLIN });
    expect(closed.reasons).toEqual(['outside of the change windows (Mon, Tue, Wed, Thu, Fri 09:00 to 17:00 Europe/Berlin; Mon, Tue, Wed, Thu, Fri 08:00 to 17:00 America/New_York; Sat 22:00 to 04:00 Europe/Berlin)']);
    expect(closed.opens === undefined ? '' : openingText(closed.opens)).toBe('Sat 2026-06-06 22:00 Europe/Berlin (2026-06-06T20:00Z)');
  });

  it('may be for some kinds of change; without one for its kind a change never gets in', () => {
    const windows = [{ ...OFFICE, risks: ['standard', 'normal'] }];
    const any = { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '24:00', timeZone: 'UTC', risks: ['emergency'] };
    const at = '2026-06-06T12:00:00Z';
    expect(productionTime(aCalendar({ windows, risk: 'emergency' }), new Date(at))).toEqual({ reasons: ['no change window is for emergency changes'], opens: undefined });
    expect(when(aCalendar({ windows: [...windows, any], risk: 'emergency' }), at)).toBe('now');
    expect(when(aCalendar({ windows: [...windows, any], risk: 'normal' }), at)).toBe('2026-06-08T07:00');
  });

  it('does not exist: any time is right', () => {
    expect(productionTime(aCalendar(), new Date('2026-06-06T12:00:00Z'))).toEqual({ reasons: [], opens: undefined });
  });
});

describe('a freeze', () => {
  it.each([
    ['before it', '2026-12-18T16:59:59.999Z', 'now'],
    ['when it begins', '2026-12-18T17:00:00Z', '2027-01-04T07:00'],
    ['its last millisecond', '2027-01-04T06:59:59.999Z', '2027-01-04T07:00'],
    ['when it ends', '2027-01-04T07:00:00Z', 'now'],
  ])('%s', (_name, now, expected) => {
    expect(when(aCalendar({ freezes: [FREEZE] }), now)).toBe(expected);
  });

  it('says its name and why', () => {
    expect(productionTime(aCalendar({ freezes: [FREEZE] }), new Date('2026-12-24T12:00:00Z')).reasons).toEqual(['freeze year-end (the shops are full) holds until 2027-01-04T08:00 Europe/Berlin']);
  });

  it('does not hold for a request that names it, and no other name helps', () => {
    expect(when(aCalendar({ freezes: [FREEZE], freezeExceptions: ['year-end'] }), '2026-12-24T12:00:00Z')).toBe('now');
    expect(when(aCalendar({ freezes: [FREEZE], freezeExceptions: ['year-end-2'] }), '2026-12-24T12:00:00Z')).toBe('2027-01-04T07:00');
    // Nobody approves a standard request, so nobody has granted it.
    expect(when(aCalendar({ risk: 'standard', freezes: [FREEZE], freezeExceptions: ['year-end'] }), '2026-12-24T12:00:00Z')).toBe('2027-01-04T07:00');
  });

  it('that begins and ends in hours that come twice is the longer one', () => {
    const freezes = [{ ...FREEZE, from: '2026-10-25T02:30', to: '2026-10-25T02:40' }];
    expect(when(aCalendar({ freezes }), '2026-10-25T00:29:00Z')).toBe('now');
    expect(when(aCalendar({ freezes }), '2026-10-25T00:30:00Z')).toBe('2026-10-25T01:40');
  });

  it('that ends does not help where no window is for such a change', () => {
    expect(when(aCalendar({ freezes: [FREEZE], windows: [OFFICE].map((window) => ({ ...window, risks: ['standard'] })) }), '2026-12-24T12:00:00Z')).toBe('never');
  });

  it('is followed by another freeze, and by the next window', () => {
    const freezes = [FREEZE, { ...FREEZE, name: 'stock-taking', from: '2027-01-04T09:00', to: '2027-01-09T10:00' }];
    expect(when(aCalendar({ windows: [OFFICE], freezes }), '2026-12-19T12:00:00Z')).toBe('2027-01-11T08:00');
    expect(productionTime(aCalendar({ windows: [OFFICE], freezes }), new Date('2026-12-19T12:00:00Z')).reasons).toHaveLength(2);
  });
});

describe("the request's own window", () => {
  const window = { from: '2026-06-06T10:00', to: '2026-06-06T12:00', timeZone: BERLIN };
  it.each([
    ['before it', '2026-06-06T07:59:59.999Z', '2026-06-06T08:00'],
    ['when it begins', '2026-06-06T08:00:00Z', 'now'],
    ['its last millisecond', '2026-06-06T09:59:59.999Z', 'now'],
    ['when it ends', '2026-06-06T10:00:00Z', 'never'],
  ])('%s', (_name, now, expected) => {
    expect(when(aCalendar({ window }), now)).toBe(expected);
  });

  it('that begins and ends in hours that come twice is the shorter one', () => {
    const late = aCalendar({ window: { from: '2026-10-25T02:30', to: '2026-10-25T06:00', timeZone: BERLIN } });
    expect(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((now) => when(late, now))).toEqual(['2026-10-25T01:30', 'now']);
    const early = aCalendar({ window: { from: '2026-10-25T00:00', to: '2026-10-25T02:30', timeZone: BERLIN } });
    expect(['2026-10-25T00:29:00Z', '2026-10-25T00:30:00Z'].map((now) => when(early, now))).toEqual(['now', 'never']);
  });

  it('must lie within the windows of the policy, and outside of its freezes', () => {
    expect(when(aCalendar({ window, windows: [OFFICE] }), '2026-06-06T09:00:00Z')).toBe('never');
    expect(when(aCalendar({ window, freezes: [{ ...FREEZE, from: '2026-06-06T00:00', to: '2026-06-06T11:00' }] }), '2026-06-06T08:30:00Z')).toBe('2026-06-06T09:00');
  });

  it('says when it was', () => {
    expect(productionTime(aCalendar({ window }), new Date('2026-06-05T00:00:00Z')).reasons).toEqual(["the request's own window begins at 2026-06-06T10:00 Europe/Berlin"]);
    expect(productionTime(aCalendar({ window }), new Date('2026-06-07T00:00:00Z')).reasons).toEqual(["the request's own window ended at 2026-06-06T12:00 Europe/Berlin"]);
  });
});

describe('what opens next', () => {
  const time = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16));
  const zone = fc.constantFrom('UTC', BERLIN, 'America/St_Johns', 'Pacific/Auckland');
  const day = fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun');
  const window = fc.record({ days: fc.uniqueArray(day, { minLength: 1 }), from: time, to: time, timeZone: zone }).filter(({ from, to }) => from !== to);
  const dated = fc.integer({ min: Date.parse('2026-10-20') / 60_000, max: Date.parse('2026-10-30') / 60_000 }).map((minute) => new Date(minute * 60_000));
  const freeze = fc.record({ from: dated, minutes: fc.integer({ min: 1, max: 5000 }), timeZone: zone }).map(({ from, minutes, timeZone }) => ({ from: from.toISOString().slice(0, 16), to: new Date(from.getTime() + minutes * 60_000).toISOString().slice(0, 16), timeZone, why: 'x' }));

  it('is open, and nothing before it is', () => {
    fc.assert(
      fc.property(fc.array(window, { maxLength: 2 }), fc.array(freeze, { maxLength: 2 }), dated, fc.double({ min: 0, max: 1, noNaN: true }), (windows, freezes, now, part) => {
        const calendar = aCalendar({ windows, freezes: freezes.map((one, index) => ({ ...one, name: `f${index}` })) });
        const { reasons, opens } = productionTime(calendar, now);
        if (reasons.length === 0) return;
        const at = opens?.at.getTime() ?? Number.NaN;
        expect(at).toBeGreaterThan(now.getTime());
        expect(productionTime(calendar, new Date(at)).reasons).toEqual([]);
        const earlier = now.getTime() + Math.floor((at - 1 - now.getTime()) * part);
        expect(productionTime(calendar, new Date(earlier)).reasons).not.toEqual([]);
        expect(productionTime(calendar, new Date(at - 1)).reasons).not.toEqual([]);
      }),
    );
  });
});
