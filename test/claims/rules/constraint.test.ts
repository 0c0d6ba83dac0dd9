import { describe, expect, it } from '@jest/globals';
import semver from 'semver';
import { rangeOf } from '../../../src/claims/rules/constraint.ts';

describe('a constraint of Terraform as a range', () => {
  /** Constraint, versions it allows, versions it does not. https://developer.hashicorp.com/terraform/language/expressions/version-constraints */
  it.each<[string, string[], string[]]>([
    ['5.0', ['5.0.0'], ['5.0.1', '5.1.0']],
    ['= 5', ['5.0.0'], ['5.1.0']],
    ['v5.1.2', ['5.1.2'], ['5.1.3']],
    ['~> 5.0', ['5.0.0', '5.99.1'], ['4.9.9', '6.0.0']],
    ['~> 5.1', ['5.1.0', '5.2.0'], ['5.0.9', '6.0.0']],
    ['~> 5.1.2', ['5.1.2', '5.1.9'], ['5.1.1', '5.2.0']],
    ['~>5.1.2', ['5.1.9'], ['5.2.0']],
    ['>= 5', ['5.0.0', '6.0.0'], ['4.99.0']],
    ['> 5.1', ['5.1.1', '5.2.0'], ['5.1.0']],
    ['< 5', ['4.9.9'], ['5.0.0']],
    ['<= 5.1', ['5.1.0'], ['5.1.1']],
    ['>= 5.0, < 6.0', ['5.0.0', '5.9.9'], ['6.0.0', '4.0.0']],
    ['>=5.0,<6.0', ['5.5.0'], ['6.0.0']],
    ['6.0.0-beta1', ['6.0.0-beta1'], ['6.0.0', '6.0.0-beta2']],
  ])('%s', (constraint, allowed, refused) => {
    const range = rangeOf(constraint) ?? 'none';
    expect(allowed.filter((version) => !semver.satisfies(version, range))).toEqual([]);
    expect(refused.filter((version) => semver.satisfies(version, range))).toEqual([]);
  });

  it.each([
    ['5.0, != 5.1', '=5.0.0'],
    ['>= 5.0, != 5.1.0', '>=5.0.0'],
    ['!= 5.1.0', '*'],
  ])('%s is never narrower than it is', (constraint, range) => {
    expect(rangeOf(constraint)).toBe(range);
  });

  it.each(['', 'latest', '5.x', '~> 5.0 || ~> 6.0', '^5.0', '5.0.0.0', '>= 5.0 < 6', '${var.version}'])('%j is none', (constraint) => {
    expect(rangeOf(constraint)).toBeUndefined();
  });
});
