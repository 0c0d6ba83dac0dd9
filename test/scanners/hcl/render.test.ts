import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { renderHcl } from '../../../src/scanners/hcl/render.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const render = (stack: unknown): string => renderHcl(JSON.stringify(stack, null, 2), 'cdk.tf.json').hcl;
const resource = (body: unknown): string => render({ resource: { aws_x: { y: body } } });

describe('a stack in JSON as HCL', () => {
  it.each<[string, unknown, string]>([
    ['a list of objects is a block for each', { ingress: [{ port: 1 }, { port: 2 }] }, 'ingress {\n    port = 1\n  }\n  ingress {\n    port = 2\n  }'],
    ['an object is a block', { versioning: { enabled: true } }, 'versioning {\n    enabled = true\n  }'],
    ['blocks nest', { a: { b: [{ c: 'd' }] } }, 'a {\n    b {\n      c = "d"\n    }\n  }'],
    ['tags are a map, whatever their keys', { tags: { owner: 'ops' } }, 'tags = {\n    owner = "ops"\n  }'],
    ['an object with keys that no argument has is a map', { dims: { QueueName: 'q' } }, 'dims = {\n    QueueName = "q"\n  }'],
    ['keys that are no names are quoted', { tags: { 'aws:cdk': 'x' } }, '"aws:cdk" = "x"'],
    ['null is an argument left out', { a: null, b: [{ c: null, d: 1 }] }, '{\n  b {\n    d = 1\n  }\n}'],
    ['metadata is left out', { '//': { metadata: { path: 'a' } }, a: [{ '//': 'x', b: 1 }] }, '{\n  a {\n    b = 1\n  }\n}'],
    ['lists of strings stay lists', { cidrs: ['a', 'b'], none: [] }, 'cidrs = ["a", "b"]\n  none = []'],
    ['numbers keep their digits', { n: 536870912000, f: 0.5 }, 'n = 536870912000\n  f = 0.5'],
    ['dynamic blocks have a label', { dynamic: { rule: { for_each: '${var.r}', content: { a: 1 } } } }, 'dynamic "rule" {\n    for_each = var.r\n    content {\n      a = 1\n    }\n  }'],
    ['provisioners have a label', { provisioner: [{ 'local-exec': { command: 'true' } }] }, 'provisioner "local-exec" {\n    command = "true"\n  }'],
    ['references to depend on are bare', { depends_on: ['aws_a.b'], provider: 'aws.west' }, 'depends_on = [aws_a.b]\n  provider = aws.west'],
    ['what is to be ignored is bare', { lifecycle: { ignore_changes: ['tags["a"]'] } }, 'ignore_changes = [tags["a"]]'],
  ])('%s', (_title, body, hcl) => {
    expect(resource(body)).toContain(hcl);
  });

  it('keeps every top-level block of the language with its labels', () => {
    const hcl = render({
      '//': { metadata: {} },
      terraform: { backend: { s3: { bucket: 'b' } }, required_providers: { aws: { source: 'aws', version: '6' } }, required_version: '>= 1.10' },
      provider: { aws: [{ region: 'a' }, { alias: 'b', default_tags: [{ tags: { T: 'v' } }] }] },
      data: { aws_d: { d: { id: '1' } } },
      variable: { v: { type: 'list(string)', default: ['x'] } },
      locals: { l: { a: null } },
      module: { m: { source: './m', rules: [{ a: 1 }] } },
      output: { o: { value: { a: '${aws_x.y.id}' } } },
    });
    for (const part of [
      'terraform {\n  backend "s3" {\n    bucket = "b"\n  }\n  required_providers {\n    aws = {\n      source = "aws"', 'provider "aws" {\n  region = "a"\n}', 'default_tags {\n    tags = {\n      T = "v"',
      'data "aws_d" "d" {', 'variable "v" {\n  type = list(string)\n  default = ["x"]\n}', 'locals {\n  l = {\n    a = null', 'module "m" {\n  source = "./m"\n  rules = [\n    {\n      a = 1\n    },\n  ]\n}', 'output "o" {\n  value = {\n    a = aws_x.y.id',
    ]) expect(hcl).toContain(part);
  });

  it('leads each line back to the line of the JSON', () => {
    const json = JSON.stringify({ resource: { aws_x: { y: { a: 1, rule: [{ b: 'c' }], z: null, t: { u: 2 } } } } }, null, 2);
    const { hcl, lines } = renderHcl(json, 'cdk.tf.json');
    const wanted: [string, string][] = [['resource "aws_x" "y" {', '"y": {'], ['a = 1', '"a": 1'], ['b = "c"', '"b": "c"'], ['u = 2', '"u": 2']];
    for (const [inHcl, inJson] of wanted) {
      const line = hcl.split('\n').findIndex((text) => text.includes(inHcl));
      expect(json.split('\n')[(lines[line] ?? 0) - 1]).toContain(inJson);
    }
  });

  it.each([
    ['what is no JSON', '{"resource": {', /cdk\.tf\.json: not valid JSON/],
    ['a block that Terraform does not know', '{"resources": {}}', /cdk\.tf\.json:1: resources: there is no such Terraform block/],
    ['nesting without end', `${'{"resource":['}${'['.repeat(200)}${']'.repeat(200)}]}`, /nested too deeply/],
  ])('refuses %s', (_title, text, message) => {
    expect(() => renderHcl(text, 'cdk.tf.json')).toThrow(message);
  });

  it('means the same to Terraform as the JSON does', () => {
    const locals = {
      plain: 'a "quoted" \\ back\\slash\ttab\nline', escaped: '$${not} %%{not} $5 %d ${"$${x}"}', mixed: 'a-${upper("b\\"c")}-${join(",", [for k, v in { a = "}" } : "${k}=${v}"])}',
      whole: '${{ a = "x" }}', directive: '%{ if true }yes%{ else }no%{ endif }', policy: JSON.stringify({ Statement: [{ Action: '*', Resource: '${local.unicode}' }] }),
      unicode: 'ü – \u0001', many: [1, 'two', { three: [null, true] }], lines: '${join("",\n  ["a",\n "b"])}', keyed: { '${lower("KEY")}': 1, 'a b': 2 }, big: 12345678901234,
    };
    const stack = { locals, output: Object.fromEntries(Object.keys(locals).map((name) => [name, { value: `\${local.${name}}` }])) };
    const folder = temporaryFolder();
    const outputs = (name: string, text: string): unknown => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, name === 'json' ? 'main.tf.json' : 'main.tf'), text);
      const terraform = (...args: string[]): string => execFileSync('terraform', args, { cwd: join(folder, name), encoding: 'utf8', env: { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' } });
      terraform('init', '-input=false');
      terraform('apply', '-input=false', '-auto-approve');
      return JSON.parse(terraform('output', '-json'));
    };
    const json = JSON.stringify(stack, null, 2);
    const fromJson = outputs('json', json);
    expect(Object.keys(fromJson as object)).toHaveLength(Object.keys(locals).length);
    expect(outputs('hcl', renderHcl(json, 'main.tf.json').hcl)).toEqual(fromJson);
  });
});
