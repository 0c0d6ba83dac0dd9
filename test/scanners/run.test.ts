import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Component } from '../../src/components/component.ts';
import { checkov } from '../../src/scanners/checkov.ts';
import { decideScan } from '../../src/scanners/decision.ts';
import type { Finding, ScannerReport } from '../../src/scanners/finding.ts';
import { runScanners, type ScanRequest } from '../../src/scanners/run.ts';
import { runTool } from '../../src/scanners/run-tool.ts';
import { buildWorkspace, type Planned } from '../../src/scanners/workspace.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aComponent } from './a-component.ts';
import { aFakeScanner } from './a-fake-scanner.ts';
import { scannerPrograms } from './scanner-programs.ts';

/** As CDKTF writes it: a list of objects, with null for what was left out. */
const OPEN_GROUP = {
  resource: {
    aws_security_group: {
      sg: {
        '//': { metadata: { path: 'network/sg', note: 'checkov:skip=CKV_AWS_24:we like it open' } },
        ingress: [{ cidr_blocks: ['0.0.0.0/0'], description: null, from_port: 22, ipv6_cidr_blocks: null, prefix_list_ids: null, protocol: 'tcp', security_groups: null, self: null, to_port: 22 }],
      },
    },
  },
};
/** Its protection stands in nested blocks, which tfsec does not see in JSON. */
const GOOD_TABLE = {
  resource: {
    aws_dynamodb_table: {
      items: {
        name: 'items', hash_key: 'id', billing_mode: 'PAY_PER_REQUEST', attribute: [{ name: 'id', type: 'S' }],
        server_side_encryption: { enabled: true, kms_key_arn: '${var.key}' }, point_in_time_recovery: { enabled: true }, tags: { Name: 'items' },
      },
    },
  },
  variable: { key: { type: 'string' } },
};
const RANGES_FROM_ELSEWHERE = 'data "terraform_remote_state" "net" {\n  backend = "local"\n}\nresource "aws_security_group" "sg" {\n  ingress {\n    description = "in"\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = data.terraform_remote_state.net.outputs.ranges\n  }\n}\n';
const WITH_MODULES = {
  'app/main.tf': 'variable "rotate" {\n  default = true\n}\nresource "aws_kms_key" "k" {\n  enable_key_rotation = var.rotate\n}\nmodule "queue" {\n  source = "../shared/queue"\n}\nmodule "vpc" {\n  source = "example/vpc/aws"\n}\n',
  'app/cutover.auto.tfvars.json': '{"rotate": false}',
  'shared/queue/main.tf': '#tfsec:ignore:aws-sqs-enable-queue-encryption\nresource "aws_sqs_queue" "q" {\n  #checkov:skip=CKV_AWS_27:no secrets in there\n}\n',
};

async function scan(components: Component[], options: Partial<ScanRequest> = {}): Promise<ScannerReport[]> {
  return await runScanners({ components, workDirectory: join(temporaryFolder(), '.cutover', 'scan'), tools: options.tools ?? scannerPrograms(), ...options });
}

describe('checkov and tfsec over eight components at once', () => {
  let reports: ScannerReport[] = [];
  const progress: string[] = [];
  const components = [
    aComponent({ 'cdk.tf.json': OPEN_GROUP }, { name: 'network' }),
    aComponent({ 'cdk.tf.json': OPEN_GROUP }, { name: 'network', environment: 'production' }),
    aComponent({ 'cdk.tf.json': GOOD_TABLE }, { name: 'database' }),
    aComponent({ 'cdk.tf.json': { resource: { terraform_data: { note: { input: { a: 1 } } } } } }, { name: 'notes' }),
    aComponent({ 'main.tf': 'resource "aws_sns_topic" "t" {\n}\n' }, { name: 'node-modules' }),
    aComponent(WITH_MODULES, { name: 'app', at: 'app' }),
    aComponent({ 'main.tf': RANGES_FROM_ELSEWHERE }, { name: 'planned' }),
    aComponent({ 'main.tf': RANGES_FROM_ELSEWHERE }, { name: 'unplanned' }),
  ];
  /** The stack says where the ranges come from, the plan what they are. */
  const planned: Planned = new Map([['test/planned', [{ address: 'aws_security_group.sg', mode: 'managed', after: { name: 'sg', ingress: [{ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] }] } }]]]);
  const scanned = components.map(({ name, environment }) => ({ component: name, environment }));
  const found = (component: string): Finding[] => reports.flatMap((report) => report.findings).filter((finding) => finding.component === component);
  const brief = (component: string): string[] => found(component).map(({ tool, check, environment, address, file, line }) => [tool, check, environment, address, `${file}:${line}`].join(' '));

  const results = temporaryFolder();

  beforeAll(async () => {
    reports = await scan(components, { planned, results, progress: (text) => progress.push(text) });
  });

  it('are not started again for what they have seen, and what they said is said again', async () => {
    const again = await scan([...components].reverse(), { planned, results, signal: AbortSignal.abort() });
    expect(again.map(({ tool, version, findings }) => ({ tool, version, findings }))).toEqual(reports.map(({ tool, version, findings }) => ({ tool, version, findings })));
    expect(again.flatMap(({ covered }) => covered).every(({ kept }) => kept)).toBe(true);
    expect(again.map(({ covered }) => covered.map(({ passed }) => passed))).toEqual(reports.map(({ covered }) => covered.map(({ passed }) => passed).reverse()));
  });

  it('both cover every component, of which some have nothing to check', () => {
    expect(reports.map((report) => [report.tool, report.covered.map(({ component, environment }) => ({ component, environment }))])).toEqual([['checkov', scanned], ['tfsec', scanned]]);
    expect(found('notes')).toEqual([]);
    for (const report of reports) expect(report.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(progress[0]).toBe('checkov and tfsec: 10 files');
  });

  it('find the open port, in both environments, with address and line', () => {
    for (const environment of ['test', 'production']) {
      expect(brief('network')).toContain(`checkov CKV_AWS_24 ${environment} aws_security_group.sg cdk.tf.json:4`);
      expect(brief('network')).toContain(`tfsec aws-ec2-no-public-ingress-sgr ${environment} aws_security_group.sg cdk.tf.json:13`);
    }
    const decision = decideScan({ components: scanned, reports, requiredTools: ['checkov', 'tfsec'], waivers: [], failAt: { test: 'LOW', production: 'LOW' }, now: new Date() });
    expect(decision.verdict).toBe('fail');
    expect(decision.reasons.join('\n')).toContain('CKV_AWS_24 CRITICAL: network (test): aws_security_group.sg, cdk.tf.json:4');
  });

  it('report the comment in the metadata that was to hide it', () => {
    expect(found('network').filter((finding) => finding.check === 'inline-suppression')).toEqual([
      expect.objectContaining({ tool: 'checkov', environment: 'production', address: 'aws_security_group.sg', line: 8 }),
      expect.objectContaining({ tool: 'checkov', environment: 'test', line: 8 }),
    ]);
    expect(found('network').find((finding) => finding.check === 'inline-suppression')?.problem).toContain('checkov:skip=CKV_AWS_24:we like it open');
  });

  it('have nothing against a table that is protected in nested blocks', () => {
    expect(brief('database')).toEqual([]);
    const [database] = scanned.filter(({ component }) => component === 'database');
    expect(decideScan({ components: database === undefined ? [] : [database], reports: reports.map((report) => ({ ...report, findings: found('database') })), requiredTools: ['checkov', 'tfsec'], waivers: [], failAt: { test: 'LOW', production: 'LOW' }, now: new Date() }).verdict).toBe('pass');
  });

  it('find what only the plan knows, in the block that the code has', () => {
    const open = (component: string): string[] => brief(component).filter((finding) => /CKV_AWS_24|no-public-ingress/.test(finding));
    expect(open('planned')).toEqual(['checkov CKV_AWS_24 test aws_security_group.sg main.tf:4', 'tfsec aws-ec2-no-public-ingress-sgr test aws_security_group.sg main.tf:10']);
    expect(open('unplanned')).toEqual([]);
  });

  it("use the environment's values of variables", () => {
    expect(brief('app')).toEqual(expect.arrayContaining(['checkov CKV_AWS_7 test aws_kms_key.k main.tf:4', 'tfsec aws-kms-auto-rotate-keys test aws_kms_key.k main.tf:5']));
  });

  it('look into local modules, and report what comments hide there', () => {
    expect(brief('app')).toEqual(
      expect.arrayContaining([
        'checkov CKV_AWS_27 test module.queue.aws_sqs_queue.q ../shared/queue/main.tf:2',
        'checkov inline-suppression test aws_sqs_queue.q ../shared/queue/main.tf:3',
        'tfsec aws-sqs-enable-queue-encryption test module.queue.aws_sqs_queue.q ../shared/queue/main.tf:2',
        'tfsec inline-suppression test ../shared/queue/main.tf ../shared/queue/main.tf:1',
      ]),
    );
    expect(found('app').find((finding) => finding.check === 'CKV_AWS_27')?.problem).toContain('suppressed in the code: no secrets in there');
  });

  it('say which modules nobody has read', () => {
    expect(brief('app')).toEqual(expect.arrayContaining(['checkov unscanned-module test module.vpc main.tf:10', 'tfsec unscanned-module test module.vpc main.tf:10']));
  });

  it('leave no tripwire in the result', () => {
    expect(JSON.stringify(reports)).not.toMatch(/tripwire|athena/);
  });
});

describe('code that the real tools cannot read', () => {
  const broken = (): Component[] => [aComponent({ 'cdk.tf.json': GOOD_TABLE }, { name: 'database' }), aComponent({ 'main.tf': 'resource "aws_s3_bucket" "b" {\n' })];

  it('fails the scan by tfsec, which then ends checkov', async () => {
    const started = performance.now();
    const slow = aFakeScanner('checkov', "require('node:child_process').execFileSync('sleep', ['60']);");
    await expect(scan(broken(), { tools: { ...scannerPrograms(), checkov: slow } })).rejects.toThrow(/tfsec: it wrote no report \(exit code 1\)\n {2}found: {3}Error: scan failed: storage \(test\) main\.tf:/);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it('fails the scan by checkov, which says nothing of it in its exit code', async () => {
    const workspace = buildWorkspace(broken(), join(temporaryFolder(), 'workspace'));
    await expect(runTool({ tool: checkov, workspace, program: scannerPrograms().checkov, folder: join(temporaryFolder(), 'checkov'), path: process.env['PATH'] ?? '', deadlineSeconds: 120 })).rejects.toThrow(
      /checkov: it could not parse a file\n {2}found: {3}storage \(test\) main\.tf/,
    );
  });
});

describe('running both', () => {
  it('tells of the tool that is missing', async () => {
    await expect(scan([aComponent({ 'main.tf': '' })], { tools: { checkov: aFakeScanner('checkov'), tfsec: '/nowhere/tfsec' } })).rejects.toThrow(/tfsec: it could not be started: the program was not found/);
  });

  it('starts neither when it was aborted before', async () => {
    const marker = join(temporaryFolder(), 'started');
    const fake = (tool: 'checkov' | 'tfsec'): string => aFakeScanner(tool, `fs.writeFileSync(${JSON.stringify(marker)}, '');`);
    await expect(scan([aComponent({ 'main.tf': '' })], { tools: { checkov: fake('checkov'), tfsec: fake('tfsec') }, signal: AbortSignal.abort() })).rejects.toThrow(/it was interrupted/);
    expect(existsSync(marker)).toBe(false);
  });
});
