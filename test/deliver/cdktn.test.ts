import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import { aProject } from '../helpers/a-project.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { walk, walkFirst } from './walk.ts';

/** An app of cdktf's living fork: two stacks, one reading the other. */
const app = (value: string): string => `
import { App, DataResource, LocalBackend, TerraformOutput, TerraformStack } from 'cdktn';
const states = process.env['STATES'] + '/';
const environment = process.env['ENVIRONMENT'];
const app = new App();
const base = new TerraformStack(app, 'base-' + environment);
new LocalBackend(base, { path: states + 'base.tfstate' });
const made = new DataResource(base, 'made', { input: { text: '${value}' } });
const reader = new TerraformStack(app, 'app-' + environment);
new LocalBackend(reader, { path: states + 'app.tfstate' });
const read = new DataResource(reader, 'read', { input: { text: made.getStringAttribute('id') } });
new TerraformOutput(reader, 'value', { value: read.output });
app.synth();
`;

const config = (states: string): string => `
version: 1
name: fork
app: { cdktf: infra }
environments:
  test: { stacks: '{component}-test', env: { ENVIRONMENT: test, STATES: '${states}/test' } }
  production: { stacks: '{component}-production', env: { ENVIRONMENT: production, STATES: '${states}/production' } }
`;

describe('a cdktn app', () => {
  it.each([['terraform', walk], ['tofu', walkFirst]] as const)('goes from request to production with %s', async (engine, walked) => {
    const states = statesFolder();
    const project = aProject({
      files: {
        'cutover.yaml': config(states),
        'infra/cdktf.json': JSON.stringify({ language: 'typescript', app: 'node main.ts', context: {} }),
        'infra/main.ts': app('v1'),
        'infra/package.json': '{ "type": "module" }',
      },
      documents: { components: { base: [], app: ['base'] } },
    });
    symlinkSync(join(packageRoot(), 'node_modules'), join(project.path, 'node_modules'));
    await walked({
      project,
      flags: ['--engine', engine, '--mode', 'yolo'],
      components: ['base', 'app'],
      assertDeployed: (environment, edited) => expect(readFileSync(join(states, environment, 'base.tfstate'), 'utf8')).toContain(edited ? 'v2' : 'v1'),
      assertUntouched: (environment) => expect(existsSync(join(states, environment, 'base.tfstate'))).toBe(false),
      edit: () => project.commit({ 'infra/main.ts': app('v2') }),
      editedComponent: 'base',
    });
    project.remove();
  }, 300_000);
});
