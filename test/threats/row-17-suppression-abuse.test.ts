import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ScanFacts } from '../../src/scanners/decision.ts';
import type { Finding } from '../../src/scanners/finding.ts';
import { ownFindings } from '../../src/scanners/own-findings.ts';
import type { Waiver } from '../../src/scanners/waivers.ts';
import { buildWorkspace, type Workspace } from '../../src/scanners/workspace.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aComponent } from '../scanners/a-component.ts';
import { aDecision, aFinding, aReport, aWaiver, withAFinding } from '../scanners/a-decision.ts';

describe('row 17, suppression abuse: a waiver', () => {
  it.each<[string, Partial<Finding>, Partial<Waiver>, 'pass' | 'fail']>([
    ['covers its check in its component', {}, {}, 'pass'],
    ['covers it in every environment', { environment: 'production' }, {}, 'pass'],
    ['covers the one resource that it names', {}, { resource: 'aws_s3_bucket.data' }, 'pass'],
    ['does not cover a namesake in another component', { component: 'queue' }, {}, 'fail'],
    ['does not cover another check', { check: 'CKV_AWS_19' }, {}, 'fail'],
    ['does not cover another resource', { address: 'aws_s3_bucket.logs' }, { resource: 'aws_s3_bucket.data' }, 'fail'],
    ['does not cover by the beginning of a name', { address: 'aws_s3_bucket.data2' }, { resource: 'aws_s3_bucket.data' }, 'fail'],
    ['holds on its last day', {}, { expires: '2030-06-15' }, 'pass'],
    ['does not hold on the day after', {}, { expires: '2030-06-14' }, 'fail'],
  ])('%s', (_title, finding, waiver, verdict) => {
    const decision = withAFinding(finding, aWaiver(waiver));
    expect(decision.verdict).toBe(verdict);
    expect([decision.waived.length, decision.unwaived.length]).toEqual(verdict === 'pass' ? [1, 0] : [0, 1]);
  });

  it('that has expired is told as the reason, and the finding stands', () => {
    const { reasons, unwaived, unusedWaivers } = withAFinding({}, aWaiver({ expires: '2030-06-14' }));
    expect(reasons[0]).toBe('the waiver of CKV_AWS_18 for storage expired on 2030-06-14: security has to renew it or the finding has to go');
    expect(unwaived).toHaveLength(1);
    expect(unusedWaivers).toEqual([]);
  });

  it('that was renewed beside the expired one holds', () => {
    const decision = withAFinding({}, aWaiver({ expires: '2030-06-14' }), aWaiver({ owner: 'new' }));
    expect(decision.verdict).toBe('pass');
    expect(decision.waived[0]?.waiver.owner).toBe('new');
  });

  it.each<[string, string, boolean]>([['in a year', '2031-06-15', false], ['in two weeks', '2030-06-28', true], ['today', '2030-06-15', true], ['yesterday', '2030-06-14', false]])('that ends %s is expiring soon: %s %s', (_title, expires, soon) => {
    expect(withAFinding({}, aWaiver({ expires })).expiringSoon).toHaveLength(soon ? 1 : 0);
  });

  it('that has expired fails also where it hides nothing: no finding, or one that needs none', () => {
    const old = aWaiver({ check: 'CKV_AWS_999', expires: '2030-06-14' });
    const decision = withAFinding({}, aWaiver(), old);
    expect(decision).toMatchObject({ verdict: 'fail', unwaived: [], expired: [old], unusedWaivers: [old] });
    expect(decision.reasons).toEqual(['the waiver of CKV_AWS_999 for storage expired on 2030-06-14: security has to take it out of waivers.yaml on the base branch, for no finding that stops a change needs it']);
    const tolerated = aDecision({ reports: [aReport('checkov', [aFinding({ severity: 'LOW' })]), aReport('tfsec')], failAt: { test: 'HIGH', production: 'HIGH' }, waivers: [aWaiver({ expires: '2030-06-14' })] });
    expect(tolerated).toMatchObject({ verdict: 'fail', unwaived: [], tolerated: [{}] });
  });

  it('that covers nothing is told', () => {
    const unused = aWaiver({ check: 'CKV_AWS_999' });
    expect(withAFinding({}, aWaiver(), unused).unusedWaivers).toEqual([unused]);
  });

  it('for one tool\'s word of a defect covers the other\'s word of the same, and of nothing else', () => {
    const logging = aFinding({ tool: 'tfsec', check: 'aws-s3-enable-bucket-logging', severity: 'MEDIUM' });
    const facts = (...findings: Finding[]): Partial<ScanFacts> => ({ reports: [aReport('checkov', [aFinding()]), aReport('tfsec', findings)], waivers: [aWaiver()] });
    expect(aDecision(facts(logging))).toMatchObject({ verdict: 'pass', unusedWaivers: [] });
    for (const other of [{ address: 'aws_s3_bucket.logs' }, { component: 'queue' }, { environment: 'production' as const }, { check: 'aws-s3-enable-versioning' }]) {
      expect(aDecision(facts({ ...logging, ...other })).unwaived).toHaveLength(1);
    }
    // An open port 22 is not every open port.
    const ports = { reports: [aReport('checkov', [aFinding({ check: 'CKV_AWS_24' })]), aReport('tfsec', [aFinding({ tool: 'tfsec', check: 'aws-ec2-no-public-ingress-sgr' })])], waivers: [aWaiver({ check: 'CKV_AWS_24' })] };
    expect(aDecision(ports).unwaived.map(({ check }) => check)).toEqual(['aws-ec2-no-public-ingress-sgr']);
  });
});

describe('row 17, suppression abuse: a comment in the code', () => {
  const FILE = '#tfsec:ignore:AWS018\nresource "aws_sqs_queue" "q" {\n  # trivy:ignore:AWS-0096\n  #checkov:skip=CKV_AWS_27:why not\n  name = "q"\n}\n';
  const STACK = { resource: { aws_sqs_queue: { q: { '//': { metadata: { path: 'queue-test/q', note: 'checkov:skip=CKV_AWS_27:why not' } }, name: 'trivy:ignore:*' } } } };
  const workspaceOf = (files: Record<string, string | object>): Workspace => buildWorkspace([aComponent(files, { name: 'queue' })], join(temporaryFolder(), 'workspace'));

  it.each<[string, Record<string, string | object>, string[]]>([
    ['in HCL', { 'main.tf': FILE }, ['tfsec:ignore:AWS018', 'trivy:ignore:AWS-0096', 'checkov:skip=CKV_AWS_27:why not']],
    ['in what CDKTF writes: metadata, and a value', { 'cdk.tf.json': STACK }, ['trivy:ignore:*', 'checkov:skip=CKV_AWS_27:why not']],
  ])('%s is a finding of its own', (_title, files, comments) => {
    const workspace = workspaceOf(files);
    const found = ['checkov', 'tfsec', 'trivy'].flatMap((tool) => ownFindings(tool, workspace));
    expect(found.map(({ problem }) => problem.replace(/^.*look away: /, '')).sort()).toEqual(comments.sort());
    expect(found.every(({ check, fix }) => check === 'inline-suppression' && fix?.includes('waiver'))).toBe(true);
    expect(aDecision({ reports: [aReport('checkov', found), aReport('tfsec')], failAt: { test: 'HIGH', production: 'HIGH' } }).verdict).toBe('fail');
  });

  it('does not reach trivy, which would obey it, and moves no line', () => {
    for (const files of [{ 'main.tf': FILE }, { 'cdk.tf.json': STACK }]) {
      const workspace = workspaceOf(files);
      for (const file of workspace.files.values()) {
        const given = readFileSync(join(workspace.directory, file.path), 'utf8');
        expect(given).not.toMatch(/(?:tfsec|trivy):ignore/i);
        expect(given.split('\n').length).toBe(file.tripwire.line + 3);
      }
    }
  });
});
