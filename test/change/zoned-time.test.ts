import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dayOf, DAYS, instantsOf, wallClock } from '../../src/change/zoned-time.ts';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'America/St_Johns', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Africa/Cairo', 'Pacific/Auckland', 'Pacific/Kiritimati'];
const iso = (dates: object): string[] => Object.values(dates).map((date: Date) => date.toISOString());

describe('a clock on the wall', () => {
  it.each([
    ['2026-01-01T00:00:00Z', 'UTC', '2026-01-01T00:00', 'thu'],
    ['2026-01-01T00:00:00Z', 'America/New_York', '2025-12-31T19:00', 'wed'],
    ['2026-07-05T22:30:59Z', 'Europe/Berlin', '2026-07-06T00:30', 'mon'],
    ['2026-01-04T18:29:00Z', 'Asia/Kolkata', '2026-01-04T23:59', 'sun'],
  ])('shows at %s in %s: %s, %s', (instant, zone, local, day) => {
    expect(wallClock(new Date(instant), zone)).toEqual({ local, day });
  });
});

describe('the instants at which a clock shows a time', () => {
  it.each([
    ['on an ordinary day', '2026-06-01T09:00', 'Europe/Berlin', ['2026-06-01T07:00:00.000Z', '2026-06-01T07:00:00.000Z']],
    ['east of Greenwich, at midnight', '2026-01-01T00:00', 'Pacific/Kiritimati', ['2025-12-31T10:00:00.000Z', '2025-12-31T10:00:00.000Z']],
    ['that it shows twice', '2026-10-25T02:30', 'Europe/Berlin', ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']],
    ['the first that it shows twice', '2026-10-25T02:00', 'Europe/Berlin', ['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z']],
    ['right after those', '2026-10-25T03:00', 'Europe/Berlin', ['2026-10-25T02:00:00.000Z', '2026-10-25T02:00:00.000Z']],
    ['that it leaves out', '2026-03-29T02:30', 'Europe/Berlin', ['2026-03-29T01:00:00.000Z', '2026-03-29T01:00:00.000Z']],
    ['the last that it leaves out', '2026-03-29T02:59', 'Europe/Berlin', ['2026-03-29T01:00:00.000Z', '2026-03-29T01:00:00.000Z']],
    ['that it leaves out, west of Greenwich', '2026-03-08T02:30', 'America/New_York', ['2026-03-08T07:00:00.000Z', '2026-03-08T07:00:00.000Z']],
    ['where the clock moves by half an hour', '2026-10-04T02:15', 'Australia/Lord_Howe', ['2026-10-03T15:30:00.000Z', '2026-10-03T15:30:00.000Z']],
    ['where it moves at midnight', '2026-04-24T00:30', 'Africa/Cairo', ['2026-04-23T22:00:00.000Z', '2026-04-23T22:00:00.000Z']],
  ])('%s', (_name, local, zone, expected) => {
    expect(iso(instantsOf(local, zone))).toEqual(expected);
  });

  it('are found again from what the clock shows, in any zone at any minute', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.integer({ min: Date.parse('2024-01-01') / 60_000, max: Date.parse('2031-01-01') / 60_000 }), (zone, minute) => {
        const instant = minute * 60_000;
        const { first, last } = instantsOf(wallClock(new Date(instant), zone).local, zone);
        expect([first.getTime(), last.getTime()]).toContain(instant);
        expect(first.getTime()).toBeLessThanOrEqual(last.getTime());
      }),
    );
  });
});

describe('days', () => {
  it.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-03-28', 2, '2026-03-30'],
  ])('%s and %s is %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
  });

  it('have their names', () => {
    expect(Array.from({ length: 7 }, (_, index) => dayOf(addDays('2026-06-01', index)))).toEqual([...DAYS]);
  });
});
