import { z } from 'zod';

/** As much of a JSON Schema as tells what may stand at a place. */
interface Node {
  $ref?: string;
  $defs?: Record<string, Node>;
  anyOf?: Node[];
  oneOf?: Node[];
  allOf?: Node[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Node>;
  propertyNames?: Node;
  additionalProperties?: Node | boolean;
  items?: Node;
}

/** What a schema allows at one place of a value: names of fields, and values where they are listed. Both empty where anything goes. */
export interface Known {
  names: string[];
  values: string[];
}

/** Asks the same JSON Schema that editors get. Of alternatives those count that `value` can still be: a rule of its kind. */
export function knownAt(schema: z.ZodType, value: unknown, path: PropertyKey[]): Known {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
  let nodes = alternatives(root, root);
  let inner = value;
  for (const key of path) {
    nodes = nodes.filter((node) => mayBe(node, inner, key)).flatMap((node) => below(node, key)).flatMap((node) => alternatives(node, root));
    inner = (inner as Record<PropertyKey, unknown> | null | undefined)?.[key];
  }
  const fitting = nodes.filter((node) => mayBe(node, inner));
  return {
    names: distinct(fitting.flatMap((node) => [...Object.keys(node.properties ?? {}), ...(node.propertyNames?.enum ?? []).map(String)])),
    values: distinct(nodes.flatMap((node) => [...(node.enum ?? []), ...('const' in node ? [node.const] : [])]).map(String)),
  };
}

function distinct(texts: string[]): string[] {
  return [...new Set(texts)];
}

function alternatives(node: Node, root: Node): Node[] {
  const named = /^#\/\$defs\/(.+)$/.exec(node.$ref ?? '')?.[1];
  const target = named === undefined ? undefined : root.$defs?.[named];
  if (target !== undefined) return alternatives(target, root);
  const options = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  return options.length === 0 ? [node] : options.flatMap((option) => alternatives(option, root));
}

/** Whether the fields whose value is fixed, but for the one that is asked about, have that value. */
function mayBe(node: Node, value: unknown, asked?: PropertyKey): boolean {
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(node.properties ?? {}).every(([name, property]) => name === asked || !('const' in property) || !(name in value) || property.const === (value as Record<string, unknown>)[name]);
}

function below(node: Node, key: PropertyKey): Node[] {
  const named = typeof key === 'string' && Object.hasOwn(node.properties ?? {}, key) ? node.properties?.[key] : undefined;
  const other = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  const next = typeof key === 'number' ? node.items : (named ?? other);
  return next === undefined ? [] : [next];
}
