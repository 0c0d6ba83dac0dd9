import { describe, expect, it } from '@jest/globals';
import { readInputs } from '../../src/actions/inputs.ts';
import { UserError } from '../../src/errors.ts';
import { refused } from '../helpers/refused.ts';

function messageOf(env: Record<string, string>): string {
  return refused(UserError, () => readInputs(env, ['mode', 'role', 'job', 'token', 'sandbox'])).message;
}

describe('the inputs of an action', () => {
  it('are all read', () => {
    expect(readInputs({ INPUT_MODE: 'yolo', INPUT_JOB: 'build', INPUT_TOKEN: 't', INPUT_ROLE: '' }, ['mode', 'role', 'job', 'token', 'sandbox'])).toEqual({ mode: 'yolo', job: 'build', token: 't', sandbox: false });
  });

  it('that are wrong are told at once, each with what is right', () => {
    const message = messageOf({ INPUT_MODE: 'yola', INPUT_ROLE: 'deploy', INPUT_SANDBOX: 'yes', INPUT_TOKN: 'c4nary', INPUT_OTHER: 'c4nary' });
    for (const field of ['mode', 'role', 'sandbox', 'job', 'token', 'tokn', 'other']) expect(message).toMatch(new RegExp(`^with: ${field}: `, 'm'));
    expect(message).toMatch(/^with: mode: this value cannot be used here\n {2}found: {3}"?yola"?\n {2}allowed: incremental, yolo\n/m);
    expect(message).toMatch(/^with: tokn: the action has no such input\n {2}allowed: .*\n {2}next: {4}write token/m);
    expect(message).not.toContain('c4nary');
  });

  it('of which one is wrong are told of that one', () => {
    expect(messageOf({ INPUT_MODE: 'fast', INPUT_JOB: 'build', INPUT_TOKEN: 't' })).toMatch(/^with: mode: this value cannot be used here\n.*fast.*\n.*incremental, yolo$/);
  });
});
