import { describe, expect, it } from '@jest/globals';
import { parseRefineCommand } from '../../src/github/refine-command.ts';

describe('the command in a comment', () => {
  it.each([
    ['/cutover refine storage 1', 'storage', 1],
    ['  /cutover   refine\tmessage-queue 8\n', 'message-queue', 8],
  ])('%j asks for an answer', (comment, component, option) => {
    expect(parseRefineCommand(comment)).toEqual({ kind: 'refine', component, option });
  });

  it.each(['', 'please /cutover refine storage 1', '> /cutover refine storage 1', '/cutoverrefine storage 1', '`/cutover refine storage 1`', '/CUTOVER refine storage 1', 'cutover refine storage 1'])('%j is not for us', (comment) => {
    expect(parseRefineCommand(comment)).toEqual({ kind: 'none' });
  });

  it.each([
    ['/cutover', /no such command/],
    ['/cutover deliver', /no such command/],
    ['/cutover refine', /component is missing/],
    ['/cutover refine storage', /number of an option is missing/],
    ['/cutover refine storage 0', /no such option/],
    ['/cutover refine storage 9', /no such option/],
    ['/cutover refine storage 01', /no such option/],
    ['/cutover refine storage 1e0', /no such option/],
    ['/cutover refine storage security', /no such option/],
    ['/cutover refine storage 1 2', /more after the option/],
    ['/cutover refine storage 1\n$(touch x)', /only line/],
    ['/cutover refine $(touch x) 1', /cannot be the name/],
    ['/cutover refine ../../etc 1', /cannot be the name/],
    ['/cutover refine Storage 1', /cannot be the name/],
    [`/cutover refine ${'a'.repeat(300)} 1`, /only line/],
  ])('%j is wrong', (comment, problem) => {
    expect(parseRefineCommand(comment)).toEqual({ kind: 'wrong', problem: expect.stringMatching(problem) });
  });
});
