import { renderHcl } from './render.ts';

/** Sorts behind any other name, because the last definition of a variable is the one that tfsec takes. */
const NAME = 'zzzz-cutover-values.tf';

/**
 * tfsec reads values of variables only from files named on its command line, for all modules at once. So the values that
 * Terraform would load by itself are written as the variables' defaults into one more file, in Terraform's order of
 * precedence. Undefined when there are none. https://developer.hashicorp.com/terraform/language/values/variables
 */
export function variableValues(files: { name: string; text: string }[]): { name: string; original: string; hcl: string } | undefined {
  const order = (name: string): string => (name === 'terraform.tfvars' ? '0' : name === 'terraform.tfvars.json' ? '1' : `2${name}`);
  const values = new Map<string, string>();
  for (const { name, text } of [...files].sort((a, b) => (order(a.name) < order(b.name) ? -1 : 1))) {
    for (const [variable, value] of assignments(name.endsWith('.json') ? asLocals(text, name) : text)) values.set(variable, value);
  }
  if (values.size === 0) return undefined;
  const hcl = [...values].map(([variable, value]) => `variable "${variable}" {\n  default = ${value}\n}\n`).join('');
  return { name: NAME, original: '', hcl };
}

/** The values as HCL assignments: JSON's own form of them is the one of `locals`, but for templates, which the values are not. */
function asLocals(text: string, name: string): string {
  const plain = text.replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{');
  const { hcl } = renderHcl(`{"locals":${plain}}`, name);
  return hcl.split('\n').slice(1, -2).map((line) => line.slice(2)).join('\n');
}

/** `name = expression`, where an expression goes on while a bracket, or a heredoc, is open. */
function assignments(text: string): [string, string][] {
  const result: [string, string][] = [];
  for (const line of text.split('\n')) {
    const start = /^\s*"?([A-Za-z_][\w-]*)"?\s*=\s*(.*)$/.exec(line);
    const last = result.at(-1);
    if (last !== undefined && isOpen(last[1])) last[1] += `\n${line}`;
    else if (start !== null) result.push([start[1] ?? '', start[2] ?? '']);
  }
  return result;
}

function isOpen(expression: string): boolean {
  const heredoc = /<<-?\s*(\w+)\n?/.exec(expression);
  if (heredoc !== null) return !new RegExp(`\\n\\s*${heredoc[1] ?? ''}\\s*$`).test(expression);
  const bare = expression.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/(?:#|\/\/).*$/gm, '');
  return (bare.match(/[[{(]/g)?.length ?? 0) > (bare.match(/[\]})]/g)?.length ?? 0);
}
