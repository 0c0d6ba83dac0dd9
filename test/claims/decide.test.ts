import { describe, expect, it } from '@jest/globals';
import { claimSchema, type Statement } from '../../src/claims/claim.ts';
import { decide, NOBODY_DECIDES } from '../../src/claims/decide.ts';
import { Halt, UserError } from '../../src/errors.ts';
import { SENSITIVE } from '../../src/terraform/plan.ts';
import { addResource, aFinishedChange } from './a-finished-change.ts';
import { aComponent, aResource, aRule, someFacts } from './rules/some-facts.ts';

function aStatement(overrides: Partial<Statement> = {}): Statement {
  return { id: 'a/1', owner: 'platform engineer', statement: 'Pigs can fly', section: ['A'], source: { file: 'list.md', line: 3 }, ...overrides };
}

describe('a statement is decided', () => {
  it.each<[string, Partial<Statement>, string, string | null]>([
    ['by the probe whose words it uses', { statement: 'Everything that keeps data encrypts it at rest' }, 'pass', 'probe'],
    ['whatever its case, spaces and full stop', { statement: 'DATA at rest  encryption enabled for all applicable services.' }, 'pass', 'probe'],
    ['by the probe it names, whatever its words', { probeId: 'encrypted-at-rest' }, 'pass', 'probe'],
    ['by a requirement it names', { probeId: 'requirement/REQ-1' }, 'pass', 'probe'],
    ['by nothing when its words only resemble those of a probe', { statement: 'Everything that keeps data should encrypt it at rest' }, 'undecided', null],
    ['by nothing when no probe knows it', {}, 'undecided', null],
    ['by nothing when the probe it names cannot tell', { probeId: 'rollback-tested' }, 'undecided', null],
    ['by applicability, in a section about containers', { section: ['13. CONTAINER PLATFORM VALIDATION', '13.1 Cluster'] }, 'not-applicable', 'applicability'],
    ['by applicability, in a section about GitOps', { section: ['14. GITOPS WORKFLOWS VALIDATION', '14.1 Operator'] }, 'not-applicable', 'applicability'],
    ['by applicability, in a section about the service mesh', { section: ['15. Service mesh'] }, 'not-applicable', 'applicability'],
    ['by applicability, for a single thing', { statement: 'Peered networks reach no more than they need to' }, 'not-applicable', 'applicability'],
    ['by nothing in a section that only mentions containers', { section: ['Security of containers and hosts'] }, 'undecided', null],
  ])('%s', (_title, overrides, decision, by) => {
    const [claim] = decide([aStatement(overrides)], aFinishedChange());
    expect(claim).toMatchObject({ id: 'a/1', owner: 'platform engineer', source: { file: 'list.md', line: 3 }, decision, by });
    expect(claim?.reason).not.toBe('');
    if (decision !== 'undecided') expect(claim?.evidence).not.toEqual([]);
  });

  it('as a fail when a record speaks against it', () => {
    const records = structuredClone(aFinishedChange());
    addResource(records, 'network', 'aws_eip', {});
    expect(decide([aStatement({ probeId: 'no-public-addresses' })], records)).toMatchObject([{ decision: 'fail', by: 'probe', evidence: [{ record: 'rehearse/network/test' }] }]);
  });

  it.each([
    ['a cluster', 'aws_eks_cluster'],
    ['something that may bring one in unseen', 'aws_cloudformation_stack'],
  ])('in a section about containers by nothing once there is %s', (_title, type) => {
    const records = structuredClone(aFinishedChange());
    addResource(records, 'network', type, {});
    expect(decide([aStatement({ section: ['Containers'] })], records)).toMatchObject([{ decision: 'undecided', by: null }]);
  });

  it('in a section about containers by nothing while a component was not rehearsed', () => {
    const records = aFinishedChange().filter(({ step, component }) => step !== 'rehearse' || component !== 'database');
    expect(decide([aStatement({ section: ['Containers'] })], records)).toMatchObject([{ decision: 'undecided' }]);
  });

  it('without any record: nothing passes and nothing is left out', () => {
    const statements = [aStatement(), aStatement({ id: 'a/2', probeId: 'approved' }), aStatement({ id: 'a/3', section: ['Containers'] })];
    expect(decide(statements, []).map(({ id, decision }) => [id, decision])).toEqual([['a/1', 'undecided'], ['a/2', 'undecided'], ['a/3', 'undecided']]);
  });
});

const NOW = new Date('2026-11-22T12:00:00Z');
const RULE = aRule({ kind: 'attributes', types: ['aws_sqs_queue'], must: [{ attribute: 'encrypted', equals: true }] });
const FACTS = {
  right: someFacts([aComponent([aResource('aws_sqs_queue.work', { encrypted: true })])]),
  wrong: someFacts([aComponent([aResource('aws_sqs_queue.work', { encrypted: false })])]),
  open: someFacts([aComponent([aResource('aws_sqs_queue.work', { encrypted: '${var.encrypted}' })])]),
  hidden: someFacts([aComponent([aResource('aws_sqs_queue.work', { encrypted: '${var.encrypted}' }, { planned: { encrypted: { ...SENSITIVE } } })])]),
  other: someFacts([aComponent([aResource('aws_s3_bucket.data', {})])]),
};
const attested = (overrides: object = {}) => ({
  now: NOW,
  attestations: { from: 'main', entries: [{ claim: 'a/1', person: 'Oli', date: '2026-11-01', statement: 'I saw one fly.', link: 'https://wiki.example.com/pigs', expires: '2027-01-31', ...overrides }] },
});
/** A probe that answers so, for statements that name it. */
const probing = (outcome: 'pass' | 'fail' | 'unknown' | 'not-applicable') => ({ probes: [{ id: 'pigs', texts: [], decide: () => ({ outcome, reason: 'pigs', evidence: [{ record: 'synth/change', says: 'pigs' }] }) }] });

describe('a statement with a rule is decided', () => {
  it.each<[string, keyof typeof FACTS | undefined, Partial<Statement>, Parameters<typeof decide>[2], string, string | null]>([
    ['by the rule', 'right', {}, {}, 'pass', 'rule'],
    ['by the rule that fails', 'wrong', {}, {}, 'fail', 'rule'],
    ['by the rule that fails, whatever a probe says', 'wrong', { probeId: 'pigs' }, probing('pass'), 'fail', 'rule'],
    ['by the rule that fails, whatever a person says', 'wrong', {}, attested(), 'fail', 'rule'],
    ['by the rule that passes before a person', 'right', {}, attested(), 'pass', 'rule'],
    ['by the rule that has nothing to judge', 'other', {}, attested(), 'not-applicable', 'applicability'],
    ['by a probe where the rule cannot tell', 'open', { probeId: 'pigs' }, probing('pass'), 'pass', 'probe'],
    ['by a probe that fails where the rule cannot tell, whatever a person says', 'open', { probeId: 'pigs' }, { ...probing('fail'), ...attested() }, 'fail', 'probe'],
    ['by a person where neither can tell', 'open', { probeId: 'pigs' }, { ...probing('unknown'), ...attested() }, 'pass', 'attestation'],
    ['by applicability before a person', 'open', { section: ['Containers'] }, attested(), 'not-applicable', 'applicability'],
    ['by a person where the rule cannot tell', 'open', {}, attested(), 'pass', 'attestation'],
    ['by nobody where a value is hidden from the rule, whatever a person says', 'hidden', {}, attested(), 'undecided', null],
    ['by a probe where a value is hidden from the rule', 'hidden', { probeId: 'pigs' }, { ...probing('fail'), ...attested() }, 'fail', 'probe'],
    ['by nothing where the rule cannot tell', 'open', {}, {}, 'undecided', null],
    ['by nothing where the stacks are not known', undefined, {}, {}, 'undecided', null],
  ])('%s', (_title, facts, overrides, options, decision, by) => {
    const [claim] = decide([aStatement({ rule: RULE, ...overrides })], aFinishedChange(), { ...options, ...(facts === undefined ? {} : { rules: FACTS[facts] }) });
    expect(claim).toMatchObject({ decision, by });
    expect(claim?.violations.length).toBe(decision === 'fail' && by === 'rule' ? 1 : 0);
  });

  it('with what it violates, what it cites, and its level', () => {
    expect(decide([aStatement({ rule: RULE, level: 'should' })], [], { rules: FACTS.wrong })).toMatchObject([
      { level: 'should', decision: 'fail', violations: [{ component: 'storage', environment: 'test', resource: 'aws_sqs_queue.work', problem: 'encrypted is false; it must be true' }], evidence: [{ record: 'synth/change' }] },
    ]);
  });
});

describe('a person’s word', () => {
  it('decides what nothing else can, and is cited with its branch', () => {
    expect(decide([aStatement()], [], attested())).toMatchObject([
      { decision: 'pass', by: 'attestation', reason: 'Oli attested it on 2026-11-01, until 2027-01-31: I saw one fly.', evidence: [{ record: 'attestations.yaml on main', says: 'Oli, 2026-11-01: https://wiki.example.com/pigs' }] },
    ]);
  });

  it.each<[string, object, Partial<Statement>, RegExp]>([
    ['has expired', { expires: '2026-11-21' }, {}, /Oli expired at the end of 2026-11-21/],
    ['is of tomorrow', { date: '2026-11-23' }, {}, /dated 2026-11-23/],
    ['is about the base’s words', {}, { differsFromBase: true }, /as it stands on main/],
    ['is about something else', { claim: 'a/2' }, {}, new RegExp(`^${NOBODY_DECIDES}$`)],
  ])('decides nothing when it %s, and that is said', (_words, overrides, statement, reason) => {
    const [claim] = decide([aStatement(statement)], [], attested(overrides));
    expect(claim).toMatchObject({ decision: 'undecided', by: null, evidence: [] });
    expect(claim?.reason).toMatch(reason);
  });

  it('that has expired stands beside what else is missing', () => {
    const [claim] = decide([aStatement({ rule: RULE })], [], { rules: FACTS.open, ...attested({ expires: '2026-11-21' }) });
    expect(claim?.reason).toMatch(/encrypted is written as .*decided when there is a plan; the attestation of Oli expired/);
  });
});

describe('what cannot be decided from is refused', () => {
  it('a probe that does not exist, with its place and those there are', () => {
    expect(() => decide([aStatement({ probeId: 'encrypted' })], aFinishedChange())).toThrow(UserError);
    expect(() => decide([aStatement({ probeId: 'encrypted' })], aFinishedChange())).toThrow(/list\.md:3: probe: there is no such probe[\s\S]*encrypted-at-rest/);
  });

  it.each([
    ['another change', { change: 'CR-0002' }],
    ['another world', { target: 'cloud' as const }],
  ])('a record of %s', (_title, overrides) => {
    const records = aFinishedChange();
    const [first] = records;
    if (first === undefined) throw new Error('no record');
    expect(() => decide([aStatement()], [...records, { ...first, ...overrides }])).toThrow(Halt);
  });

  it.each([
    ['a pass without evidence', { decision: 'pass' as const, by: 'probe' as const, evidence: [] }],
    ['a pass by nobody', { decision: 'pass' as const, by: null, evidence: [{ record: 'a', says: 'b' }] }],
    ['an undecided claim that says by what', { decision: 'undecided' as const, by: 'probe' as const, evidence: [] }],
  ])('a claim that is %s', (_title, overrides) => {
    expect(claimSchema.safeParse({ ...aStatement(), reason: 'x', ...overrides }).success).toBe(false);
  });
});
