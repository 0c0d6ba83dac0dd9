import { beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientFiles, writeClientFiles } from '../../sandbox/client-files.ts';
import { pythonPath } from '../helpers/python.ts';
import { run } from '../helpers/run-terraform.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { terraformPath } from '../helpers/tools.ts';
import { boundSchema } from './provider/bindings.ts';
import type { BlockSchema } from './provider/schema.ts';

interface ProviderSchema {
  provider: { block: BlockSchema };
  resource_schemas: Record<string, { block: BlockSchema }>;
  data_source_schemas: Record<string, { block: BlockSchema }>;
}

let ours: ProviderSchema;

beforeAll(async () => {
  const folder = temporaryFolder();
  writeClientFiles({ root: folder, python: pythonPath() });
  const env = { PATH: process.env['PATH'], HOME: folder, TF_CLI_CONFIG_FILE: clientFiles(folder).cliConfig, CUTOVER_SANDBOX_CACHE: clientFiles(folder).cache };
  writeFileSync(join(folder, 'main.tf'), 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n');
  await run(terraformPath(), ['init'], { cwd: folder, env });
  const { output } = await run(terraformPath(), ['providers', 'schema', '-json'], { cwd: folder, env });
  const [schema] = Object.values((JSON.parse(output) as { provider_schemas: Record<string, ProviderSchema> }).provider_schemas);
  if (schema === undefined) throw new Error(output);
  ours = schema;
});

/** Where a configuration for the real provider would mean something else to ours, or a reference would not resolve. */
function deviations(own: BlockSchema, real: BlockSchema, path = ''): string[] {
  const attributes = Object.entries(own.attributes ?? {}).flatMap(([name, attribute]) => {
    const nested = real.block_types?.[name];
    // Blocks that the real provider writes as attributes; the bindings do not tell them apart.
    if (nested !== undefined) return sameObjects(attribute.type, nested) ? [] : [`${path}${name}: other objects`];
    const bound = real.attributes?.[name];
    if (bound === undefined) return [`${path}${name}: not an argument of the real provider`];
    return [
      JSON.stringify(attribute.type) === JSON.stringify(bound.type) ? '' : `${path}${name}: ${JSON.stringify(attribute.type)} instead of ${JSON.stringify(bound.type)}`,
      bound.required === true && attribute.required !== true ? `${path}${name}: must be required` : '',
      attribute.required !== true && attribute.optional === true && bound.optional !== true ? `${path}${name}: can be set here only` : '',
      attribute.computed === true && attribute.optional !== true && bound.computed !== true ? `${path}${name}: read-only here only` : '',
    ].filter((deviation) => deviation !== '');
  });
  const blocks = Object.entries(own.block_types ?? {}).flatMap(([name, type]) => {
    const bound = real.block_types?.[name];
    if (bound === undefined) return [`${path}${name}: not a block of the real provider`];
    const mode = type.nesting_mode === bound.nesting_mode ? [] : [`${path}${name}: ${type.nesting_mode} instead of ${bound.nesting_mode}`];
    const most = bound.max_items === 1 && type.max_items !== 1 ? [`${path}${name}: one at most in the real provider`] : [];
    return [...mode, ...most, ...deviations(type.block, bound.block, `${path}${name}.`)];
  });
  return [...attributes, ...blocks];
}

function sameObjects(type: unknown, bound: { nesting_mode: string; block: BlockSchema }): boolean {
  const [mode, element] = type as [string, [string, Record<string, unknown>]];
  const fields = Object.fromEntries(Object.entries(bound.block.attributes ?? {}).map(([name, attribute]) => [name, attribute.type]));
  expect(element).toEqual(['object', fields]);
  return mode === bound.nesting_mode;
}

describe('the schema of the sandbox provider', () => {
  it('has types to compare', () => {
    expect(Object.keys(ours.resource_schemas).length).toBeGreaterThanOrEqual(31);
    expect(Object.keys(ours.data_source_schemas)).toEqual(['aws_caller_identity', 'aws_partition', 'aws_region']);
  });

  it('is, as far as it goes, the real one: names, types, nesting, what is required and what AWS decides', () => {
    const resources = Object.entries(ours.resource_schemas).map(([type, { block }]) => [type, deviations(block, boundSchema(type, 'resource'))]);
    const data = Object.entries(ours.data_source_schemas).map(([type, { block }]) => [type, deviations(block, boundSchema(type, 'data'))]);
    expect([...resources, ...data].filter(([, found]) => found?.length !== 0)).toEqual([]);
  });

  it('is compared with one that is there', () => {
    const table = boundSchema('aws_dynamodb_table', 'resource');
    expect(table.attributes?.['tags']).toEqual({ type: ['map', 'string'], computed: false, optional: true, required: false });
    expect(table.block_types?.['attribute']).toMatchObject({ nesting_mode: 'set', block: { attributes: { name: { type: 'string', required: true } } } });
    expect(deviations({ attributes: { nmae: { type: 'string' } }, block_types: { ttl: { nesting_mode: 'set', block: {} } } }, table)).toEqual([
      'nmae: not an argument of the real provider', 'ttl: set instead of list', 'ttl: one at most in the real provider',
    ]);
  });
});
