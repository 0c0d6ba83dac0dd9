import { StepFailure } from '../../errors.ts';
import { readJsonWithLines, type JsonMember, type JsonNode } from './json-lines.ts';
import { isReference, quote, templateToHcl } from './template.ts';

/** `lines[n]` is the line of the JSON that line n + 1 of the HCL was made from. */
export interface RenderedHcl {
  hcl: string;
  lines: number[];
}

/** Labels of each top-level block. https://developer.hashicorp.com/terraform/language/syntax/json */
const LABELS: Record<string, number> = {
  resource: 2, data: 2, ephemeral: 2, action: 2,
  provider: 1, variable: 1, output: 1, module: 1, check: 1,
  terraform: 0, locals: 0, moved: 0, import: 0, removed: 0,
};
/** Their arguments are values, never nested blocks. */
const WITHOUT_BLOCKS = new Set(['variable', 'output', 'module', 'locals', 'required_providers']);
/** Nested blocks whose first label is a key of the JSON object, where they can stand. */
const LABELLED: Record<string, string[]> = { terraform: ['backend', 'provider_meta'], resource: ['provisioner'] };
/** Arguments whose strings are references or types, not templates. */
const BARE = new Set(['depends_on', 'ignore_changes', 'replace_triggered_by', 'provider', 'providers', 'from', 'to', 'type']);
/** Arguments that are maps of strings; a nested block never has these names and scalars only. */
const MAPS = /(?:^|_)(?:tags|tags_all|labels|annotations|variables|parameters|properties|triggers|dimensions|metadata|attributes|environment)$/;
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * Renders a stack in Terraform's JSON form (`cdk.tf.json`) as HCL.
 *
 * Both scanners read far less in JSON than in HCL. tfsec sees no nested block there, so a bucket's encryption does not count and
 * an open security group is not found; checkov runs a fraction of its checks, and a `null`, which CDKTF writes for every
 * argument left out, hides the rest of an ingress rule from it. So they get the same stack in the form they were made for, and
 * findings are led back to the JSON by line.
 *
 * JSON does not say whether an object is a block or a map. It is a map when a key is no block argument's name (`Name`,
 * `aws:x`), or when it is known as one (`tags`); else a block.
 */
export function renderHcl(source: string, file: string): RenderedHcl {
  const root = readJsonWithLines(source, file);
  const writer = new Writer(file);
  for (const top of objectsOf(root)) {
    for (const member of top.members) {
      if (member.key !== '//') writer.topLevel(member);
    }
  }
  return { hcl: writer.text(), lines: writer.lines };
}

type JsonObjectNode = Extract<JsonNode, { kind: 'object' }>;

/** HCL's JSON form lets an array of objects stand wherever an object may. */
function objectsOf(node: JsonNode): JsonObjectNode[] {
  if (node.kind === 'object') return [node];
  return node.kind === 'array' ? node.items.flatMap(objectsOf) : [];
}

class Writer {
  readonly lines: number[] = [];
  readonly #texts: string[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  text(): string {
    return this.#texts.map((text) => `${text}\n`).join('');
  }

  topLevel(member: JsonMember): void {
    const labels = LABELS[member.key];
    if (labels === undefined) throw this.#unknown(member, 'there is no such Terraform block');
    this.#labelled(member.key, member.key, member, labels, 0);
  }

  /** Descends one object level per label, then writes the block. */
  #labelled(head: string, kind: string, member: JsonMember, labels: number, depth: number): void {
    for (const object of objectsOf(member.value)) {
      if (labels === 0) {
        this.#block(head, kind, object, depth);
        continue;
      }
      for (const inner of object.members) {
        if (inner.key !== '//') this.#labelled(`${head} ${quote(inner.key)}`, kind, inner, labels - 1, depth);
      }
    }
  }

  #block(head: string, kind: string, object: JsonObjectNode, depth: number): void {
    this.#write(`${head} {`, object.line, depth);
    for (const member of object.members) {
      if (member.key !== '//') this.#argument(kind, member, depth + 1);
    }
    this.#write('}', this.lines.at(-1) ?? object.line, depth);
  }

  #argument(kind: string, member: JsonMember, depth: number): void {
    const { key, value } = member;
    if (!IDENTIFIER.test(key)) throw this.#unknown(member, 'an argument with this name cannot be written in HCL');
    if (value.kind === 'literal' && value.text === 'null' && kind !== 'locals') return;
    if (key === 'dynamic' && !WITHOUT_BLOCKS.has(kind)) return this.#labelled('dynamic', 'block', member, 1, depth);
    if (LABELLED[kind]?.includes(key)) return this.#labelled(key, 'block', member, 1, depth);
    if (key === 'required_providers' && kind === 'terraform') return this.#labelled(key, key, member, 0, depth);
    if (!WITHOUT_BLOCKS.has(kind) && isBlock(key, value)) return this.#labelled(key, 'block', member, 0, depth);
    const bare = BARE.has(key) && (key !== 'type' || kind === 'variable');
    this.#expression(`${key} = `, value, depth, bare, '');
  }

  #expression(before: string, node: JsonNode, depth: number, bare: boolean, after: string): void {
    if (node.kind === 'object') {
      this.#write(`${before}{`, node.line, depth);
      for (const member of node.members) {
        this.#expression(`${IDENTIFIER.test(member.key) ? member.key : templateToHcl(member.key)} = `, member.value, depth + 1, bare, '');
      }
      this.#write(`}${after}`, this.lines.at(-1) ?? node.line, depth);
    } else if (node.kind === 'array' && node.items.some((item) => item.kind === 'object' || item.kind === 'array')) {
      this.#write(`${before}[`, node.line, depth);
      for (const item of node.items) this.#expression('', item, depth + 1, bare, ',');
      this.#write(`]${after}`, this.lines.at(-1) ?? node.line, depth);
    } else {
      const value = node.kind === 'array' ? `[${node.items.map((item) => scalar(item, bare)).join(', ')}]` : scalar(node, bare);
      this.#write(`${before}${value}${after}`, node.line, depth);
    }
  }

  #write(text: string, line: number, depth: number): void {
    this.#texts.push(`${'  '.repeat(depth)}${text}`);
    this.lines.push(line);
  }

  #unknown(member: JsonMember, problem: string): StepFailure {
    return new StepFailure({ file: this.#file, line: member.line, field: member.key.slice(0, 80), problem, next: 'the scanners would not see it; take it out, or report it as a gap of Cutover' });
  }
}

function isBlock(key: string, value: JsonNode): boolean {
  if (value.kind === 'array') return value.items.length > 0 && value.items.every((item) => item.kind === 'object' && isBlock(key, item));
  if (value.kind !== 'object') return false;
  const members = value.members.filter((member) => member.key !== '//');
  const named = members.every((member) => /^[a-z_][a-z0-9_]*$/.test(member.key));
  return named && !(MAPS.test(key) && members.every((member) => member.value.kind === 'string' || member.value.kind === 'literal'));
}

function scalar(node: JsonNode, bare: boolean): string {
  if (node.kind === 'literal') return node.text;
  if (node.kind !== 'string') return 'null';
  const asIs = bare && (isReference(node.value) || /^(?:list|set|map|object|tuple|optional)\([\s\S]*\)$/.test(node.value));
  return asIs ? node.value.replace(/\s+/g, ' ') : templateToHcl(node.value);
}
