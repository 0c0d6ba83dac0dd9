import { describe, expect, it } from '@jest/globals';
import { decide } from '../../src/claims/decide.ts';
import type { RuleFacts } from '../../src/claims/rules/facts.ts';
import { ruleSchema, type Rule } from '../../src/claims/rules/rule.ts';
import type { DocumentStatement } from '../../src/documents/document-statement.ts';
import { alone, bearsOn, factsOf, names } from '../../src/presentation/bearing.ts';
import { aStack } from './a-known-project.ts';

const facts: RuleFacts = {
  components: [aStack('storage', ['aws_s3_bucket.data']), aStack('storage', ['aws_s3_bucket.data'], { environment: 'test' }), aStack('messaging', ['aws_sqs_queue.work'])],
  files: ['cutover.yaml'],
  engine: undefined,
  records: { stacks: 'synth/change', plans: undefined },
};

const statement = (overrides: Partial<DocumentStatement>): DocumentStatement => ({ id: 'x', owner: 'o', statement: 'All is well', section: [], source: { file: 'd.md', line: 1 }, level: 'must', ...overrides });
const rule = (value: unknown): { rule: Rule } => ({ rule: ruleSchema.parse(value) });

const buckets = { kind: 'attributes', types: ['aws_s3_bucket'], must: [{ attribute: 'bucket', absent: true }] };

describe('a statement bears on a component', () => {
  it.each<[string, Partial<DocumentStatement>, string[]]>([
    ['whose resources its rule judges', rule(buckets), ['storage']],
    ['that its rule names and can judge', rule({ ...buckets, components: ['storage'] }), ['storage']],
    ['and not on what its rule leaves out', rule({ ...buckets, components: ['messaging'] }), []],
    ['with any of several rules', rule({ kind: 'all', rules: [buckets, { kind: 'attributes', types: ['aws_sqs_queue'], must: [{ attribute: 'name', absent: true }] }] }), ['storage', 'messaging']],
    ['that a requirement is about, whatever its rule judges', { ...rule(buckets), requirement: { components: ['messaging'] } }, ['messaging']],
    ['that its words name', { statement: 'What lies in Storage is backed up.' }, ['storage']],
    ['and not on one whose name is part of another word', { statement: 'The storage-team is on call.' }, []],
    ['whose resources one of its rules judges, beside one about files', rule({ kind: 'all', rules: [{ kind: 'files', required: ['cutover.yaml'] }, buckets] }), ['storage']],
    ['and on none by rules about files and the graph', rule({ kind: 'all', rules: [{ kind: 'files', required: ['x'] }, { kind: 'components', dependsOn: {} }] }), []],
    ['and on none by a rule about files', rule({ kind: 'files', required: ['cutover.yaml'] }), []],
    ['and on none by the graph of them all', { ...rule({ kind: 'components', dependsOn: { storage: [] } }), statement: 'The components are storage' }, []],
  ])('%s', (_title, overrides, expected) => {
    const one = statement(overrides);
    const bearing = ['storage', 'messaging'].filter((name) => bearsOn(one, name, decide([alone(one)], [], { rules: factsOf(facts, name) })[0]));
    expect(bearing).toEqual(expected);
  });

  it.each<[string, Partial<DocumentStatement>, string[]]>([
    ['all that its rule covers', rule(buckets), ['storage', 'messaging']],
    ['all that its rule names', rule({ ...buckets, components: ['messaging'] }), ['messaging']],
  ])('while the stacks are not known, on %s', (_title, overrides, expected) => {
    expect(['storage', 'messaging'].filter((name) => bearsOn(statement(overrides), name, undefined))).toEqual(expected);
  });

  it('is decided on its own facts, in both environments', () => {
    expect(factsOf(facts, 'storage').components.map(({ environment }) => environment)).toEqual(['production', 'test']);
    expect(factsOf(facts, 'messaging')).toMatchObject({ components: [{ name: 'messaging' }], files: ['cutover.yaml'] });
  });
});

it.each([['the storage, of', true], ['(storage)', true], ['STORAGE', true], ['storages', false], ['object-storage', false], ['', false]])('%j names storage: %s', (text, expected) => {
  expect(names(text, 'storage')).toBe(expected);
});
