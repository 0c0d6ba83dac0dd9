import { describe, expect, it } from '@jest/globals';
import { decideScan, type ScanDecision, type ScanFacts } from '../../src/scanners/decision.ts';
import type { Finding, Scanned, ScannerReport } from '../../src/scanners/finding.ts';
import type { Waiver } from '../../src/scanners/waivers.ts';

const STORAGE: Scanned = { component: 'storage', environment: 'test' };
const QUEUE: Scanned = { component: 'queue', environment: 'test' };
const NOW = new Date('2030-06-15T12:00:00Z');

const aFinding = (overrides: Partial<Finding> = {}): Finding => ({
  ...STORAGE, tool: 'checkov', check: 'CKV_AWS_18', severity: null, address: 'aws_s3_bucket.data', file: 'cdk.tf.json', line: 20, problem: 'no access logs', guideline: null, ...overrides,
});
const aWaiver = (overrides: Partial<Waiver> = {}): Waiver => ({ check: 'CKV_AWS_18', component: 'storage', reason: 'agreed', owner: 'security', expires: '2031-01-01', ...overrides });
const aReport = (tool: string, findings: Finding[] = [], covered: Scanned[] = [STORAGE, QUEUE]): ScannerReport => ({ tool, version: '1.0.0', findings, covered: covered.map((one) => ({ ...one, passed: 3, passedBy: { C1: 3 }, kept: false })), seconds: 1 });
const decide = (facts: Partial<ScanFacts> = {}): ScanDecision =>
  decideScan({ components: [STORAGE, QUEUE], reports: [aReport('checkov'), aReport('tfsec')], requiredTools: ['checkov', 'tfsec'], waivers: [], now: NOW, ...facts });
const withFinding = (finding: Partial<Finding>, ...waivers: Waiver[]): ScanDecision => decide({ reports: [aReport('checkov', [aFinding(finding)]), aReport('tfsec')], waivers });

describe('threat 16, a scan that fails open: the decision', () => {
  it('passes when both tools saw everything and found nothing', () => {
    expect(decide()).toEqual({ verdict: 'pass', reasons: [], unwaived: [], waived: [], expiringSoon: [], unusedWaivers: [] });
  });

  it.each<[string, Partial<ScanFacts>, string]>([
    ['the report of a tool is missing', { reports: [aReport('checkov')] }, 'there is no report of tfsec'],
    ['there is no report', { reports: [] }, 'there is no report of checkov'],
    ['a tool saw fewer components than synth made', { reports: [aReport('checkov', [], [STORAGE]), aReport('tfsec')] }, 'checkov has not seen queue (test)'],
    ['a tool saw the component in another environment only', { reports: [aReport('checkov'), aReport('tfsec', [], [STORAGE, { component: 'queue', environment: 'production' }])] }, 'tfsec has not seen queue (test)'],
    ['there is nothing to scan', { components: [] }, 'there is no component, so nothing was scanned'],
    ['there is a finding without a waiver', { reports: [aReport('checkov', [aFinding()]), aReport('tfsec')] }, 'checkov CKV_AWS_18: storage (test): aws_s3_bucket.data, cdk.tf.json:20: no access logs'],
    ['a tool that is not required finds something', { reports: [aReport('checkov'), aReport('tfsec'), aReport('trivy', [aFinding({ tool: 'trivy', severity: 'LOW' })])] }, 'trivy CKV_AWS_18 LOW: storage (test): aws_s3_bucket.data, cdk.tf.json:20: no access logs'],
  ])('fails when %s', (_title, facts, reason) => {
    const decision = decide(facts);
    expect(decision.verdict).toBe('fail');
    expect(decision.reasons).toContain(reason);
  });

  it('names the first findings and counts the rest', () => {
    const decision = decide({ reports: [aReport('checkov', Array.from({ length: 25 }, (_, line) => aFinding({ line }))), aReport('tfsec')] });
    expect(decision.reasons).toHaveLength(21);
    expect(decision.reasons.at(-1)).toBe('and 5 more findings without a waiver');
    expect(decision.unwaived).toHaveLength(25);
  });
});

describe('threat 17, suppression abuse: a waiver', () => {
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
    const decision = withFinding(finding, aWaiver(waiver));
    expect(decision.verdict).toBe(verdict);
    expect([decision.waived.length, decision.unwaived.length]).toEqual(verdict === 'pass' ? [1, 0] : [0, 1]);
  });

  it('that has expired is told as the reason, and the finding stands', () => {
    const { reasons, unwaived, unusedWaivers } = withFinding({}, aWaiver({ expires: '2030-06-14' }));
    expect(reasons[0]).toBe('the waiver of CKV_AWS_18 for storage expired on 2030-06-14: security has to renew it or the finding has to go');
    expect(unwaived).toHaveLength(1);
    expect(unusedWaivers).toEqual([]);
  });

  it('that was renewed beside the expired one holds', () => {
    const decision = withFinding({}, aWaiver({ expires: '2030-06-14' }), aWaiver({ owner: 'new' }));
    expect(decision.verdict).toBe('pass');
    expect(decision.waived[0]?.waiver.owner).toBe('new');
  });

  it('does not stand in for a report', () => {
    expect(decide({ reports: [aReport('checkov', [aFinding()])], waivers: [aWaiver()] }).verdict).toBe('fail');
  });

  it.each<[string, string, boolean]>([['in a year', '2031-06-15', false], ['in two weeks', '2030-06-28', true], ['today', '2030-06-15', true], ['yesterday', '2030-06-14', false]])('that ends %s is expiring soon: %s %s', (_title, expires, soon) => {
    expect(withFinding({}, aWaiver({ expires })).expiringSoon).toHaveLength(soon ? 1 : 0);
  });

  it('that covers nothing is told', () => {
    const unused = aWaiver({ check: 'CKV_AWS_999' });
    expect(withFinding({}, aWaiver(), unused).unusedWaivers).toEqual([unused]);
  });
});
