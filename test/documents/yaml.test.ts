import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { parseConfig } from '../../src/config.ts';
import { guidelinesSchema } from '../../src/documents/guidelines.ts';
import { parseYaml } from '../../src/documents/yaml.ts';
import { UserError } from '../../src/errors.ts';
import { refused } from '../helpers/refused.ts';

const VALID = 'version: 1\nname: shop\napp: { cdktf: . }\nenvironments: { test: {}, production: {} }\n';

const complaintAbout = (text: string): UserError['complaint'] => thrown(() => parseConfig(text));

function thrown(attempt: () => unknown): UserError['complaint'] {
  return refused(UserError, attempt).complaint;
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
    ['a component with a name that every object has', VALID.replace('app: { cdktf: . }', 'components: { constructor: { path: . } }'), { line: 3, field: 'components.constructor', problem: 'this name cannot be used here', allowed: expect.stringContaining('no JavaScript object') }],
    ['a requirement with an id that every object has', `${VALID}requirements: { toString: { name: x, command: [y] } }\n`, { line: 5, field: 'requirements.toString', problem: 'this name cannot be used here' }],
    ['a prototype among checks', `${VALID}checks:\n  __proto__: []\n`, { line: 6, field: '__proto__', problem: expect.stringContaining('no such field') }],
    ['a prototype among free names', `${VALID}groups: { a: [b], "__proto__": [c] }\n`, { line: 5, field: '__proto__' }],
    ['a prototype in free data', VALID.replace('test: {}', 'test: { variables: { a: [{ __proto__: { b: 1 } }] } }'), { line: 4, field: '__proto__' }],
    ['neither app nor components', VALID.replace('app: { cdktf: . }\n', ''), { allowed: expect.stringContaining('exactly one of app') }],
  ])('%s is one error that names file and place', (_name, text, expected) => {
    expect(complaintAbout(text)).toMatchObject({ file: 'cutover.yaml', ...expected });
  });

  it.each<[string, string, object]>([
    ['a field of the file', `${VALID}chekcs: {}\n`, { line: 5, field: 'chekcs', found: '{}', allowed: expect.stringMatching(/^version, name, app, .*checks/), next: 'write checks, if that is what is meant' }],
    ['a field deep in it', VALID.replace('test: {}', 'test: { acount: "1" }'), { line: 4, field: 'environments.test.acount', allowed: 'stacks, env, context, variables, backend, awsProfile, planRecipient, account, failOnFindings', next: expect.stringContaining('account') }],
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
    ['a missing field', VALID.replace('name: shop\n', ''), { field: 'name', problem: 'this field is missing', allowed: 'lower-case letters, digits and hyphens' }],
    ['a number for a text', VALID.replace('name: shop', 'name: 7'), { line: 2, field: 'name', found: '7', allowed: 'text' }],
    ['requirements in their former place', `${VALID}requirements: [{ id: R, statement: x }]\n`, { line: 5, field: 'requirements', allowed: expect.stringContaining('the id of a requirement of the architecture') }],
  ])('%s is one error that says what is allowed', (_name, text, expected) => {
    expect(complaintAbout(text)).toMatchObject({ file: 'cutover.yaml', ...expected });
  });

  const FREEZE = "name: year-end, from: '2026-12-20T18:00', to: '2027-01-03T06:00', why: x";
  it.each<[string, string, object]>([
    ['what the schema says of it', `${VALID}approval: { freezes: [{ ${FREEZE} }] }\n`, { line: 5, field: 'approval.freezes.0.timeZone', allowed: 'a time zone such as Europe/Berlin or UTC' }],
    ['that it is a text, where any will do', `${VALID}approval: { freezes: [{ ${FREEZE.replace('why: x', 'timeZone: UTC')} }] }\n`, { line: 5, field: 'approval.freezes.0.why', allowed: 'text' }],
  ])('a missing text is answered with %s', (_name, text, expected) => {
    expect(complaintAbout(text)).toMatchObject({ problem: 'this field is missing', ...expected });
  });

  it('brackets in texts nest nothing', () => {
    const checks = Array.from({ length: 60 }, (_item, index) => `    - { name: c${index}, output: o, schema: { pattern: '^[^{[]' } }\n`).join('');
    expect(parseConfig(`${VALID}checks:\n  base:\n${checks}`).checks['base']).toHaveLength(60);
  });
});

it('a text that is missing in one of two forms is answered with what the schema says of it there', () => {
  const schema = z.strictObject({ a: z.union([z.strictObject({ name: z.string().regex(/^x/, 'an x') }), z.strictObject({ count: z.number(), of: z.number() })]) });
  expect(thrown(() => parseYaml('a: {}\n', { file: 'f' }, schema))).toMatchObject({ field: 'a.name', problem: 'this field is missing', allowed: 'an x' });
});

describe('a rule of a document', () => {
  const ruled = (rule: string, id = 'bucket-encrypted'): UserError['complaint'] =>
    thrown(() => parseYaml(`document: guidelines\nversion: 1\nowner: ann\ncontrols:\n  - id: ${id}\n    statement: x\n    rule: ${rule}\n`, { file: 'g.md' }, guidelinesSchema));

  it.each<[string, string, object]>([
    ['a misspelt kind', '{ knd: types, forbidden: [aws_iam_user] }', { field: 'controls.0 (bucket-encrypted).rule.knd', problem: 'there is no such field', found: '"types"', allowed: expect.stringContaining('kind'), next: 'write kind, if that is what is meant' }],
    ['a misspelt kind in one of several', '{ kind: all, rules: [{ kind: types, forbidden: [a] }, { kin: types, forbidden: [a] }] }', { field: 'controls.0 (bucket-encrypted).rule.rules.1.kin', next: 'write kind, if that is what is meant' }],
    ['no kind, and nothing like it', '{ forbidden: [aws_iam_user] }', { field: 'controls.0 (bucket-encrypted).rule.kind', problem: 'this field is missing', allowed: expect.stringMatching(/^attributes, companion, types/) }],
    ['no kind, and a field of some kind that is like none', '{ colour: red }', { field: 'controls.0 (bucket-encrypted).rule.kind', problem: 'this field is missing' }],
  ])('with %s is one error that names the control and what stands there', (_name, rule, expected) => {
    expect(ruled(rule)).toMatchObject({ file: 'g.md', line: 7, ...expected });
  });

  it.each([['is not valid', "'a b'"], ['is no text', '7']])('is named by its place alone when the id %s', (_words, id) => {
    expect(ruled('{ kind: types, forbidden: [a] }', id).field).toBe('controls.0.id');
  });
});
