import { describe, expect, it } from '@jest/globals';
import { detect } from '../../src/init/detect.ts';
import { componentsOfModules } from '../../src/init/hcl-components.ts';
import { callCommand, packageManagerOf } from '../../src/init/package-manager.ts';
import { componentsOfStacks } from '../../src/init/stack-names.ts';
import { aFolder } from './a-folder.ts';

const manifest = (stacks: Record<string, string[]>): string =>
  JSON.stringify({ version: '0.21.0', stacks: Object.fromEntries(Object.entries(stacks).map(([name, dependencies]) => [name, { name, dependencies, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }])) });

describe('the package manager', () => {
  it.each([
    ['package.json says it, whatever lock file lies beside it', { 'package.json': '{ "packageManager": "pnpm@10.2.0+sha512.aa" }', 'yarn.lock': '' }, 'pnpm'],
    ['npm has a lock file', { 'package-lock.json': '{}' }, 'npm'],
    ['pnpm has one', { 'pnpm-lock.yaml': '' }, 'pnpm'],
    ['yarn has one', { 'yarn.lock': '' }, 'yarn'],
    ['a manager that is not known says nothing', { 'package.json': '{ "packageManager": "bun@1.0.0" }' }, undefined],
    ['a package.json that is no JSON says nothing', { 'package.json': '{' }, undefined],
    ['nothing', {}, undefined],
  ])('is known where %s', (_title, files, expected) => {
    expect(packageManagerOf(aFolder(files))).toBe(expected);
  });

  it('calls Cutover in its own way', () => {
    expect([callCommand('npm'), callCommand('pnpm'), callCommand('yarn')]).toEqual(['npx cutover', 'pnpm exec cutover', 'yarn cutover']);
  });
});

describe('a CDKTF app', () => {
  it.each([
    ['cdktf in TypeScript', { 'cdktf.json': '{ "app": "npx tsx main.ts", "language": "typescript" }', 'package.json': '{ "dependencies": { "cdktf": "0.21.0" } }' }, { folder: '.', flavour: 'cdktf', language: 'typescript', stacks: undefined }],
    ['cdktn in TypeScript, in a folder of its own', { 'infra/cdktf.json': '{ "app": "node main.ts", "language": "typescript" }', 'infra/package.json': '{ "dependencies": { "cdktn": "0.24.0" } }' }, { folder: 'infra', flavour: 'cdktn', language: 'typescript', stacks: undefined }],
    ['cdktf in Python', { 'cdktf.json': '{ "app": "pipenv run python main.py", "language": "python" }', Pipfile: '[packages]\ncdktf = "*"' }, { folder: '.', flavour: 'cdktf', language: 'python', stacks: undefined }],
    ['cdktn in Go', { 'cdktf.json': '{ "app": "go run .", "language": "go" }', 'go.mod': 'require github.com/open-constructs/cdk-terrain-go/cdktn v0.24.0' }, { folder: '.', flavour: 'cdktn', language: 'go', stacks: undefined }],
  ])('is known: %s', async (_title, files, expected) => {
    expect((await detect(aFolder(files))).apps).toEqual([expected]);
  });

  it('shows its stacks, their types and providers by a former synth, wherever that was written', async () => {
    const stack = JSON.stringify({ resource: { aws_sqs_queue: {} }, terraform: { required_providers: { aws: { source: 'registry.terraform.io/hashicorp/aws' }, random: { source: 'random' } } } });
    const folder = aFolder({ 'cdktf.json': '{ "app": "x", "output": "out" }', 'out/manifest.json': manifest({ 'queue-dev': [] }), 'out/stacks/queue-dev/cdk.tf.json': stack });
    expect((await detect(folder)).apps[0]?.stacks).toEqual([{ name: 'queue-dev', dependsOn: [], types: ['aws_sqs_queue'], providers: ['hashicorp/aws', 'hashicorp/random'] }]);
  });

  it('is an error where its cdktf.json cannot be read', async () => {
    await expect(detect(aFolder({ 'infra/cdktf.json': '{ "language": "typescript" }' }))).rejects.toThrow(/^infra\/cdktf\.json: this is not a cdktf\.json that can be read\n +allowed: .*app/);
  });
});

describe('components from the names of stacks', () => {
  const stacks = (names: string[]) => names.map((name) => ({ name, dependsOn: [] }));
  it.each([
    ['one stack for each environment', ['net-dev', 'net-prod', 'db-dev', 'db-prod'], { test: '{component}-dev', production: '{component}-prod' }, ['db', 'net']],
    ['the environment first', ['test-net', 'production-net'], { test: 'test-{component}', production: 'production-{component}' }, ['net']],
    ['the synth of one environment', ['net_staging'], { test: '{component}_staging', production: '{component}_production' }, ['net']],
    ['an app that is told its environment', ['net', 'db'], { test: '{component}', production: '{component}' }, ['db', 'net']],
    ['one stack among others that ends like an environment', ['net', 'load-test'], { test: '{component}', production: '{component}' }, ['load-test', 'net']],
  ])('are found: %s', (_title, names, patterns, components) => {
    const found = componentsOfStacks(stacks(names));
    expect(found.patterns).toEqual(patterns);
    expect(Object.keys(found.components).sort()).toEqual(components);
  });

  it('have the dependencies of their stacks, and a stack whose name cannot be used is said', () => {
    expect(componentsOfStacks([{ name: 'net-test', dependsOn: [] }, { name: 'db-test', dependsOn: ['net-test'] }, { name: 'MyStack-test', dependsOn: [] }])).toMatchObject({
      components: { net: { dependsOn: [] }, db: { dependsOn: ['net'] } },
      unusable: ['MyStack-test'],
    });
  });
});

describe('HCL root modules', () => {
  const S3 = 'terraform {\n  backend "s3" {}\n}\n';
  const reads = (key: string): string => `data "terraform_remote_state" "up" {\n  backend = "s3"\n  config = { bucket = "b", key = "${key}" }\n}\n`;
  const componentsIn = async (files: Record<string, string>) => componentsOfModules((await detect(aFolder(files))).modules, 'shop');

  it('are folders with a backend or a provider that no other module calls', async () => {
    const { components } = await componentsIn({
      'infra/net/main.tf': S3,
      'infra/app/main.tf': `${S3}module "m" {\n  source = "../../modules/m"\n}\n`,
      'modules/m/main.tf': 'provider "aws" {}\nresource "aws_sqs_queue" "q" {}\n',
      'modules/n/main.tf': 'resource "aws_sqs_queue" "q" {}\n',
      'old/main.tf.json': '{ "provider": { "aws": { "region": "eu-central-1" } }, "terraform": { "required_providers": { "aws": { "source": "hashicorp/aws" } } } }',
    });
    expect(components).toEqual({ net: { path: 'infra/net', dependsOn: [] }, app: { path: 'infra/app', dependsOn: [] }, old: { path: 'old', dependsOn: [] } });
  });

  it.each([
    ['the key of its own backend', { 'net/main.tf': 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "x/y.tfstate"\n  }\n}\n', 'app/main.tf': S3 + reads('x/y.tfstate') }, ['net']],
    ['a key that holds its name', { 'net/main.tf': S3, 'app/main.tf': S3 + reads('shop/net.tfstate') }, ['net']],
    ['a key with the environment in it', { 'net/main.tf': S3, 'app/main.tf': S3 + reads('${var.env}/net/terraform.tfstate') }, ['net']],
    ['a key of nobody here', { 'net/main.tf': S3, 'app/main.tf': S3 + reads('central/dns.tfstate') }, []],
    ['a key that could be of two', { 'net/main.tf': S3, 'dns/main.tf': S3, 'app/main.tf': S3 + reads('net/dns.tfstate') }, []],
  ])('need what they read: %s', async (_title, files, dependsOn) => {
    const { components, open } = await componentsIn(files);
    expect(components['app']?.dependsOn).toEqual(dependsOn);
    expect(open.some((sentence) => /app reads a state .* cannot be told whose/.test(sentence))).toBe(dependsOn.length === 0);
  });

  it('one for each environment are one component, and that is said', async () => {
    const { components, open } = await componentsIn({ 'live/dev/net/main.tf': S3, 'live/prod/net/main.tf': S3 });
    expect(components).toEqual({ net: { path: 'live/prod/net', dependsOn: [] } });
    expect(open).toEqual([expect.stringMatching(/^live\/dev\/net was left out/)]);
  });

  it.each([
    ['no backend', 'provider "aws" {}\n', /has no backend, so its state would be lost/],
    ['a backend that is written out', 'terraform {\n  backend "s3" {\n    key = "a"\n  }\n}\n', /the same one for test and production/],
    ['a variable that nobody knows', `${S3}variable "zone" {}\nvariable "environment" {}\nvariable "size" {\n  default = 1\n}\n`, /needs values for zone:/],
  ])('say what a person has to see to: %s', async (_title, text, expected) => {
    expect((await componentsIn({ 'net/main.tf': text })).open).toEqual([expect.stringMatching(expected)]);
  });

  it('of one name are told apart by their folders', async () => {
    const { components } = await componentsIn({ 'a/net/main.tf': S3, 'b/net/main.tf': S3 });
    expect(Object.keys(components)).toEqual(['a-net', 'b-net']);
  });

  it('are an error with the file where they are no HCL', async () => {
    await expect(detect(aFolder({ 'net/main.tf': 'terraform {{' }))).rejects.toThrow(/^net\/main\.tf: not valid HCL/);
  });
});
