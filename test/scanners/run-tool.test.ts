import { describe, expect, it } from '@jest/globals';
import { aToolRun, TOOL_NAMES, type ToolName } from './a-tool-run.ts';

/** checkov says neither how bad it is nor what to do. */
const SAYS = {
  checkov: { severity: null, fix: null, guideline: null },
  tfsec: { severity: 'HIGH', fix: 'mend it', guideline: 'https://example.com/rule' },
  trivy: { severity: 'HIGH', fix: 'mend it', guideline: 'https://avd.aquasec.com/misconfig/x' },
};

describe.each(TOOL_NAMES)('%s, when it tells the whole truth', (name) => {
  it('covers every component, and the tripwires are no findings', async () => {
    const report = await aToolRun(name, '');
    expect(report).toMatchObject({ tool: name, version: '9.8.7', findings: [], covered: [{ component: 'storage', environment: 'test' }, { component: 'queue', environment: 'test' }] });
    expect(report.seconds).toBeGreaterThan(0);
  });

  it('has its findings led back to component, resource and line', async () => {
    const list = { checkov: 'report.results.failed_checks', tfsec: 'report.results', trivy: 'report.Results' }[name];
    const at = "files.find((file) => file.includes('queue'))";
    const report = await aToolRun(name, `${list}.push(finding({ file: ${at}, line: 1 }, 'C1', 'aws_sqs_queue.q')); ${name === 'checkov' ? 'report.summary.failed += 1;' : ''}`);
    expect(report.findings).toEqual([
      expect.objectContaining({ tool: name, check: 'C1', component: 'queue', environment: 'test', address: 'aws_sqs_queue.q', file: 'main.tf', line: 1, problem: 'a check', construct: null, ...SAYS[name] }),
    ]);
  });
});

it.each<[ToolName, string]>([
  ['checkov', "report.results.passed_checks.push(...['C1', 'C1', 'C2'].map((check_id) => ({ check_id, file_path: '/' + at }))); report.summary.passed += 3;"],
  ['tfsec', "report.results.push(...['C1', 'C1', 'C2'].map((check) => ({ ...finding({ file: at, line: 1 }, check, 'aws_sqs_queue.q'), status: 1 })));"],
  ['trivy', "report.Results.push({ Target: at, Class: 'config', Type: 'terraform', Misconfigurations: ['AVD-C1', 'C1', 'C2'].map((ID) => ({ ID, Status: 'PASS' })) });"],
])('%s says of each component which checks looked and had no objection, and how often', async (name, pass) => {
  const report = await aToolRun(name, `const at = files.find((file) => file.includes('queue')); ${pass}`);
  expect(report.covered).toEqual([expect.objectContaining({ component: 'storage', passed: 0, passedBy: {} }), expect.objectContaining({ component: 'queue', passed: 3, passedBy: { C1: 2, C2: 1 } })]);
});

it('a finding names the construct that made its resource', async () => {
  const report = await aToolRun('tfsec', "report.results.push(finding({ file: files.find((file) => file.includes('storage')), line: 1 }, 'C1', 'terraform_data.d'));");
  expect(report.findings).toEqual([expect.objectContaining({ component: 'storage', address: 'terraform_data.d', construct: 'storage-test/d', file: 'cdk.tf.json' })]);
});
