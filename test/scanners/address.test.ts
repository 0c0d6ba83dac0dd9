import { describe, expect, it } from '@jest/globals';
import { addressOf } from '../../src/scanners/address.ts';
import type { ScannedFile } from '../../src/scanners/workspace.ts';

const HCL = 'terraform {\n}\nresource "aws_s3_bucket" "data" {\n  acl = "x"\n}\ndata "aws_iam_policy_document" "p" {\n}\nmodule "m" {\n}\nprovider "aws" {\n}\n';
const file = (lines?: number[]): ScannedFile => ({
  component: 'storage', environment: 'test', path: 'test/storage/main.tf', source: 'main.tf', original: HCL, hcl: HCL, tripwire: { name: 't', line: 99 }, ...(lines === undefined ? {} : { lines }),
});

describe("a resource's address", () => {
  it.each<[string, number, string, string]>([
    ['as the tool has it', 3, 'aws_s3_bucket.data', 'aws_s3_bucket.data'],
    ['by line, for a name of checkov in JSON', 4, 'resource.data', 'aws_s3_bucket.data'],
    ['an instance', 3, 'aws_s3_bucket.data["a"]', 'aws_s3_bucket.data["a"]'],
    ['inside a module', 3, 'module.x.aws_s3_bucket.data', 'module.x.aws_s3_bucket.data'],
    ['inside a module, in the older form', 3, 'module.x:aws_s3_bucket.data', 'module.x.aws_s3_bucket.data'],
    ['inside a module of which the tool names only the call', 3, 'module.x', 'module.x.aws_s3_bucket.data'],
    ['inside an instance of nested modules', 4, 'module.x[0].module.y', 'module.x[0].module.y.aws_s3_bucket.data'],
    ['of a data source', 6, 'aws_iam_policy_document.p', 'data.aws_iam_policy_document.p'],
    ['of a module that checkov names bare', 8, 'm', 'module.m'],
    ['of a provider', 10, 'aws.default', 'provider.aws'],
    ['before any block', 1, 'terraform', 'terraform'],
    ['before any block and without a name', 1, '', 'main.tf'],
    ['not a longer one that ends alike', 3, 'other_aws_s3_bucket.data', 'aws_s3_bucket.data'],
  ])('%s', (_title, line, resource, address) => {
    expect(addressOf(file(), line, resource)).toBe(address);
  });

  it('is looked up by the line of the source', () => {
    expect(addressOf(file([1, 1, 20, 21, 21, 40, 40, 60, 60, 80, 80]), 41, 'resource.p')).toBe('data.aws_iam_policy_document.p');
  });
});
