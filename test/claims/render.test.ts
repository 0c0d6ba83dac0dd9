import { describe, expect, it } from '@jest/globals';
import { claimSchema, type Claim } from '../../src/claims/claim.ts';
import { describeClaim } from '../../src/claims/render.ts';
import { weighClaims } from '../../src/claims/verdict.ts';
import { aRule } from './rules/some-facts.ts';

const RULE = aRule({ kind: 'files', required: ['README.md'] });
const VIOLATION = { component: 'storage', environment: 'test', resource: 'aws_s3_bucket.data', place: { file: 'stacks/storage.ts', line: 12 }, problem: 'acl is "public-read"; it must be "private"' };

function aClaim(overrides: Partial<Claim> = {}): Claim {
  return claimSchema.parse({
    id: 'bucket-private', owner: 'security-engineering', statement: 'Buckets are private.', section: ['Infrastructure guidelines'], source: { file: 'docs/guidelines.md', line: 40 },
    decision: 'fail', by: 'rule', reason: 'one is not', evidence: [{ record: 'synth/change', says: '1 bucket' }], violations: [VIOLATION], ...overrides,
  });
}

const PASS = aClaim({ id: 'other', decision: 'pass', violations: [] });
const OPEN = aClaim({ id: 'open', decision: 'undecided', by: null, reason: 'nobody knows', violations: [] });

describe('a claim for people', () => {
  it('names document and line, statement, owner, component, resource, its place, what is there and what would be right', () => {
    expect(describeClaim(aClaim())).toBe(
      ['docs/guidelines.md:40: bucket-private: Buckets are private.', '  FAIL by a rule; security-engineering answers for it', '  - storage (test): aws_s3_bucket.data: stacks/storage.ts:12: acl is "public-read"; it must be "private"'].join('\n'),
    );
  });

  it('says of an undecided one what is missing, and of a warning that it is one', () => {
    expect(describeClaim(OPEN)).toBe('docs/guidelines.md:40: open: Buckets are private.\n  undecided: nobody knows; security-engineering answers for it');
    expect(describeClaim(aClaim({ level: 'should' }))).toContain('bucket-private (should): Buckets are private.\n  FAIL by a rule, a warning');
  });

  it('shows a violation with what is known of its place, and of many some and how many', () => {
    expect(describeClaim(aClaim({ violations: [{ problem: 'there is no README.md' }] }))).toContain('\n  - there is no README.md');
    const many = describeClaim(aClaim({ violations: Array.from({ length: 50 }, () => VIOLATION) }));
    expect(many.split('\n')).toHaveLength(2 + 20 + 1);
    expect(many).toContain('and 30 more');
  });
});

describe('claims for a step', () => {
  const ruled = { ...aClaim(), rule: RULE };
  const plain = { id: 'x', owner: 'o', statement: 's', section: [], source: { file: 'f', line: 1 } };

  it.each<[string, Claim, boolean, boolean, 'pass' | 'fail', number]>([
    ['a broken one stops it', aClaim(), true, false, 'fail', 1],
    ['a broken one without a rule stops it too', aClaim(), false, false, 'fail', 1],
    ['a broken one at level should is a warning', aClaim({ level: 'should' }), true, true, 'pass', 1],
    ['one that is still open stops nothing', OPEN, true, false, 'pass', 0],
    ['one whose rule is open in the end stops it', OPEN, true, true, 'fail', 1],
    ['one at level should whose rule is open in the end does not', { ...OPEN, level: 'should' }, true, true, 'pass', 0],
    ['one that a person has to decide stops nothing here', OPEN, false, true, 'pass', 0],
  ])('%s', (_words, claim, hasRule, final, verdict, reasons) => {
    const weighed = weighClaims([plain, hasRule ? ruled : plain], [PASS, claim], { final });
    expect(weighed.verdict).toBe(verdict);
    expect(weighed.reasons).toEqual(reasons === 0 ? [] : [describeClaim(claim)]);
  });

  it('that are none are no pass', () => {
    expect(weighClaims([], [], { final: false }).verdict).toBe('fail');
  });
});
