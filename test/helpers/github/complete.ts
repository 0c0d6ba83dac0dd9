import type { Schema } from './schema.ts';

/** Values that are there because GitHub always sends the field, not because the fake knows it: recognisable wherever they turn up. */
const unmodelled = { string: 'unmodelled', uri: 'https://unmodelled.invalid/', time: '1970-01-01T00:00:00Z' };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const branchesOf = (schema: Schema): Schema[] => schema.anyOf ?? [];
const typesOf = ({ type }: Schema): string[] => (type === undefined ? [] : [type].flat());
const isFree = (schema: Schema): boolean => schema.additionalProperties !== undefined && schema.additionalProperties !== false;

/** Every field a schema speaks of, its alternatives' included. */
export function fieldsOf(schema: Schema, seen = new Set<Schema>()): Map<string, Schema[]> {
  const fields = new Map<string, Schema[]>();
  if (seen.has(schema)) return fields;
  seen.add(schema);
  const add = (name: string, inner: Schema): unknown => fields.set(name, [...(fields.get(name) ?? []), inner]);
  for (const [name, inner] of Object.entries(schema.properties ?? {})) add(name, inner);
  for (const part of [...(schema.allOf ?? []), ...branchesOf(schema)]) for (const [name, inner] of fieldsOf(part, seen)) for (const one of inner) add(name, one);
  return fields;
}

/** Fields of `value` that the description does not have: paths like `output.titel`. Objects without described fields take any. */
export function unknownFields(schema: Schema, value: unknown, at = ''): string[] {
  if (Array.isArray(value)) {
    const items = [schema, ...(schema.allOf ?? []), ...branchesOf(schema)].flatMap(({ items }) => (items === undefined ? [] : [items]));
    return items.length === 0 ? [] : value.flatMap((item, index) => fewest(items.map((one) => unknownFields(one, item, `${at}[${index}]`))));
  }
  if (!isObject(value)) return [];
  const fields = fieldsOf(schema);
  if (fields.size === 0 || isFree(schema) || branchesOf(schema).some((branch) => isFree(branch) && fieldsOf(branch).size === 0)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = at === '' ? name : `${at}.${name}`;
    const schemas = fields.get(name);
    return schemas === undefined ? [path] : fewest(schemas.map((one) => unknownFields(one, inner, path)));
  });
}

const fewest = (results: string[][]): string[] => results.reduce((best, next) => (next.length < best.length ? next : best));

/** `value` with every field that the description requires; those it lacks get the neutral value of their type. */
export function complete(schema: Schema, value: unknown): unknown {
  if (value === null || value === undefined) return value === null ? null : neutral(schema);
  if (Array.isArray(value)) {
    const { items } = [schema, ...branchesOf(schema), ...(schema.allOf ?? [])].find((one) => one.items !== undefined) ?? {};
    return items === undefined ? value : value.map((item) => complete(items, item));
  }
  if (!isObject(value)) return value;
  const parts = partsFor(schema, value);
  const fields = new Map<string, Schema>();
  const required = new Set<string>();
  for (const part of parts) {
    for (const [name, inner] of Object.entries(part.properties ?? {})) if (!fields.has(name)) fields.set(name, inner);
    for (const name of part.required ?? []) required.add(name);
  }
  const given = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => (inner === undefined ? [] : [[name, fields.has(name) ? complete(fields.get(name) ?? {}, inner) : inner]]));
  const missing = [...required].filter((name) => !(name in value)).map((name): [string, unknown] => [name, neutral(fields.get(name) ?? {})]);
  return Object.fromEntries([...given, ...missing]);
}

/** The schema with all it adds together, and of its alternatives the one that knows the most of `value`'s fields. */
function partsFor(schema: Schema, value: Record<string, unknown>): Schema[] {
  const whole = [schema, ...(schema.allOf ?? []).flatMap((part) => partsFor(part, value))];
  const alternatives = branchesOf(schema).filter((branch) => fieldsOf(branch).size > 0);
  const unknown = (branch: Schema): number => unknownFields(branch, value).length + wrongConstants(branch, value);
  const best = alternatives.reduce<Schema | undefined>((chosen, next) => (chosen === undefined || unknown(next) < unknown(chosen) ? next : chosen), undefined);
  return best === undefined ? whole : [...whole, ...partsFor(best, value)];
}

const wrongConstants = (branch: Schema, value: Record<string, unknown>): number =>
  Object.entries(branch.properties ?? {}).filter(([name, inner]) => inner.enum !== undefined && name in value && !inner.enum.includes(value[name])).length;

function neutral(schema: Schema): unknown {
  const types = typesOf(schema);
  if (types.includes('null')) return null;
  if (schema.enum !== undefined) return schema.enum[0];
  const branches = branchesOf(schema);
  if (branches.some((branch) => typesOf(branch).includes('null'))) return null;
  switch (types[0]) {
    case 'string':
      return schema.format === 'date-time' ? unmodelled.time : schema.format === 'uri' ? unmodelled.uri : unmodelled.string;
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    default:
      return branches[0] !== undefined && fieldsOf(schema).size === 0 ? neutral(branches[0]) : complete(schema, {});
  }
}
