import { describe, expect, it } from '@jest/globals';
import { SetupError } from '../../setup/errors.mjs';
import { isReady, look, type Finding } from '../../src/doctor/finding.ts';
import { Halt, StepFailure, UserError } from '../../src/errors.ts';

const complaint = { file: 'cutover.yaml', line: 3, field: 'name', problem: 'not a name', found: 'X', allowed: 'x', next: 'write x' };

describe('a look', () => {
  it.each([
    ['a user\'s mistake', new UserError(complaint), 'wrong'],
    ['a HALT', new Halt(complaint), 'wrong'],
    ['a step that fails', new StepFailure(complaint), 'wrong'],
    ['a tool that is not installed', new SetupError(complaint), 'missing'],
  ])('finds %s, with its place, what was found, what is allowed, and what to do', async (_title, error, state) => {
    expect(await look('config', () => Promise.reject(error))).toEqual({ about: 'config', needed: true, state, says: 'cutover.yaml:3: name: not a name\nfound:   X\nallowed: x', next: 'write x' });
  });

  it('takes a bug for no finding', async () => {
    await expect(look('config', () => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
  });

  it('takes words for all being well', async () => {
    expect(await look('git', () => '2.40')).toEqual({ about: 'git', state: 'ok', says: '2.40', needed: true });
  });
});

describe('ready', () => {
  const finding = (state: Finding['state'], needed: boolean): Finding => ({ about: 'x', state, says: '', needed });

  it.each<[string, Finding[], boolean]>([
    ['everything is well', [finding('ok', true)], true],
    ['what is missing is not needed', [finding('ok', true), finding('missing', false), finding('unknown', false)], true],
    ['something needed is missing', [finding('ok', true), finding('missing', true)], false],
    ['something needed is wrong', [finding('wrong', true)], false],
    ['something needed cannot be told', [finding('unknown', true)], false],
  ])('when %s: %j', (_title, findings, expected) => {
    expect(isReady(findings)).toBe(expected);
  });
});
