import { expect, it } from '@jest/globals';
import { ACCEPTING_LOSS, dataLossAcceptedBy } from '../../src/change/accepted-loss.ts';

it.each([
  [undefined, undefined],
  ['A change request of its own sets 30 days again', undefined],
  ['Data loss is accepted by ann@example.com.', 'ann@example.com'],
  ['Restore the code.\nData loss is accepted by <Ann@Example.com>, who asked users', 'ann@example.com'],
  ['Restore the code; data loss is accepted by ann@example.com', 'ann@example.com'],
  ['Data loss is accepted by\n  ann@example.com...', 'ann@example.com'],
  [ACCEPTING_LOSS.replace('e-mail address', 'ann@example.com'), 'ann@example.com'],
  ['No data loss is accepted by ann@example.com', undefined],
  ['It is not so that data loss is accepted by ann@example.com', undefined],
  ['Data loss is accepted by Ann', undefined],
  ['Data loss is accepted by somebody@nowhere', undefined],
  ['Data loss is accepted', undefined],
])('of a request whose rollback is %j: %s', (text, expected) => {
  expect(dataLossAcceptedBy(text)).toBe(expected);
});

it('reads a long text in linear time', () => {
  const began = performance.now();
  dataLossAcceptedBy(`${'.'.repeat(5000)}${' '.repeat(5000)}${'\n'.repeat(5000)}${'data loss is accepted by '.repeat(4000)}`);
  expect(performance.now() - began).toBeLessThan(500);
});
