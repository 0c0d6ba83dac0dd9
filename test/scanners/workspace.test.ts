import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Component } from '../../src/components/component.ts';
import type { PlannedValues } from '../../src/scanners/planned-folders.ts';
import { buildWorkspace, type Planned, type Workspace } from '../../src/scanners/workspace.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aComponent } from './a-component.ts';

const BUCKET = 'resource "aws_s3_bucket" "b" {\n}\n';
const build = (...components: Component[]): Workspace => buildWorkspace(components, join(temporaryFolder(), 'workspace'));
const tripwires = (text: string): number => text.match(/"cutover_tripwire_/g)?.length ?? 0;

describe('the folder that scanners read', () => {
  it('has every component of every environment, each file with one tripwire of its own', () => {
    const stack = { resource: { terraform_data: { d: {} } } };
    const workspace = build(
      aComponent({ 'cdk.tf.json': stack }),
      aComponent({ 'cdk.tf.json': stack }, { environment: 'production' }),
      aComponent({ 'main.tf': BUCKET, 'more.tf': BUCKET.trimEnd() }, { name: 'plain' }),
    );
    expect([...workspace.files.keys()]).toEqual(['test/storage/cdk.tf.json.tf', 'production/storage/cdk.tf.json.tf', 'test/plain/main.tf', 'test/plain/more.tf']);
    const texts = [...workspace.files.keys()].map((path) => readFileSync(join(workspace.directory, path), 'utf8'));
    expect(texts.map(tripwires)).toEqual([1, 1, 1, 1]);
    expect(new Set([...workspace.files.values()].map((file) => file.tripwire.name)).size).toBe(4);
    for (const [index, file] of [...workspace.files.values()].entries()) {
      const line = texts[index]?.split('\n').findIndex((text) => text.includes(file.tripwire.name)) ?? -1;
      expect(line + 1).toBeGreaterThanOrEqual(file.tripwire.line);
      expect(file.hcl.split('\n').length).toBeLessThan(file.tripwire.line);
    }
  });

  it('names tripwires anew each time, so that code cannot bring them along', () => {
    const component = aComponent({ 'main.tf': BUCKET });
    const names = [build(component), build(component)].map((workspace) => [...workspace.files.values()][0]?.tripwire.name);
    expect(names[0]).not.toBe(names[1]);
  });

  it('takes along local modules, wherever they lie, and what they name, and nothing else', () => {
    const component = aComponent(
      {
        'app/main.tf': 'module "m" {\n  source = "../modules/m"\n}\nmodule "r" {\n  source = "hashicorp/r/aws"\n}\nmodule "gone" {\n  source = "./gone"\n}\n',
        'app/terraform.tfvars': 'a = 1', 'app/notes.md': 'x', 'app/.checkov.yaml': 'skip-check: [CKV_AWS_18]', 'app/.tfsec/config.yml': 'exclude: [x]', 'app/.hidden.tf': BUCKET, 'app/backup.tf~': BUCKET,
        'app/examples/main.tf': BUCKET,
        'modules/m/main.tf': 'module "n" {\n  source = "./n"\n}\nresource "aws_sqs_queue" "q" {\n  policy = file("${path.module}/policy.json")\n}\n',
        'modules/m/policy.json': '{}', 'modules/m/n/main.tf': BUCKET, 'modules/other/main.tf': BUCKET,
      },
      { at: 'app' },
    );
    const workspace = build(component);
    const files = readdirSync(workspace.directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(workspace.directory.length + 1));
    expect(files.sort()).toEqual([
      'test/storage/app/main.tf', 'test/storage/app/terraform.tfvars', 'test/storage/app/zzzz-cutover-values.tf',
      'test/storage/modules/m/main.tf', 'test/storage/modules/m/n/main.tf', 'test/storage/modules/m/policy.json',
    ]);
    expect([...workspace.files.values()].map((file) => file.source)).toContain('../modules/m/n/main.tf');
    expect(workspace.absent.map(({ name, moduleSource, line }) => [name, moduleSource, line])).toEqual([['r', 'hashicorp/r/aws', 4], ['gone', './gone', 7]]);
  });

  it('ends with modules that call each other in a circle', () => {
    expect(build(aComponent({ 'main.tf': 'module "a" {\n  source = "./a"\n}\n', 'a/main.tf': 'module "up" {\n  source = "../"\n}\n' })).files.size).toBe(2);
  });

  it('reads files through links', () => {
    const component = aComponent({ 'real/bucket.tf': BUCKET, 'app/main.tf': '' }, { at: 'app' });
    symlinkSync('../real/bucket.tf', join(component.directory, 'linked.tf'));
    const workspace = build(component);
    expect(readFileSync(join(workspace.directory, 'test/storage/linked.tf'), 'utf8')).toContain('aws_s3_bucket');
  });

  it("leaves out what Cutover itself puts beside the stack while it plans, and reads files whose names only look like an override's", () => {
    const workspace = build(aComponent({ 'main.tf': BUCKET, 'cutover_pending.tf.json': '{}', 'cutover_pending_override.tf.json': '{}', 'overrides.tf': BUCKET, 'my-override.tf': BUCKET }));
    expect([...workspace.files.values()].map((file) => file.source)).toEqual(['main.tf', 'my-override.tf', 'overrides.tf']);
  });

  it('is built afresh: a component that is gone leaves nothing behind', () => {
    const directory = join(temporaryFolder(), 'workspace');
    mkdirSync(join(directory, 'test/old'), { recursive: true });
    writeFileSync(join(directory, 'test/old/main.tf'), BUCKET);
    buildWorkspace([aComponent({ 'main.tf': BUCKET })], directory);
    expect(existsSync(join(directory, 'test/old'))).toBe(false);
  });

  it.each<[string, () => Component[], RegExp]>([
    ['no component', () => [], /there is no component to scan/],
    ['a component without Terraform files', () => [aComponent({ 'README.md': 'x' })], /storage \(test\) has no Terraform files to scan/],
    ['a folder that is not there', () => [aComponent({}, { at: 'gone' })], /storage \(test\) has no Terraform files to scan/],
    ['files that no scanner reads', () => [aComponent({ 'main.tf': BUCKET, 'main.tofu': BUCKET })], /main\.tofu: storage \(test\) has a file that neither checkov nor tfsec reads/],
    ...['override.tf', 'override.tf.json', 'a_override.tf', '_override.tf.json', 'cutover_pending_x_override.tf.json'].map((name): [string, () => Component[], RegExp] => [
      `${name}, which Terraform merges over the rest`,
      () => [aComponent({ 'main.tf': BUCKET, [name]: '{}' })],
      new RegExp(`/${name.replaceAll('.', '\\.')}: storage \\(test\\) has a file that Terraform merges over the others[^]*put its settings into the file that they override`),
    ]),
    ['an override in a module', () => [aComponent({ 'main.tf': 'module "m" {\n  source = "./m"\n}\n', 'm/main.tf': BUCKET, 'm/cutover_pending_override.tf.json': '{}' })], /m\/cutover_pending_override\.tf\.json: storage \(test\) has a file that Terraform merges/],
    ['a module that it may read otherwise than Terraform', () => [aComponent({ 'main.tf': `${BUCKET}module evil {\n  source = "./m"\n}\n`, 'm/main.tf': BUCKET })], /\/main\.tf:3: a module that cannot be read/],
    ['a module of a stack in JSON with two sources, at its line there', () => [aComponent({ 'cdk.tf.json': '{\n"module": {\n"a":\n{"source": "./m", "source": "./n"}}}' })], /\/cdk\.tf\.json:4: the source of module "a" cannot be read/],
    ['a stack that is no JSON', () => [aComponent({ 'cdk.tf.json': '{' })], /cdk\.tf\.json: not valid JSON/],
    ['the same component twice', () => [aComponent({ 'main.tf': BUCKET }), aComponent({ 'main.tf': BUCKET })], /would be scanned twice/],
  ])('refuses %s', (_title, components, message) => {
    expect(() => build(...components())).toThrow(message);
  });
});

describe('a workspace after a plan', () => {
  const component = (): Component => aComponent({ 'main.tf': 'resource "aws_x" "a" {\n  for_each = var.all\n  cidr     = each.value\n}\nresource "aws_y" "b" {\n  name = var.name\n}\n' });
  const texts = (planned?: Planned): { text: string[]; workspace: Workspace } => {
    const workspace = buildWorkspace([component()], join(temporaryFolder(), 'workspace'), planned);
    return { workspace, text: [...workspace.files.values()].map(({ hcl }) => hcl.replace(/\s+/g, ' ')) };
  };
  const values = (...planned: [address: string, after: PlannedValues['after']][]): Planned => new Map([['test/storage', planned.map(([address, after]) => ({ address, mode: 'managed' as const, after }))]]);

  it('has the planned values, and a copy for each of several that one block makes', () => {
    const { text, workspace } = texts(values(['aws_x.a["p"]', { cidr: '10.0.0.0/8' }], ['aws_x.a["q"]', { cidr: '0.0.0.0/0' }], ['aws_y.b', { name: 'n' }]));
    expect(text.map((one) => /cidr = (\S+)/.exec(one)?.[1])).toEqual(['"10.0.0.0/8"', '"0.0.0.0/0"']);
    expect(text.every((one) => one.includes('name = "n"'))).toBe(true);
    expect([...workspace.files.keys()]).toEqual(['test/storage/main.tf', 'test/storage~1/main.tf']);
    expect([...workspace.files.values()].map(({ component: name }) => name)).toEqual(['storage', 'storage']);
  });

  it('is as without a plan where that knows nothing more, so that what was said before stands', () => {
    const contents = (planned?: Planned): (string | undefined)[] => [...texts(planned).workspace.contents.values()];
    // The folder is another each time, its content is not.
    expect(contents(values(['aws_y.b', null], ['module.m.aws_y.b', { name: 'n' }], ['aws_y.b', { name: { $unknown: true } }]))).toEqual(contents());
    expect(contents(values(['aws_y.b', { name: 'n' }]))).not.toEqual(contents());
  });
});
