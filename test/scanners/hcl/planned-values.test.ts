import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../src/json.ts';
import { refersToResources, withPlannedValues } from '../../../src/scanners/hcl/planned-values.ts';
import { SENSITIVE, UNKNOWN } from '../../../src/terraform/plan.ts';

const block = (inside: string): string => `resource "aws_x" "a" {\n${inside}\n}\n`;
const planned = (inside: string, values: JsonObject, locals = true): string =>
  withPlannedValues(block(inside), (address) => (address === 'aws_x.a' ? values : undefined), locals).split('\n').slice(1, -2).join('\n');

describe('what a plan knows, in the code', () => {
  it.each<[string, string, JsonObject, string]>([
    ['a variable', 'a = var.x', { a: 'y' }, 'a = "y"'],
    ['another stack\'s output', 'a = data.terraform_remote_state.net.outputs["ids"]', { a: ['s-1'] }, 'a = ["s-1"]'],
    ['a loop', 'a = each.value', { a: 22 }, 'a = 22'],
    ['a text around it', 'a = "p-${var.x}"', { a: 'p-y' }, 'a = "p-y"'],
    ['a function of it', 'a = jsonencode({ b = var.x })', { a: '{"b":"${y}"}' }, 'a = "{\\"b\\":\\"$${y}\\"}"'],
    ['a choice', 'a = var.x ? var.y : false', { a: true }, 'a = true'],
    ['a map', 'tags = var.tags', { tags: { 'a b': 'c' } }, 'tags = { "a b" = "c" }'],
    ['a local value that leads to no resource', 'a = local.x', { a: 'y' }, 'a = "y"'],
    ['an argument of the one nested block', 'rule {\n  a = var.x\n}', { rule: [{ a: 'y' }] }, 'rule {\n  a = "y"\n}'],
    ['one on a line with others', 'rule { a = var.x }', { rule: [{ a: 'y' }] }, 'rule { a = "y" }'],
    ['an expression over several lines, whose lines stay', 'a = [\n  var.x,\n]\nb = 1', { a: ['y'] }, 'a = ["y"] /*\n\n*/\nb = 1'],
    ['a heredoc', 'a = <<E\n${var.x}\nE\nb = 1', { a: 'y\n' }, 'a = "y\\n" /*\n\n*/\nb = 1'],
  ])('is put in the place of %s', (_title, inside, values, expected) => {
    expect(planned(inside, values)).toBe(expected);
  });

  it.each<[string, string, JsonObject]>([
    ['of a reference to a resource, which scanners follow', 'a = aws_kms_key.k.arn', { a: 'arn' }],
    ['of an expression that holds one', 'a = coalesce(var.x, aws_kms_key.k.arn)', { a: 'arn' }],
    ['of a text that holds one', 'a = "${var.x}/${aws_kms_key.k.arn}"', { a: 'arn' }],
    ['of a module\'s output', 'a = module.kms.arn', { a: 'arn' }],
    ['of a plain value', 'a = "x"', { a: 'y' }],
    ['of a loop over resources', 'for_each = aws_y.b\na = each.value.id', { a: 'y' }],
    ['of what is not known', 'a = var.x', { a: { ...UNKNOWN } }],
    ['of what is not known in part', 'a = [var.x, var.y]', { a: ['y', { ...UNKNOWN }] }],
    ['of what is hidden', 'a = var.x', { a: { ...SENSITIVE } }],
    ['of what is not there', 'a = var.x', { a: null }],
    ['in nested blocks that are several', 'rule {\n  a = var.x\n}\nrule {\n  a = var.y\n}', { rule: [{ a: '2' }, { a: '1' }] }],
    ['in blocks that a loop makes', 'dynamic "rule" {\n  for_each = var.x\n}', { rule: [{ a: '2' }] }],
    ['of a template nested too deeply to tell', 'a = "${var.x[{ a = { b = { c = 1 } } }]}"', { a: 'y' }],
  ])('is not put in the place %s', (_title, inside, values) => {
    expect(planned(inside, values)).toBe(inside);
  });

  it('is not put in the place of local values where one leads to a resource', () => {
    expect(planned('a = local.x', { a: 'y' }, false)).toBe('a = local.x');
    expect(refersToResources('locals {\n  x = aws_kms_key.k.arn\n}\n')).toBe(true);
    expect(refersToResources('locals {\n  x = "${module.m.arn}"\n}\n')).toBe(true);
    expect(refersToResources('locals {\n  x = var.y\n  z = "a.b"\n}\nresource "aws_x" "a" {\n  b = aws_y.c.id\n}\n')).toBe(false);
  });

  it('leaves other blocks alone', () => {
    const text = 'data "aws_x" "a" {\n  a = var.x\n}\noutput "a" {\n  value = var.x\n}\n';
    expect(withPlannedValues(text, () => ({ a: 'y' }), true)).toBe(text);
  });
});
