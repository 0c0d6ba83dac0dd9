import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { parseWaivers } from '../../src/scanners/waivers.ts';

const entry = (fields: Record<string, string | null> = {}): string => {
  const all = { check: 'CKV_AWS_18', component: 'storage', reason: 'agreed', owner: 'security', expires: "'2030-01-31'", ...fields };
  const lines = Object.entries(all).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  return `waivers:\n  - ${lines.join('\n    ')}\n`;
};

describe('the waivers file', () => {
  it.each<[string, string | undefined]>([['is missing', undefined], ['is empty', ''], ['has comments only', '# none\n'], ['has an empty list', 'waivers: []\n'], ['has a list without entries', 'waivers:\n']])('that %s has no waivers', (_title, text) => {
    expect(parseWaivers(text, 'waivers.yaml')).toEqual([]);
  });

  it('has waivers with and without a resource', () => {
    expect(parseWaivers(entry({ expires: '2030-01-31' }), 'waivers.yaml')).toEqual([{ check: 'CKV_AWS_18', component: 'storage', reason: 'agreed', owner: 'security', expires: '2030-01-31' }]);
    expect(parseWaivers(entry({ resource: 'aws_s3_bucket.data' }), 'waivers.yaml')[0]?.resource).toBe('aws_s3_bucket.data');
  });

  it.each<[string, string, RegExp]>([
    ['without an owner', entry({ owner: null }), /waivers\.yaml:2: waivers\.0\.owner/],
    ['with an empty reason', entry({ reason: "''" }), /waivers\.0\.reason: [\s\S]*why this is acceptable/],
    ['without an end', entry({ expires: null }), /waivers\.0\.expires/],
    ['that ends on no day', entry({ expires: "'2030-02-30'" }), /waivers\.0\.expires: [\s\S]*a day that the calendar has/],
    ['that ends in words', entry({ expires: 'never' }), /waivers\.0\.expires: .*\n {2}found: {3}"never"\n {2}allowed: a day that the calendar has, such as 2026-12-31/],
    ['for all components', entry({ component: "'*'" }), /waivers\.0\.component: [\s\S]*a component name/],
    ['with a field that does not exist', entry({ file: 'main.tf' }), /waivers\.0\.file: there is no such field/],
    ['that are no list', 'waivers: yes\n', /waivers\.yaml:1: waivers/],
    ['under another name', 'waiver: []\n', /waivers\.yaml:1: waiver: there is no such field/],
    ['in a file that is a list', '- a\n', /a file with a list called waivers/],
    ['in a file that is no YAML', 'waivers: [\n', /not valid YAML/],
  ])('refuses one %s', (_title, text, message) => {
    const failure = ((): unknown => {
      try {
        return parseWaivers(text, 'waivers.yaml');
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as UserError).message).toMatch(message);
  });
});
