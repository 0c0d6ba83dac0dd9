import { describe, expect, it } from '@jest/globals';
import { variableValues } from '../../../src/scanners/hcl/variable-values.ts';

describe('values of variables that Terraform loads by itself', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['JSON', { 'cutover.auto.tfvars.json': '{"open": true, "cidrs": ["0.0.0.0/0"], "o": {"a": "b"}}' }, ['"open" {\n  default = true\n}', '"cidrs" {\n  default = ["0.0.0.0/0"]\n}', '"o" {\n  default = {\n  a = "b"\n}\n}']],
    ['HCL over several lines', { 'terraform.tfvars': '# who\nopen = true\ncidrs = [\n  "0.0.0.0/0", # all ]\n]\nlast = "x"\n' }, ['"open" {\n  default = true\n}', '"cidrs" {\n  default = [\n  "0.0.0.0/0", # all ]\n]\n}', '"last" {\n  default = "x"\n}']],
    ['a heredoc', { 'terraform.tfvars': 'doc = <<EOT\na = 1\nEOT\nlast = 1\n' }, ['"doc" {\n  default = <<EOT\na = 1\nEOT\n}', '"last" {\n  default = 1\n}']],
    ['strings with what would be a template in code', { 'terraform.tfvars.json': '{"s": "${x}"}' }, ['default = "$${x}"']],
    ['the later file in order of precedence wins', { 'b.auto.tfvars': 'a = 3', 'a.auto.tfvars': 'a = 2', 'terraform.tfvars': 'a = 1' }, ['"a" {\n  default = 3\n}']],
  ])('are read from %s', (_title, files, parts) => {
    const values = variableValues(Object.entries(files).map(([name, text]) => ({ name, text })));
    for (const part of parts) expect(values?.hcl).toContain(`${part.startsWith('"') ? 'variable ' : ''}${part}`);
    expect(values?.hcl.match(/^variable/gm)).toHaveLength(parts.length);
  });

  it('are none without a file', () => {
    expect(variableValues([])).toBeUndefined();
  });
});
