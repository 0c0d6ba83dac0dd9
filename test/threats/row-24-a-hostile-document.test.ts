import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAttestations } from '../../src/claims/attestations.ts';
import { parseConfig } from '../../src/config.ts';
import { parseChecklist } from '../../src/documents/checklist/parse.ts';
import { decoded, readText } from '../../src/documents/read-text.ts';
import { readDocument } from '../../src/documents/read-document.ts';
import { UserError } from '../../src/errors.ts';
import { parseWaivers } from '../../src/scanners/waivers.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { minimalDocuments } from '../helpers/documents.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { refused } from '../helpers/refused.ts';

const documents = minimalDocuments({ components: { base: [] } });
const documentAt = (file: string): string => documents[file] ?? '';

interface Kind {
  file: string;
  text: string;
  parse: (text: string, file: string) => unknown;
  /** Puts lines among the fields. */
  withFields: (lines: string) => string;
}

const inFrontMatter = (text: string) => (lines: string): string => text.replace('---\n', `---\n${lines}\n`);
const atTheEnd = (text: string) => (lines: string): string => `${text}${lines}\n`;
const aKind = (file: string, text: string, parse: Kind['parse']): Kind => ({ file, text, parse, withFields: text.startsWith('---') ? inFrontMatter(text) : atTheEnd(text) });

const WAIVERS = 'waivers:\n  - { check: A, component: base, reason: x, owner: y, expires: "2099-01-01" }\n';
const ATTESTATIONS = 'attestations:\n  - { claim: a, person: Ann, date: "2026-01-01", statement: x, link: "https://example.com/", expires: "2099-01-01" }\n';

/** Everything that people write and Cutover reads, but the request, which has a file of its own. */
const KINDS: Kind[] = [
  aKind('docs/infrastructure-architecture.md', documentAt('docs/infrastructure-architecture.md'), (text, file) => readDocument('architecture', text, file)),
  aKind('docs/infrastructure-guidelines.md', documentAt('docs/infrastructure-guidelines.md'), (text, file) => readDocument('guidelines', text, file)),
  aKind('docs/technology-stack.md', documentAt('docs/technology-stack.md'), (text, file) => readDocument('technology-stack', text, file)),
  aKind('docs/project-structure.md', documentAt('docs/project-structure.md'), (text, file) => readDocument('project-structure', text, file)),
  aKind('cutover.yaml', twoModulesConfig('/states'), (text, file) => parseConfig(text, file)),
  aKind('waivers.yaml', WAIVERS, parseWaivers),
  aKind('attestations.yaml', ATTESTATIONS, parseAttestations),
];

const HOSTILE: [string, (kind: Kind) => string | Buffer, RegExp][] = [
  ['50 MB', () => Buffer.alloc(50_000_000, 'a'), /too large/],
  ['a NUL', ({ withFields }) => withFields('# \0'), /NUL/],
  ['invalid UTF-8', ({ text }) => Buffer.concat([Buffer.from(text), Buffer.from([0xc3, 0x28])]), /not valid UTF-8/],
  ['half a character', ({ text }) => Buffer.concat([Buffer.from(text), Buffer.from([0xe2, 0x82])]), /not valid UTF-8/],
  ['an alias bomb', ({ withFields }) => withFields(['a: &a [x, x, x, x]', ...[...'bcdefghi'].map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index] ?? ''}, `.repeat(8)}]`)].join('\n')), /alias/],
  ['an alias of itself', ({ withFields }) => withFields('a: &a [*a]'), /alias stands within/],
  ['very deep YAML in brackets', ({ withFields }) => withFields(`a: ${'['.repeat(100_000)}`), /nested too deeply/],
  ['very deep YAML in braces', ({ withFields }) => withFields(`a: ${'{a: '.repeat(100_000)}`), /nested too deeply/],
  ['very deep YAML by indentation', ({ withFields }) => withFields(Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')), /nested too deeply/],
  ['very deep YAML in one line', ({ withFields }) => withFields(`a:\n  ${'- '.repeat(100_000)}x`), /nested too deeply/],
  ['very deep YAML of questions', ({ withFields }) => withFields(`? ${'? '.repeat(100_000)}x`), /nested too deeply/],
  ['a megabyte of fields', ({ withFields }) => withFields(Array.from({ length: 100_000 }, (_, index) => `a${index}:`).join('\n')), /too much YAML/],
  ['a megabyte of fields in one line', ({ withFields }) => withFields(`a: {${Array.from({ length: 120_000 }, (_, index) => `a${index}`).join(',')}}`), /too much YAML/],
  ['as many fields as there may be', ({ withFields }) => withFields(Array.from({ length: 14_000 }, (_, index) => `a${index}: 1`).join('\n')), /there is no such field/],
  ['a megabyte of brackets that close nothing', ({ withFields }) => withFields('}'.repeat(900_000)), /too much YAML/],
  ['a megabyte of anchors', ({ withFields }) => withFields(`a: ${'&a '.repeat(300_000)}`), /too much YAML/],
  ['a line of nothing but colons', ({ withFields }) => withFields(': '.repeat(20_000)), /nested too deeply/],
  ['many aliases, each of its own anchor', ({ withFields }) => withFields(Array.from({ length: 4000 }, (_, index) => `a${index}: &a${index} x\nb${index}: *a${index}`).join('\n')), /aliases too often/],
  ['a custom tag', ({ withFields }) => withFields('a: !!js/function "() => process.exit()"'), /not valid YAML/],
  ['a tag of its own', ({ withFields }) => withFields('a: !include /etc/passwd'), /not valid YAML/],
  ['a field twice', ({ withFields }) => withFields('a: 1\na: 2'), /not valid YAML/],
  ['a field of every object', ({ withFields }) => withFields('__proto__: { polluted: true }'), /__proto__: there is no such field/],
  ['a merge key', ({ withFields }) => withFields('<<: { a: 1 }'), /there is no such field/],
  ['a field with a terminal escape', ({ withFields }) => withFields('"\\e[2J\\e]0;x\\a": 1'), /there is no such field/],
];

function refusalOf(work: () => unknown): UserError {
  return refused(UserError, work);
}

function projectWith(file: string, content: string | Buffer): string {
  const project = temporaryFolder();
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), content);
  return project;
}

describe('row 24: a hostile document', () => {
  it.each(KINDS)('$file is accepted as it is', ({ file, text, parse }) => {
    expect(() => parse(readText(projectWith(file, text), file) ?? '', file)).not.toThrow();
  });

  it.each(KINDS.flatMap((kind) => HOSTILE.map(([name, make, message]) => ({ name, file: kind.file, kind, make, message }))))('$file with $name is one clear error that names it, and is fast', ({ kind, make, message }) => {
    const { file, parse } = kind;
    const project = projectWith(file, make(kind));
    const before = process.cpuUsage();
    const refusal = refusalOf(() => parse(readText(project, file) ?? '', file));
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
    expect(refusal.complaint.file).toBe(file);
    expect(refusal.message).toMatch(message);
    expect(refusal.message.length).toBeLessThan(1000);
    // oxlint-disable-next-line no-control-regex -- what must not reach a terminal
    expect(refusal.message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(HOSTILE.filter(([name]) => /MB|NUL|UTF-8|half/.test(name)))('infrastructure-checklist.md with %s is one clear error', (_name, make, message) => {
    const file = 'infrastructure-checklist.md';
    const project = projectWith(file, make(aKind(file, '# Checklist\n\n- [ ] One\n', parseChecklist)));
    const refusal = refusalOf(() => parseChecklist(readText(project, file) ?? '', file));
    expect([refusal.complaint.file, refusal.message]).toEqual([file, expect.stringMatching(message)]);
  });

  it('says the line on which bytes are no text', () => {
    expect(refusalOf(() => decoded(Buffer.from('a\nb\n\xff', 'latin1'), 'a.md')).complaint.line).toBe(3);
    expect(refusalOf(() => decoded(Buffer.from('a\n\0'), 'a.md')).complaint.line).toBe(2);
    // What stands for a broken character is a character too.
    expect(decoded(Buffer.from('\uFFFD'), 'a.md')).toBe('\uFFFD');
    expect(refusalOf(() => decoded(Buffer.concat([Buffer.from('\uFFFD\n'), Buffer.from([0xff])]), 'a.md')).complaint.line).toBe(2);
  });
});

describe('row 24: a path that leads out of the project', () => {
  const config = (path: string): string => `${twoModulesConfig('/states')}documents: { guidelines: ${JSON.stringify(path)} }\n`;

  it.each(['../guidelines.md', 'docs/../../guidelines.md', '/etc/guidelines.md', './docs/guidelines.md', 'docs//guidelines.md', 'docs\\..\\..\\guidelines.md', 'docs/a\0.md', '.git/description.md', '.cutover/guidelines.md', 'cutover-evidence/guidelines.md', '', 'docs/guidelines.txt'])('%j is no place for a document', (path) => {
    expect(refusalOf(() => parseConfig(config(path))).complaint).toMatchObject({ file: 'cutover.yaml', field: 'documents.guidelines', allowed: expect.stringContaining('inside the project') });
    if (!path.endsWith('.txt')) expect(() => readText('/nowhere', path)).toThrow(UserError);
  });

  const withApp = (path: string): string => `version: 1\nname: shop\napp: { cdktf: ${JSON.stringify(path)} }\nenvironments: { test: {}, production: {} }\n`;
  const withModule = (path: string): string => withApp('.').replace('app: { cdktf: "." }', `components: { base: { path: ${JSON.stringify(path)} } }`);

  it.each(['..', '../elsewhere', 'infra/../../elsewhere', '/etc', './..', '.git', '.cutover/synth', 'a\\..\\..\\b', ''])('%j is no place for an app or a root module', (path) => {
    expect(refusalOf(() => parseConfig(withApp(path))).complaint).toMatchObject({ file: 'cutover.yaml', line: 3, field: 'app.cdktf', allowed: expect.stringContaining('inside the project') });
    expect(refusalOf(() => parseConfig(withModule(path))).complaint).toMatchObject({ file: 'cutover.yaml', line: 3, field: 'components.base.path', allowed: expect.stringContaining('inside the project') });
  });

  it.each(['.', 'infra', 'infra/network', 'infra/'])('%j is one', (path) => {
    expect(parseConfig(withApp(path)).app?.cdktf).toBe(path);
    expect(parseConfig(withModule(path)).components?.['base']?.path).toBe(path);
  });

  it('is not read through links, of the file or of a folder above it', () => {
    const [elsewhere, project] = [projectWith('docs/g.md', 'secret'), temporaryFolder()];
    symlinkSync(join(elsewhere, 'docs'), join(project, 'docs'));
    mkdirSync(join(project, 'real'));
    symlinkSync(join(elsewhere, 'docs', 'g.md'), join(project, 'real', 'g.md'));
    symlinkSync(join(project, 'nowhere'), join(project, 'dangling.md'));
    for (const file of ['docs/g.md', 'real/g.md', 'dangling.md']) expect(refusalOf(() => readText(project, file)).complaint).toMatchObject({ file, problem: expect.stringContaining('symbolic link') });
  });

  it('is no folder, no pipe, and no device, which would be waited for', () => {
    const project = temporaryFolder();
    mkdirSync(join(project, 'folder.md'));
    expect(spawnSync('mkfifo', [join(project, 'pipe.md')]).status).toBe(0);
    for (const file of ['folder.md', 'pipe.md']) expect(refusalOf(() => readText(project, file)).complaint).toMatchObject({ file, problem: 'this is not a plain file' });
    expect(readText(project, 'missing.md')).toBeUndefined();
    expect(readText(project, 'folder.md/below.md')).toBeUndefined();
  });
});

describe('row 24: on the command line', () => {
  let project: Project;
  const file = 'docs/infrastructure-guidelines.md';

  beforeAll(async () => {
    project = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), ...twoModules() } });
    expect((await project.approve()).code).toBe(0);
    expect((await project.cutover('approval')).code).toBe(0);
  });
  afterAll(() => project.remove());

  const evidence = (): string[] => readdirSync(join(project.path, 'cutover-evidence'), { recursive: true, encoding: 'utf8' }).sort();

  it.each<[string, () => void, RegExp]>([
    ['that is hostile', () => writeFileSync(join(project.path, file), Buffer.alloc(50_000_000, 'a')), /docs\/infrastructure-guidelines\.md: the file is too large/],
    ['that is a link', () => {
      renameSync(join(project.path, file), join(project.path, 'elsewhere.md'));
      symlinkSync(join(project.path, 'elsewhere.md'), join(project.path, file));
    }, /a symbolic link leads to this file/],
    ['that is missing', () => renameSync(join(project.path, file), join(project.path, 'elsewhere.md')), /documents\.guidelines: there is no such file[\s\S]*next: +cutover init/],
  ])('a document %s ends with 2, without a stack; nothing is synthesized and nothing written', async (_name, spoil, message) => {
    const text = readFileSync(join(project.path, file));
    const before = evidence();
    spoil();
    const { code, stdout, stderr } = await project.cutover('synth');
    expect([code, stdout + stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(stdout + stderr).not.toMatch(/^\s+at /m);
    expect([evidence(), existsSync(join(project.path, '.cutover', 'synth')), project.engineCalls()]).toEqual([before, false, []]);
    project.git('rm', '--quiet', '--force', '--cached', '--ignore-unmatch', file);
    spawnSync('rm', ['-f', join(project.path, file), join(project.path, 'elsewhere.md')]);
    writeFileSync(join(project.path, file), text);
  });
});
