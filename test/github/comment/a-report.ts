import { renderComment } from '../../../src/github/comment/render-comment.ts';
import type { Links } from '../../../src/github/comment/links.ts';
import type { Claim } from '../../../src/claims/claim.ts';
import type { CheckedComponent, CheckedFinding, CheckReport } from '../../../src/presentation/check-report.ts';
import { aPlannedResource } from '../../helpers/a-plan.ts';

export const HEAD = 'c'.repeat(40);

export const aLinks = (overrides: Partial<Links> = {}): Links => ({ serverUrl: 'https://github.com', repository: { owner: 'acme', name: 'shop' }, head: HEAD, prefix: '', run: { id: 77, attempt: 1 }, ...overrides });

/** Component storage: one bucket is created in production, as in test. */
export function aComponent(overrides: Partial<CheckedComponent> = {}): CheckedComponent {
  const changes = [aPlannedResource({ after: { bucket: 'data', acl: null } })];
  return {
    name: 'storage', dependsOn: [], touchedBy: ['stacks/storage.ts'], resources: 1,
    plans: [{ state: 'planned', environment: 'test', kind: 'plan', changes, outputs: [] }, { state: 'planned', environment: 'production', kind: 'plan', changes, outputs: [] }],
    ...overrides,
  };
}

export function aFinding(overrides: Partial<CheckedFinding> = {}): CheckedFinding {
  return { tool: 'checkov', check: 'CKV_AWS_18', severity: null, component: 'storage', environments: ['test', 'production'], address: 'aws_s3_bucket.main', problem: 'Ensure the S3 bucket has access logging enabled', fix: null, also: [], guideline: 'https://docs.example.com/CKV_AWS_18', place: { file: 'stacks/storage.ts', line: 12 }, ...overrides };
}

export function aClaim(overrides: Partial<Claim> = {}): Claim {
  return { id: 'encrypted', owner: 'security', statement: 'Everything at rest is encrypted', section: [], source: { file: 'docs/infrastructure-guidelines.md', line: 9 }, level: 'must', decision: 'fail', by: 'rule', reason: 'one bucket is not', evidence: [], violations: [{ component: 'storage', resource: 'aws_s3_bucket.main', place: { file: 'stacks/storage.ts', line: 12 }, problem: 'it has no encryption' }], ...overrides };
}

/** A pass: one component, one request that waits for ann. */
export function aReport(overrides: Partial<CheckReport> = {}): CheckReport {
  return {
    schema: 1, project: 'shop', prefix: '', head: HEAD, target: 'cloud', verdict: 'pass',
    change: { id: 'CR-0001', file: 'changes/CR-0001.md', title: 'Keep uploads for a year', risk: 'normal', requester: 'rita@example.com', status: 'submitted', components: ['storage'] },
    noChange: null,
    atFault: [],
    steps: [{ step: 'synth', verdict: 'pass', reasons: [] }],
    components: [aComponent()],
    findings: [], waived: 0, tools: [{ tool: 'checkov', version: '3.2.1' }],
    claims: [aClaim({ decision: 'pass', violations: [], evidence: [{ record: 'synth/change', says: 'it is' }] })],
    checklist: { items: 10, decisions: { pass: 2, fail: 0, 'not-applicable': 1, undecided: 7 } },
    next: [{ what: 'its approval', whom: ['ann@example.com'], how: 'cutover approve CR-0001' }],
    reviews: null,
    ...overrides,
  };
}

export const comment = (overrides: Partial<CheckReport> = {}, links = aLinks()): string => renderComment(aReport(overrides), links);
