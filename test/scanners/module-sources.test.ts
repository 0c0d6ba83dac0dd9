import { describe, expect, it } from '@jest/globals';
import { isLocalSource, moduleCalls, namedPaths } from '../../src/scanners/module-sources.ts';

const at = (line: number): { file: string; line: number } => ({ file: 'main.tf', line });

describe('modules that a file calls', () => {
  it.each<[string, string, [string, string, number][]]>([
    ['local', 'module "a" {\n  source = "./a"\n}', [['a', './a', 1]]],
    ['on one line', 'module "a" { source = "../a" }', [['a', '../a', 1]]],
    ['source comes last', '\nmodule "a" {\n  x = {\n    y = 1\n  }\n  source = "git::https://e/x.git"\n}', [['a', 'git::https://e/x.git', 2]]],
    ['two', 'module "a" {\n  source = "./a"\n}\nmodule "b" {\n  source = "./b"\n}', [['a', './a', 1], ['b', './b', 4]]],
    ['a comment before the head', '/* 1\n2 */ module /* x */ "a" { # {\n  source = "./a" // b\n}', [['a', './a', 2]]],
    ['decoys for the source, nested', 'module "a" {\n  x = {\n    source = "./ok"\n  }\n  y = [{\n    source = "./ok"\n  }]\n  source = "./a"\n}', [['a', './a', 1]]],
    ['decoys for the source, in text', 'module "a" {\n  x = <<-E\n    source = "./ok"\n    E\n  # source = "./ok"\n  /*\n  source = "./ok"\n  */\n  source = "./a"\n}', [['a', './a', 1]]],
    ['windows line feeds', 'module "a" {\r\n  x = <<E\r\n}\r\nE\r\n  source = "./a"\r\n}\r\n', [['a', './a', 1]]],
    ['a byte order mark', '\uFEFFmodule "a" {\n  source = "./a"\n}', [['a', './a', 1]]],
    ['after text that looks like the end of text', 'x = "\\" ${ "}" /* " */ } $${"\ny = <<E\n${ <<E\nE\n}E\n "\nE\nmodule "a" {\n  source = "./a"\n}', [['a', './a', 8]]],
    ['commented out', '# module "a" {\n#  source = "./a"\n# }\n// module a {\n/*\nmodule a {\n*/', []],
    ['in text', 'x = "module a {"\ny = <<E\nmodule a {\nE\nz = "${"module a {"}"\n', []],
    ['references and names', 'x = {\n  module = module.a.b\n  y = "${module.c}"\n  "module" : path.module\n}\nresource "a" "module" {\n  depends_on = [module.a]\n}\nmodules = 1\nmodule-x = 1', []],
  ])('%s', (_title, text, calls) => {
    expect(moduleCalls(text, at)).toEqual(calls.map(([name, source, line]) => ({ name, source, line })));
  });

  const UNREAD = /^main\.tf:2: a module that cannot be read\n {2}allowed: module "name" \{/;
  const NO_SOURCE = /^main\.tf:2: the source of module "a" cannot be read\n {2}allowed: .* one argument source = "…", a plain string/;
  it.each<[string, string, RegExp]>([
    ['a bare label', 'module a {\n  source = "./a"\n}', UNREAD],
    ['a label with an escape', 'module "\\u0061" {\n  source = "./a"\n}', UNREAD],
    ['no label', 'module {\n  source = "./a"\n}', UNREAD],
    ['two labels', 'module "a" "b" {\n  source = "./a"\n}', UNREAD],
    ['a head behind another block', 'locals {} module "a" {\n  source = "./a"\n}', UNREAD],
    ['a module in a block', 'locals { module "a" {\n  source = "./a"\n}\n}', UNREAD],
    ['no source; the next block does not lend its own', 'module "a" {\n}\nresource "aws_s3_object" "o" {\n  source = "./o"\n}', NO_SOURCE],
    ['a nested source alone', 'module "a" {\n  x = {\n    source = "./ok"\n  }\n}', NO_SOURCE],
    ['two sources', 'module "a" {\n  source = "./a"\n  source = "./b"\n}', NO_SOURCE],
    ['a source as a block', 'module "a" {\n  source {\n  }\n}', NO_SOURCE],
    ['a computed source', 'module "a" {\n  source = "${var.x}/a"\n}', NO_SOURCE],
    ['a source with an escape', 'module "a" {\n  source = "\\u002e/a"\n}', NO_SOURCE],
    ['a source that goes on', 'module "a" {\n  source = "./a" == "" ? "" : "./b"\n}', NO_SOURCE],
    ['a source in a heredoc', 'module "a" {\n  source = <<E\n./a\nE\n}', NO_SOURCE],
    ['a string over two lines', 'x = "a\nb"', /^main\.tf:2: a string is not closed on its line/],
    ['a comment without an end', '/* x', /^main\.tf:2: a comment is not closed/],
    ['a heredoc without an end', 'x = <<E\nE', /^main\.tf:2: a heredoc is not closed/],
    ['a heredoc with an end that Terraform may not see', 'x = <<E\n\u00A0E\nE\n', /^main\.tf:3: it is not clear whether the heredoc ends here/],
    ['a heredoc with more in its head', 'x = <<E # y\nE\n', /^main\.tf:2: a heredoc is not opened by its name alone/],
    ['signs that may begin a template', 'x = "$$${"', /^main\.tf:2: it is not clear whether a template begins here/],
    ['a template without an end', 'x = "${ {}"\n', /^main\.tf:2: a string is not closed/],
    ['templates without number', `x = ${'"${'.repeat(5000)}`, /^main\.tf:2: templates are nested more than 100 deep/],
    ['a bare carriage return', '# x\rmodule "a" {}', /^main\.tf:2: a carriage return stands without a line feed/],
  ])('refuses %s', (_title, text, message) => {
    expect(() => moduleCalls(`\n${text}`, at)).toThrow(expect.objectContaining({ name: 'StepFailure', message: expect.stringMatching(message) }));
  });

  it.each([['./a', true], ['../a', true], ['.', true], ['..', true], ['.hidden', false], ['hashicorp/x/aws', false], ['git::ssh://x', false]])('source %s is local: %s', (source, local) => {
    expect(isLocalSource(source)).toBe(local);
  });

  it('finds the files that the code names', () => {
    expect(namedPaths('policy = file("${path.module}/policies/a.json")\nx = templatefile("b.tpl", {})\ny = "no file"')).toEqual(['policies/a.json', 'b.tpl']);
  });
});
