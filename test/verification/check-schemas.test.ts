import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../src/config.ts';
import { assertSchemas } from '../../src/verification/check-schemas.ts';

const config = (more: string): ReturnType<typeof parseConfig> => parseConfig(`version: 1\nname: shop\ncomponents: { app: { path: stacks/app } }\nenvironments: { test: {}, production: {} }\n${more}`);
const output = (schema: string): string => `{ name: named, output: o, schema: ${schema} }`;

describe('the JSON Schemas of checks', () => {
  it.each([
    ['there are none', ''],
    ['they are some', `checks: { app: [${output('{ type: string, pattern: "^a" }')}] }\nrequirements: { REQ-1: ${output('{ enum: [1, 2] }')} }`],
    ['they are of a draft that is said', `checks: { app: [${output('{ $schema: "https://json-schema.org/draft/2020-12/schema", type: string }')}] }`],
  ])('are as they should be where %s', async (_title, more) => {
    await expect(assertSchemas(config(more))).resolves.toBeUndefined();
  });

  it.each<[string, string, string, string]>([
    ['of a component', `checks: { app: [{ name: a, command: ['true'] }, ${output('{ type: txt }')}] }`, 'checks.app.1 (named).schema', 'type'],
    ['of a requirement', `requirements: { REQ-1: ${output('{ minimum: a }')} }`, 'requirements.REQ-1 (named).schema', 'minimum'],
    ['of a role', `roles: { architect: { person: Ada, needs: [{ need: x, component: app, check: ${output('{ required: a }')} }] } }`, 'roles.architect.needs.0.check (named).schema', 'required'],
    ['of an answer', "checks: { app: [{ name: named, http: { url: 'http://x/', expect: { json: { typ: object } } } }] }", 'checks.app.0 (named).http.expect.json', 'unknown keyword: "typ"'],
    ['with a pattern that could take for ever', `checks: { app: [${output('{ pattern: "(?=a)b" }')}] }`, 'checks.app.0 (named).schema', 'is not a regular expression without look-ahead'],
    ['with a format, which nothing would look at', `checks: { app: [${output('{ format: uri }')}] }`, 'checks.app.0 (named).schema', 'format'],
    ['with a reference to somewhere else', `checks: { app: [${output('{ $ref: "https://example.com/schema.json" }')}] }`, 'checks.app.0 (named).schema', 'https://example.com/schema.json'],
  ])('that are none are named before anything is applied: %s', async (_title, more, field, found) => {
    await expect(assertSchemas(config(more))).rejects.toMatchObject({ name: 'UserError', complaint: { file: 'cutover.yaml', field, problem: 'this is no JSON Schema', found: expect.stringContaining(found) } });
  });
});
