/** The part of an OpenAPI 3.0 schema that the fake looks at, with every `$ref` replaced by what it names. May be cyclic. */
export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  enum?: unknown[];
  format?: string;
  allOf?: Schema[];
  anyOf?: Schema[];
  [other: string]: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Words that say nothing about which values fit, and are large. */
const unneeded = new Set(['description', 'example', 'examples', 'title', 'default', 'deprecated', 'externalDocs']);

/**
 * A function that turns a schema of the description into JSON Schema without references: one object for each named schema, however
 * often it is used, so that what is recursive stays finite; OpenAPI's `nullable` becomes a type. `oneOf` becomes `anyOf`: GitHub's
 * alternatives overlap, a plain error is two of them at once.
 */
export function resolver(components: Record<string, Record<string, unknown>>): (raw: unknown) => Schema {
  const known = new Map<unknown, Schema>();

  const named = (reference: string): unknown => {
    const [kind, name] = reference.split('/').slice(-2);
    const raw = components[kind ?? '']?.[name ?? ''];
    if (raw === undefined) throw new Error(`the description names ${reference}, which it does not have`);
    return raw;
  };

  function resolve(raw: unknown): Schema {
    if (!isObject(raw)) return {};
    if (typeof raw.$ref === 'string') return resolve(named(raw.$ref));
    const before = known.get(raw);
    if (before !== undefined) return before;
    const schema: Schema = {};
    known.set(raw, schema);
    for (const [word, value] of Object.entries(raw)) {
      if (unneeded.has(word) || word.startsWith('x-') || word === 'nullable') continue;
      if (word === 'properties' && isObject(value)) schema.properties = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolve(inner)]));
      else if (word === 'allOf' && Array.isArray(value)) schema.allOf = value.map(resolve);
      else if ((word === 'anyOf' || word === 'oneOf') && Array.isArray(value)) schema.anyOf = [...(schema.anyOf ?? []), ...value.map(resolve)];
      else if (word === 'items' || word === 'not' || (word === 'additionalProperties' && isObject(value))) schema[word] = resolve(value);
      else schema[word] = value;
    }
    if (raw.nullable === true) allowNull(schema);
    return schema;
  }
  return resolve;
}

function allowNull(schema: Schema): void {
  if (typeof schema.type === 'string') {
    schema.type = [schema.type, 'null'];
    if (schema.enum !== undefined && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
    return;
  }
  const rest: Schema = { ...schema };
  for (const word of Object.keys(schema)) delete schema[word];
  schema.anyOf = [rest, { type: 'null' }];
}
