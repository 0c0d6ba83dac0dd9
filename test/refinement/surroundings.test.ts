import { describe, expect, it } from '@jest/globals';
import type { StepRecord } from '../../src/evidence/record.ts';
import { surroundingsOf } from '../../src/refinement/surroundings.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';
import { anInput } from './an-input.ts';

const made = (...names: string[]): StepRecord =>
  aChangeRecord({ step: 'synth', facts: { components: names.flatMap((name) => ['test', 'production'].map((environment) => ({ name, environment, dependsOn: [] }))) } });
const rehearsed = (component: string, overrides: Partial<StepRecord> = {}): StepRecord =>
  aRecord({ step: 'rehearse', component, environment: 'test', facts: { applied: true, dataSources: [], checks: [], rollback: null, resources: [{ address: `aws_sqs_queue.${component}`, type: 'aws_sqs_queue', values: { name: component } }] }, ...overrides });

/** The input plans storage. */
const around = (...records: StepRecord[]) => {
  const { seen, unseen } = surroundingsOf(anInput([], { records }));
  return { seen: seen.map(({ component, resource }) => `${component}: ${resource.address}`), unseen };
};

describe('what stands beside the planned components', () => {
  it('is seen as it was rehearsed', () => {
    expect(around(made('storage', 'messaging'), rehearsed('messaging'))).toEqual({ seen: ['messaging: aws_sqs_queue.messaging'], unseen: [] });
  });

  it('is named where it is not', () => {
    expect(around(made('storage', 'network', 'messaging'))).toEqual({ seen: [], unseen: ['messaging', 'network'] });
  });

  it.each<[string, Partial<StepRecord>]>([['failed', { verdict: 'fail' }], ['was cut off', { verdict: 'indeterminate' }], ['does not say what it made', { facts: {} }]])('is not seen when its newest rehearsal %s', (_title, overrides) => {
    expect(around(made('storage', 'messaging'), rehearsed('messaging'), rehearsed('messaging', overrides))).toEqual({ seen: [], unseen: ['messaging'] });
  });

  it('does not hold what the plan itself is about', () => {
    expect(around(made('storage'), rehearsed('storage'))).toEqual({ seen: [], unseen: [] });
  });

  it('follows the newest synth', () => {
    expect(around(made('storage', 'old'), made('storage', 'new')).unseen).toEqual(['new']);
  });

  it('is nothing that anybody can name without records', () => {
    expect(around()).toEqual({ seen: [], unseen: [] });
  });
});
