import { isMap, isScalar, visit, type Scalar } from 'yaml';
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

function locate(text: string, file: string): { spans: Record<string, { start: number; end: number }>; front: FrontMatter } {
  const front = readFrontMatter(text, file);
  const document = yamlDocument(front.yaml, { file, firstLine: front.firstLine });
  const refuse: Refuse = (problem, field, next = 'write each field on a line of its own, as name: value') => new UserError({ file, ...(field === undefined ? {} : { field }), problem, next });
  visit(document, {
    Alias: () => {
      throw refuse('a change request may not use YAML aliases');
    },
    Node: (_key, node) => {
      if ('anchor' in node && node.anchor !== undefined) throw refuse('a change request may not use YAML anchors');
    },
  });
  if (!isMap(document.contents) || document.contents.flow === true) throw refuse('the front matter is not a list of fields');
  const spans: Record<string, { start: number; end: number }> = {};
  for (const pair of document.contents.items) {
    if (!isScalar(pair.key) || !pair.key.range) throw refuse('a field has no plain name');
    if (pair.key.value === 'status') spans['status'] = statusSpan(pair.value, front, refuse);
    if (pair.key.value === 'implementation') spans['implementation'] = blockSpan(pair.key.range[0], pair.value, front, refuse);
  }
  return { spans, front };
}

type Refuse = (problem: string, field?: string, next?: string) => UserError;

function statusSpan(value: unknown, front: FrontMatter, refuse: Refuse): { start: number; end: number } {
  const scalar = value as Scalar | null;
  if (!isScalar(scalar) || !scalar.range || scalar.tag !== undefined || !/^(["']?)[a-z-]+\1$/.test(front.yaml.slice(scalar.range[0], scalar.range[1]))) {
    throw refuse('the status is not one plain word', 'status');
  }
  return { start: front.start + scalar.range[0], end: front.start + scalar.range[1] };
}

/** The key's line and the indented lines under it, which must hold the whole value and end the front matter: a text before them would go on after them. */
function blockSpan(key: number, value: unknown, front: FrontMatter, refuse: Refuse): { start: number; end: number } {
  const block = /^implementation:[^\n]*\n(?:[ \t]+[^\s][^\n]*\n)*/.exec(front.yaml.slice(key))?.[0];
  const range = (value as { range?: [number, number, number] | null } | null)?.range;
  const startsLine = key === 0 || front.yaml[key - 1] === '\n';
  if (block === undefined || !startsLine || !range || range[1] > key + block.length || key + block.length !== front.yaml.length) {
    throw refuse('this block is written by Cutover alone, as the end of the front matter', 'implementation', 'put the block, without empty lines, right before the closing ---');
  }
  return { start: front.start + key, end: front.start + key + block.length };
}
