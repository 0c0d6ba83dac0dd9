import { describe, expect, it } from '@jest/globals';
import { UNKNOWN } from '../../src/terraform/plan.ts';
import { aPlan, aPlannedResource } from '../helpers/a-plan.ts';
import { factsOf } from '../helpers/a-stack.ts';

const required = (entries: string): string => `terraform {\n  required_providers {\n    ${entries}\n  }\n}\n`;

describe('configurations of providers', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['as written, all of them', 'provider "aws" {\n region = "a"\n}\nprovider "aws" {\n alias = "b"\n region = var.b\n}\n', { aws: [{ region: 'a' }, { alias: 'b', region: '${var.b}' }] }],
    ['made up by the engine where a resource has none', 'resource "aws_s3_bucket" "a" {}\n', { aws: [{}] }],
    ['made up for a data source, too', 'data "aws_region" "a" {}\n', { aws: [{}] }],
    ['made up beside another one', 'provider "aws" {\n alias = "b"\n}\nresource "aws_s3_bucket" "a" {}\n', { aws: [{ alias: 'b' }, {}] }],
    ['not made up where all use another one', 'provider "aws" {\n alias = "b"\n}\nresource "aws_s3_bucket" "a" {\n provider = aws.b\n}\n', { aws: [{ alias: 'b' }] }],
    ['none for what is built in', 'resource "terraform_data" "a" {}\n', {}],
    ['by their type, whatever the stack calls them', `${required('main = { source = "hashicorp/aws" }')}provider "main" {\n region = "a"\n}\n`, { aws: [{ region: 'a' }] }],
  ])('%s', async (_title, hcl, expected) => {
    expect((await factsOf(hcl)).providers).toEqual(expected);
  });

  it('are those of modules as well, and unknown for a module whose code is not at hand', async () => {
    const near = await factsOf({ 'main.tf': 'module "m" {\n source = "./m"\n}\nprovider "aws" {\n region = "a"\n}\n', 'm/main.tf': 'provider "aws" {\n region = "b"\n}\n' });
    expect(near.providers['aws']).toEqual([{ region: 'a' }, { region: 'b' }]);
    const far = await factsOf('module "m" {\n source = "a/b/c"\n}\nprovider "aws" {\n region = "a"\n}\n');
    expect(far.providers['aws']).toEqual([{ region: 'a' }, UNKNOWN]);
  });

  it('of a provider that only a plan shows are unknown', async () => {
    const facts = await factsOf('module "m" {\n source = "a/b/c"\n}\n', { plan: aPlan([aPlannedResource({ address: 'module.m.aws_s3_bucket.a' }), aPlannedResource({ address: 'module.m.terraform_data.a', type: 'terraform_data' })]) });
    expect(facts.providers).toEqual({ aws: [UNKNOWN] });
    expect(facts.providerVersions).toEqual({ 'hashicorp/aws': { constraint: undefined, locked: undefined } });
  });
});

describe('versions of providers', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['source and version', required('aws = { source = "hashicorp/aws", version = "~> 5.0" }'), { 'hashicorp/aws': '~> 5.0' }],
    ['the name alone is one of hashicorp', required('aws = { version = "~> 5.0" }'), { 'hashicorp/aws': '~> 5.0' }],
    ['the old form', required('aws = "~> 5.0"'), { 'hashicorp/aws': '~> 5.0' }],
    ['with the registry before it', required('aws = { source = "registry.opentofu.org/hashicorp/aws" }'), { 'hashicorp/aws': undefined }],
    ['of another registry, which does not pass for the known one', required('aws = { source = "registry.example.com/hashicorp/aws", version = "1.0.0" }'), { 'registry.example.com/hashicorp/aws': '1.0.0' }],
    ['used without being required', 'resource "random_id" "a" {}\nresource "google_x" "b" {\n provider = google-beta\n}\n', { 'hashicorp/google-beta': undefined, 'hashicorp/random': undefined }],
  ])('%s', async (_title, hcl, expected) => {
    const { providerVersions } = await factsOf(hcl);
    expect(Object.fromEntries(Object.entries(providerVersions).map(([address, { constraint }]) => [address, constraint]))).toEqual(expected);
  });

  it('of a stack and its modules all hold, and the lock says which one it is', async () => {
    const { providerVersions } = await factsOf(
      { 'main.tf': `${required('aws = { source = "hashicorp/aws", version = "~> 5.0" }')}module "m" {\n source = "./m"\n}\n`, 'm/main.tf': required('aws = { source = "hashicorp/aws", version = ">= 5.1" }') },
      { locked: { 'registry.terraform.io/hashicorp/aws': '5.2.0', 'registry.terraform.io/hashicorp/null': '3.0.0' } },
    );
    expect(providerVersions).toEqual({ 'hashicorp/aws': { constraint: '~> 5.0, >= 5.1', locked: '5.2.0' }, 'hashicorp/null': { constraint: undefined, locked: '3.0.0' } });
  });
});
