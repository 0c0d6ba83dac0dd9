import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { askedAboutFile, type ChecklistFileFlags } from '../../src/cli/checklist-file.ts';
import type { ChecklistReport } from '../../src/documents/checklist/report.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aFinishedChange } from '../claims/a-finished-change.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';

const LIST = '# A list\n\n## 1. Data\n\n### 1.1 At rest\n\n- [ ] Everything that keeps data encrypts it at rest.\n- [ ] Backups are encrypted\n- [ ] Somebody was happy\n\n## Containers\n\n- [ ] Images are scanned\n';
const YAML = 'version: 1\nname: shop\ncomponents: { app: { path: stacks/app } }\nenvironments: { test: {}, production: {} }\n';
const BINDING = "bindings:\n  - { item: data/at-rest/2, text: Backups are encrypted, probe: backups-encrypted, person: Ann, date: '2026-01-02' }\n";

const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((clean) => clean()));

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-checklist-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'list.md'), LIST);
  return folder;
}

/** A bundle as a delivery leaves it: the records of a change that everything holds for. */
function aBundle(folder: string, { closed = true } = {}): string {
  const records = aFinishedChange();
  const store = new EvidenceStore(folder, records[0]?.change ?? '');
  for (const record of records) store.append(record);
  if (closed) store.close({ at: '2026-03-01T10:00:00.000Z', verdict: 'pass', facts: {} });
  return store.folder;
}

/** What is printed for these flags, on standard output and for people. */
async function asked(flags: ChecklistFileFlags, directory: string): Promise<{ out: string; lines: string[]; answered: boolean }> {
  const lines: string[] = [];
  let out = '';
  const ui = { line: (text: string) => void lines.push(text) };
  const answered = await askedAboutFile(flags, { directory: () => directory, out: (text) => void (out += text), ui: ui as never, now: () => new Date('2026-03-01T10:00:00Z') });
  return { out, lines, answered };
}

const reported = async (flags: ChecklistFileFlags, directory: string): Promise<ChecklistReport> => JSON.parse((await asked({ ...flags, json: true }, directory)).out) as ChecklistReport;
const decisions = ({ items }: ChecklistReport): string[] => items.map(({ id, decision, by }) => `${id}: ${decision} by ${by ?? 'nobody'}`);

describe('cutover checklist --file', () => {
  it('prints every item with its decision, its evidence and the counts, and nothing else', async () => {
    const folder = aFolder();
    const report = await reported({ file: join(folder, 'list.md'), bundle: aBundle(folder) }, folder);
    expect(decisions(report)).toEqual(['data/at-rest/1: pass by probe', 'data/at-rest/2: undecided by nobody', 'data/at-rest/3: undecided by nobody', 'containers/1: not-applicable by applicability']);
    expect(report.counts).toEqual({ items: 4, pass: 1, fail: 0, 'not-applicable': 1, undecided: 2, by: { probe: 1, rule: 0, applicability: 1, attestation: 0 } });
    expect(Object.keys(report)).toEqual(['items', 'counts']);
    for (const item of report.items) expect(Object.keys(item)).toEqual(['id', 'section', 'text', 'decision', 'by', 'evidence']);
    expect(report.items[0]).toMatchObject({ section: '1. Data / 1.1 At rest', text: 'Everything that keeps data encrypts it at rest.', evidence: expect.arrayContaining([expect.objectContaining({ record: 'rehearse/storage/test' })]) as unknown });
  });

  it('without a bundle decides nothing', async () => {
    const folder = aFolder();
    const { items, counts } = await reported({ file: join(folder, 'list.md') }, folder);
    expect(items.map(({ decision, by }) => [decision, by])).toEqual(items.map(() => ['undecided', null]));
    expect(counts).toMatchObject({ items: 4, undecided: 4 });
  });

  it('says for people why, and that a bundle is not closed', async () => {
    const folder = aFolder();
    const { lines } = await asked({ file: join(folder, 'list.md'), bundle: aBundle(folder, { closed: false }) }, folder);
    expect(lines[0]).toContain('not closed yet');
    expect(lines.join('\n')).toContain('data/at-rest/3: “Somebody was happy”: undecided: no probe decides this statement; a person has to');
    expect(lines.at(-1)).toBe('4 items: 1 pass, 0 fail, 1 not-applicable, 2 undecided, 1 by probe, 0 by rule, 1 by applicability, 0 by attestation');
  });

  it('leaves everything else to the step', async () => {
    expect((await asked({ json: true }, aFolder())).answered).toBe(false);
  });

  it.each<[string, (folder: string) => ChecklistFileFlags, string | RegExp]>([
    ['no file', () => ({ bundle: 'x' }), 'without a checklist there is nothing to decide'],
    ['a file that is not there', (folder) => ({ file: join(folder, 'other.md') }), 'there is no such checklist'],
    ['a file of 50 MB', (folder) => ({ file: written(folder, 'big.md', Buffer.alloc(50_000_000, '- [ ] a\n')) }), 'the file is too large'],
    ['a list without items', (folder) => ({ file: written(folder, 'none.md', Buffer.from('# Nothing\n')) }), 'the document has no checklist items'],
    ['a bundle that is not there', (folder) => ({ file: join(folder, 'list.md'), bundle: join(folder, 'nothing') }), 'there is no such folder'],
    ['a folder without records', (folder) => ({ file: join(folder, 'list.md'), bundle: mkdtempSync(join(folder, 'empty-')) }), 'there is no record in it'],
    ['a project instead of a bundle', (folder) => ({ file: join(folder, 'list.md'), bundle: dirname(dirname(aBundle(folder))) }), /this is not the evidence of a change: there is no record in it\n +found: .*\n +allowed: \S+\/cutover-evidence\/CR-0001$/m],
    ['evidence that was changed since it was closed', (folder) => ({ file: join(folder, 'list.md'), bundle: spoilt(aBundle(folder)) }), 'the evidence is not whole'],
    ['a bundle without one of its records', (folder) => ({ file: join(folder, 'list.md'), bundle: without(aBundle(folder)) }), 'scan/change.1.json: --bundle: the evidence is not whole'],
    ['a probe that does not exist', (folder) => ({ file: written(folder, 'p.md', Buffer.from('- [ ] a <!-- probe: nothing -->')) }), 'there is no such probe'],
    ['accepting outside of a project', (folder) => ({ file: join(folder, 'list.md'), accept: ['a=b'] }), 'a binding is kept in a project'],
  ])('refuses %s', async (_title, flags, words) => {
    const folder = aFolder();
    await expect(asked(flags(folder), folder)).rejects.toThrow(words);
  });
});

function written(folder: string, name: string, bytes: Buffer): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

function spoilt(bundle: string): string {
  const file = join(bundle, 'scan', 'change.1.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"tfsec"', '"other"'));
  return bundle;
}

function without(bundle: string): string {
  rmSync(join(bundle, 'scan', 'change.1.json'));
  return bundle;
}

describe('a probe that no item names', () => {
  let repository: Repository;
  const project = (files: Record<string, string> = {}): string => {
    repository = aRepository({ 'cutover.yaml': YAML, 'list.md': LIST, ...files });
    cleanups.push(() => repository.remove());
    return repository.path;
  };

  it('is suggested by words, which decides nothing', async () => {
    const root = project();
    const suggestions = JSON.parse((await asked({ file: join(root, 'list.md'), suggest: true, json: true }, root)).out) as unknown;
    expect(suggestions).toEqual([{ item: 'data/at-rest/2', text: 'Backups are encrypted', probe: 'backups-encrypted', words: ['Backups', 'encrypted'] }]);
    expect((await asked({ file: join(root, 'list.md'), suggest: true }, root)).lines.at(-1)).toContain('1 suggestion, which decide nothing');
  });

  it('is accepted into a file that counts once it is on the base branch', async () => {
    const root = project();
    const file = join(root, 'list.md');
    const bundle = aBundle(aFolder());
    const { lines } = await asked({ file, accept: ['data/at-rest/2=backups-encrypted'] }, root);
    expect(lines).toEqual(['1 binding in checklist-bindings.yaml: they count once they are on the base branch']);
    const bindings = readFileSync(join(root, 'checklist-bindings.yaml'), 'utf8');
    expect(bindings).toContain('text: Backups are encrypted');
    repository.git('checkout', '--quiet', '-b', 'change');
    repository.commit({ 'checklist-bindings.yaml': bindings });
    expect(decisions(await reported({ file, bundle }, root))[1]).toBe('data/at-rest/2: undecided by nobody');
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'checklist-bindings.yaml': bindings });
    expect(decisions(await reported({ file, bundle }, root))[1]).toBe('data/at-rest/2: pass by probe');
  });

  it.each<[string, string, string]>([
    ['is void for another wording', BINDING.replace('Backups are encrypted', 'Backups are kept'), 'undecided'],
    ['is read from the base', BINDING, 'pass'],
  ])('%s', async (_title, bindings, decision) => {
    const root = project({ 'checklist-bindings.yaml': bindings });
    const { items } = await reported({ file: join(root, 'list.md'), bundle: aBundle(aFolder()) }, root);
    expect(items[1]?.decision).toBe(decision);
  });

  it.each<[string, string, string]>([
    ['one that does not exist', BINDING.replace('backups-encrypted', 'backups'), 'there is no such probe'],
    ['two for one item', BINDING + BINDING.split('\n')[1], 'one binding for an item and its text'],
    ['nobody’s', BINDING.replace('person: Ann, ', ''), 'person'],
  ])('is refused: %s', async (_title, bindings, words) => {
    const root = project({ 'checklist-bindings.yaml': bindings });
    await expect(reported({ file: join(root, 'list.md') }, root)).rejects.toThrow(words);
  });

  it.each<[string, string, string]>([
    ['an item that is not there', 'data/9=backups-encrypted', 'no such item'],
    ['a probe that is not there', 'data/at-rest/2=nothing', 'no such probe'],
    ['half a pair', 'data/at-rest/2', 'not an item and a probe'],
  ])('is not accepted for %s', async (_title, pair, words) => {
    const root = project();
    await expect(asked({ file: join(root, 'list.md'), accept: [pair] }, root)).rejects.toThrow(words);
  });

  it('keeps what stood in the file, and writes the same item anew', async () => {
    const root = project({ 'checklist-bindings.yaml': `# Ours\n${BINDING}` });
    const file = join(root, 'list.md');
    await asked({ file, accept: ['data/at-rest/3=smoke-tested'] }, root);
    await asked({ file, accept: ['data/at-rest/2=encrypted-at-rest'] }, root);
    const text = readFileSync(join(root, 'checklist-bindings.yaml'), 'utf8');
    expect(text).toContain('# Ours');
    expect(text).toContain('smoke-tested');
    expect(text).toContain('encrypted-at-rest');
    expect(text).not.toContain('backups-encrypted');
  });
});
