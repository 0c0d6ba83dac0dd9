import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { StepFailure } from '../../src/errors.ts';
import type { ScanFacts } from '../../src/scanners/decision.ts';
import { until } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aDecision, aFinding, aReport, aWaiver, STORAGE } from '../scanners/a-decision.ts';
import { aFakeScanner } from '../scanners/a-fake-scanner.ts';
import { aToolRun, type ToolName } from '../scanners/a-tool-run.ts';

function notExecutable(): string {
  const program = aFakeScanner('checkov');
  chmodSync(program, 0o644);
  return program;
}

describe('row 16, a scan that fails open: a scanner that pretends to have passed', () => {
  it.each<[string, ToolName, string, RegExp]>([
    ['saw no file and exits 0', 'checkov', 'code = 0; report = report.summary;', /checkov: the report has not the form that is known: check_type/],
    ['has no results', 'checkov', 'delete report.results;', /checkov: the report has not the form that is known: results/],
    ['could not parse a file and exits 0', 'checkov', "code = 0; report.results.parsing_errors = [path.resolve(files[0])]; report.summary.parsing_errors = 1;", /checkov: it could not parse a file\n {2}found: {3}(storage|queue) \(test\)/],
    ['counts files that it could not parse', 'checkov', 'report.summary.parsing_errors = 2;', /could not parse 2 files/],
    ['lost some of its findings', 'checkov', 'report.summary.failed = 99;', /the report is incomplete: the summary counts 99 failed checks, the list holds 2/],
    ['does not mention a component', 'checkov', "report.results.failed_checks.pop(); report.summary.failed -= 1;", /checkov did not read all of (storage|queue) \(test\)\n {2}found: {3}1 of 2 files/],
    ['does not mention a component', 'tfsec', 'report.results.pop();', /tfsec did not read all of (storage|queue) \(test\)/],
    ['has valid, empty results', 'tfsec', 'code = 0; report.results = [];', /exit code does not fit its report\n {2}found: {3}0, with 0 findings/],
    ['has null for results', 'tfsec', 'report.results = null;', /tfsec did not read all of/],
    ['softened its exit code', 'checkov', 'code = 0;', /checkov: its exit code does not fit its report\n {2}found: {3}0/],
    ['softened its exit code', 'tfsec', 'code = 0;', /tfsec: its exit code does not fit its report/],
    ['crashed after its report', 'checkov', 'code = 2;', /its exit code does not fit its report\n {2}found: {3}2/],
    ['writes half a report', 'checkov', 'const text = JSON.stringify(report); write(text.slice(0, text.length / 2));', /checkov: the report is not JSON, or it was cut off/],
    ['writes half a report', 'tfsec', 'const text = JSON.stringify(report); write(text.slice(0, -1));', /tfsec: the report is not JSON, or it was cut off/],
    ['writes nothing into its report', 'tfsec', "code = 0; write('');", /tfsec: the report is empty/],
    ['writes a sentence where the JSON should be', 'tfsec', "write('scan failed: main.tf: unclosed block');", /not JSON[\s\S]*scan failed: main.tf: unclosed block/],
    ['writes no report', 'tfsec', "written = true; console.error('Error: out of memory');", /tfsec: it wrote no report \(exit code 1\)\n {2}found: {3}Error: out of memory/],
    ['writes no report and exits 0', 'checkov', 'written = true; code = 0;', /checkov: it wrote no report \(exit code 0\)/],
    ['was killed', 'checkov', "write(JSON.stringify(report)); process.kill(process.pid, 'SIGKILL');", /checkov: it was ended by SIGKILL/],
    ['has a status that nobody knows', 'tfsec', 'report.results[0].status = 7;', /the report has not the form that is known: results\.0\.status/],
    ['speaks of another framework', 'checkov', "report.check_type = 'kubernetes';", /the report is not about Terraform/],
    ['reports a file that it was not given', 'tfsec', "report.results.push(finding({ file: '/etc/main.tf', line: 1 }, 'C1'));", /tfsec reports a file that it was not given/],
    ['does not mention a component', 'trivy', 'report.Results.pop();', /trivy did not read all of (storage|queue) \(test\)/],
    ['saw no file and exits 0', 'trivy', 'code = 0; report = { SchemaVersion: 2, ArtifactName: "." };', /trivy: its exit code does not fit its report\n {2}found: {3}0, with 0 findings/],
    ['lost some of its findings', 'trivy', 'report.Results[0].MisconfSummary.Failures = 2;', /trivy: the report is incomplete: the summary counts 2 failures, the list holds 1/],
    ['softened its exit code', 'trivy', 'code = 0;', /trivy: its exit code does not fit its report/],
    ['writes half a report', 'trivy', 'const text = JSON.stringify(report); write(text.slice(0, text.length / 2));', /trivy: the report is not JSON, or it was cut off/],
    ['writes no report', 'trivy', "written = true; console.error('FATAL scan error');", /trivy: it wrote no report \(exit code 1\)\n {2}found: {3}FATAL scan error/],
    ['was killed', 'trivy', "write(JSON.stringify(report)); process.kill(process.pid, 'SIGKILL');", /trivy: it was ended by SIGKILL/],
    ['has a status that nobody knows', 'trivy', "report.Results[0].Misconfigurations[0].Status = 'FINE';", /the report has not the form that is known: Results\.0\.Misconfigurations\.0\.Status/],
    ['has a form that nobody knows', 'trivy', 'report.SchemaVersion = 3;', /the report has not the form that is known: SchemaVersion/],
    ['speaks of another framework', 'trivy', "report.Results[0].Type = 'kubernetes';", /the report is not about Terraform/],
    ['reports a file that it was not given', 'trivy', "report.Results.push(finding({ file: '../main.tf', line: 1 }, 'C1'));", /trivy reports a file that it was not given/],
    ['lets comments silence the tripwire', 'trivy', "report.Results.forEach((result) => { result.Misconfigurations[0].Status = 'PASS'; result.MisconfSummary.Failures = 0; });", /trivy did not read all of/],
    ['objects to the tripwire with another check only', 'tfsec', "report.results = tripwires.map((at) => finding(at, 'aws-other'));", /tfsec did not read all of/],
  ])('%s (%s)', async (_title, name, behaviour, message) => {
    const failure = await aToolRun(name, behaviour).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StepFailure);
    expect((failure as StepFailure).message).toMatch(message);
  });

  it('left a report of an earlier scan behind', async () => {
    const folder = join(temporaryFolder(), 'checkov');
    await aToolRun('checkov', '', { folder });
    expect(existsSync(join(folder, 'report/results_json.json'))).toBe(true);
    await expect(aToolRun('checkov', 'written = true;', { folder })).rejects.toThrow(/wrote no report/);
  });

  it.each<[string, string, RegExp]>([
    ['is not there', '/nowhere/checkov', /checkov: it could not be started: the program was not found\n {2}found: {3}\/nowhere\/checkov/],
    ['is not there by name', 'no-such-scanner', /checkov: it could not be started: the program was not found/],
    ['may not be executed', notExecutable(), /checkov: it could not be started: the program may not be executed/],
  ])('%s', async (_title, program, message) => {
    await expect(aToolRun('checkov', '', { program })).rejects.toThrow(message);
  });
});

describe('row 16, a scan that fails open: a scanner that hangs', () => {
  /** The scanner and a child of it, neither of which ends by itself. */
  const HANG = `
    const child = require('node:child_process').spawn('sleep', ['300'], { stdio: 'ignore' });
    fs.writeFileSync(path.join(process.env.TMPDIR, 'pids'), process.pid + ' ' + child.pid);
    process.on('SIGTERM', () => {});
    written = true;
    setInterval(() => {}, 1000);
    process.exit = () => {};`;
  const started: number[] = [];
  const pids = (folder: string): number[] => {
    const file = join(folder, 'tmp/pids');
    started.push(...(existsSync(file) ? readFileSync(file, 'utf8').split(' ').map(Number) : []));
    return started;
  };
  const alive = (pid: number): boolean => {
    try {
      process.kill(pid, 0);
      return readState(pid) !== 'Z';
    } catch {
      return false;
    }
  };
  const readState = (pid: number): string => (process.platform === 'linux' ? (/\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '') : '');
  afterEach(() => {
    for (const pid of started.splice(0).filter(alive)) process.kill(pid, 'SIGKILL');
  });

  it('is ended at the deadline with all that it started', async () => {
    const folder = join(temporaryFolder(), 'tfsec');
    await expect(aToolRun('tfsec', HANG, { folder, deadlineSeconds: 0.7 })).rejects.toThrow(/tfsec: it did not finish within 0.7 s and was ended/);
    expect(pids(folder)).toHaveLength(2);
    await until(() => !started.some(alive), 5);
  });

  it('is ended on abort with all that it started', async () => {
    const folder = join(temporaryFolder(), 'checkov');
    const controller = new AbortController();
    const running = aToolRun('checkov', HANG, { folder, signal: controller.signal });
    const settled = expect(running).rejects.toThrow(/checkov: it was interrupted/);
    await until(() => existsSync(join(folder, 'tmp/pids')));
    expect(pids(folder).filter(alive)).toHaveLength(2);
    controller.abort();
    await settled;
    await until(() => !started.some(alive), 5);
  });
});

describe('row 16, a scan that fails open: the decision', () => {
  it('passes when both tools saw everything and found nothing', () => {
    expect(aDecision()).toEqual({ verdict: 'pass', reasons: [], unwaived: [], tolerated: [], waived: [], expiringSoon: [], expired: [], unusedWaivers: [] });
  });

  it.each<[string, Partial<ScanFacts>, string]>([
    ['the report of a tool is missing', { reports: [aReport('checkov')] }, 'there is no report of tfsec'],
    ['there is no report', { reports: [] }, 'there is no report of checkov'],
    ['a tool saw fewer components than synth made', { reports: [aReport('checkov', [], [STORAGE]), aReport('tfsec')] }, 'checkov has not seen queue (test)'],
    ['a tool saw the component in another environment only', { reports: [aReport('checkov'), aReport('tfsec', [], [STORAGE, { component: 'queue', environment: 'production' }])] }, 'tfsec has not seen queue (test)'],
    ['there is nothing to scan', { components: [] }, 'there is no component, so nothing was scanned'],
    ['there is a finding without a waiver', { reports: [aReport('checkov', [aFinding()]), aReport('tfsec')] }, 'checkov CKV_AWS_18 LOW: storage (test): aws_s3_bucket.data, cdk.tf.json:20: no access logs'],
    ['a tool that is not required finds something', { reports: [aReport('checkov'), aReport('tfsec'), aReport('trivy', [aFinding({ tool: 'trivy', severity: 'LOW' })])] }, 'trivy CKV_AWS_18 LOW: storage (test): aws_s3_bucket.data, cdk.tf.json:20: no access logs'],
  ])('fails when %s', (_title, facts, reason) => {
    const decision = aDecision(facts);
    expect(decision.verdict).toBe('fail');
    expect(decision.reasons).toContainEqual(expect.stringContaining(reason));
  });

  it('a waiver does not stand in for a report', () => {
    expect(aDecision({ reports: [aReport('checkov', [aFinding()])], waivers: [aWaiver()] }).verdict).toBe('fail');
  });
});
