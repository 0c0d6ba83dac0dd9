import { describe, expect, it } from '@jest/globals';
import { isLocalSource, moduleCalls, namedPaths } from '../../src/scanners/module-sources.ts';

describe('modules that a file calls', () => {
  it.each<[string, string, [string, string | null, number][]]>([
    ['local', 'module "a" {\n  source = "./a"\n}', [['a', './a', 1]]],
    ['on one line', 'module "a" { source = "../a" }', [['a', '../a', 1]]],
    ['source comes last', '\nmodule "a" {\n  x = {\n    y = 1\n  }\n  source = "git::https://e/x.git"\n}', [['a', 'git::https://e/x.git', 2]]],
    ['two', 'module "a" {\n  source = "./a"\n}\nmodule "b" {\n  source = "./b"\n}', [['a', './a', 1], ['b', './b', 4]]],
    ['without a source, the next block does not lend its own', 'module "a" {\n}\nresource "aws_s3_object" "o" {\n  source = "./o"\n}', [['a', null, 1]]],
    ['a computed source', 'module "a" {\n  source = "${var.x}/a"\n}', [['a', null, 1]]],
    ['commented out', '# module "a" {\n#  source = "./a"\n# }', []],
  ])('%s', (_title, text, calls) => {
    expect(moduleCalls(text)).toEqual(calls.map(([name, source, line]) => ({ name, source, line })));
  });

  it.each([['./a', true], ['../a', true], ['.', true], ['..', true], ['.hidden', false], ['hashicorp/x/aws', false], ['git::ssh://x', false], [null, false]])('source %s is local: %s', (source, local) => {
    expect(isLocalSource(source)).toBe(local);
  });

  it('finds the files that the code names', () => {
    expect(namedPaths('policy = file("${path.module}/policies/a.json")\nx = templatefile("b.tpl", {})\ny = "no file"')).toEqual(['policies/a.json', 'b.tpl']);
  });
});
