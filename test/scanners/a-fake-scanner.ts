import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/**
 * A scanner that reads the workspace, objects to the tripwires and to nothing else, and then does what `behaviour` says. The
 * behaviour is JavaScript over `report` (the tool's own form), `code` (its exit code), `write(text)` (writes the report and is
 * called at the end unless `written` is true) and `tripwires` (`{ file, line }[]`).
 */
export function aFakeScanner(tool: 'checkov' | 'tfsec' | 'trivy', behaviour = ''): string {
  const program = join(temporaryFolder(), `${tool}.cjs`);
  writeFileSync(program, `#!${process.execPath}
const fs = require('node:fs');
const path = require('node:path');
if (process.argv.at(-1) === '--version') { console.log('${tool === 'trivy' ? 'Version: ' : 'v'}9.8.7'); process.exit(0); }
const target = ${tool === 'trivy' ? "process.argv[process.argv.indexOf('--output') + 1]" : 'process.argv.at(-1)'};
const files = fs.readdirSync('.', { recursive: true }).filter((file) => file.endsWith('.tf'));
const lineOf = (file) => fs.readFileSync(file, 'utf8').split('\\n').findLastIndex((line) => line.includes('"cutover_tripwire')) + 1;
const tripwires = files.map((file) => ({ file, line: lineOf(file) }));
let code = 1;
let written = false;
const write = (text) => { written = true; fs.writeFileSync(${tool === 'checkov' ? "path.join(target, 'results_json.json')" : 'target'}, text); };
const finding = ${FORMS[tool].finding};
let report = ${FORMS[tool].report};
${behaviour}
if (!written) write(JSON.stringify(report));
process.exit(code);
`);
  chmodSync(program, 0o755);
  return program;
}

const CHECKOV_FINDING = `({ file, line }, check = 'CKV_AWS_77', resource = 'aws_athena_database.x') => ({
  check_id: check, check_name: 'a check', severity: null, check_result: { result: 'FAILED' }, file_path: '/' + file,
  file_line_range: [line, line + 1], resource, guideline: null,
})`;
const CHECKOV_REPORT = `{
  check_type: 'terraform',
  results: { passed_checks: [], failed_checks: tripwires.map((at) => finding(at)), skipped_checks: [], parsing_errors: [] },
  summary: { passed: 0, failed: tripwires.length, skipped: 0, parsing_errors: 0, resource_count: 1, checkov_version: '9.8.7' },
}`;
const TFSEC_FINDING = `({ file, line }, check = 'aws-athena-enable-at-rest-encryption', resource = 'aws_athena_database.x') => ({
  rule_id: 'AVD-AWS-0006', long_id: check, rule_description: 'a rule', description: 'a check', severity: 'HIGH', status: 0, resource, resolution: 'mend it',
  links: ['https://example.com/rule'], location: { filename: path.resolve(file), start_line: line, end_line: line + 1 },
})`;
const TFSEC_REPORT = `{ results: tripwires.map((at) => finding(at)) }`;
/** As `trivy config --format json` writes it: one result for each file, ids with their old prefix, empty fields left out. */
const TRIVY_FINDING = `({ file, line }, check = 'AVD-AWS-0006', resource = 'aws_athena_database.x') => ({
  Target: file, Class: 'config', Type: 'terraform', MisconfSummary: { Successes: 0, Failures: 1 },
  Misconfigurations: [{ Type: 'Terraform Security Check', ID: check, Title: 'a rule', Message: 'a check', Resolution: 'mend it', Severity: 'HIGH', PrimaryURL: 'https://avd.aquasec.com/misconfig/x', Status: 'FAIL',
    CauseMetadata: { Resource: resource, Provider: 'AWS', Service: 'athena', StartLine: line, EndLine: line + 1, Code: { Lines: null } } }],
})`;
const TRIVY_REPORT = `{ SchemaVersion: 2, ArtifactName: '.', ArtifactType: 'filesystem', Results: tripwires.map((at) => finding(at)) }`;
const FORMS = {
  checkov: { finding: CHECKOV_FINDING, report: CHECKOV_REPORT },
  tfsec: { finding: TFSEC_FINDING, report: TFSEC_REPORT },
  trivy: { finding: TRIVY_FINDING, report: TRIVY_REPORT },
};
