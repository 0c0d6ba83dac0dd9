import type { ComponentFacts, ResourceFacts } from '../../src/claims/rules/facts.ts';
import { assessRollback } from '../../src/components/rollback-assessment.ts';
import { architectureSchema } from '../../src/documents/architecture.ts';
import type { KnownComponent, KnownProject } from '../../src/presentation/known.ts';

export function aResource(address: string): ResourceFacts {
  return { address, type: address.split('.')[0] ?? '', written: {}, planned: undefined, construct: undefined, place: undefined };
}

export function aStack(name: string, resources: string[], overrides: Partial<ComponentFacts> = {}): ComponentFacts {
  return { name, environment: 'production', dependsOn: [], resources: resources.map(aResource), complete: true, providers: {}, providerVersions: {}, ...overrides };
}

export function aKnownComponent(name: string, overrides: Partial<KnownComponent> = {}): KnownComponent {
  return { name, dependsOn: [], stack: undefined, plan: undefined, undo: undefined, ...overrides };
}

const component = (purpose: string, dependsOn: string[], owner?: string): object => ({ purpose, criticality: 'high', dataClass: 'internal', dependsOn, ...(owner === undefined ? {} : { owner }) });

/** Storage needs encryption, monitoring needs storage; storage is synthesized, the others are only written down. */
export function aKnownProject(overrides: Partial<KnownProject> = {}): KnownProject {
  const nodes = [{ name: 'encryption', dependsOn: [] }, { name: 'monitoring', dependsOn: ['storage'] }, { name: 'storage', dependsOn: ['encryption'] }];
  const stack = aStack('storage', ['aws_s3_bucket.data', 'aws_s3_bucket_policy.data', 'aws_s3_bucket_policy.logs']);
  const undo = assessRollback({ component: { name: 'storage', dependsOn: ['encryption'] }, components: nodes, stack: [{ address: 'aws_s3_bucket.data', type: 'aws_s3_bucket', attributes: { bucket: 'a' } }] });
  return {
    name: 'shop',
    architecture: architectureSchema.parse({
      document: 'architecture',
      version: 1,
      owner: 'platform',
      components: { encryption: component('One key.', []), monitoring: component('Alarms.', ['storage']), storage: component('Objects of applications.', ['encryption'], 'storage-team') },
      requirements: [{ id: 'REQ-1', statement: 'An overwrite can be undone.', components: ['storage'], target: { kind: 'rto', atMostSeconds: 600 } }, { id: 'REQ-2', statement: 'Keys rotate.', components: ['encryption'] }],
      decisions: [
        { id: 'ADR-1', statement: 'Objects lie in storage.', why: 'It is cheap.' },
        { id: 'ADR-2', statement: 'One region.', why: 'Latency.', rule: { kind: 'types', components: ['storage'], forbidden: ['aws_instance'] } },
        { id: 'ADR-3', statement: 'Backups are in object-storage.', why: 'Nothing of ours.' },
      ],
    }),
    controls: ['bucket-encrypted'],
    components: nodes.map((node) => aKnownComponent(node.name, { ...node, ...(node.name === 'storage' ? { stack, undo } : {}) })),
    claims: [],
    change: 'CR-0001',
    notYet: [],
    ...overrides,
  };
}
