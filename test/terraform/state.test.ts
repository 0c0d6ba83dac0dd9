import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../src/json.ts';
import { readRawPlan } from '../../src/terraform/parse-plan.ts';
import { parseState, type State } from '../../src/terraform/state.ts';

const CANARY = 'c4n4ry-value';

function aState(outputs: object, attributes: Record<string, Json> = {}, sensitive: Json[][] = []): Buffer {
  const resource = { mode: 'managed', type: 'terraform_data', name: 'x', instances: [{ attributes, sensitive_attributes: sensitive }] };
  return Buffer.from(JSON.stringify({ version: 4, lineage: 'l', serial: 1, outputs, resources: [resource] }));
}
const aPlan = (after: object, after_sensitive: object): ReturnType<typeof readRawPlan> =>
  readRawPlan(Buffer.from(JSON.stringify({ format_version: '1.2', terraform_version: '1.11.4', planned_values: {}, resource_changes: [{ address: 'terraform_data.x', mode: 'managed', type: 'terraform_data', name: 'x', provider_name: 'p', change: { actions: ['no-op'], after, after_sensitive } }] })), 'a');
const recorded = (state: State): string => JSON.stringify([state.resources, Object.values(state.outputs).map(({ shown }) => shown)]);

describe('what may be recorded of a state', () => {
  it.each([
    ['an output that the state marks', parseState(aState({ o: { value: CANARY, sensitive: true } }), 'a', undefined)],
    ['an output that copies what the plan marks', parseState(aState({ o: { value: CANARY } }), 'a', aPlan({ input: CANARY }, { input: true }))],
    ['an output that copies what the state marks', parseState(aState({ o: { value: { deep: [`<${CANARY}>`] } } }, { input: CANARY }, [[{ type: 'get_attr', value: 'input' }]]), 'a', undefined)],
    ['a copy of what stands in a list', parseState(aState({ o: { value: CANARY } }, { input: ['open', CANARY] }, [[{ type: 'get_attr', value: 'input' }, { type: 'index', value: { value: 1, type: 'number' } }]]), 'a', undefined)],
    ['an output with a telling name', parseState(aState({ admin_password: { value: CANARY } }), 'a', undefined)],
    ['an output with a password in JSON', parseState(aState({ o: { value: JSON.stringify({ password: CANARY }) } }), 'a', undefined)],
    ['an output with a secret key', parseState(aState({ o: { value: { [CANARY]: 1 } } }, { output: { value: { [CANARY]: 'x' } } }), 'a', aPlan({ input: CANARY, output: {} }, { input: true }))],
  ])('holds nothing of %s', (_title, state) => {
    expect(recorded(state)).not.toContain(CANARY);
    expect(JSON.stringify(Object.values(state.outputs).map(({ value }) => value))).toContain(CANARY);
  });

  it('keeps what is no secret, beside its raw value', () => {
    const state = parseState(aState({ o: { value: ['open', 42] } }, { input: ['a-name', CANARY] }, [[{ type: 'get_attr', value: 'input' }, { type: 'index', value: { value: 1, type: 'number' } }]]), 'a', undefined);
    expect(state.outputs['o']).toEqual({ value: ['open', 42], shown: ['open', 42], sensitive: false });
  });
});
