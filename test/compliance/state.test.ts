import { describe, expect, it } from '@jest/globals';
import { stateOf, worstOf, type Result, type State } from '../../src/compliance/state.ts';

describe('the state of a control', () => {
  it.each<[what: string, results: Result[], more: boolean, state: State]>([
    ['without any evidence it is never checked', [], true, 'never checked'],
    ['without any evidence it is never met, even when nothing is said to be left', [], false, 'never checked'],
    ['evidence that this project does not have shows nothing', ['absent', 'absent'], false, 'never checked'],
    ['all passed', ['passed', 'passed'], false, 'met'],
    ['what is not there takes nothing away', ['passed', 'absent', 'not applicable'], false, 'met'],
    ['one that failed is enough', ['passed', 'excepted', 'open', 'failed'], true, 'not met'],
    ['a waiver is an exception at most', ['passed', 'excepted'], false, 'met by exception'],
    ['one that did not look at everything', ['passed', 'open'], false, 'partly checked'],
    ['more is asked than was looked at', ['passed'], true, 'partly checked'],
    ['a waiver, and more is asked', ['excepted'], true, 'partly checked'],
    ['nobody looked', ['open'], false, 'never checked'],
    ['nothing is there that it is about', ['not applicable', 'absent'], false, 'not applicable'],
    ['nothing of the evidence is there, and more is asked', ['not applicable'], true, 'never checked'],
    ['nothing is there for one, and nobody looked for the other', ['not applicable', 'open'], false, 'never checked'],
  ])('%s', (_what, results, more, state) => {
    expect(stateOf(results, more)).toBe(state);
    expect(stateOf(results.toReversed(), more)).toBe(state);
  });
});

it.each<[Result[], Result]>([
  [['passed', 'failed'], 'failed'],
  [['passed', 'open'], 'open'],
  [['not applicable', 'passed'], 'passed'],
  [['not applicable'], 'not applicable'],
  [[], 'absent'],
])('of %j about the same %s counts', (results, worst) => {
  expect(worstOf(results)).toBe(worst);
});
