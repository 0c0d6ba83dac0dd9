import { describe, expect, it } from '@jest/globals';
import { CODE_OWNERS_FILES, missingOwners, ownedFiles, parseCodeOwners } from '../../src/change/code-owners.ts';
import { decideApproval } from '../../src/change/approval.ts';
import { countApprovals } from '../../src/change/counting.ts';
import { Halt } from '../../src/errors.ts';
import { ANN, anApprover, aPromotionQuestion, aQuestion, BOB, verified } from '../helpers/an-approval-question.ts';
import { refused } from '../helpers/refused.ts';

const owners = (text: string, path: string): string[] => ownedFiles(parseCodeOwners(text, 'CODEOWNERS'), [path]).flatMap((owned) => owned.owners);

describe('the owners of a file', () => {
  it.each<[string, string, boolean]>([
    ['*', 'stacks/base/main.tf', true],
    ['*', '.github/workflows/x.yml', true],
    ['*.tf', 'stacks/base/main.tf', true],
    ['*.tf', 'stacks/base/main.tf.json', false],
    ['/stacks/', 'stacks/base/main.tf', true],
    ['/stacks/', 'other/stacks/main.tf', false],
    ['stacks/', 'other/stacks/main.tf', true],
    ['stacks/', 'stacks', false],
    ['stacks', 'other/stacks/a/b.tf', true],
    ['stacks/base', 'stacks/base/main.tf', true],
    ['stacks/base', 'other/stacks/base/main.tf', false],
    ['docs/*', 'docs/a.md', true],
    ['docs/*', 'docs/more/a.md', false],
    ['/docs/**', 'docs/more/a.md', true],
    ['**/logs', 'a/b/logs/c.txt', true],
    ['/stacks/*/main.tf', 'stacks/base/main.tf', true],
    ['/stacks/*/main.tf', 'stacks/base/more/main.tf', false],
    ['/stacks/base/main.t?', 'stacks/base/main.tf', true],
    ['/Stacks/', 'stacks/base/main.tf', false],
    ['/a(b)/', 'a(b)/c', true],
    ['/{a,b}/', 'a/c', false],
    ['/', 'a/b', true],
    ['/a!b/', 'a!b/c', true],
  ])('%s matches %s: %s', (pattern, path, matches) => {
    expect(owners(`${pattern} @ann`, path)).toEqual(matches ? ['@ann'] : []);
  });

  it.each<[string, string, string[]]>([
    ['of the last rule that matches', '* @ann\n*.tf @bob @Acme/Platform\n# /stacks/ @eve\n\n', ['@acme/platform', '@bob']],
    ['nobody, where that rule names nobody', '* @ann\n/stacks/\n', []],
    ['people by address', '* Ann@Example.com # and a word', ['ann@example.com']],
    ['each once', '* @ann @ANN', ['@ann']],
    ['those of a line with spaces and tabs', '  * \t @ann\t ', ['@ann']],
    ['told past a byte order mark', '\uFEFF*.tf @ann', ['@ann']],
    ['nobody, where no rule matches', '/docs/ @ann', []],
    ['nobody, in an empty file', '', []],
  ])('are %s', (_name, text, expected) => {
    expect(owners(text, 'stacks/base/main.tf')).toEqual(expected);
  });

  it('are told for all files at once, by owners, and files of nobody are not named', () => {
    const rules = parseCodeOwners('* @ann\n/b @zoe @bob\n/docs/\n/x a@b cd@e\n/y a@bc d@e\n', 'CODEOWNERS');
    expect(ownedFiles(rules, ['a', 'b', 'docs/c', 'd', 'x', 'y'])).toEqual([
      { owners: ['@ann'], files: ['a', 'd'] },
      { owners: ['@bob', '@zoe'], files: ['b'] },
      { owners: ['a@b', 'cd@e'], files: ['x'] },
      { owners: ['a@bc', 'd@e'], files: ['y'] },
    ]);
  });

  const unknown = { problem: 'GitHub knows no such pattern', allowed: 'a path with * and **, without ! [ ] and \\' };
  const nobody = { problem: 'this is no owner', allowed: '@login, @organisation/team, or an e-mail address' };
  it.each<[string, number, object]>([
    ['!/stacks/ @ann', 1, { ...unknown, found: '!/stacks/' }],
    ['* @ann\n/[ab]/ @bob', 2, { ...unknown, found: '/[ab]/' }],
    ['\\#x @ann', 1, { ...unknown, found: '\\#x' }],
    ['* ann', 1, { ...nobody, found: 'ann' }],
    ['* @', 1, { ...nobody, found: '@' }],
    ['/a\uFEFFb @ann', 1, { ...nobody, found: 'b' }],
    ['* a@b@c', 1, { ...nobody, found: 'a@b@c' }],
    ['* @acme/platform/sub', 1, { ...nobody, found: '@acme/platform/sub' }],
    [`/${'*a'.repeat(5000)} @ann`, 1, { problem: 'this pattern is too long', found: `/${'*a'.repeat(60)}`.slice(0, 120), allowed: 'a path with * and **' }],
  ])('%.40s is an error with the line: GitHub would pass over it', (text, line, says) => {
    const { complaint } = refused(Halt, () => parseCodeOwners(text, 'CODEOWNERS on main'));
    expect(complaint).toEqual({ file: 'CODEOWNERS on main', line, ...says, next: 'correct the line, on the base branch' });
  });

  it('are looked for where GitHub looks, in its order', () => {
    expect(CODE_OWNERS_FILES).toEqual(['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']);
  });
});

describe('approvals by owners', () => {
  const lines = [{ ...ANN, github: 'ann', groups: ['platform'] }, { ...BOB, github: 'Bob' }, anApprover('eve', { line: 3 })];
  const approvals = (...names: string[]) => lines.filter(({ principals }) => names.includes(principals[0]?.replace(/@.*/, '') ?? '')).map((line) => verified({}, line));
  const missing = (owned: string[][], ...by: string[]): string[] => missingOwners(owned.map((some, index) => ({ owners: some, files: [`file-${index}`, 'b', 'c'].slice(0, index + 1) })), countApprovals(aQuestion({ approvers: lines, approvals: approvals(...by) })).counting, lines);

  it.each<[string, string[][], string[]]>([
    ['by login', [['@bob']], ['bob']],
    ['by address', [['eve@example.com']], ['eve']],
    ['by the group of a team\'s name', [['@acme/platform']], ['ann']],
    ['by one of several owners, for each set of files', [['@bob', '@zoe'], ['@ann']], ['ann', 'bob']],
    ['nobody, where nothing is owned', [], []],
  ])('%s suffice', (_name, owned, by) => {
    expect(missing(owned, ...by)).toEqual([]);
  });

  it.each<[string, string[][], string[], string[]]>([
    ['somebody else has approved', [['@bob']], ['ann'], ['no owner of file-0 has approved the request (@bob)']],
    ['the owner is a team without a group', [['@acme/network']], ['ann'], ['no owner of file-0 has approved the request (@acme/network: the group network of the approvers)']],
    ['the owner is an address with a slash, and no team', [['x@acme/platform']], ['ann'], ['no owner of file-0 has approved the request (x@acme/platform)']],
    ['three files lack their owner', [[], [], ['@bob']], ['ann'], ['no owner of file-0 has approved the request ()', 'no owner of file-1 and 1 more file has approved the request ()', 'no owner of file-2 and 2 more files has approved the request (@bob)']],
    ['one of two sets lacks its owner', [['@ann'], ['@bob', 'zoe@example.com']], ['ann'], ['no owner of file-1 and 1 more file has approved the request (@bob, zoe@example.com)']],
  ])('are missing where %s', (_name, owned, by, reasons) => {
    expect(missing(owned, ...by)).toEqual(reasons);
  });

  it.each<[string, object, object, boolean]>([
    ['asks for them, and they are missing', { request: { normal: { codeOwners: true } } }, { owned: [{ files: ['a'], owners: ['@bob'] }] }, false],
    ['asks for them, and whose files they are cannot be told', { request: { normal: { codeOwners: true } } }, { owned: { problem: 'no CODEOWNERS' } }, false],
    ['asks for them, and nothing is owned', { request: { normal: { codeOwners: true } } }, {}, true],
    ['does not ask for them', {}, { owned: [{ files: ['a'], owners: ['@bob'] }] }, true],
    ['asks for them in emergencies', { request: { emergency: { codeOwners: true } } }, { owned: { problem: 'no CODEOWNERS' } }, true],
  ])('where the policy %s, the request is approved: %s', (_name, policy, more, allowed) => {
    expect(decideApproval(aQuestion({ policy, ...more })).allowed).toBe(allowed);
  });

  it('are asked for of the request only, and what stands in the way is said', () => {
    const question = { policy: { request: { normal: { codeOwners: true } } }, owned: { problem: 'no CODEOWNERS' } };
    expect(decideApproval(aQuestion(question))).toMatchObject({ allowed: false, reasons: ['whose files the change touches cannot be told: no CODEOWNERS'] });
    expect(decideApproval(aPromotionQuestion(question))).toMatchObject({ allowed: true });
  });
});
