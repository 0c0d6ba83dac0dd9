import { describe, expect, it } from '@jest/globals';
import type { StepRecord } from '../../src/evidence/record.ts';
import type { ProbeResult } from '../../src/claims/probe.ts';
import { PROBES, probeById } from '../../src/claims/probes/all.ts';
import { EXACT_TEXTS } from '../../src/claims/probes/exact-texts.ts';
import { recordName, viewOf, type Stage } from '../../src/claims/record-view.ts';
import { aFinishedChange, factsOf, valuesOf } from './a-finished-change.ts';
import { check, ONE_FACT, ONE_FACT_LATE } from './one-fact.ts';

function ask(id: string, records: StepRecord[], stage?: Stage): ProbeResult {
  const probe = probeById(PROBES, id);
  if (probe === undefined) throw new Error(`there is no probe ${id}`);
  return probe.decide(viewOf(records, stage));
}

/** Decided before production, from records up to the checklist. */
const BEFORE = [
  'tested-in-test', 'smoke-tested', 'production-checks-defined', 'rollback-written', 'scanned', 'no-findings', 'findings-answered', 'promotion-path', 'one-component-at-a-time',
  'approved', 'window-named', 'frontend-developer-served', 'backend-developer-served', 'product-owner-served', 'architect-served', 'requirements-met', 'latency-met', 'qualities-met', 'qualities-answered', 'throughput-met', 'performance-met', 'recovery-time-met', 'recovery-point-met', 'integration-tested', 'mira-and-enrique-served',
  'all-from-code', 'tags-consistent', 'dependencies-declared', 'encrypted-at-rest', 'keys-rotate', 'point-in-time-recovery', 'public-access-block-set', 'buckets-versioned',
  'buckets-expire-old-versions', 'logs-expire', 'plain-http-denied-by-policy', 'no-all-powerful-identity', 'no-open-ingress', 'no-public-addresses', 'default-group-closed',
  'network-flows-logged', 'subnets-in-two-zones', 'data-stores-watched', 'dead-letters-watched', 'alarms-routed', 'requirement/REQ-2',
  'application-integration-documented', 'environments-described', 'operations-described', 'evolution-documented', 'capacity-plan-documented', 'recovery-plan-documented', 'decisions-reasoned', 'debt-documented',
  'architecture-complete', 'components-as-designed', 'dependencies-documented', 'code-documented', 'grouped-by-component', 'names-consistent', 'stacks-and-names-consistent',
  'capacity-scales', 'spread-over-zones', 'backups-encrypted', 'backup-strategy-implemented', 'service-roles-minimal', 'network-least-privilege', 'private-endpoints', 'gateway-endpoints',
  'flows-documented', 'utilization-tracked', 'dashboards-made', 'critical-components-watched', 'network-monitored', 'data-recovery-written', 'recovery-ordered', 'cost-examined',
];
/** Decided once production is planned. */
const PLANNED = ['code-follows-standards', 'policies-verified', 'configuration-validated', 'evidence-collected', 'architecture-validated', 'decisions-reflected'];
/** Decided by the final checklist only. */
const AFTER = ['production-databases-protected', 'no-drift', 'production-checked', 'as-built-written', 'runbook-written', 'monitoring-recorded', 'knowledge-written', 'handover-acknowledged',
  'deletion-guarded', 'networks-apart', 'artifacts-traced', 'change-documented', 'alarms-in-runbook',
];
/** Never a pass: they can refute, or need what this change has not done. */
const NEVER = ['least-privilege-not-refuted', 'minimal-access-not-refuted', 'rollback-tested', 'lily-and-enrique-served'];

describe('the probes', () => {
  it('have different ids, and what is decided by its words is decided by one that exists', () => {
    const ids = PROBES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...EXACT_TEXTS.values()].filter((id) => !ids.includes(id))).toEqual([]);
    expect([...EXACT_TEXTS.keys()].filter((digest) => !/^[0-9a-f]{64}$/.test(digest))).toEqual([]);
    expect([...BEFORE, ...PLANNED, ...AFTER, ...NEVER].filter((id) => !id.includes('/')).sort()).toEqual([...ids].sort());
  });

  it.each(PROBES.map(({ id }) => [id]))('%s decides nothing without records', (id) => {
    expect(ask(id, []).outcome).toBe('unknown');
  });

  it.each(NEVER)('%s does not pass, even where nothing is wrong', (id) => {
    expect(ask(id, aFinishedChange()).outcome).toBe('unknown');
  });

  it.each(PLANNED)('%s is undecided before production is planned', (id) => {
    expect(ask(id, aFinishedChange()).outcome).toBe('unknown');
  });

  it.each(AFTER)('%s is undecided before production', (id) => {
    expect(ask(id, aFinishedChange()).outcome).toBe('unknown');
    expect(ask(id, aFinishedChange({ promoted: true }), 'rehearsed').outcome).toBe('unknown');
  });
});

/** What an emulator stores and does not act on: shown by real accounts only. */
const SETTINGS = ['public-access-block-set', 'plain-http-denied-by-policy', 'alarms-routed'];
const inCloud = (records: StepRecord[]): StepRecord[] => records.map((record) => ({ ...record, target: 'cloud' }));
const worldOf = (id: string): ((records: StepRecord[]) => StepRecord[]) => (SETTINGS.includes(id) ? inCloud : (records) => records);

describe.each([
  ['before production', BEFORE, { promoted: false }, 'rehearsed' as const],
  ['at the end', [...BEFORE, ...PLANNED, ...AFTER], { promoted: true }, 'promoted' as const],
])('%s', (_title, passing, options, stage) => {
  it.each(passing)('%s passes, and not without any of the records it cites', (id) => {
    const records = worldOf(id)(aFinishedChange(options));
    const result = ask(id, records, stage);
    expect(result).toMatchObject({ outcome: 'pass' });
    expect(result.evidence.length).toBeGreaterThan(0);
    for (const { record: cited, says } of result.evidence) {
      expect(says).not.toBe('');
      const without = records.filter((record) => recordName(record) !== cited);
      expect(without).toHaveLength(records.length - 1);
      expect({ cited, outcome: ask(id, without, stage).outcome }).not.toMatchObject({ outcome: 'pass' });
    }
  });

  it.each(passing)('%s passes on no cited record that is a fail', (id) => {
    const passed = worldOf(id)(aFinishedChange(options));
    for (const { record: cited } of ask(id, passed, stage).evidence) {
      const records = passed.map((record): StepRecord => (recordName(record) === cited ? { ...record, verdict: 'fail' } : record));
      expect(ask(id, records, stage).outcome).not.toBe('pass');
    }
  });
});

describe('one fact makes the difference:', () => {
  it('for each probe that passes there is a fact that takes its pass away', () => {
    const taken = new Set([...ONE_FACT, ...ONE_FACT_LATE].filter(([, , , outcome]) => outcome !== 'pass').map(([id]) => id));
    const told = ['rollback-tested'];
    expect([...BEFORE, ...PLANNED, ...AFTER].filter((id) => !id.includes('/') && !taken.has(id) && !told.includes(id))).toEqual([]);
  });

  it.each(ONE_FACT)('%s with %s', (id, _title, spoil, outcome, named) => {
    const records = structuredClone(aFinishedChange());
    spoil(records);
    const result = ask(id, records);
    expect(result).toMatchObject({ outcome });
    expect(JSON.stringify(result)).toContain(named);
  });

  it.each(ONE_FACT_LATE)('after promotion, %s with %s', (id, _title, spoil, outcome) => {
    const records = structuredClone(aFinishedChange({ promoted: true }));
    spoil(records);
    expect(ask(id, records)).toMatchObject({ outcome });
  });

  it('rollback-tested passes once every rollback was rehearsed, and fails when one failed', () => {
    const records = structuredClone(aFinishedChange());
    for (const record of records.filter(({ step }) => step === 'rehearse')) record.facts['rollback'] = { outcome: 'pass', detail: 'taken back' };
    expect(ask('rollback-tested', records).outcome).toBe('pass');
    for (const open of [{ outcome: 'not-rehearsed', detail: 'it is new' }, null]) {
      factsOf(records, 'rehearse', 'storage')['rollback'] = open;
      expect(ask('rollback-tested', records)).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining(open?.detail ?? 'rehearse/storage/test') as unknown });
    }
    factsOf(records, 'rehearse', 'storage')['rollback'] = { outcome: 'not-needed', detail: 'it is as it was' };
    expect(ask('rollback-tested', records).outcome).toBe('pass');
    const untouched = structuredClone(records);
    for (const record of untouched.filter(({ step }) => step === 'rehearse')) record.facts['rollback'] = { outcome: 'not-needed', detail: 'it is as it was' };
    expect(ask('rollback-tested', untouched)).toMatchObject({ outcome: 'unknown', reason: 'nothing changes, so no way back was rehearsed' });
    factsOf(records, 'rehearse', 'storage')['rollback'] = null;
    expect(ask('rollback-tested', records)).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('rehearse/storage/test') as unknown });
    factsOf(records, 'rehearse', 'storage')['rollback'] = { outcome: 'fail', detail: 'the table stayed' };
    expect(ask('rollback-tested', records)).toMatchObject({ outcome: 'fail', evidence: [{ says: 'the table stayed' }] });
  });

  it.each<[string, (records: StepRecord[]) => StepRecord[]]>([
    ['one component was not promoted', (records) => records.filter(({ step, component }) => step !== 'promote' || component !== 'network')],
    ['one promotion failed', (records) => records.map((record) => (record.step === 'promote' && record.component === 'network' ? { ...record, verdict: 'fail' } : record))],
    ['synth made something new since', (records) => [...records, ...records.filter(({ step }) => step === 'synth')]],
  ])('until all is promoted, statements are decided from test: %s', (_title, change) => {
    const records = structuredClone(aFinishedChange({ promoted: true }));
    valuesOf(records, 'database', 'aws_dynamodb_table.items', 'promote')['server_side_encryption'] = [];
    expect(ask('encrypted-at-rest', records).outcome).toBe('fail');
    const result = ask('encrypted-at-rest', change(records));
    expect(result.outcome).toBe('pass');
    expect(result.evidence.map(({ record }) => record)).not.toContainEqual(expect.stringContaining('promote'));
    expect(ask('encrypted-at-rest', change(records), 'promoted').outcome).not.toBe('pass');
  });

  it.each(['no-drift', 'production-checked', 'production-databases-protected'])('%s holds nothing of an earlier promotion against a new one, and nothing for it', (id) => {
    const records = structuredClone(aFinishedChange({ promoted: true }));
    Object.assign(factsOf(records, 'promote', 'database'), { drift: 2, checks: check({ outcome: 'fail' }) });
    valuesOf(records, 'database', 'aws_dynamodb_table.items', 'promote')['deletion_protection_enabled'] = false;
    expect(ask(id, records, 'promoted').outcome).toBe('fail');
    expect(ask(id, records, 'rehearsed').outcome).toBe('unknown');
    expect(ask(id, [...records, ...records.filter(({ step }) => step === 'synth')]).outcome).toBe('unknown');
  });

  it.each(SETTINGS)('%s stays undecided in the sandbox, where only the setting was seen', (id) => {
    expect(ask(id, aFinishedChange())).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('not exercised here (emulator)') });
    expect(ask(id, inCloud(aFinishedChange())).reason).not.toContain('emulator');
  });

  it('the later of two records counts, also when it is the worse one', () => {
    const records = aFinishedChange();
    const again = structuredClone(records.find(({ step, component }) => step === 'rehearse' && component === 'database'));
    if (again === undefined) throw new Error('no record');
    expect(ask('tested-in-test', [...records, { ...again, verdict: 'fail' }]).outcome).toBe('unknown');
    expect(ask('tested-in-test', [{ ...again, verdict: 'fail' }, ...records]).outcome).toBe('pass');
  });
});
