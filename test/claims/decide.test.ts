import { describe, expect, it } from '@jest/globals';
import { claimSchema, type Statement } from '../../src/claims/claim.ts';
import { decide } from '../../src/claims/decide.ts';
import { Halt, UserError } from '../../src/errors.ts';
import { addResource, aFinishedChange } from './a-finished-change.ts';

function aStatement(overrides: Partial<Statement> = {}): Statement {
  return { id: 'a/1', owner: 'platform engineer', statement: 'Pigs can fly', section: ['A'], source: { file: 'list.md', line: 3 }, ...overrides };
}

describe('a statement is decided', () => {
  it.each<[string, Partial<Statement>, string, string | null]>([
    ['by the probe whose words it uses', { statement: 'Data at rest encryption enabled for all applicable services' }, 'pass', 'probe'],
    ['whatever its case, spaces and full stop', { statement: 'DATA at rest  encryption enabled for all applicable services.' }, 'pass', 'probe'],
    ['by the probe it names, whatever its words', { probeId: 'encrypted-at-rest' }, 'pass', 'probe'],
    ['by a requirement it names', { probeId: 'requirement/REQ-1' }, 'pass', 'probe'],
    ['by nothing when its words only resemble those of a probe', { statement: 'Data at rest encryption enabled for all services' }, 'undecided', null],
    ['by nothing when no probe knows it', {}, 'undecided', null],
    ['by nothing when the probe it names cannot tell', { probeId: 'rollback-tested' }, 'undecided', null],
    ['by applicability, in a section about containers', { section: ['13. CONTAINER PLATFORM VALIDATION', '13.1 Cluster'] }, 'not-applicable', 'applicability'],
    ['by applicability, in a section about GitOps', { section: ['14. GITOPS WORKFLOWS VALIDATION', '14.1 Operator'] }, 'not-applicable', 'applicability'],
    ['by applicability, in a section about the service mesh', { section: ['15. Service mesh'] }, 'not-applicable', 'applicability'],
    ['by applicability, for a single thing', { statement: 'VNet peering configured correctly' }, 'not-applicable', 'applicability'],
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
