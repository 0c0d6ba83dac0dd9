import { describe, expect, it } from '@jest/globals';
import type { Statement } from '../../src/claims/claim.ts';
import { mergeMappings, type Controls, type Source } from '../../src/compliance/merge.ts';
import { renderCompliance } from '../../src/compliance/render.ts';
import { complianceReport, complianceReportSchema, type ComplianceReport } from '../../src/compliance/report.ts';
import type { State } from '../../src/compliance/state.ts';
import { digestOf } from '../../src/digest.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import type { JsonObject } from '../../src/json.ts';
import { aFinishedChange, COMPONENTS, factsOf, resourcesOf } from '../claims/a-finished-change.ts';
import { aChangeRecord } from '../helpers/a-record.ts';

const RULE: Statement = { id: 'bucket-encrypted', owner: 'security', statement: 'Every bucket is encrypted', section: [], source: { file: 'docs/guidelines.md', line: 7 }, rule: { kind: 'types', forbidden: ['aws_nat_gateway'] } };
const PINNED = digestOf(RULE.rule);

const aClaim = (overrides: JsonObject = {}): JsonObject => ({
  id: RULE.id, owner: RULE.owner, statement: RULE.statement, section: [], source: { file: RULE.source.file, line: 7 }, level: 'must', decision: 'pass', by: 'rule', reason: 'all is as demanded', evidence: [{ record: 'synth/change', says: 'looked' }], violations: [], ...overrides,
});

/** Of check C1 on both buckets of `storage`: one in each environment. */
const scanOf = (overrides: JsonObject = {}): JsonObject => ({
  components: COMPONENTS, unwaived: 0, findings: [], tolerated: [], waived: [],
  tools: [{ tool: 'checkov', version: '1', passed: 2, covered: COMPONENTS, looked: { 'test/storage': { C1: 1 }, 'production/storage': { C1: 1 } } }],
  ...overrides,
});
const looked = (counts: JsonObject): JsonObject => scanOf({ tools: [{ tool: 'checkov', version: '1', passed: 2, covered: COMPONENTS, looked: counts }] });
const aFinding = (overrides: JsonObject = {}): JsonObject => ({ check: 'C1', component: 'storage', environment: 'test', address: 'aws_s3_bucket.data', ...overrides });
const waived = (overrides: JsonObject = {}): JsonObject[] => (['test', 'production'] as const).map((environment) => aFinding({ environment, checks: ['C1', 'T1'], owner: 'ann', reason: 'for now', expires: '2026-03-31', ...overrides }));

/** A finished change whose scan says what it looked at, and whose prepare has decided the rule. */
function records(scan: JsonObject = scanOf(), claims: JsonObject[] = [aClaim()]): StepRecord[] {
  const all = aFinishedChange();
  factsOf(all, 'synth')['components'] = (['test', 'production'] as const).flatMap((environment) => COMPONENTS.map((name) => ({ name, environment, dependsOn: [], resources: resourcesOf(name, environment).map(({ address, type }) => ({ address, type })) })));
  Object.assign(factsOf(all, 'scan'), { tolerated: [], waived: [], findings: [] }, scan);
  factsOf(all, 'prepare')['claims'] = claims;
  return all;
}

interface Asked {
  sources?: Partial<Source>[];
  unchecked?: string;
  types?: string[];
  statements?: Statement[];
  rules?: Controls['rules'];
  now?: string;
}

function report(facts: StepRecord[], { sources = [{}], unchecked, types = ['aws_s3_bucket'], statements = [RULE], rules = { [RULE.id]: PINNED }, now = '2026-03-15T12:00:00Z' }: Asked = {}): ComplianceReport {
  const control = { id: '1.1', title: 'A control', sources: sources.map((source): Source => ({ kind: 'check', id: 'C1', own: false, ...source })), unchecked: unchecked ?? null };
  const made = complianceReport({ frameworks: [{ id: 'f', name: 'F', edition: '1', controls: [control] }], checks: { C1: types, T1: types }, rules }, { statements, records: facts, stage: 'rehearsed', mapping: null, now: new Date(now) });
  return complianceReportSchema.parse(made);
}

const only = (made: ComplianceReport): ComplianceReport['frameworks'][number]['controls'][number] => {
  const [control] = made.frameworks[0]?.controls ?? [];
  if (control === undefined) throw new Error('there is no control');
  return control;
};

describe('a control that rests on a check of a scanner', () => {
  it.each<[what: string, scan: JsonObject, asked: Asked, state: State, says: RegExp]>([
    ['that had no objection wherever there is something to look at', scanOf(), {}, 'met', /looked at 2 stacks with no objection: storage$/],
    ['that never ran', looked({}), {}, 'never checked', /not looked at all there is in test\/storage, production\/storage/],
    ['that ran in one environment alone', looked({ 'test/storage': { C1: 1 } }), {}, 'never checked', /production\/storage/],
    ['that looked elsewhere', looked({ 'test/network': { C1: 9 }, 'production/network': { C1: 9 } }), {}, 'never checked', /test\/storage/],
    ['that looked at fewer resources than there are', scanOf(), { types: ['aws_s3_bucket', 'aws_s3_bucket_policy'] }, 'never checked', /test\/storage/],
    ['that found something', scanOf({ findings: [aFinding()] }), {}, 'not met', /found in aws_s3_bucket\.data of storage \(test\)/],
    ['that found something which stops no change', scanOf({ tolerated: [aFinding()] }), {}, 'not met', /found in aws_s3_bucket\.data/],
    ["that found something in another tool's words", scanOf({ findings: [aFinding({ check: 'T1', also: [{ check: 'C1' }] })] }), {}, 'not met', /found in/],
    ['whose finding a waiver accepts', scanOf({ tools: [{ tool: 'checkov', looked: {} }], waived: waived() }), {}, 'met by exception', /storage: accepted by ann until 2026-03-31/],
    ['whose waiver is over', scanOf({ waived: waived() }), { now: '2026-04-01T00:00:00Z' }, 'not met', /accepted until 2026-03-31 in aws_s3_bucket\.data of storage.* which is over/],
    ['whose waiver ends today', scanOf({ tools: [{ tool: 'checkov', looked: {} }], waived: waived() }), { now: '2026-03-31T23:00:00Z' }, 'met by exception', /ann/],
    ['whose waiver is for one environment, while nobody looked at the other', scanOf({ tools: [{ tool: 'checkov', looked: {} }], waived: waived().slice(0, 1) }), {}, 'never checked', /production\/storage/],
    ['about what no component has', scanOf(), { types: ['aws_instance'] }, 'not applicable', /no component has aws_instance/],
    ['about what no component has, while more is asked', scanOf(), { types: ['aws_instance'], unchecked: 'the account' }, 'never checked', /no component has/],
    ['that looks at every component', looked({ 'test/storage': { C1: 1 } }), { types: [] }, 'never checked', /test\/encryption/],
    ['while more is asked', scanOf(), { unchecked: 'the account' }, 'partly checked', /no objection/],
    ['in a record that does not say what was looked at', { tools: [{ tool: 'checkov', version: '1', passed: 9, covered: COMPONENTS }] }, {}, 'never checked', /does not say which checks looked at what/],
  ])('%s', (_what, scan, asked, state, says) => {
    const control = only(report(records(scan), asked));
    expect([control.state, control.evidence[0]?.says]).toEqual([state, expect.stringMatching(says)]);
  });

  it.each([['findings', 'not met'], ['tolerated', 'not met'], ['waived', 'met by exception']] as const)('counts what only a plan for production shows: %s', (list, state) => {
    const planned = scanOf({ [list]: list === 'waived' ? waived().slice(1) : [aFinding({ environment: 'production' })] });
    expect(only(report([...records(), aChangeRecord({ step: 'plan', environment: 'production', facts: { scan: planned } })])).state).toBe(state);
  });

  it('does not take a waiver on a plan for a look at the code', () => {
    const plan = aChangeRecord({ step: 'plan', environment: 'production', facts: { scan: scanOf({ waived: waived() }) } });
    expect(only(report([...records(looked({})), plan])).state).toBe('never checked');
  });

  it('names each waiver once, with owner and end', () => {
    const made = only(report(records(scanOf({ waived: waived() }))));
    expect(made.evidence[0]?.exceptions).toEqual([{ check: 'C1', component: 'storage', owner: 'ann', expires: '2026-03-31', reason: 'for now' }]);
  });

  it('counts what a module brings in, which only the applied state tells', () => {
    const all = records();
    (factsOf(all, 'rehearse', 'network')['resources'] as JsonObject[]).push({ address: 'module.x.aws_s3_bucket.y', type: 'aws_s3_bucket', values: {} });
    expect(only(report(all))).toMatchObject({ state: 'never checked', evidence: [{ says: expect.stringContaining('test/network') }] });
  });

  it.each(['scan', 'synth'] as const)('is never checked without the record of %s', (step) => {
    expect(only(report(records().filter((record) => record.step !== step))).state).toBe('never checked');
  });
});

const asRule: Asked = { sources: [{ kind: 'rule', id: RULE.id }] };
const onPlan = (component: string, overrides: JsonObject): ((all: StepRecord[]) => void) => (all) => void (factsOf(all, 'rehearse', component)['claims'] = [aClaim(overrides)]);
const OPEN = { decision: 'undecided', by: null, reason: 'decided when there is a plan', evidence: [] };

describe('a control that rests on a rule of the documents', () => {
  it.each<[what: string, claims: JsonObject[], asked: Asked, spoil: (all: StepRecord[]) => void, state: State, says: RegExp]>([
    ['that holds on the code', [aClaim()], {}, () => undefined, 'met', /all is as demanded/],
    ['that is broken', [aClaim({ decision: 'fail', reason: 'data is open' })], {}, () => undefined, 'not met', /data is open/],
    ['that holds on the code and is broken on a plan', [aClaim()], {}, onPlan('storage', { decision: 'fail', reason: 'open by default' }), 'not met', /open by default/],
    ['that only a plan can tell, and it does', [aClaim(OPEN)], {}, onPlan('storage', {}), 'met', /all is as demanded/],
    ['that not even a plan can tell', [aClaim(OPEN)], {}, onPlan('storage', { ...OPEN, reason: 'its value is hidden' }), 'never checked', /its value is hidden/],
    ['that only a plan can tell, and there is none', [aClaim(OPEN)], {}, () => undefined, 'never checked', /decided when there is a plan/],
    ['about what is not there', [aClaim({ decision: 'not-applicable', by: 'applicability', reason: 'no bucket' })], {}, () => undefined, 'not applicable', /no bucket/],
    ['that no record decided', [], {}, () => undefined, 'never checked', /no record says/],
    ['that no document demands', [aClaim()], { statements: [] }, () => undefined, 'never checked', /do not demand it/],
    ['of which there is another under the same id', [aClaim()], { rules: { [RULE.id]: digestOf('another') } }, () => undefined, 'never checked', /guidelines\.md:7 has another rule under this id/],
    ["that the project's own mapping names by its id", [aClaim()], { rules: { [RULE.id]: digestOf('another') }, sources: [{ kind: 'rule', id: RULE.id, own: true }] }, () => undefined, 'met', /all is as demanded/],
    ['that a person attests', [aClaim({ by: 'attestation', reason: 'ann attested it' })], {}, () => undefined, 'met', /^a person: ann attested it/],
    ['that the base demands in other words, and there it is broken', [aClaim(), aClaim({ statement: 'All buckets', decision: 'fail', reason: 'one is open' })], { statements: [RULE, { ...RULE, statement: 'All buckets' }] }, () => undefined, 'not met', /one is open/],
    ['that the base demands in other words, of which nobody has said how it stands', [aClaim()], { statements: [RULE, { ...RULE, statement: 'All buckets' }] }, () => undefined, 'never checked', /no record says/],
  ])('%s', (_what, claims, asked, spoil, state, says) => {
    const all = records(scanOf(), claims);
    spoil(all);
    const control = only(report(all, { ...asRule, ...asked }));
    expect([control.state, control.evidence[0]?.says]).toEqual([state, expect.stringMatching(says)]);
  });
});

describe('what was seen in an emulator', () => {
  const probe: Asked = { sources: [{ kind: 'probe', id: 'keys-rotate' }] };
  const inTheCloud = (all: StepRecord[]): StepRecord[] => all.map((record) => ({ ...record, target: 'cloud' }));

  it('is said to be, of a probe that reads the applied state, and not of the code', () => {
    expect(only(report(records(), probe))).toMatchObject({ state: 'met', evidence: [{ emulator: true }] });
    expect(only(report(inTheCloud(records()), probe))).toMatchObject({ state: 'met', evidence: [{ emulator: false }] });
    expect(only(report(records()))).toMatchObject({ state: 'met', evidence: [{ emulator: false }] });
  });

  it('is named where it was not exercised there, and only as it is now', () => {
    const all = records();
    const rehearse = all.find(({ step, component }) => step === 'rehearse' && component === 'storage');
    if (rehearse === undefined) throw new Error('storage was not rehearsed');
    const missed = { name: 'plain HTTP is refused', outcome: 'not-exercised', seconds: 0, detail: 'not exercised here (emulator): no conditions', safeInProduction: true };
    const before = { ...rehearse, facts: { ...rehearse.facts, checks: [{ ...missed, name: 'an older one' }] } };
    rehearse.facts = { ...rehearse.facts, checks: [missed] };
    expect(report([before, ...all]).notExercised).toEqual([{ record: 'rehearse/storage/test', check: 'plain HTTP is refused', says: missed.detail }]);
  });

  it.each([['keys-rotate', 'rehearse', 'encryption'], ['approved', 'approval', undefined]] as const)('the probe %s goes with the record of %s', (id, step, component) => {
    const asked = { sources: [{ kind: 'probe' as const, id }] };
    expect(only(report(records(), asked)).state).toBe('met');
    expect(only(report(records().filter((record) => record.step !== step || record.component !== component), asked)).state).toBe('never checked');
  });
});

const KNOWN = { rules: [], isProbe: () => true };
const all = (facts: StepRecord[]): ComplianceReport => complianceReport(mergeMappings(undefined, KNOWN, ''), { statements: [], records: facts, stage: 'rehearsed', mapping: null, now: new Date('2026-03-15T12:00:00Z') });

describe('all that Cutover maps', () => {
  it('without a record, has nothing that is met, and says of each what would have to be looked at', () => {
    const controls = all([]).frameworks.flatMap((framework) => framework.controls);
    expect([...new Set(controls.map(({ state }) => state))]).toEqual(['never checked']);
    expect(controls.filter(({ unchecked, evidence }) => unchecked === null && evidence.every(({ says }) => says === ''))).toEqual([]);
  });

  it('has controls that are met by records, and none without evidence', () => {
    const controls = all(records()).frameworks.flatMap((framework) => framework.controls);
    expect(controls.filter(({ state }) => state === 'partly checked').length).toBeGreaterThan(20);
    expect(controls.filter(({ state, evidence }) => state !== 'never checked' && evidence.length === 0)).toEqual([]);
  });

  it('makes a page on which words of others are no markup', () => {
    const made = report(records(scanOf({ waived: waived({ owner: '<b>ann</b>', reason: '@ops [x](http://y)' }) })), { unchecked: 'the rest' });
    const page = renderCompliance({ change: { id: 'CR-1', title: '# <script>' }, target: 'sandbox', at: '2026-03-15T12:00:00.000Z', report: made });
    expect(page).toContain('a sandbox: nothing here speaks for a real account');
    expect(page).toContain('- `1.1` A control: **partly checked**');
    expect(page).toContain('left to look at: the rest');
    expect(page).toContain('accepts it until 2026-03-31');
    expect(page).not.toMatch(/<script>|<b>|[^>]@ops|\[x\]\(http/);
  });
});

it('a record of another scan says nothing: the newest counts', () => {
  const facts = [...records(), aChangeRecord({ step: 'scan', facts: looked({}) })];
  expect(only(report(facts)).state).toBe('never checked');
});
