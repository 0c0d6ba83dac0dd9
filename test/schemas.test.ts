import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from '../scripts/json-schemas.ts';
import { packageRoot } from '../src/package-root.ts';

const FOLDER = join(packageRoot(), 'schemas');
const schemas = jsonSchemas();

interface Schema {
  $schema: string;
  properties: Record<string, unknown>;
  additionalProperties: unknown;
}

describe('the JSON Schemas for editors', () => {
  it('are what `npm run schemas` writes now', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(schemas).sort());
    for (const [file, text] of Object.entries(schemas)) expect([file, readFileSync(join(FOLDER, file), 'utf8')]).toEqual([file, text]);
  });

  it.each(Object.entries(schemas))('%s completes the fields and allows no others', (_file, text) => {
    const schema = JSON.parse(text) as Schema;
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(Object.keys(schema.properties).length).toBeGreaterThan(0);
    expect(schema.additionalProperties).toBe(false);
  });

  it('let fields with a default be left out', () => {
    expect((JSON.parse(schemas['cutover.schema.json'] ?? '') as { required: string[] }).required.sort()).toEqual(['environments', 'name', 'version']);
  });
});
