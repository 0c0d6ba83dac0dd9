import { describe, expect, it } from '@jest/globals';
import { overdueReviews, overdueText } from '../../src/change/reviews.ts';

const at = new Date('2026-03-01T12:00:00Z');

describe('the review of an emergency', () => {
  it.each([
    ['a moment before its time is over', false, '2026-03-06T11:59:59.999Z', []],
    ['when its time is over', false, '2026-03-06T12:00:00Z', ['CR-0001']],
    ['a year later', false, '2027-03-06T12:00:00Z', ['CR-0001']],
    ['that was given', true, '2027-03-06T12:00:00Z', []],
  ])('%s', (_name, reviewed, now, overdue) => {
    expect(overdueReviews([{ change: 'CR-0001', at, reviewed }], 5, new Date(now)).map(({ change }) => change)).toEqual(overdue);
  });

  it('is said with its day and what to do', () => {
    expect(overdueText({ change: 'CR-0001', due: new Date('2026-03-06T12:00:00Z') })).toBe('the review of emergency CR-0001 was due on 2026-03-06 and is missing (cutover approve CR-0001)');
  });
});
