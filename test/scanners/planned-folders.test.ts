import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/json.ts';
import { plannedFolders } from '../../src/scanners/planned-folders.ts';
import type { SourceFolder } from '../../src/scanners/source-files.ts';

const folder = (path: string, hcl: string): SourceFolder => ({ path, files: [{ name: 'main.tf', original: hcl, hcl }], beside: {}, absent: [] });
const MODULE = 'variable "acl" {}\nvariable "kms" {}\nlocals {\n  mixed = "${var.acl}-${var.kms}"\n}\nresource "aws_s3_bucket" "b" {\n  acl    = var.acl\n  key    = var.kms\n  either = local.mixed\n}\n';
const call = (name: string, more: string): string => `module "${name}" {\n  source = "./m"\n${more}}\n`;

/** The text of each folder, for each variant. */
function texts(root: string, planned: Record<string, JsonObject>, module = MODULE, others: SourceFolder[] = []): string[][] {
  const folders = [folder('/p', root), folder('/p/m', module), ...others];
  return plannedFolders(folders, Object.entries(planned).map(([address, after]) => ({ address, mode: 'managed' as const, after }))).map((variant) => variant.map(({ files }) => files.map(({ hcl }) => hcl).join('')));
}

describe('what a plan knows of modules', () => {
  it('stands in their code, as in that of the root module', () => {
    const [[root, module] = []] = texts(call('a', '  acl = var.acl\n  kms = "k"\n'), { 'module.a.aws_s3_bucket.b': { acl: 'public-read', key: 'k', either: 'public-read-k' } });
    expect(root).toContain('acl = var.acl');
    expect(module).toContain('acl    = "public-read"\n  key    = "k"\n  either = "public-read-k"');
  });

  it('leaves what the module is handed from a resource, since scanners follow it', () => {
    const planned = { 'module.a.aws_s3_bucket.b': { acl: 'private', key: 'arn', either: 'private-arn' } };
    for (const handed of ['aws_kms_key.k.arn', 'module.keys.arn', 'local.key']) {
      const [[, module] = []] = texts(`locals {\n  key = aws_kms_key.k.arn\n}\n${call('a', `  acl = var.acl\n  kms = ${handed}\n`)}`, planned);
      expect(module).toContain('acl    = "private"\n  key    = var.kms\n  either = local.mixed');
    }
  });

  it('leaves what it hands on from there, over any number of modules, and where one of several calls does', () => {
    const inner = folder('/p/m/n', 'variable "x" {}\nresource "aws_x" "i" {\n  x = var.x\n}\n');
    const outer = 'variable "kms" {}\nmodule "n" {\n  source = "./n"\n  x = var.kms\n}\n';
    const planned = { 'module.a.module.n.aws_x.i': { x: 'arn' } };
    expect(texts(call('a', '  kms = "plain"\n'), planned, outer, [inner])[0]?.[2]).toContain('x = "arn"');
    expect(texts(call('a', '  kms = aws_kms_key.k.arn\n'), planned, outer, [inner])[0]?.[2]).toContain('x = var.x');
    expect(texts(call('a', '  kms = "plain"\n') + call('b', '  kms = aws_kms_key.k.arn\n'), planned, outer, [inner])[0]?.[2]).toContain('x = var.x');
  });

  it('is there once for each call and instance that differs, so that none hides behind another', () => {
    const two = texts(call('a', '  for_each = toset(["x.y", "z]"])\n  acl = each.key\n') + call('b', '  acl = "private"\n'), {
      'module.a["x.y"].aws_s3_bucket.b': { acl: 'public-read' }, 'module.a["z]"].aws_s3_bucket.b': { acl: 'log' }, 'module.b.aws_s3_bucket.b': { acl: 'private' },
    });
    expect(two.map(([, module]) => /acl {4}= (.*)/.exec(module ?? '')?.[1])).toEqual(['"public-read"', '"log"', '"private"']);
  });

  it('is not looked for in code that is not here', () => {
    const root = 'module "far" {\n  source = "acme/far/aws"\n}\n';
    expect(texts(root, { 'module.far.aws_s3_bucket.b': { acl: 'public-read' } })).toEqual([[root, MODULE]]);
  });
});
