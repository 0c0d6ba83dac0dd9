import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../src/config.ts';
import { UserError } from '../../src/errors.ts';

const VALID = 'version: 1\nname: shop\napp: { cdktf: . }\nenvironments: { test: {}, production: {} }\n';

function complaintAbout(text: string): UserError['complaint'] {
  try {
    parseConfig(text);
  } catch (error) {
    if (error instanceof UserError) return error.complaint;
    throw error;
  }
  throw new Error('the text was accepted');
}

describe('cutover.yaml', () => {
  it('is read with its defaults', () => {
    expect(parseConfig(VALID)).toMatchObject({ engine: 'terraform', checklist: { file: 'infrastructure-checklist.md' } });
  });

  it.each([
    ['an unknown field', `${VALID}naem: x\n`, { line: 5, field: 'naem' }],
    ['a wrong value', VALID.replace('version: 1', 'version: 2'), { line: 1, field: 'version' }],
    ['a broken line', `${VALID}a: [\n`, { problem: expect.stringContaining('not valid YAML') }],
    ['a duplicate key', `${VALID}name: other\n`, { line: 5 }],
    ['an alias bomb', `${VALID}groups: &a { x: [y] }\nchecks: { b: [${'*a, '.repeat(30)}] }\n`, { problem: expect.stringContaining('alias') }],
    ['deep nesting', `${VALID}groups: ${'['.repeat(5000)}\n`, { problem: expect.stringContaining('nested too deeply') }],
    ['too many bytes', `${VALID}# ${'x'.repeat(2_000_000)}\n`, { problem: expect.stringContaining('too large') }],
    ['a NUL', `${VALID}# \0\n`, { problem: expect.stringContaining('NUL') }],
    ['a custom tag', `${VALID}groups: !!js/function x\n`, { line: 5 }],
    ['neither app nor components', VALID.replace('app: { cdktf: . }\n', ''), { allowed: expect.stringContaining('exactly one of app') }],
  ])('%s is one error that names file and place', (_name, text, expected) => {
    expect(complaintAbout(text)).toMatchObject({ file: 'cutover.yaml', ...expected });
  });
});
