/** A block, as `terraform providers schema -json` prints it. https://developer.hashicorp.com/terraform/cli/commands/providers/schema */
export interface BlockSchema {
  attributes?: Record<string, { type: unknown; required?: boolean; optional?: boolean; computed?: boolean }>;
  block_types?: Record<string, { nesting_mode: string; block: BlockSchema; min_items?: number; max_items?: number }>;
}

type Values = Record<string, unknown>;

/** Dotted paths of all arguments, those in nested blocks included: `rule.expiration.days`. */
export function argumentPaths(block: BlockSchema, prefix = ''): string[] {
  const own = Object.entries(block.attributes ?? {}).filter(([, attribute]) => attribute.required === true || attribute.optional === true);
  const nested = Object.entries(block.block_types ?? {}).flatMap(([name, type]) => argumentPaths(type.block, `${prefix}${name}.`));
  return [...own.map(([name]) => prefix + name), ...nested];
}

/** Path → its values in all the blocks of that name, in no order: sets have none. */
function valuesByPath(block: BlockSchema, values: Values, prefix = ''): Map<string, string[]> {
  const found = new Map(Object.keys(block.attributes ?? {}).map((name) => [prefix + name, [JSON.stringify(values[name] ?? null)]]));
  for (const [name, type] of Object.entries(block.block_types ?? {})) {
    for (const item of (values[name] ?? []) as Values[]) {
      for (const [path, inner] of valuesByPath(type.block, item, `${prefix}${name}.`)) found.set(path, [...(found.get(path) ?? []), ...inner].sort());
    }
  }
  return found;
}

/** Paths of the arguments that differ between two values of a block; null is as good as absent. */
export function differingPaths(block: BlockSchema, before: Values, after: Values): string[] {
  const [left, right] = [valuesByPath(block, before), valuesByPath(block, after)];
  const said = (values: string[] | undefined): string => (values ?? []).filter((value) => value !== 'null').join();
  return argumentPaths(block).filter((path) => said(left.get(path)) !== said(right.get(path)));
}
