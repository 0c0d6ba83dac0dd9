import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { StepFailure } from '../../src/errors.ts';
import { checkov } from '../../src/scanners/checkov.ts';
import type { ScannerReport } from '../../src/scanners/finding.ts';
import { runTool } from '../../src/scanners/run-tool.ts';
import { tfsec } from '../../src/scanners/tfsec.ts';
import { buildWorkspace } from '../../src/scanners/workspace.ts';
import { until } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aComponent } from './a-component.ts';
import { aFakeScanner } from './a-fake-scanner.ts';

const TOOLS = { checkov, tfsec };
type Name = keyof typeof TOOLS;

interface Options {
  program?: string;
  deadlineSeconds?: number;
  signal?: AbortSignal;
  folder?: string;
}

/** Two components with one file each, `storage` and `queue`. */
async function scan(name: Name, behaviour: string, options: Options = {}): Promise<ScannerReport> {
  const workspace = buildWorkspace(
    [aComponent({ 'cdk.tf.json': { resource: { terraform_data: { d: {} } } } }), aComponent({ 'main.tf': 'resource "aws_sqs_queue" "q" {\n}\n' }, { name: 'queue' })],
    join(temporaryFolder(), 'workspace'),
  );
  return await runTool({
    tool: TOOLS[name], workspace, program: options.program ?? aFakeScanner(name, behaviour), folder: options.folder ?? join(temporaryFolder(), name),
    path: process.env['PATH'] ?? '', deadlineSeconds: options.deadlineSeconds ?? 30, signal: options.signal,
  });
}

function notExecutable(): string {
  const program = aFakeScanner('checkov');
  chmodSync(program, 0o644);
  return program;
}

describe.each<Name>(['checkov', 'tfsec'])('%s, when it tells the whole truth', (name) => {
  it('covers every component, and the tripwires are no findings', async () => {
    const report = await scan(name, '');
    expect(report).toMatchObject({ tool: name, version: '9.8.7', findings: [], covered: [{ component: 'storage', environment: 'test' }, { component: 'queue', environment: 'test' }] });
    expect(report.seconds).toBeGreaterThan(0);
  });

  it('has its findings led back to component, resource and line', async () => {
    const list = name === 'checkov' ? 'report.results.failed_checks' : 'report.results';
    const at = "files.find((file) => file.includes('queue'))";
    const report = await scan(name, `${list}.push(finding({ file: ${at}, line: 1 }, 'C1', 'aws_sqs_queue.q')); ${name === 'checkov' ? 'report.summary.failed += 1;' : ''}`);
    expect(report.findings).toEqual([
      expect.objectContaining({ tool: name, check: 'C1', component: 'queue', environment: 'test', address: 'aws_sqs_queue.q', file: 'main.tf', line: 1, problem: 'a check', severity: name === 'tfsec' ? 'HIGH' : null, guideline: name === 'tfsec' ? 'https://example.com/rule' : null }),
    ]);
  });
});

it.each<[Name, string]>([
  ['checkov', "report.results.passed_checks.push(...['C1', 'C1', 'C2'].map((check_id) => ({ check_id, file_path: '/' + at }))); report.summary.passed += 3;"],
  ['tfsec', "report.results.push(...['C1', 'C1', 'C2'].map((check) => ({ ...finding({ file: at, line: 1 }, check, 'aws_sqs_queue.q'), status: 1 })));"],
])('%s says of each component which checks looked and had no objection, and how often', async (name, pass) => {
  const report = await scan(name, `const at = files.find((file) => file.includes('queue')); ${pass}`);
  expect(report.covered).toEqual([expect.objectContaining({ component: 'storage', passed: 0, passedBy: {} }), expect.objectContaining({ component: 'queue', passed: 3, passedBy: { C1: 2, C2: 1 } })]);
});

describe('threat 16, a scan that fails open: a scanner that pretends to have passed', () => {
  it.each<[string, Name, string, RegExp]>([
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
    ['objects to the tripwire with another check only', 'tfsec', "report.results = tripwires.map((at) => finding(at, 'aws-other'));", /tfsec did not read all of/],
  ])('%s (%s)', async (_title, name, behaviour, message) => {
    const failure = await scan(name, behaviour).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StepFailure);
    expect((failure as StepFailure).message).toMatch(message);
  });

  it('left a report of an earlier scan behind', async () => {
    const folder = join(temporaryFolder(), 'checkov');
    await scan('checkov', '', { folder });
    expect(existsSync(join(folder, 'report/results_json.json'))).toBe(true);
    await expect(scan('checkov', 'written = true;', { folder })).rejects.toThrow(/wrote no report/);
  });

  it.each<[string, string, RegExp]>([
    ['is not there', '/nowhere/checkov', /checkov: it could not be started: the program was not found\n {2}found: {3}\/nowhere\/checkov/],
    ['is not there by name', 'no-such-scanner', /checkov: it could not be started: the program was not found/],
    ['may not be executed', notExecutable(), /checkov: it could not be started: the program may not be executed/],
  ])('%s', async (_title, program, message) => {
    await expect(scan('checkov', '', { program })).rejects.toThrow(message);
  });
});

describe('threat 16, a scan that fails open: a scanner that hangs', () => {
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
    await expect(scan('tfsec', HANG, { folder, deadlineSeconds: 0.7 })).rejects.toThrow(/tfsec: it did not finish within 0.7 s and was ended/);
    expect(pids(folder)).toHaveLength(2);
    await until(() => !started.some(alive), 5);
  });

  it('is ended on abort with all that it started', async () => {
    const folder = join(temporaryFolder(), 'checkov');
    const controller = new AbortController();
    const running = scan('checkov', HANG, { folder, signal: controller.signal });
    const settled = expect(running).rejects.toThrow(/checkov: it was interrupted/);
    await until(() => existsSync(join(folder, 'tmp/pids')));
    expect(pids(folder).filter(alive)).toHaveLength(2);
    controller.abort();
    await settled;
    await until(() => !started.some(alive), 5);
  });
});

describe('threat 15, a hijacked scanner: its environment', () => {
  it.each<Name>(['checkov', 'tfsec'])('holds no secret (%s)', async (name) => {
    const secrets = { AWS_ACCESS_KEY_ID: 'CANARY', AWS_PROFILE: 'CANARY', GITHUB_TOKEN: 'CANARY', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'CANARY', BC_API_KEY: 'CANARY', HTTPS_PROXY: 'http://CANARY', NODE_OPTIONS: '', SSH_AUTH_SOCK: 'CANARY' };
    const before = { ...process.env };
    Object.assign(process.env, secrets);
    const folder = join(temporaryFolder(), name);
    try {
      await scan(name, "fs.writeFileSync(path.join(process.env.TMPDIR, 'seen.json'), JSON.stringify({ env: process.env, home: fs.readdirSync(process.env.HOME) }));", { folder });
    } finally {
      for (const key of Object.keys(secrets)) delete process.env[key];
      Object.assign(process.env, before);
    }
    const seen = JSON.parse(readFileSync(join(folder, 'tmp/seen.json'), 'utf8')) as { env: Record<string, string>; home: string[] };
    expect(JSON.stringify(seen)).not.toContain('CANARY');
    expect(Object.keys(seen.env).filter((key) => !key.startsWith('CKV_') && key !== 'BC_SKIP_MAPPING').sort()).toEqual(['HOME', 'LANG', 'PATH', 'TMPDIR']);
    expect(seen.home).toEqual([]);
    expect(seen.env['HOME']).toBe(join(folder, 'home'));
  });
});
