import type { Json, JsonObject } from '../../json.ts';
import { quote } from './template.ts';
import { hclTokens, type HclToken } from './tokens.ts';

/** What a scanner cannot know and a plan can. */
const OPEN = new Set(['var', 'data', 'each', 'count', 'path', 'terraform']);
/** Arguments that no module call hands on from a resource: those of a root module. */
const NONE: ReadonlySet<string> = new Set();
/** Words of expressions that refer to nothing. */
const WORDS = new Set(['true', 'false', 'null', 'for', 'in', 'if', 'else', 'endif', 'endfor']);

/** `var.x`, `data`, `aws_kms_key` */
type IsOpen = (root: string) => boolean;

interface Context {
  tokens: HclToken[];
  /** Whether a planned value may take the place of a reference that begins so, in this block. */
  isOpen: IsOpen;
  edits: { from: number; to: number; text: string }[];
}

/**
 * HCL text with the values that a plan knows in place of the expressions that only it can work out: variables, data sources (other
 * stacks' outputs among them), loops. References to resources stay, since scanners follow them; so do values that are not known or
 * hidden, and nested blocks of which there are several, whose order a plan does not keep. Lines stay where they are.
 * `valuesOf`: address of a resource block → its planned values. `locals`: whether these lead to no resource (see refersToResources). `closed`: variables
 * of a module that do, by what it is called with (see closedArguments).
 */
export function withPlannedValues(hcl: string, valuesOf: (address: string) => JsonObject | undefined, locals: boolean, closed = NONE): string {
  const text = hcl.replace(/^\uFEFF/, '');
  const tokens = tokensOf(text);
  const edits: Context['edits'] = [];
  for (const { head, inside } of blocks(tokens, 0)) {
    const [kind, type, name] = head;
    const values = kind?.text === 'resource' && type !== undefined && name !== undefined ? valuesOf(`${type.text}.${name.text}`) : undefined;
    if (values === undefined) continue;
    inBlock({ tokens, isOpen: openIn(tokens, inside, openWhere(locals, closed)), edits }, inside, values);
  }
  return edits.toReversed().reduce((result, { from, to, text: value }) => `${result.slice(0, from)}${value}${result.slice(to)}`, text);
}

/** Whether a local value is worked out from a resource or a module: then what refers to it may lead there. */
export function refersToResources(hcl: string, closed = NONE): boolean {
  const tokens = tokensOf(hcl.replace(/^\uFEFF/, ''));
  const isOpen = openWhere(true, closed);
  return blocks(tokens, 0).some(({ head: [kind], inside }) => kind?.text === 'locals' && statements(tokens, inside).some(({ value }) => value !== undefined && !rootsIn(tokens.slice(...value)).every(isOpen)));
}

/** The arguments of each module call that lead to a resource, or to another module: in the called module scanners follow them. */
export function closedArguments(hcl: string, locals: boolean, closed = NONE): { module: string; names: string[] }[] {
  const tokens = tokensOf(hcl.replace(/^\uFEFF/, ''));
  return blocks(tokens, 0).flatMap(({ head: [kind, name], inside }) => {
    if (kind?.text !== 'module' || name === undefined) return [];
    const isOpen = openIn(tokens, inside, openWhere(locals, closed));
    return [{ module: name.text, names: statements(tokens, inside).flatMap(({ head: [word], value }) => (word === undefined || value === undefined || rootsIn(tokens.slice(...value)).every(isOpen) ? [] : [word.text])) }];
  });
}

function openWhere(locals: boolean, closed: ReadonlySet<string>): IsOpen {
  return (root) => (root === 'local' ? locals : root.startsWith('var.') ? !closed.has(root.slice('var.'.length)) : root === 'var' ? closed.size === 0 : OPEN.has(root));
}

/** In a block that is made several times, what tells them apart leads where the loop does. */
function openIn(tokens: HclToken[], inside: [number, number], isOpen: IsOpen): IsOpen {
  const loop = statements(tokens, inside).find(({ head: [word], value }) => value !== undefined && (word?.text === 'for_each' || word?.text === 'count'));
  if (loop?.value === undefined || rootsIn(tokens.slice(...loop.value)).every(isOpen)) return isOpen;
  return (root) => root !== 'each' && root !== 'count' && isOpen(root);
}

function tokensOf(text: string): HclToken[] {
  // Whoever made the workspace has read the same text for its modules, and refused what cannot be read.
  return hclTokens(text, (line, problem) => new Error(`line ${line}: ${problem}`));
}

interface Statement {
  head: HclToken[];
  /** Of an argument: its expression, first token and the one after the last. */
  value?: [number, number];
  /** Of a block: likewise, without its braces. */
  inside?: [number, number];
}

function blocks(tokens: HclToken[], start: number): Required<Pick<Statement, 'head' | 'inside'>>[] {
  return statements(tokens, [start, tokens.length]).flatMap(({ head, inside }) => (inside === undefined ? [] : [{ head, inside }]));
}

function statements(tokens: HclToken[], [start, end]: [number, number]): Statement[] {
  const found: Statement[] = [];
  for (let at = start; at < end; ) {
    const head: HclToken[] = [];
    while (at < end && (tokens[at]?.kind === 'word' || tokens[at]?.kind === 'string')) head.push(...tokens.slice(at, ++at));
    const mark = tokens[at]?.text;
    if (head.length === 0 || at >= end) {
      at += 1;
      continue;
    }
    const close = mark === '{' ? closing(tokens, at + 1, end, false) : closing(tokens, at + 1, end, true);
    if (mark === '{') found.push({ head, inside: [at + 1, close] });
    else if (mark === '=') found.push({ head, value: [at + 1, close] });
    at = close + 1;
  }
  return found;
}

/** The token that closes what is open, or with `line` the one that ends the line on which nothing is open. */
function closing(tokens: HclToken[], start: number, end: number, line: boolean): number {
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    const { kind, text } = tokens[at] ?? { kind: 'newline', text: '' };
    if (kind === 'mark' && '{[('.includes(text)) depth += 1;
    else if (kind === 'mark' && '}])'.includes(text) && depth-- === 0) return at;
    else if (line && kind === 'newline' && depth === 0) return at;
  }
  return end;
}

function inBlock(context: Context, range: [number, number], values: JsonObject): void {
  for (const { head, value, inside } of statements(context.tokens, range)) {
    const [word, ...labels] = head;
    const planned = word === undefined ? undefined : values[word.text];
    if (word === undefined || labels.length > 0 || planned === undefined) continue;
    if (value !== undefined) replace(context, value, planned);
    const only = Array.isArray(planned) && planned.length === 1 ? planned[0] : planned;
    if (inside !== undefined && isObject(only)) inBlock(context, inside, only);
  }
}

function replace({ tokens, isOpen, edits }: Context, [start, end]: [number, number], planned: Json): void {
  const expression = tokens.slice(start, end);
  const [first, last] = [expression[0], expression.at(-1)];
  const roots = rootsIn(expression);
  const text = literal(planned);
  if (first === undefined || last === undefined || text === undefined || roots.length === 0 || !roots.every(isOpen)) return;
  // What follows keeps its line.
  const lines = expression.flatMap((token) => token.text.match(/\n/g) ?? []);
  edits.push({ from: first.from, to: last.to, text: `${text}${lines.length === 0 ? '' : ` /*${lines.join('')}*/`}` });
}

/** What an expression refers to, by the first word of each reference, `data`, `aws_kms_key`; of a variable with its name, `var.x`. */
function rootsIn(tokens: HclToken[]): string[] {
  return tokens.flatMap((token, index) => {
    if (token.kind === 'string' || token.kind === 'heredoc') return rootsInTemplate(token.text);
    const [before, after] = [tokens[index - 1]?.text, tokens[index + 1]?.text];
    const name = token.kind === 'word' && before !== '.' && after !== '(' && !(after === '=' && tokens[index + 2]?.text !== '=') && after !== ':' && !WORDS.has(token.text);
    if (!name) return [];
    const next = tokens[index + 2];
    return [token.text === 'var' && after === '.' && next?.kind === 'word' ? `var.${next.text}` : token.text];
  });
}

function rootsInTemplate(text: string): string[] {
  const sequences = [...text.matchAll(/(?<![$%])[$%]\{((?:[^{}"]|"[^"]*"|\{[^{}]*\})*)\}/g)].map(([, inside = '']) => inside);
  // One that is nested too deeply for this pattern refers to who knows what.
  if (sequences.length < (text.match(/(?<![$%])[$%]\{/g)?.length ?? 0)) return ['?'];
  return sequences.flatMap((inside) => rootsIn(tokensOf(inside)));
}

/** Undefined for what is not known, or hidden, in whole or in part. */
function literal(value: Json): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) {
    const items = value.map(literal);
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  const members = Object.entries(value).map(([key, member]) => [key, literal(member)] as const);
  // $unknown, $sensitive
  if (members.some(([key, member]) => key.startsWith('$') || member === undefined)) return undefined;
  return `{ ${members.map(([key, member]) => `${quote(key)} = ${member ?? ''}`).join(', ')} }`;
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
