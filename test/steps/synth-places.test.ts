import { describe, expect, it } from '@jest/globals';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { placesFrom } from '../../src/components/synthesized.ts';
import { packageRoot } from '../../src/package-root.ts';
import { aProject, twoModules, twoModulesConfig } from '../helpers/a-project.ts';

const APP = `import { App, DataResource, LocalBackend, TerraformStack } from 'cdktf';
const app = new App();
const stack = new TerraformStack(app, 'shop-' + process.env['ENVIRONMENT']);
new LocalBackend(stack, { path: '/tmp/shop.tfstate' });
new DataResource(stack, 'made', {});
app.synth();
`;
const CDKTF = `version: 1
name: shop
app: { cdktf: infra }
environments:
  test: { stacks: '{component}-test', env: { ENVIRONMENT: test } }
  production: { stacks: '{component}-production', env: { ENVIRONMENT: production } }
`;

describe('the record of synth', () => {
  it.each<[string, Record<string, string>, string, object]>([
    ['HCL', { 'cutover.yaml': twoModulesConfig('/tmp'), ...twoModules() }, 'app', { 'terraform_data.b': { file: 'stacks/app/main.tf', line: 9 } }],
    ['CDKTF', { 'cutover.yaml': CDKTF, 'infra/cdktf.json': '{ "app": "node main.ts" }', 'infra/package.json': '{ "type": "module" }', 'infra/main.ts': APP }, 'shop', { 'terraform_data.made': { file: 'infra/main.ts', line: 5 } }],
  ])('says where each resource is written, in both environments: %s', async (_title, files, name, places) => {
    const project = aProject({ files });
    symlinkSync(join(packageRoot(), 'node_modules'), join(project.path, 'node_modules'));
    await project.approve();
    expect(await project.cutover('synth')).toMatchObject({ code: 0 });
    const { facts } = project.record('synth');
    expect(placesFrom(facts, { name, environment: 'test' })).toEqual(places);
    expect(placesFrom(facts, { name, environment: 'production' })).toEqual(places);
    project.remove();
  });
});
