import { isMap, visit, type ParsedNode } from 'yaml';
import { readFrontMatter, type FrontMatter } from '../documents/front-matter.ts';
import { yamlDocument } from '../documents/yaml-document.ts';
import { UserError } from '../errors.ts';

/** A stretch of the text, and what stands there instead. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * The text without the value of `status` and without the block of `implementation`. Both must be plain entries of a block
 * mapping without anchors and aliases, and the block must be the end of it: otherwise bytes that are cut out could change the
 * meaning of bytes that stay.
 */
export function withoutEntries(text: string, names: string[], file: string): string {
  const found = locate(text, file);
  return apply(text, names.flatMap((name) => (found.spans[name] === undefined ? [] : [{ ...found.spans[name], text: '' }])));
}

/** The text with a new status and, if it is given, a new implementation block. Nothing else changes, not even a space. */
export function replaceEntries(text: string, values: { status: string; implementation?: Record<string, string | string[]> }, file: string): string {
  const { spans, front } = locate(text, file);
  const status = spans['status'];
  if (status === undefined) throw new UserError({ file, field: 'status', problem: 'the change request has no status' });
  const edits: Edit[] = [{ ...status, text: values.status }];
  if (values.implementation !== undefined) {
    // JSON is YAML, so any value stays that value.
    const lines = ['implementation:', ...Object.entries(values.implementation).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`)];
    edits.push({ ...(spans['implementation'] ?? { start: front.end, end: front.end }), text: lines.map((line) => line + front.newline).join('') });
  }
  return apply(text, edits);
}

function apply(text: string, edits: Edit[]): string {
  return [...edits].sort((a, b) => b.start - a.start).reduce((edited, edit) => edited.slice(0, edit.start) + edit.text + edited.slice(edit.end), text);
}

function locate(text: string, file: string): { spans: Record<string, Span>; front: FrontMatter } {
  const front = readFrontMatter(text, file);
  const document = yamlDocument(front.yaml, { file, firstLine: front.firstLine });
  const refuse: Refuse = (problem, field, next = 'write each field on a line of its own, as name: value') => new UserError({ file, ...(field === undefined ? {} : { field }), problem, next });
  visit(document, {
    Alias: () => {
      throw refuse('a change request may not use YAML aliases');
    },
    Value: (_key, { anchor }) => {
      if (anchor !== undefined) throw refuse('a change request may not use YAML anchors');
    },
  });
  const { contents } = document;
  if (!isMap<ParsedNode, ParsedNode | null>(contents) || contents.flow === true) throw refuse('the front matter is not a list of fields');
  const spans: Record<string, Span> = {};
  for (const { key, value } of contents.items) {
    if (key.toJSON() === 'status') spans['status'] = statusSpan(value, front, refuse);
    if (key.toJSON() === 'implementation') spans['implementation'] = blockSpan(key.range[0], front, refuse);
  }
  return { spans, front };
}

type Span = Omit<Edit, 'text'>;
type Refuse = (problem: string, field?: string, next?: string) => UserError;

function statusSpan(value: ParsedNode | null, front: FrontMatter, refuse: Refuse): Span {
  const [from, to] = value?.range ?? [0, 0];
  if (value?.tag !== undefined || !/^(["']?)[a-z-]+\1$/.test(front.yaml.slice(from, to))) throw refuse('the status is not one plain word', 'status');
  return { start: front.start + from, end: front.start + to };
}

/** From the key's line to the end, with indented lines alone under it: a text before the block would go on after it. */
function blockSpan(key: number, front: FrontMatter, refuse: Refuse): Span {
  const startsLine = key === 0 || front.yaml[key - 1] === '\n';
  if (!startsLine || !/^implementation:[^\n]*\n(?: +\S[^\n]*\n)*$/.test(front.yaml.slice(key))) {
    throw refuse('this block is written by Cutover alone, as the end of the front matter', 'implementation', 'put the block, without empty lines, right before the closing ---');
  }
  return { start: front.start + key, end: front.end };
}
