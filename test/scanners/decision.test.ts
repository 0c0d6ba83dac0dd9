import { describe, expect, it } from '@jest/globals';
import { CHECKOV_CHECKS } from '../../src/scanners/checkov-checks.ts';
import { SAME_DEFECTS } from '../../src/scanners/same-defects.ts';
import { failAtOf, SEVERITIES, severityOf } from '../../src/scanners/severity.ts';
import { aDecision, aFinding, aReport, withAFinding } from './a-decision.ts';

describe('the decision about findings', () => {
  it('names the first findings and counts the rest', () => {
    const decision = aDecision({ reports: [aReport('checkov', Array.from({ length: 25 }, (_, line) => aFinding({ line }))), aReport('tfsec')] });
    expect(decision.reasons).toHaveLength(21);
    expect(decision.reasons.at(-1)).toBe('and 5 more findings without a waiver');
    expect(decision.unwaived).toHaveLength(25);
  });

  it('says of each what to do and where that is explained', () => {
    const { unwaived, reasons } = withAFinding({});
    expect(unwaived[0]).toMatchObject({ fix: expect.stringContaining('aws_s3_bucket_logging'), guideline: 'https://www.checkov.io/5.Policy%20Index/terraform.html' });
    expect(reasons[0]).toContain('cdk.tf.json:20: no access logs; add an aws_s3_bucket_logging');
    expect(withAFinding({ check: 'CKV_X_1', problem: 'Ensure it is so' }).unwaived[0]?.fix).toBe('Ensure it is so');
    expect(withAFinding({ tool: 'tfsec', check: 'aws-x', fix: 'mend it', guideline: 'https://tfsec.dev/x' }).unwaived[0]).toMatchObject({ fix: 'mend it', guideline: 'https://tfsec.dev/x' });
  });
});

describe('the same defect from several tools', () => {
  const tfsec = aFinding({ tool: 'tfsec', check: 'aws-s3-enable-bucket-logging', severity: 'MEDIUM', line: 22, guideline: 'https://tfsec.dev/x' });
  const trivy = aFinding({ tool: 'trivy', check: 'AWS-0089', severity: 'LOW' });

  it('is one finding with all sources, as bad as the worst of them says', () => {
    const { unwaived, reasons } = aDecision({ reports: [aReport('checkov', [aFinding()]), aReport('tfsec', [tfsec]), aReport('trivy', [trivy])] });
    expect(unwaived).toEqual([expect.objectContaining({ tool: 'checkov', check: 'CKV_AWS_18', severity: 'MEDIUM', line: 20, also: [{ tool: 'tfsec', check: 'aws-s3-enable-bucket-logging', guideline: 'https://tfsec.dev/x' }, { tool: 'trivy', check: 'AWS-0089', guideline: null }] })]);
    expect(reasons).toEqual([expect.stringMatching(/^checkov CKV_AWS_18, tfsec aws-s3-enable-bucket-logging, trivy AWS-0089 MEDIUM: storage/)]);
  });

  it('is several of another resource, component or environment, and where one tool names several lines', () => {
    for (const other of [{ address: 'aws_s3_bucket.logs' }, { component: 'queue' }, { environment: 'production' as const }]) {
      expect(aDecision({ reports: [aReport('checkov', [aFinding()]), aReport('tfsec', [{ ...tfsec, ...other }])] }).unwaived.map(({ also }) => also)).toEqual([[], []]);
    }
    const lines = aDecision({ reports: [aReport('checkov', []), aReport('tfsec', [tfsec, { ...tfsec, line: 30 }])] }).unwaived;
    expect(lines.map(({ line }) => line)).toEqual([22, 30]);
  });

  it('is one module that no tool has read', () => {
    const unread = (tool: string) => aFinding({ tool, check: 'unscanned-module', address: 'module.vpc' });
    expect(aDecision({ reports: [aReport('checkov', [unread('checkov')]), aReport('tfsec', [unread('tfsec')])] }).unwaived).toEqual([expect.objectContaining({ severity: 'CRITICAL', also: [expect.objectContaining({ tool: 'tfsec' })] })]);
  });

  it('stands in one row of the table, under names that no other row has', () => {
    for (const tool of ['checkov', 'tfsec', 'trivy'] as const) {
      const checks = SAME_DEFECTS.flatMap((row) => row[tool]);
      expect(new Set(checks).size).toBe(checks.length);
    }
    expect(SAME_DEFECTS.every((row) => Object.values(row).filter(({ length }) => length > 0).length >= 2)).toBe(true);
  });
});

describe('how bad a finding is', () => {
  it.each<[string, Partial<Parameters<typeof severityOf>[0]>, string]>([
    ['what the tool says', { tool: 'tfsec', severity: 'low' }, 'LOW'],
    ['what our table says of a check of checkov', { check: 'CKV_AWS_24' }, 'CRITICAL'],
    ['HIGH for a check that stands in no table', { check: 'CKV_AWS_99999' }, 'HIGH'],
    ['HIGH for a word that nobody knows', { tool: 'trivy', severity: 'UNKNOWN' }, 'HIGH'],
    ['CRITICAL for what nobody has read', { check: 'unscanned-module' }, 'CRITICAL'],
    ['HIGH for a comment that tells a scanner to look away', { check: 'inline-suppression' }, 'HIGH'],
  ])('is %s', (_title, finding, severity) => {
    expect(severityOf(aFinding(finding))).toBe(severity);
  });

  it('is judged for every check of the table, each with what to do', () => {
    for (const [check, [severity, fix]] of Object.entries(CHECKOV_CHECKS)) {
      expect(check).toMatch(/^CKV2?_(?:AWS|TF)_\d+$/);
      expect(SEVERITIES).toContain(severity);
      expect(fix.length).toBeGreaterThan(5);
    }
  });

  it.each([
    ['below', 'test', 'MEDIUM', 'pass'],
    ['at', 'test', 'LOW', 'fail'],
    ['below that of another environment, and at its own', 'production', 'MEDIUM', 'fail'],
  ] as const)('%s the threshold of %s (%s for test, low for production): %s', (_title, environment, test, verdict) => {
    const decision = aDecision({ reports: [aReport('checkov', [aFinding({ environment })]), aReport('tfsec')], failAt: { test, production: 'LOW' } });
    expect(decision.verdict).toBe(verdict);
    expect([decision.tolerated.length, decision.unwaived.length]).toEqual(verdict === 'pass' ? [1, 0] : [0, 1]);
  });

  it('stops at every finding unless the base says otherwise', () => {
    expect(failAtOf(undefined)).toEqual({ test: 'LOW', production: 'LOW' });
    expect(failAtOf({ test: { failOnFindings: 'critical' }, production: {} })).toEqual({ test: 'CRITICAL', production: 'LOW' });
  });
});
