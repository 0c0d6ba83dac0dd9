import { describe, expect, it } from '@jest/globals';
import { planDiff } from '../../../src/github/comment/plan-diff.ts';
import { valueLines } from '../../../src/github/comment/value-lines.ts';
import type { JsonObject } from '../../../src/json.ts';
import { aPlannedResource } from '../../helpers/a-plan.ts';

const policy = (...actions: string[]): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'One', Effect: 'Allow', Action: actions, Resource: '*' }] });

describe('a plan as a diff', () => {
  it.each<[string, JsonObject | null, JsonObject, string[]]>([
    ['a value', { a: 1 }, { a: 2 }, ['-     a = 1', '+     a = 2']],
    ['one that was not there', { a: null }, { a: 'x' }, ['+     a = "x"']],
    ['one that is taken away', { a: [1] }, { a: null }, ['-     a = [1]']],
    ['one that stays', { a: { b: 1 } }, { a: { b: 1 } }, []],
    ['secrets and what is not known, deep inside', { a: 1 }, { a: { b: { $sensitive: true }, c: { $unknown: true } } }, ['-     a = 1', '+     a = {"b":(sensitive),"c":(known after apply)}']],
    ['what is not known at all', { id: 'x', arn: 'y' }, { id: { $unknown: true }, arn: { $unknown: true } }, ['!     known after apply: arn, id']],
  ])('shows %s', (_name, before, after, lines) => {
    const text = planDiff({ state: 'planned', environment: 'production', kind: 'plan', changes: [aPlannedResource({ address: 'a.b', action: 'update', before, after })], outputs: [] }, 400);
    expect(text.split('\n')).toEqual(['```diff', '! a.b  (changed in place)', ...lines, '```']);
  });

  it('shows of a document in a text only what is between the first and the last difference', () => {
    expect(valueLines('policy', policy('s3:Get', 's3:List'), policy('s3:Get', 's3:Put'), 400)).toEqual(['      policy =', '        … (8 lines as before)', '-               "s3:List"', '+               "s3:Put"', '        … (5 lines as before)']);
  });

  it('writes a new document over several lines, and cuts what is too long', () => {
    expect(valueLines('policy', null, policy('s3:Get', 's3:List'), 400)).toContain('+             "Sid": "One",');
    expect(valueLines('policy', null, policy('s3:Get', 's3:List'), 60)).toEqual(['+     policy =', '+       {', '+         "Version": "2012-10-17",', '+         "Statement": [', '+           {', '+       … (10 more lines)']);
    expect(valueLines('text', 'x', 'y'.repeat(50), 10)).toEqual(['-     text = "x"', '+     text = "yyyyyyyyy… (52 characters)']);
  });

  it('keeps a short document, and a text that only begins like one, as they are', () => {
    expect(valueLines('a', '{"b": 1}', '{not json', 400)).toEqual(['-     a = "{\\"b\\": 1}"', '+     a = "{not json"']);
  });
});
