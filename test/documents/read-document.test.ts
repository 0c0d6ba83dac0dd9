import { describe, expect, it } from '@jest/globals';
import { ARCHITECTURE_SECTIONS } from '../../src/documents/architecture-sections.ts';
import { readDocument, type DocumentKind, type ReadDocument } from '../../src/documents/read-document.ts';
import { UserError } from '../../src/errors.ts';
import { aDocument, minimalDocuments } from '../helpers/documents.ts';
import { refused } from '../helpers/refused.ts';

const FILES: Record<DocumentKind, string> = {
  architecture: 'docs/infrastructure-architecture.md',
  guidelines: 'docs/infrastructure-guidelines.md',
  'technology-stack': 'docs/technology-stack.md',
  'project-structure': 'docs/project-structure.md',
};
const KINDS = Object.keys(FILES) as DocumentKind[];
const minimal = minimalDocuments({ components: { base: [], app: ['base'] }, providers: { 'hashicorp/aws': '>=6 <7' } });
const textOf = (kind: DocumentKind): string => minimal[FILES[kind]] ?? '';

function complaintAbout(kind: DocumentKind, text: string): UserError['complaint'] {
  return refused(UserError, () => readDocument(kind, text, FILES[kind])).complaint;
}

const SECTIONS = ARCHITECTURE_SECTIONS.map((title) => `## ${title}\n\nIt is so.\n`).join('\n');
const architecture = (fields: object, body = SECTIONS): string =>
  aDocument({ document: 'architecture', version: 1, owner: 'architects', components: { base: { purpose: 'x', criticality: 'low', dataClass: 'none' } }, ...fields }, body);
const rule = { kind: 'types', forbidden: ['aws_instance'] };

describe('each of the four documents', () => {
  it.each(KINDS)('%s is read with what it demands: an owner, a level and the line that says it', (kind) => {
    const { statements } = readDocument(kind, textOf(kind), FILES[kind]);
    expect(statements.length).toBeGreaterThan(0);
    for (const { owner, level, source, section } of statements) expect({ owner, level, file: source.file, section: section.length }).toEqual({ owner: 'platform', level: 'must', file: FILES[kind], section: 2 });
    expect(statements.every(({ source }) => source.line > 1 && source.line < textOf(kind).split('\n').length)).toBe(true);
  });

  it.each(KINDS)('%s is not another one', (kind) => {
    const other = KINDS.find((name) => name !== kind) ?? kind;
    expect(complaintAbout(kind, textOf(kind).replace(`document: "${kind}"`, `document: "${other}"`))).toMatchObject({ file: FILES[kind], line: 2, field: 'document', found: JSON.stringify(other), allowed: kind });
  });

  it.each(KINDS)('%s with a field that is misspelt names the right one', (kind) => {
    expect(complaintAbout(kind, textOf(kind).replace('\nowner:', '\nowmer:'))).toMatchObject({ line: 4, field: 'owmer', problem: 'there is no such field', allowed: expect.stringContaining('owner'), next: expect.stringContaining('write owner') });
  });

  it.each(KINDS)('%s needs an owner', (kind) => {
    expect(complaintAbout(kind, textOf(kind).replace(/\nowner:.*/, ''))).toMatchObject({ field: 'owner', problem: 'this field is missing', allowed: 'text' });
  });

  it.each(KINDS.flatMap((kind) => ['', '\n\n', '# A title\n\n## Another\n', '<!-- to be written -->\n', 'TODO\n', '# Notes\n\n{{notes}}\n\nTBD.\n'].map((body) => [kind, body] as const)))('%s that says nothing to people is no pass: %j', (kind, body) => {
    const end = textOf(kind).indexOf('\n---\n') + 5;
    expect(complaintAbout(kind, textOf(kind).slice(0, end) + body)).toMatchObject({ file: FILES[kind], line: expect.any(Number), problem: expect.stringContaining('no text for people') });
  });
});

describe('the architecture', () => {
  it('makes one statement of its components, and one of each requirement and decision, on the line of each', () => {
    const text = [
      '---', 'document: architecture', 'version: 1', 'owner: architects',
      'components:', '  base: { purpose: x, criticality: low, dataClass: none }', '  app:', '    purpose: y', '    criticality: high', '    dataClass: internal', '    dependsOn: [base]',
      'requirements:', '  - id: R1', '    statement: It answers', '    components: [app]', '    target: { kind: latency, atMostSeconds: 2 }',
      '  - id: R2', '    statement: It is kept', '    owner: operations', '    level: should', '    components: [base]', `    rule: ${JSON.stringify(rule)}`,
      'decisions:', '  - { id: D1, statement: One region, why: users are near }', '---', '', SECTIONS,
    ].join('\n');
    expect(readDocument('architecture', text, 'a.md').statements).toEqual([
      expect.objectContaining({ id: 'architecture/components', source: { file: 'a.md', line: 5 }, rule: { kind: 'components', dependsOn: { base: [], app: ['base'] } } }),
      expect.objectContaining({ id: 'R1', owner: 'architects', source: { file: 'a.md', line: 13 }, level: 'must', probeId: 'requirement/R1', requirement: { components: ['app'], target: { kind: 'latency', atMostSeconds: 2 } } }),
      expect.objectContaining({ id: 'R2', owner: 'operations', source: { file: 'a.md', line: 17 }, level: 'should', rule, requirement: { components: ['base'] } }),
      expect.objectContaining({ id: 'D1', owner: 'architects', source: { file: 'a.md', line: 24 } }),
    ]);
  });

  it.each<[string, object, object]>([
    ['no component', { components: {} }, { field: 'components', allowed: 'at least one component' }],
    ['an unknown criticality', { components: { a: { purpose: 'x', criticality: 'hihg', dataClass: 'none' } } }, { field: 'components.a.criticality', found: '"hihg"', allowed: 'low, medium, high, critical', next: expect.stringContaining('write high') }],
    ['an unknown kind of target', { requirements: [{ id: 'R1', statement: 'x', components: ['base'], target: { kind: 'latancy', atMostSeconds: 1 } }] }, { field: 'requirements.0 (R1).target.kind', allowed: 'availability, rto, rpo, latency, throughput', next: expect.stringContaining('write latency') }],
    ['a target in another unit', { requirements: [{ id: 'R1', statement: 'x', components: ['base'], target: { kind: 'latency', atMostMinutes: 1 } }] }, { field: 'requirements.0 (R1).target.atMostMinutes', problem: 'there is no such field', allowed: 'kind, p50, p95, p99, atMostSeconds' }],
    ['an availability over all of the time', { requirements: [{ id: 'R1', statement: 'x', components: ['base'], target: { kind: 'availability', atLeastPercent: 100.1 } }] }, { field: 'requirements.0 (R1).target.atLeastPercent', found: '100.1' }],
    ['a requirement about nothing', { requirements: [{ id: 'R1', statement: 'x', components: [] }] }, { field: 'requirements.0 (R1).components' }],
    ['a decision without a reason', { decisions: [{ id: 'D1', statement: 'x' }] }, { field: 'decisions.0 (D1).why', problem: 'this field is missing' }],
    ['an empty statement', { decisions: [{ id: 'D1', statement: ' ', why: 'y' }] }, { field: 'decisions.0 (D1).statement', allowed: 'must not be empty' }],
    ['an id with a blank', { decisions: [{ id: 'D 1', statement: 'x', why: 'y' }] }, { field: 'decisions.0.id', allowed: expect.stringContaining('a short id') }],
    ['one id twice', { decisions: [{ id: 'D1', statement: 'x', why: 'y' }, { id: 'D1', statement: 'z', why: 'y' }] }, { field: 'id', line: 6, found: expect.stringContaining('D1') }],
    ['a rule of no kind', { decisions: [{ id: 'D1', statement: 'x', why: 'y', rule: { kind: 'typs', forbidden: ['a'] } }] }, { field: 'decisions.0 (D1).rule.kind', allowed: expect.stringContaining('attributes, companion, types'), next: expect.stringContaining('write types') }],
  ])('with %s is one error at its place', (_name, fields, expected) => {
    expect(complaintAbout('architecture', architecture(fields))).toMatchObject({ file: FILES.architecture, line: expect.any(Number), ...expected });
  });
});

describe('the body of an architecture', () => {
  const without = (title: string): string => SECTIONS.replace(`## ${title}\n\nIt is so.\n`, '');

  it.each(ARCHITECTURE_SECTIONS)('needs the section %s', (title) => {
    expect(complaintAbout('architecture', architecture({}, without(title)))).toMatchObject({ line: expect.any(Number), problem: 'a section is missing', found: expect.stringContaining(title) });
  });

  it.each(ARCHITECTURE_SECTIONS.flatMap((title) => ['', '<!-- later -->', 'TBD', 'Not applicable.', '{{ text }}', '---'].map((text) => [title, text] as const)))('needs text in the section %s, and not %j', (title, text) => {
    const body = SECTIONS.replace(`## ${title}\n\nIt is so.\n`, `## ${title}\n\n${text}\n`);
    const line = architecture({}, body).split('\n').indexOf(`## ${title}`) + 1;
    expect(complaintAbout('architecture', architecture({}, body))).toMatchObject({ line, field: title, problem: 'the section is empty' });
  });

  it.each<[string, (body: string) => string]>([
    ['with a reason why a section does not apply', (body) => body.replaceAll('It is so.', 'Not applicable, because there is none.')],
    ['with headings of another level, case, number or form', (body) => body.replace('## Network Architecture', '### 3.1 network architecture ##').replace('## Monitoring & Observability', 'Monitoring and Observability\n----------------------------')],
    ['in another order', (body) => body.split(/(?=^## )/m).reverse().join('\n')],
    ['with more sections', (body) => `# A title\n\n## Of our own\n\n${body}`],
    ['with text that is a list, a table or code', (body) => body.replace('It is so.', '- one').replace('It is so.', '| a |\n|---|\n| b |').replace('It is so.', '```sh\n# no heading\nls\n```')],
    ['with the text of one made of parts in its parts', (body) => body.replace('## Implementation Handoff\n\nIt is so.\n', '## Implementation Handoff\n').replace('## Architecture Decision Records (ADRs)', '### Architecture Decision Records (ADRs)')],
    ['with Windows line ends', (body) => body.replaceAll('\n', '\r\n')],
  ])('is accepted %s', (_name, edit) => {
    const read = (): ReadDocument => readDocument('architecture', architecture({}, edit(SECTIONS)), 'a.md');
    expect(edit(SECTIONS)).not.toBe(SECTIONS);
    expect(read).not.toThrow();
  });

  it.each<[string, string]>([
    ['in a block of code', '```\n## Network Architecture\n\nIt is so.\n```\n'],
    ['in a comment', '<!--\n## Network Architecture\n\nIt is so.\n-->\n'],
    ['behind a comment without an end', '<!--\n## Network Architecture\n\nIt is so.\n'],
    ['in a sentence', 'See ## Network Architecture.\n'],
  ])('does not take for a section what stands %s', (_name, text) => {
    expect(complaintAbout('architecture', architecture({}, without('Network Architecture') + text))).toMatchObject({ problem: 'a section is missing', found: expect.stringContaining('Network Architecture') });
  });
});

describe('the other documents become rules', () => {
  it('of the technology stack: a range for each that is listed, no other, and the types of its services', () => {
    const text = aDocument({ document: 'technology-stack', version: 1, owner: 'platform', engines: { terraform: '>=1.10 <2' }, providers: { 'hashicorp/aws': '~6.25' }, services: { queues: { why: 'x', types: ['aws_sqs_*'] }, keys: { why: 'y', types: ['aws_kms_key', 'aws_sqs_*'] } } });
    expect(readDocument('technology-stack', text, 't.md').statements.map(({ id, source, rule: made }) => [id, source.line, made])).toEqual([
      ['technology-stack/terraform', 5, { kind: 'version', of: 'terraform', range: '>=1.10 <2' }],
      ['technology-stack/hashicorp/aws', 6, { kind: 'version', of: 'hashicorp/aws', range: '~6.25' }],
      ['technology-stack/no-others', 6, { kind: 'version', only: ['terraform', 'hashicorp/aws'] }],
      ['technology-stack/services', 7, { kind: 'types', allowed: ['aws_sqs_*', 'aws_kms_key'] }],
    ]);
  });

  it('of the project structure: a file at each place, every required path, no forbidden one', () => {
    const text = aDocument({ document: 'project-structure', version: 1, owner: 'platform', places: { stacks: 'stacks/*.ts', documents: 'docs', changes: 'changes/' }, required: [{ path: 'README.md', why: 'x' }], forbidden: [{ path: '**/*.tfstate', why: 'y' }] });
    expect(readDocument('project-structure', text, 'p.md').statements.map(({ id, rule: made }) => [id, made])).toEqual([
      ['project-structure/places/stacks', { kind: 'files', required: ['stacks/*.ts'] }],
      ['project-structure/places/documents', { kind: 'files', required: ['docs'] }],
      ['project-structure/places/changes', { kind: 'files', required: ['changes/'] }],
      ['project-structure/required/README.md', { kind: 'files', required: ['README.md'] }],
      ['project-structure/forbidden/**/*.tfstate', { kind: 'files', forbidden: ['**/*.tfstate'] }],
    ]);
  });

  it('of the guidelines: controls always with a rule, other demands with one or left to a person', () => {
    const text = aDocument({ document: 'guidelines', version: 1, owner: 'security', controls: [{ id: 'c', statement: 'x', rule }], guidelines: [{ id: 'g', statement: 'y', owner: 'network', level: 'should' }] });
    expect(readDocument('guidelines', text, 'g.md').statements).toEqual([
      { id: 'c', owner: 'security', statement: 'x', section: ['Infrastructure guidelines', 'Security controls'], source: { file: 'g.md', line: 5 }, level: 'must', rule },
      { id: 'g', owner: 'network', statement: 'y', section: ['Infrastructure guidelines', 'Guidelines'], source: { file: 'g.md', line: 6 }, level: 'should' },
    ]);
    expect(complaintAbout('guidelines', text.replace(/,"rule":\{[^}]*\}/, ''))).toMatchObject({ field: 'controls.0 (c).rule', problem: 'this field is missing' });
  });

  it.each<[string, DocumentKind, (text: string) => string, object]>([
    ['a range that is none', 'technology-stack', (text) => text.replace('>=6 <7', 'six'), { field: 'providers.hashicorp/aws', found: '"six"', allowed: expect.stringContaining('>=1.10') }],
    ['an engine that nobody knows', 'technology-stack', (text) => text.replace('"terraform":', '"terrafrom":'), { field: 'engines.terrafrom', allowed: 'terraform, tofu', next: expect.stringContaining('write terraform') }],
    ['a provider without a namespace', 'technology-stack', (text) => text.replace('hashicorp/aws', 'aws'), { field: 'providers.aws' }],
    ['a service without types', 'technology-stack', (text) => text.replace('["terraform_data"]', '[]'), { field: 'services.tests.types' }],
    ['no control', 'guidelines', (text) => text.replace(/controls: .*/, 'controls: []'), { field: 'controls', allowed: 'at least one control' }],
    ...['/etc', '../other', 'a/../../b', 'docs\\x', '.git', '.', 'a//b', 'cutover-evidence'].map((path): [string, DocumentKind, (text: string) => string, object] => [
      `the place ${path}`, 'project-structure', (text) => text.replace('"stacks":"*"', `"stacks":${JSON.stringify(path)}`), { field: 'places.stacks', found: JSON.stringify(path), allowed: expect.stringContaining('inside the project') },
    ]),
  ])('%s is one error', (_name, kind, edit, expected) => {
    expect(edit(textOf(kind))).not.toBe(textOf(kind));
    expect(complaintAbout(kind, edit(textOf(kind)))).toMatchObject({ file: FILES[kind], line: expect.any(Number), ...expected });
  });
});
