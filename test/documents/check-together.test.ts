import { describe, expect, it } from '@jest/globals';
import { assertAtPlace, assertRequirementsKnown, assertTogether } from '../../src/documents/check-together.ts';
import { readDocument } from '../../src/documents/read-document.ts';
import { UserError } from '../../src/errors.ts';
import { minimalDocuments, type MinimalDocuments } from '../helpers/documents.ts';
import { refused } from '../helpers/refused.ts';

function together(overrides: Partial<MinimalDocuments>): Parameters<typeof assertTogether>[0] {
  const files = minimalDocuments({ components: { base: [], app: ['base'] }, ...overrides });
  const architecture = readDocument('architecture', files['docs/infrastructure-architecture.md'] ?? '', 'a.md');
  const guidelines = readDocument('guidelines', files['docs/infrastructure-guidelines.md'] ?? '', 'g.md');
  return { architecture: architecture.document, statements: [...architecture.statements, ...guidelines.statements] };
}

function complaintOf(work: () => void): UserError['complaint'] {
  return refused(UserError, work).complaint;
}

const about = (...components: string[]): object => ({ kind: 'types', components, forbidden: ['x'] });

describe('the four documents together', () => {
  it('fit when each name is one that the architecture has', () => {
    expect(() => assertTogether(together({ guidelines: [{ id: 'g', statement: 'x', rule: about('base', 'app') }], requirements: [{ id: 'R', statement: 'x', components: ['app'] }] }))).not.toThrow();
  });

  it.each<[string, Partial<MinimalDocuments>, object]>([
    ['a rule about a component that is misspelt', { guidelines: [{ id: 'g', statement: 'x', rule: about('bsae') }] }, { file: 'g.md', line: 6, found: 'bsae', allowed: 'base, app', next: 'write base, if that is what is meant' }],
    ['a rule within several about one that is not there', { guidelines: [{ id: 'g', statement: 'x', rule: { kind: 'all', rules: [about('base'), about('storage')] } }] }, { file: 'g.md', found: 'storage' }],
    ['a requirement of a component that is not there', { requirements: [{ id: 'R', statement: 'x', components: ['apps'] }] }, { file: 'a.md', line: 6, found: 'apps', next: expect.stringContaining('app') }],
    ['a dependency that is not there', { components: { base: [], app: ['bass'] } }, { file: 'a.md', line: 5, found: 'bass' }],
    ['one id in two documents', { decisions: [{ id: 'same', statement: 'x', why: 'y' }], guidelines: [{ id: 'same', statement: 'y' }] }, { file: 'g.md', field: 'id', found: 'same, as on line 7 of a.md' }],
  ])('%s is one error at its line', (_name, overrides, expected) => {
    expect(complaintOf(() => assertTogether(together(overrides)))).toMatchObject(expected);
  });

  it('say where documents and changes lie: one that lies elsewhere is an error at that line', () => {
    const text = minimalDocuments({ components: { base: [] }, places: { documents: 'docs/*.md' } })['docs/project-structure.md'] ?? '';
    const { statements } = readDocument('project-structure', text, 'p.md');
    expect(() => assertAtPlace('documents', ['docs/a.md', 'docs/b.md'], statements)).not.toThrow();
    expect(() => assertAtPlace('changes', ['changes/CR-0001.md'], statements)).not.toThrow();
    expect(complaintOf(() => assertAtPlace('documents', ['docs/a.md', 'docs/deep/b.md'], statements))).toMatchObject({ file: 'p.md', line: 5, field: 'places.documents', found: 'docs/deep/b.md', allowed: 'docs/*.md' });
    expect(complaintOf(() => assertAtPlace('changes', ['requests/CR-0001.md'], statements))).toMatchObject({ field: 'places.changes', found: 'requests/CR-0001.md' });
  });

  it('checks for a requirement that the architecture does not have are an error that names the nearest', () => {
    const { statements } = together({ requirements: [{ id: 'REQ-1', statement: 'x', components: ['app'] }] });
    expect(() => assertRequirementsKnown(['REQ-1'], statements, 'cutover.yaml')).not.toThrow();
    expect(complaintOf(() => assertRequirementsKnown(['REQ-1', 'REQ1'], statements, 'cutover.yaml'))).toMatchObject({ file: 'cutover.yaml', field: 'requirements.REQ1', found: 'REQ1', allowed: 'REQ-1', next: 'write REQ-1, if that is what is meant' });
  });
});
