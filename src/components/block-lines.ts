import type { HclToken } from '../scanners/hcl/tokens.ts';
import type { JsonNode } from '../scanners/hcl/json-lines.ts';

/** What has an address of its own, and how many labels make it. */
const LABELS: Readonly<Record<string, number>> = { resource: 2, module: 1 };

/** Address of each resource and module call → the line (1-based) of its block in HCL. Of two with one address the first counts. */
export function linesInHcl(tokens: readonly HclToken[]): Map<string, number> {
  const lines = new Map<string, number>();
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'mark') depth += /^[{[(]$/.test(token.text) ? 1 : /^[)}\]]$/.test(token.text) ? -1 : 0;
    const before = tokens[index - 1];
    if (depth !== 0 || token.kind !== 'word' || (before !== undefined && before.kind !== 'newline')) continue;
    const count = Object.hasOwn(LABELS, token.text) ? LABELS[token.text] : undefined;
    const labels = tokens.slice(index + 1, index + 1 + (count ?? 0));
    if (count !== undefined && labels.every(({ kind }) => kind === 'string' || kind === 'word')) note(lines, token.text, labels.map(({ text }) => text), token.line);
  }
  return lines;
}

/** The same for Terraform's JSON form: the line of the key that is the last label. */
export function linesInJson(root: JsonNode): Map<string, number> {
  const lines = new Map<string, number>();
  const descend = (node: JsonNode, kind: string, labels: string[], more: number): void => {
    if (node.kind === 'array') return node.items.forEach((item) => descend(item, kind, labels, more));
    for (const { key, line, value } of node.kind === 'object' ? node.members : []) {
      if (more > 1) descend(value, kind, [...labels, key], more - 1);
      else note(lines, kind, [...labels, key], line);
    }
  };
  for (const { key, value } of root.kind === 'object' ? root.members : []) {
    if (Object.hasOwn(LABELS, key)) descend(value, key, [], LABELS[key] ?? 1);
  }
  return lines;
}

function note(lines: Map<string, number>, kind: string, labels: string[], line: number): void {
  const address = (kind === 'resource' ? labels : [kind, ...labels]).join('.');
  if (!lines.has(address)) lines.set(address, line);
}
