import { describe, expect, it } from '@jest/globals';
import { symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStack } from '../../src/components/read-stack.ts';
import { stackResources } from '../../src/components/stack-resources.ts';
import { aStack, aStackFolder } from '../helpers/a-stack.ts';
import { inAChild, moduleAt } from '../helpers/in-a-child.ts';

describe('the resources of an HCL stack', () => {
  it('come with their values: expressions as references, blocks as lists, text as text', async () => {
    const stack = await aStack(`
resource "aws_s3_bucket" "data" {
  bucket        = "shop-\${var.environment}"
  force_destroy = true
  kms           = aws_kms_key.main.arn
  note          = <<-EOT
    resource "aws_s3_bucket" "text" {}
  EOT
  rule { id = "a" }
  rule { id = "b" }
  /* resource "aws_s3_bucket" "comment" {} */
}
resource aws_sqs_queue plain {}
`);
    expect(stackResources(stack)).toEqual([
      { address: 'aws_s3_bucket.data', type: 'aws_s3_bucket', attributes: { bucket: 'shop-${var.environment}', force_destroy: true, kms: '${aws_kms_key.main.arn}', note: 'resource "aws_s3_bucket" "text" {}\n', rule: [{ id: 'a' }, { id: 'b' }] } },
      { address: 'aws_sqs_queue.plain', type: 'aws_sqs_queue', attributes: {} },
    ]);
  });

  it('are those of all its files, JSON ones included, and of no folder below', async () => {
    const stack = await aStack({
      'a.tf': 'resource "terraform_data" "a" {}',
      'b.tf.json': JSON.stringify({ resource: [{ terraform_data: { b: [{ input: 1 }] } }, { terraform_data: { c: {} } }] }),
      'below/d.tf': 'resource "terraform_data" "d" {}',
      '.hidden.tf': 'resource "terraform_data" "hidden" {}',
      'notes.txt': 'resource "terraform_data" "text" {}',
    });
    expect(stackResources(stack).map(({ address }) => address)).toEqual(['terraform_data.a', 'terraform_data.b', 'terraform_data.c']);
  });

  it('know their lines, in HCL and in JSON', async () => {
    const { files } = await aStack({
      'a.tf': '# one\n\nresource "terraform_data" "a" {\n  input = <<EOT\nresource "terraform_data" "b" {\nEOT\n}\n  resource "terraform_data" "b" {}\nmodule "m" {\n  source = "./m"\n}\n',
      'b.tf.json': '{\n  "resource": {\n    "terraform_data": {\n      "c": {}\n    }\n  }\n}',
    });
    expect(files.map(({ name, lines }) => [name, ...lines])).toEqual([
      ['a.tf', ['terraform_data.a', 3], ['terraform_data.b', 8], ['module.m', 9]],
      ['b.tf.json', ['terraform_data.c', 4]],
    ]);
  });
});

describe('modules', () => {
  it('are read where their code is in the project, and named where it is not', async () => {
    const stack = await aStack({
      'main.tf': 'module "near" {\n  source = "../shared/near"\n}\nmodule "far" {\n  source = "terraform-aws-modules/vpc/aws"\n}\nmodule "gone" {\n  source = "./gone"\n}\n',
      '../shared/near/main.tf': 'provider "aws" {}\nmodule "inner" {\n  source = "../../elsewhere"\n}\nmodule "itself" {\n  source = "../near"\n}\n',
    });
    expect(stack.modules.map(({ name }) => name)).toEqual(['../shared/near/main.tf']);
    expect(stack.unread).toEqual(['module.far', 'module.gone', 'module.near.module.inner']);
  });

  it.each<[string, string, string[]]>([
    ['for this very source', 'registry.terraform.io/terraform-aws-modules/vpc/aws', []],
    ['for the source that stood there before', 'registry.terraform.io/terraform-aws-modules/eks/aws', ['module.far']],
  ])('that the engine has fetched are read as well: %s', async (_title, source, unread) => {
    const directory = aStackFolder({ 'main.tf': 'module "far" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n', 'data/modules/far/main.tf': 'provider "aws" {}' });
    const dataDirectory = join(directory, 'data');
    writeFileSync(join(dataDirectory, 'modules', 'modules.json'), JSON.stringify({ Modules: [{ Key: '', Source: '', Dir: '.' }, { Key: 'far', Source: source, Dir: 'data/modules/far' }] }));
    expect((await readStack({ directory, shown: 'shop', dataDirectory })).unread).toEqual(unread);
    expect((await readStack({ directory, shown: 'shop' })).unread).toEqual(['module.far']);
  });
});

describe('a stack that cannot be read for certain', () => {
  it.each<[string, Record<string, string | Buffer>, string]>([
    ['a syntax error', { 'main.tf': 'resource "a" "b" {\n  x = \n}\n' }, 'stacks/shop/main.tf:2: not valid HCL: Invalid expression'],
    ['a string that does not end', { 'main.tf': 'a = 1\nb = "x\n' }, 'stacks/shop/main.tf:2: a string is not closed on its line'],
    ['a large file', { 'main.tf': `a = "${'x'.repeat(1_000_001)}"\n` }, 'stacks/shop/main.tf: the file is too large'],
    ['bytes that are no UTF-8', { 'main.tf': Buffer.from([0x61, 0xff]) }, 'stacks/shop/main.tf: not UTF-8'],
    ['broken JSON', { 'main.tf.json': '{' }, 'stacks/shop/main.tf.json: not valid JSON'],
    ['broken JSON of CDKTF', { 'cdk.tf.json': '{' }, 'stacks/shop/cdk.tf.json: not valid JSON'],
    ['deep JSON', { 'cdk.tf.json': `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}` }, 'stacks/shop/cdk.tf.json: the JSON is nested too deeply'],
    ['JSON that is no object', { 'cdk.tf.json': '[]' }, 'not a stack in Terraform\'s JSON form'],
    ['a file that is merged over the others', { 'main.tf': '', 'main_override.tf': '' }, 'merges over the others'],
    ['a file for OpenTofu only', { 'main.tofu': '' }, 'rename it to .tf'],
  ])('is refused by name: %s', async (_title, files, says) => {
    const directory = aStackFolder({});
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
    await expect(readStack({ directory, shown: 'stacks/shop' })).rejects.toThrow(says);
    await expect(readStack({ directory, shown: 'stacks/shop' })).rejects.toMatchObject({ name: 'StepFailure' });
  });

  it('is refused for nesting that breaks the parser, and so is what comes after it, by another name', () => {
    const said = inAChild(`
      import { hclBody } from ${moduleAt('src/components/hcl-file.ts')};
      const complaint = (text, file) => hclBody(text, file).then(() => 'none', (error) => error.name + ': ' + error.message);
      console.log(await complaint('a = ' + '['.repeat(5000) + ']'.repeat(5000), 'deep.tf'));
      console.log(await complaint('a = 1', 'other.tf'));
    `);
    expect(said).toContain('StepFailure: deep.tf: this is nested too deeply');
    expect(said).toContain('StepFailure: other.tf: not read, since deep.tf is nested so deeply that it broke the parser');
  });

  it('is refused for a link to nothing', async () => {
    const directory = aStackFolder({});
    symlinkSync('/nowhere/main.tf', join(directory, 'main.tf'));
    await expect(readStack({ directory, shown: 'stacks/shop' })).rejects.toThrow('stacks/shop/main.tf: the file cannot be read');
    mkdirSync(join(directory, 'folder.tf'));
    await expect(readStack({ directory, shown: 'stacks/shop' })).rejects.toThrow('cannot be read');
  });
});
