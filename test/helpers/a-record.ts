import { sha256 } from '../../src/digest.ts';
import type { StepRecord } from '../../src/evidence/record.ts';

/** A record of step scan about component storage in the sandbox: a pass without reservations. */
export function aRecord(overrides: Partial<StepRecord> = {}): StepRecord {
  return {
    schema: 1,
    step: 'scan',
    change: 'CR-0001',
    component: 'storage',
    target: 'sandbox',
    mode: 'incremental',
    verdict: 'pass',
    reasons: [],
    startedAt: '2026-03-01T10:00:00.000Z',
    finishedAt: '2026-03-01T10:00:05.000Z',
    inputs: { stack: sha256('stack') },
    subjects: { 'cdk.tf.json': sha256('stack') },
    facts: {},
    ...overrides,
  };
}

/** A record about the whole change: `aRecord` without its component. */
export function aChangeRecord(overrides: Partial<StepRecord> = {}): StepRecord {
  const record = aRecord(overrides);
  delete record.component;
  return record;
}
