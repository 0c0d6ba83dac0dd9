import { sha256 } from '../../src/digest.ts';
import { decide } from '../../src/claims/decide.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import type { HandedOver, HandoverInput } from '../../src/handover/input.ts';
import { aFinishedChange, COMPONENTS, resourcesOf } from '../claims/a-finished-change.ts';
import { aRecord } from '../helpers/a-record.ts';

export function aHandedOver(name: string, overrides: Partial<HandedOver> = {}): HandedOver {
  return {
    component: { name, environment: 'production', stack: `${name}-production`, directory: `/stacks/${name}`, dependsOn: name === 'encryption' ? [] : ['encryption'], digest: sha256(name) },
    resources: resourcesOf(name, 'production'),
    outputs: {},
    state: { lineage: `lineage-of-${name}`, serial: 4 },
    engineVersion: 'terraform 1.11.4',
    ...overrides,
  };
}

function refined(): StepRecord {
  const point = { component: 'storage', address: 'aws_s3_bucket.data', attribute: 'logging', value: null, level: 'risk', says: 'nobody records who reads' };
  return aRecord({ step: 'refine', component: 'storage', environment: 'test', facts: { reviewed: true, asked: [1], feedback: [], answers: [{ option: 1, title: 'security', points: [point, { ...point, level: 'good', says: 'encrypted' }], unanswered: [] }] } });
}

/** Six promoted components of a small platform, with all that was recorded on the way. */
export function aHandover(overrides: Partial<HandoverInput> = {}): HandoverInput {
  const records = [...structuredClone(aFinishedChange({ promoted: true })).filter(({ step }) => step !== 'refine'), refined()];
  const source = { file: 'list.md', line: 1 };
  return {
    change: { id: 'CR-0001', title: 'Set up the platform', requester: 'rita@example.com', why: 'Two teams need it.' },
    project: { name: 'orders' },
    target: 'sandbox',
    components: COMPONENTS.map((name) => aHandedOver(name)),
    records,
    checklist: decide([{ id: 'people/1', owner: 'o', statement: 'On-call is staffed', section: [], source }, { id: 'data/1', owner: 'o', statement: 'All is encrypted', section: [], source, probeId: 'encrypted-at-rest' }], records),
    waivers: [{ check: 'CKV_AWS_18', component: 'storage', reason: 'nobody reads the logs', owner: 'security', expires: '2028-12-31' }],
    rollback: COMPONENTS.map((component) => ({ component, markdown: `# Take ${component} back\n\n1. Deliver the last good code of ${component}.\n` })),
    operations: { team: 'platform-operations', contact: 'ops@example.com' },
    acknowledgement: null,
    at: '2026-03-01T12:00:00.000Z',
    ...overrides,
  };
}

/** The same handover with one fact changed. */
export function changed(change: (input: HandoverInput) => void): HandoverInput {
  const input = structuredClone(aHandover());
  change(input);
  return input;
}

export function component(input: HandoverInput, name: string): HandedOver {
  const found = input.components.find((candidate) => candidate.component.name === name);
  if (found === undefined) throw new Error(`there is no component ${name}`);
  return found;
}

export function values(input: HandoverInput, name: string, address: string): HandedOver['resources'][number]['values'] {
  const found = component(input, name).resources.find((resource) => resource.address === address);
  if (found === undefined) throw new Error(`there is no ${address}`);
  return found.values;
}

export function record(input: HandoverInput, step: StepRecord['step'], name?: string): StepRecord {
  const found = input.records.find((candidate) => candidate.step === step && candidate.component === name);
  if (found === undefined) throw new Error(`there is no record of ${step}`);
  return found;
}
