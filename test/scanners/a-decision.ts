import type { Component } from '../../src/components/component.ts';
import { decideScan, type ScanDecision, type ScanFacts } from '../../src/scanners/decision.ts';
import type { Finding, Scanned, ScannerReport } from '../../src/scanners/finding.ts';
import type { Waiver } from '../../src/scanners/waivers.ts';

export const STORAGE: Scanned = { component: 'storage', environment: 'test' };
export const QUEUE: Scanned = { component: 'queue', environment: 'test' };
const NOW = new Date('2030-06-15T12:00:00Z');

export const aFinding = (overrides: Partial<Finding> = {}): Finding => ({
  ...STORAGE, tool: 'checkov', check: 'CKV_AWS_18', severity: null, address: 'aws_s3_bucket.data', construct: 'storage-test/data', file: 'cdk.tf.json', line: 20, problem: 'no access logs', fix: null, guideline: null, ...overrides,
});

export const aWaiver = (overrides: Partial<Waiver> = {}): Waiver => ({ check: 'CKV_AWS_18', component: 'storage', reason: 'agreed', owner: 'security', expires: '2031-01-01', ...overrides });

export const aReport = (tool: string, findings: Finding[] = [], covered: Scanned[] = [STORAGE, QUEUE]): ScannerReport => ({ tool, version: '1.0.0', findings, covered: covered.map((one) => ({ ...one, passed: 3, passedBy: { C1: 3 }, kept: false })), seconds: 1 });

/** Both scanners saw both components and found nothing, but for `facts`. It is noon of 2030-06-15. */
export const aDecision = (facts: Partial<ScanFacts> = {}): ScanDecision =>
  decideScan({ components: [STORAGE, QUEUE], reports: [aReport('checkov'), aReport('tfsec')], requiredTools: ['checkov', 'tfsec'], waivers: [], failAt: { test: 'LOW', production: 'LOW' }, now: NOW, ...facts });

export const withAFinding = (finding: Partial<Finding>, ...waivers: Waiver[]): ScanDecision => aDecision({ reports: [aReport('checkov', [aFinding(finding)]), aReport('tfsec')], waivers });

/** What these reports come to for these components, with every finding counting and none waived. */
export const aDecisionAbout = (reports: ScannerReport[], components: Pick<Component, 'name' | 'environment'>[]): ScanDecision =>
  aDecision({ reports, components: components.map(({ name, environment }) => ({ component: name, environment })) });
