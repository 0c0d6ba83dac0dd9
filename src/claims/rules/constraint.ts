/**
 * Terraform's version constraints as a range of npm's. https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 *
 * `5.0` is exactly 5.0.0 there. `!=` cannot be said in a range and is left out, so the range is never narrower than the
 * constraint. Undefined for what is not a constraint.
 */
export function rangeOf(constraint: string): string | undefined {
  const parts = constraint.split(',').map((part) => /^\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.-]+)?)\s*$/.exec(part));
  const ranges = parts.map((part) => (part === null ? undefined : comparators(part[1] ?? '=', part[2] ?? '')));
  return ranges.includes(undefined) ? undefined : ranges.filter((range) => range !== '').join(' ') || '*';
}

function comparators(operator: string, version: string): string {
  const [numbers = '', ...prerelease] = version.split('-');
  const given = numbers.split('.').map(Number);
  const full = [...given, 0, 0].slice(0, 3);
  const exact = [full.join('.'), ...prerelease].join('-');
  if (operator === '!=') return '';
  if (operator === '<' && prerelease.length === 0) return below(full);
  if (operator !== '~>') return `${operator}${exact}`;
  // The last number that is given may grow; all before it stay.
  const [major = 0, minor = 0] = full;
  if (given.length === 1) return `>=${exact}`;
  return `>=${exact} ${below(given.length === 2 ? [major + 1, 0, 0] : [major, minor + 1, 0])}`;
}

/** As npm reads `<7`. Terraform takes a version that is not finished only when it is named exactly. */
function below(version: number[]): string {
  return `<${version.join('.')}-0`;
}
