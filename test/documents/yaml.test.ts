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

  it.each<[string, string, object]>([
    ['a field of the file', `${VALID}chekcs: {}\n`, { line: 5, field: 'chekcs', found: '{}', allowed: expect.stringMatching(/^version, name, app, .*checks/), next: 'write checks, if that is what is meant' }],
    ['a field deep in it', VALID.replace('test: {}', 'test: { acount: "1" }'), { line: 4, field: 'environments.test.acount', allowed: 'stacks, env, context, variables, backend, awsProfile, account', next: expect.stringContaining('account') }],
    ['a field of something that may be of two forms', `${VALID}checks: { base: [{ name: x, comand: [y] }] }\n`, { field: 'checks.base.0.comand', next: expect.stringContaining('command') }],
    ['a name out of a list', `${VALID}roles: { architekt: { person: x, needs: [] } }\n`, { field: 'roles.architekt', allowed: 'frontend-developer, backend-developer, product-owner, architect', next: expect.stringContaining('architect') }],
    ['a value out of a list', `${VALID}engine: terrafrom\n`, { line: 5, field: 'engine', found: '"terrafrom"', allowed: 'terraform, tofu', next: expect.stringContaining('terraform') }],
    ['a field whose value begins on the next line', `${VALID}naem:\n  first: x\n`, { line: 5, field: 'naem' }],
  ])('%s that is misspelt is answered with the nearest known name', (_name, text, expected) => {
    expect(complaintAbout(text)).toMatchObject({ file: 'cutover.yaml', ...expected });
  });

  it('a name that is like none is answered with the names there are', () => {
    const { allowed, next } = complaintAbout(`${VALID}colour: red\n`);
    expect([allowed, next]).toEqual([expect.stringContaining('checklist'), undefined]);
  });

  it.each<[string, string, object]>([
    ['no file at all', '', { line: 1, found: 'null', allowed: 'named fields' }],
    ['a list', '- a\n', { line: 1, allowed: 'named fields' }],
    ['a missing field', VALID.replace('name: shop\n', ''), { field: 'name', problem: 'this field is missing', allowed: 'text' }],
    ['a number for a text', VALID.replace('name: shop', 'name: 7'), { line: 2, field: 'name', found: '7', allowed: 'text' }],
    ['requirements in their former place', `${VALID}requirements: [{ id: R, statement: x }]\n`, { line: 5, field: 'requirements', allowed: expect.stringContaining('the id of a requirement of the architecture') }],
  ])('%s is one error that says what is allowed', (_name, text, expected) => {
    expect(complaintAbout(text)).toMatchObject({ file: 'cutover.yaml', ...expected });
  });

  it('brackets in texts nest nothing', () => {
    const checks = Array.from({ length: 60 }, (_item, index) => `    - { name: c${index}, output: o, matches: '^[^{[]' }\n`).join('');
    expect(parseConfig(`${VALID}checks:\n  base:\n${checks}`).checks['base']).toHaveLength(60);
  });
});
