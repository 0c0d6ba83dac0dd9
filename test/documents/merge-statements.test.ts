import { describe, expect, it } from '@jest/globals';
import type { Rule } from '../../src/claims/rules/rule.ts';
import type { DocumentStatement } from '../../src/documents/document-statement.ts';
import { mergeStatements } from '../../src/documents/merge-statements.ts';

const BASE = 'docs/g.md on refs/heads/main';
const rule = (...forbidden: string[]): Rule => ({ kind: 'types', forbidden });
const aStatement = (overrides: Partial<DocumentStatement> = {}): DocumentStatement => ({
  id: 'a', owner: 'security', statement: 'No machines', section: ['Guidelines'], source: { file: 'docs/g.md', line: 5 }, level: 'must', rule: rule('aws_instance'), ...overrides,
});
const onBase = (overrides: Partial<DocumentStatement> = {}): DocumentStatement => aStatement({ source: { file: BASE, line: 9 }, ...overrides });

/** What counts: whose, on which line, and whether the base says otherwise. */
const counted = (base: DocumentStatement[], change: DocumentStatement[]): unknown[] =>
  mergeStatements(base, change).map(({ id, source, differsFromBase }) => [id, source.file === BASE ? 'base' : 'change', ...(differsFromBase === true ? ['differs'] : [])]);

describe('the demands of base and change', () => {
  it('are the change’s alone where the base has none', () => {
    expect(counted([], [aStatement()])).toEqual([['a', 'change']]);
  });

  it.each<[string, Partial<DocumentStatement>]>([
    ['the same', {}],
    ['the same in another place', { source: { file: 'docs/g.md', line: 50 }, section: ['Other'] }],
  ])('count once when they are %s', (_name, change) => {
    expect(counted([onBase()], [aStatement(change)])).toEqual([['a', 'change']]);
  });

  it('keep the base’s owner: a change does not choose who answers', () => {
    expect(mergeStatements([onBase()], [aStatement({ owner: 'mallory' })])).toEqual([aStatement({ owner: 'security' })]);
  });

  it.each<[string, Partial<DocumentStatement>]>([
    ['words', { statement: 'Few machines' }],
    ['level', { level: 'should' }],
    ['rule', { rule: rule('aws_instance_of_nobody') }],
  ])('count both when they differ in their %s', (_name, change) => {
    expect(counted([onBase()], [aStatement(change)])).toEqual([['a', 'change', 'differs'], ['a', 'base']]);
  });

  it('count both when the change takes the rule away, so that a person could attest it', () => {
    const { rule: _rule, ...without } = aStatement();
    expect(counted([onBase()], [without])).toEqual([['a', 'change', 'differs'], ['a', 'base']]);
  });

  it('count both when the target of a requirement is another', () => {
    const requirement = (atMostSeconds: number): NonNullable<DocumentStatement['requirement']> => ({ components: ['a'], target: { kind: 'latency', atMostSeconds } });
    expect(counted([onBase({ requirement: requirement(1) })], [aStatement({ requirement: requirement(10) })])).toEqual([['a', 'change', 'differs'], ['a', 'base']]);
  });

  it('count when only one of them makes them', () => {
    expect(counted([onBase({ id: 'removed' })], [aStatement({ id: 'added' })])).toEqual([['added', 'change'], ['removed', 'base']]);
  });

  it('are the change’s alone about components and dependencies, which have to equal the code', () => {
    const components = (dependsOn: Record<string, string[]>): Partial<DocumentStatement> => ({ id: 'architecture/components', rule: { kind: 'components', dependsOn } });
    expect(counted([onBase(components({ base: [] }))], [aStatement(components({ base: [], app: ['base'] }))])).toEqual([['architecture/components', 'change', 'differs']]);
  });

  it('keep a control of the base about components that the change removes', () => {
    const control = onBase({ id: 'app-on-base', rule: { kind: 'components', dependsOn: { base: [], app: ['base'] } } });
    expect(counted([control], [aStatement()])).toEqual([['a', 'change'], ['app-on-base', 'base']]);
  });
});
