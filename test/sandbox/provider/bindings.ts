import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BlockSchema } from './schema.ts';

const LIBRARY = join(dirname(createRequire(import.meta.url).resolve('@cdktf/provider-aws/package.json')), 'lib');
const CLASS = /\nexport class (\w+) extends cdktf\.(\w+) \{(.*?)\n\}\n/gs;
/** The generator writes the real schema's flags above each member, and its type into the member. */
const MEMBER = /\n {2}\/\/ (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n(.*?)(?=\n {2}\/\/ \w+ - computed|\n {2}\/\/ =+|$)/gs;

const SCALARS: Record<string, unknown> = {
  String: 'string', Number: 'number', Boolean: 'bool', List: ['list', 'string'], StringMap: ['map', 'string'],
};

/**
 * The schema of a type as the real provider has it, read from the bindings that CDKTF generated out of it. Their TypeScript
 * is in the source maps. Flags and types are exact; the number of blocks is known only where it is one at most.
 */
export function boundSchema(type: string, kind: 'resource' | 'data'): BlockSchema {
  const folder = `${kind === 'data' ? 'data-' : ''}${(kind === 'data' ? type : type.replace('aws_', '')).replaceAll('_', '-')}`;
  const script = readFileSync(join(LIBRARY, folder, 'index.js'), 'utf8');
  const map = JSON.parse(Buffer.from(script.slice(script.lastIndexOf('base64,') + 7), 'base64').toString()) as { sourcesContent: string[] };
  const classes = new Map([...(map.sourcesContent[0] ?? '').matchAll(CLASS)].map(([, name = '', parent = '', body = '']) => [name, { parent, body }]));
  const own = [...classes.values()].find(({ parent }) => parent === 'TerraformResource' || parent === 'TerraformDataSource');
  if (own === undefined) throw new Error(`${folder}: no class for the type itself`);
  return blockOf(own.body, classes);
}

function blockOf(body: string, classes: Map<string, { body: string }>): BlockSchema {
  const block: Required<BlockSchema> = { attributes: {}, block_types: {} };
  for (const [, name = '', computed, optional, required, code = ''] of body.matchAll(MEMBER)) {
    const nested = /= new (\w+?)(List|OutputReference)\(this, "\w+"(?:, (true|false))?\)/.exec(code);
    if (nested === null) {
      block.attributes[name] = { type: typeIn(code), computed: computed === 'true', optional: optional === 'true', required: required === 'true' };
    } else {
      const inner = classes.get(`${nested[1] ?? ''}OutputReference`);
      if (inner === undefined) throw new Error(`${nested[1] ?? ''}OutputReference is not there`);
      const most = nested[2] === 'OutputReference' ? { max_items: 1 } : {};
      block.block_types[name] = { nesting_mode: nested[3] === 'true' ? 'set' : 'list', block: blockOf(inner.body, classes), ...most };
    }
  }
  return block;
}

function typeIn(code: string): unknown {
  const getter = /get(String|Number|Boolean|List|StringMap)Attribute/.exec(code)?.[1];
  if (getter === 'List' && code.includes('Fn.tolist')) return ['set', 'string'];
  if (getter !== undefined) return SCALARS[getter];
  if (code.includes('new cdktf.StringMap(')) return ['map', 'string'];
  return code.includes('boolean') ? 'bool' : undefined;
}
