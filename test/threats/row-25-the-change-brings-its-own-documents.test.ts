import { afterEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '../../src/claims/decide.ts';
import type { RuleFacts } from '../../src/claims/rules/facts.ts';
import { parseConfig } from '../../src/config.ts';
import { UserError } from '../../src/errors.ts';
import { gitFacts } from '../../src/git.ts';
import { attestationsOf } from '../../src/steps/attestations.ts';
import { documentsOf, type ChangeDocuments } from '../../src/steps/documents.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';
import { minimalDocuments, type MinimalDocuments } from '../helpers/documents.ts';

const CONFIG = 'version: 1\nname: shop\ncomponents:\n  base: { path: stacks/base }\n  app: { path: stacks/app, dependsOn: [base] }\nenvironments: { test: {}, production: {} }\n';
const COMPONENTS = { base: [], app: ['base'] };
const control = (forbidden: string, level?: string): object => ({ id: 'no-machines', statement: 'No machines', rule: { kind: 'types', forbidden: [forbidden] }, ...(level === undefined ? {} : { level }) });
const strict: Partial<MinimalDocuments> = { controls: [control('aws_instance')] };

let repository: Repository;
afterEach(() => repository.remove());

/** A base with documents, and a branch that changes files; what counts for it. */
function documentsAfter(base: Partial<MinimalDocuments> | undefined, change: Record<string, string>): ChangeDocuments {
  repository = aRepository({ 'cutover.yaml': CONFIG, ...(base === undefined ? {} : minimalDocuments({ components: COMPONENTS, ...base })) });
  repository.git('checkout', '--quiet', '-b', 'change');
  repository.commit(change);
  return counting();
}

function counting(): ChangeDocuments {
  return documentsOf({ root: repository.path, config: parseConfig(configText()), git: gitFacts(repository.path) });
}

const configText = (): string => repository.git('show', 'HEAD:cutover.yaml');
const withDocuments = (overrides: Partial<MinimalDocuments>): Record<string, string> => minimalDocuments({ components: COMPONENTS, ...overrides });
const guidelines = (overrides: Partial<MinimalDocuments>): string => withDocuments(overrides)['docs/infrastructure-guidelines.md'] ?? '';

/** One machine, in a stack. */
const machine: RuleFacts = {
  components: [{
    name: 'app', environment: 'test', dependsOn: ['base'], complete: true, providers: {}, providerVersions: {},
    resources: [{ address: 'aws_instance.a', type: 'aws_instance', written: {}, planned: undefined, construct: undefined, place: undefined }],
  }],
  files: [], engine: undefined, records: { stacks: 'synth/change', plans: undefined },
};
/** How the demand about machines is decided, of base and change. */
const decisions = ({ statements }: ChangeDocuments): string[] =>
  decide(statements.filter(({ id }) => id === 'no-machines'), [], { rules: machine, attestations: attestationsOf({ git: gitFacts(repository.path) }), now: new Date('2026-06-01') }).map(({ decision, source }) => `${decision} by ${source.file}`);

const ON_BASE = 'fail by docs/infrastructure-guidelines.md on refs/heads/main';
const IN_CHANGE = 'docs/infrastructure-guidelines.md';

describe('row 25: the change brings its own documents', () => {
  it('a demand that stays as it is counts once, and is broken', () => {
    expect(decisions(documentsAfter(strict, { 'stacks/app/main.tf': '' }))).toEqual([`fail by ${IN_CHANGE}`]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['removes it', { [IN_CHANGE]: guidelines({}) }, [ON_BASE]],
    ['forbids something else', { [IN_CHANGE]: guidelines({ controls: [control('aws_nothing')] }) }, [`pass by ${IN_CHANGE}`, ON_BASE]],
    ['makes it a wish', { [IN_CHANGE]: guidelines({ controls: [control('aws_instance', 'should')] }) }, [`fail by ${IN_CHANGE}`, ON_BASE]],
    [
      'reads another document instead',
      { 'cutover.yaml': `${CONFIG}documents: { guidelines: docs/weak.md }\n`, 'docs/weak.md': guidelines({}) },
      [ON_BASE],
    ],
    [
      'leaves it to a person, and attests it itself',
      {
        [IN_CHANGE]: guidelines({ guidelines: [{ id: 'no-machines', statement: 'No machines' }] }),
        'attestations.yaml': 'attestations: [{ claim: no-machines, person: Mallory, date: "2026-01-01", statement: fine, link: "https://example.com/", expires: "2099-01-01" }]\n',
      },
      [`undecided by ${IN_CHANGE}`, ON_BASE],
    ],
  ])('a change that %s is held to the base’s', (_name, change, expected) => {
    expect(decisions(documentsAfter(strict, change))).toEqual(expected);
  });

  it('what the change forbids itself counts too', () => {
    expect(decisions(documentsAfter({}, { [IN_CHANGE]: guidelines(strict) }))).toEqual([`fail by ${IN_CHANGE}`]);
  });

  it('an attestation of the base is not about what the change writes under its id in another document', () => {
    const base = minimalDocuments({ components: COMPONENTS, guidelines: [{ id: 'drill', statement: 'A drill was held' }] });
    repository = aRepository({
      'cutover.yaml': CONFIG,
      ...base,
      'attestations.yaml': 'attestations: [{ claim: drill, person: Olga, date: "2026-01-01", statement: seen, link: "https://example.com/", expires: "2099-01-01" }]\n',
    });
    repository.git('checkout', '--quiet', '-b', 'change');
    repository.commit(withDocuments({ requirements: [{ id: 'drill', statement: 'Production recovers in a minute', components: ['app'] }] }));
    const drills = counting().statements.filter(({ id }) => id === 'drill');
    const claims = decide(drills, [], { attestations: attestationsOf({ git: gitFacts(repository.path) }), now: new Date('2026-06-01') });
    expect(claims.map(({ statement, decision }) => [statement, decision])).toEqual([['Production recovers in a minute', 'undecided'], ['A drill was held', 'pass']]);
  });

  it('a type that the change adds to the technology stack counts after its merge', () => {
    const { statements } = documentsAfter(strict, withDocuments({ types: ['terraform_data', 'aws_instance'] }));
    const services = statements.filter(({ id }) => id === 'technology-stack/services');
    expect(decide(services, [], { rules: machine }).map(({ decision }) => decision)).toEqual(['pass', 'fail']);
  });

  it('components and dependencies are the change’s own, and the record says which documents the base lacks', () => {
    const { statements, notes } = documentsAfter(strict, withDocuments({ ...strict, components: { base: [], app: [] } }));
    expect([statements.filter(({ rule }) => rule?.kind === 'components').map(({ rule }) => rule), notes]).toEqual([[{ kind: 'components', dependsOn: { base: [], app: [] } }], []]);
    repository.remove();
    expect(documentsAfter(undefined, withDocuments(strict)).notes).toEqual([
      expect.stringContaining('refs/heads/main has no docs/infrastructure-architecture.md'),
      expect.stringContaining('docs/infrastructure-guidelines.md'),
      expect.stringContaining('docs/technology-stack.md'),
      expect.stringContaining('docs/project-structure.md'),
    ]);
  });

  it('its digests tell what was read, in both versions', () => {
    const { digests } = documentsAfter(strict, { [IN_CHANGE]: guidelines({}) });
    expect(Object.keys(digests)).toHaveLength(8);
    expect(digests[IN_CHANGE]).not.toBe(digests[`${IN_CHANGE} on refs/heads/main`]);
    expect(digests['docs/technology-stack.md']).toBe(digests['docs/technology-stack.md on refs/heads/main']);
  });

  it.each<[string, () => void, RegExp]>([
    ['a document that is missing', () => rmSync(join(repository.path, 'docs', 'technology-stack.md')), /docs\/technology-stack\.md: documents\.technologyStack: there is no such file/],
    ['a check for a requirement that does not exist', () => repository.commit({ 'cutover.yaml': `${CONFIG}requirements: { REQ-7: { name: x, command: [y] } }\n` }), /cutover\.yaml: requirements\.REQ-7: the architecture has no such requirement/],
    ['a document outside of its place', () => repository.commit({ 'cutover.yaml': `${CONFIG}documents: { guidelines: other/g.md }\n`, 'other/g.md': guidelines({}) }), /places\.documents: a file lies elsewhere/],
  ])('%s is one clear error', (_name, spoil, message) => {
    documentsAfter(strict, {});
    spoil();
    expect(counting).toThrow(UserError);
    expect(counting).toThrow(message);
  });

  it('a base whose document is not valid is an error that says so, and not a base without it', () => {
    expect(() => documentsAfter({ controls: [{ id: 'x' }] }, withDocuments(strict))).toThrow(/docs\/infrastructure-guidelines\.md on refs\/heads\/main:5: controls\.0 \(x\)\.statement: this field is missing/);
  });
});
