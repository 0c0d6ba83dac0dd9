import { describe, expect, it } from '@jest/globals';
import { criteriaOf, type Criteria } from '../../src/presentation/criteria.ts';
import type { ImplementationPlanInput, PlannedClaim } from '../../src/presentation/plan-input.ts';
import { STEPS, type StepName } from '../../src/evidence/record.ts';
import { anImplementation, aPlannedClaim } from './an-implementation.ts';

const all = (criteria: Criteria) => [...criteria.before, ...criteria.milestones.flatMap(({ steps }) => steps), ...criteria.after];
const exitOf = (step: StepName, overrides: Partial<ImplementationPlanInput> = {}): string => all(criteriaOf(anImplementation(overrides))).filter((one) => one.step === step).flatMap(({ exit }) => exit).join('\n');
const entryOf = (step: StepName, overrides: Partial<ImplementationPlanInput> = {}): string => all(criteriaOf(anImplementation(overrides))).filter((one) => one.step === step).flatMap(({ entry }) => entry).join('\n');

describe('what must be true before and after', () => {
  it('is said for every step, in their order, and never nothing', () => {
    const steps = all(criteriaOf(anImplementation()));
    expect([...new Set(steps.map(({ step }) => step))]).toEqual([...STEPS]);
    for (const { entry, exit } of steps) expect([entry.length > 0, exit.length > 0]).toEqual([true, true]);
  });

  it('follows the milestones: each begins when the one before has ended, and once what it needs is rehearsed', () => {
    const { milestones } = criteriaOf(anImplementation());
    expect(milestones.map(({ name }) => name)).toEqual(['encryption', 'storage', 'monitoring']);
    expect(milestones[0]?.steps[0]?.entry).toEqual(['scan passed, about what there is now']);
    expect(milestones[2]?.steps[0]?.entry).toEqual(['the milestone storage has ended: storage rehearsed']);
    expect(milestones[1]?.steps[1]?.entry).toEqual(['storage is finalised as it is now, and encryption stands rehearsed in test']);
    expect(milestones[2]?.steps[1]?.entry.join()).toContain('encryption, storage stand rehearsed');
  });

  it('speaks of each component of a group in yolo mode', () => {
    const { milestones } = criteriaOf(anImplementation({ mode: 'yolo', milestones: [{ name: 'base', components: ['encryption', 'storage'] }, { name: 'monitoring', components: ['monitoring'] }] }));
    expect(milestones[0]?.steps[0]?.exit).toEqual(['encryption was looked at as it is now, and finalised', 'storage was looked at as it is now, and finalised']);
    expect(milestones[1]?.steps[0]?.entry).toEqual(['the milestone base has ended: encryption, storage rehearsed']);
  });

  it.each<[string, StepName, string]>([
    ['the checks of a component', 'rehearse', 'storage: the check "the bucket is private" passes in test'],
    ['a check that the sandbox cannot exercise', 'rehearse', '"plain HTTP is refused" passes in test (not exercised in the sandbox: it evaluates no policies)'],
    ['that a component has no check', 'rehearse', 'encryption: no check is declared for it, so nothing shows that it works'],
    ['a requirement, its target and its check', 'validate', 'REQ-1 of storage (latency of at most 5 s): An object comes back. Shown by the check "an object comes back"'],
    ['the needs of a role', 'integrate', 'architect (Alphonse): One key protects everything. Shown by the check "the key rotates" of encryption'],
    ['a role that declared nothing', 'integrate', 'product-owner: nobody has declared a need'],
    ['the mandatory items', 'checklist', 'these items are decided: keys-rotate'],
    ['claims that wait for a plan', 'plan', 'only a plan can tell, are decided: alarm-reaches-people'],
    ['the checks that production is asked', 'promote', 'storage: the check "the bucket is private" passes in production'],
    ['who takes over', 'handover', 'platform-operations (ops@example.com) can take over'],
  ])('names %s', (_what, step, sentence) => {
    expect(exitOf(step)).toContain(sentence);
  });

  it('asks production nothing that was not called safe there', () => {
    expect(exitOf('promote')).not.toContain('plain HTTP');
  });

  it.each<[string, Partial<ImplementationPlanInput>, StepName, string]>([
    ['no requirement is stated', { requirements: [] }, 'validate', 'states no requirement, so none is verified'],
    ['nothing is mandatory', { checklist: { file: 'list.md', mandatory: [] } }, 'checklist', 'no item is mandatory'],
    ['nobody is named in operations', { operations: undefined }, 'handover', 'names nobody in operations'],
  ])('says so where %s', (_title, overrides, step, sentence) => {
    expect(exitOf(step, overrides)).toContain(sentence);
  });

  it('begins production only with an approved seal of what production still is', () => {
    expect(entryOf('promote')).toMatch(/the seal is approved, as the policy[\s\S]*windows and freezes[\s\S]*production still is what the seal saw/);
  });

  it.each<[string, PlannedClaim[], string | undefined, string]>([
    ['a check and nothing else', [], 'it works', 'Shown by the check "it works"'],
    ['nothing', [], undefined, 'Nothing shows it yet, and what nothing decides stops this step'],
    ['a claim that nothing has decided', [aPlannedClaim({ id: 'REQ-1', statement: 'An object comes back.', ruled: false, decision: 'undecided', by: null, evidence: [] })], undefined, 'Nothing shows it yet'],
    ['a rule that waits for a plan', [aPlannedClaim({ id: 'REQ-1', statement: 'An object comes back.', decision: 'undecided', by: null, evidence: [] })], undefined, 'Decided by its rule once there is a plan'],
    ['a rule', [aPlannedClaim({ id: 'REQ-1', statement: 'An object comes back.' })], undefined, 'Decided by rule: pass'],
    ['an attestation, beside a check', [aPlannedClaim({ id: 'REQ-1', statement: 'An object comes back.', by: 'attestation' })], 'it works', 'Shown by the check "it works". Decided by attestation: pass'],
    ['the rule of another claim', [aPlannedClaim({ id: 'REQ-2' })], undefined, 'Nothing shows it yet'],
    ['the rule of what the base demands under the same id', [aPlannedClaim({ id: 'REQ-1', statement: 'Another.' })], undefined, 'Nothing shows it yet'],
  ])('says what shows a requirement: %s', (_title, claims, shownBy, sentence) => {
    const requirements = anImplementation().requirements.map((requirement) => ({ ...requirement, check: shownBy }));
    expect(exitOf('validate', { claims, requirements })).toContain(sentence);
  });

  it('counts claims as they are now', () => {
    const claims = [aPlannedClaim(), aPlannedClaim({ id: 'b', decision: 'fail' }), aPlannedClaim({ id: 'c', decision: 'fail', level: 'should' }), aPlannedClaim({ id: 'd', decision: 'undecided', by: null, evidence: [] })];
    expect(exitOf('prepare', { claims })).toContain('none of 4 claims of the documents that must hold fails on the code (now: 1 pass, 1 fail, 1 undecided)');
  });
});
