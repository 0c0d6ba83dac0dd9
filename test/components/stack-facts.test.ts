import { describe, expect, it } from '@jest/globals';
import { componentFacts, ruleFacts } from '../../src/components/stack-facts.ts';
import { SENSITIVE, UNKNOWN } from '../../src/terraform/plan.ts';
import { aPlan, aPlannedResource } from '../helpers/a-plan.ts';
import { factsOf } from '../helpers/a-stack.ts';

const addresses = ({ resources }: { resources: { address: string }[] }): string[] => resources.map(({ address }) => address);

describe('which resources there are, before a plan', () => {
  it.each<[string, string, string[], boolean]>([
    ['plain', '', ['terraform_data.a'], true],
    ['count = 2', 'count = 2', ['terraform_data.a'], true],
    ['count = 0', 'count = 0', [], true],
    ['a count that is worked out', 'count = var.on ? 1 : 0', [], false],
    ['for_each over what is written', 'for_each = { x = 1 }', ['terraform_data.a'], true],
    ['for_each over nothing', 'for_each = {}', [], true],
    ['for_each over what is worked out', 'for_each = toset(["x"])', [], false],
    ['enabled, as OpenTofu has it', 'lifecycle {\n enabled = true\n }', ['terraform_data.a'], true],
    ['not enabled', 'lifecycle {\n enabled = false\n }', [], true],
    ['enabled when a variable says so', 'lifecycle {\n enabled = var.on\n }', [], false],
  ])('%s', async (_title, argument, expected, complete) => {
    const facts = await factsOf(`resource "terraform_data" "a" {\n  ${argument}\n}\n`);
    expect([addresses(facts), facts.complete]).toEqual([expected, complete]);
  });

  it.each(['./near', 'terraform-aws-modules/vpc/aws'])('are not all of them when a module is called: %s', async (source) => {
    const facts = await factsOf({ 'main.tf': `module "m" {\n  source = "${source}"\n}\nresource "terraform_data" "a" {}\n`, 'near/main.tf': 'resource "terraform_data" "b" {}\n' });
    expect([addresses(facts), facts.complete]).toEqual([['terraform_data.a'], false]);
  });
});

describe('what is written', () => {
  it.each<[string, string, unknown]>([
    ['a reference stays one', 'var.a', '${var.a}'],
    ['text stays text, its escapes too', '"a $${b}"', 'a $${b}'],
    ['a map whose keys are worked out is unknown', '{ (var.k) = "x" }', UNKNOWN],
    ['also inside of a list', '[{ "${var.k}" = "x" }]', [UNKNOWN]],
    ['a secret is hidden by how it looks', '"postgres://me:hunter2@db/x"', SENSITIVE],
    ['also where it is part of an expression', 'jsonencode({ password = "hunter2" })', SENSITIVE],
    ['what it marks as sensitive itself is hidden', 'sensitive("canary")', SENSITIVE],
    ['also between spaces and comments', 'upper( sensitive /* x */ ("canary"))', SENSITIVE],
    ['also in the key of a reference', 'local.a[sensitive("canary")]', SENSITIVE],
    ['what is no longer sensitive stays', 'nonsensitive(var.a)', '${nonsensitive(var.a)}'],
    ['words about it stay', '"sensitive (internal) data"', 'sensitive (internal) data'],
    ['a map with a secret key is hidden whole', '{ AKIAABCDEFGHIJKLMNOP = "x" }', SENSITIVE],
  ])('%s', async (_title, expression, expected) => {
    const facts = await factsOf(`resource "terraform_data" "a" {\n  input = ${expression}\n}\n`);
    expect(facts.resources[0]?.written).toEqual({ input: expected });
  });

  it('hides by name, but for a reference, which only says where the secret is', async () => {
    const facts = await factsOf('resource "aws_db_instance" "a" {\n  password = "hunter2"\n}\nresource "aws_db_instance" "b" {\n  password = aws_secretsmanager_secret.a.id\n}\nresource "aws_db_instance" "c" {\n  password = "x-${var.p}"\n}\n');
    expect(facts.resources.map(({ written }) => written?.['password'])).toEqual([SENSITIVE, '${aws_secretsmanager_secret.a.id}', SENSITIVE]);
  });

  it('leaves no secret of a stack in its facts, configurations of providers included', async () => {
    const canary = 'canary-7f3a';
    const facts = await factsOf(`provider "aws" {\n  secret_key = "${canary}"\n  endpoints {\n    token = "${canary}"\n  }\n}\nresource "aws_db_instance" "a" {\n  password = "${canary}"\n  block {\n    api_key = ["${canary}"]\n  }\n}\n`);
    expect(JSON.stringify(facts)).not.toContain(canary);
    expect(facts.providers['aws']).toEqual([{ secret_key: SENSITIVE, endpoints: [{ token: SENSITIVE }] }]);
  });
});

describe('with a plan', () => {
  const planned = (address: string, after = {}, more = {}) => aPlannedResource({ address, after, ...more });

  it('are exactly what will be there, each instance with what its block says', async () => {
    const hcl = 'resource "aws_s3_bucket" "a" {\n  for_each = var.names\n  bucket = each.value\n}\nresource "aws_s3_bucket" "none" {\n  count = var.on ? 1 : 0\n}\nmodule "m" {\n  source = "./m"\n}\n';
    const plan = aPlan([
      planned('aws_s3_bucket.a["x.y[0]"]', { bucket: 'x' }),
      planned('aws_s3_bucket.gone', {}, { action: 'delete' }),
      planned('module.m[0].aws_s3_bucket.inner', { bucket: 'i' }),
      planned('data.aws_s3_bucket.seen', {}, { mode: 'data', action: 'read' }),
    ]);
    const places = { 'aws_s3_bucket.a': { file: 'main.tf', line: 1 }, 'module.m': { file: 'main.tf', line: 8 } };
    const facts = await factsOf(hcl, { plan, places });
    expect(facts.complete).toBe(true);
    expect(facts.resources).toEqual([
      { address: 'aws_s3_bucket.a["x.y[0]"]', type: 'aws_s3_bucket', written: { for_each: '${var.names}', bucket: '${each.value}' }, planned: { bucket: 'x' }, construct: undefined, place: places['aws_s3_bucket.a'] },
      { address: 'module.m[0].aws_s3_bucket.inner', type: 'aws_s3_bucket', written: undefined, planned: { bucket: 'i' }, construct: undefined, place: places['module.m'] },
    ]);
  });

  it('keeps a resource that the plan forgot, so that it does not count as right', async () => {
    expect(addresses(await factsOf('resource "aws_s3_bucket" "a" {}\n', { plan: aPlan() }))).toEqual(['aws_s3_bucket.a']);
  });

  it('takes constructs and modules of CDKTF by the paths that it notes', async () => {
    const metadata = (path: string) => ({ metadata: { path, uniqueId: 'x' } });
    const stack = { '//': metadata('none'), resource: { aws_s3_bucket: { a: { '//': metadata('shop-test/a'), bucket: 'b' } } }, module: { m: { '//': metadata('shop-test/m'), source: 'x/y/z' } } };
    const facts = await factsOf({ 'cdk.tf.json': JSON.stringify(stack) }, { plan: aPlan([planned('aws_s3_bucket.a', { bucket: 'b' }), planned('module.m.aws_s3_bucket.b')]) });
    expect(facts.resources.map(({ address, construct, written }) => [address, construct, written])).toEqual([
      ['aws_s3_bucket.a', 'shop-test/a', { bucket: 'b' }],
      ['module.m.aws_s3_bucket.b', 'shop-test/m', undefined],
    ]);
  });
});

describe('the facts of a change', () => {
  it('do not depend on the order in which they were read', () => {
    const of = (name: string, environment: 'test' | 'production') => componentFacts({ component: { name, environment, dependsOn: ['z', 'a'] }, stack: { files: [], modules: [], unread: [] }, locked: {} });
    const facts = ruleFacts([of('b', 'test'), of('a', 'test'), of('a', 'production')], ['b\\c.ts', 'a.ts', 'a.ts'], undefined, { stacks: 'synth/change', plans: undefined });
    expect(facts.components.map(({ environment, name, dependsOn }) => [environment, name, ...dependsOn])).toEqual([['production', 'a', 'a', 'z'], ['test', 'a', 'a', 'z'], ['test', 'b', 'a', 'z']]);
    expect(facts.files).toEqual(['a.ts', 'b/c.ts']);
    expect(facts.names).toBeUndefined();
  });

  it('tell which components there are, also those that are not judged', () => {
    expect(ruleFacts([], [], undefined, { stacks: 'synth/change', plans: undefined }, ['b', 'a', 'b']).names).toEqual(['a', 'b']);
  });
});
