import { z } from 'zod';
import { StepFailure } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { KnownSecrets } from './known-secrets.ts';
import { fullAddress, marksOf, secretsOf, type RawPlan } from './parse-plan.ts';
import { markedTexts, redact } from './redact.ts';

/** The parts of a version 4 state that are used, as `state pull` prints it. */
const stateSchema = z.object({
  version: z.literal(4),
  lineage: z.string(),
  serial: z.number(),
  outputs: z.record(z.string(), z.object({ value: z.json(), sensitive: z.boolean().default(false) })).default({}),
  resources: z
    .array(
      z.object({
        module: z.string().optional(),
        mode: z.enum(['managed', 'data']),
        type: z.string(),
        name: z.string(),
        instances: z.array(
          z.object({
            index_key: z.union([z.string(), z.number()]).optional(),
            deposed: z.string().optional(),
            attributes: z.record(z.string(), z.json()).default({}),
            sensitive_attributes: z.array(z.array(z.object({ type: z.string(), value: z.json() }))).default([]),
          }),
        ),
      }),
    )
    .default([]),
});
type RawState = z.infer<typeof stateSchema>;
type RawInstance = RawState['resources'][number]['instances'][number];

export interface StateIdentity {
  /** Null while there is no state. */
  lineage: string | null;
  serial: number;
}

export interface StateOutput {
  /** Raw: a sensitive one may go to a child's environment, never into a record. */
  value: Json;
  /** Redacted: what may be recorded and printed. */
  shown: Json;
  sensitive: boolean;
}

export interface StateResource {
  address: string;
  type: string;
  /** Redacted. */
  values: JsonObject;
}

export interface State extends StateIdentity {
  outputs: Record<string, StateOutput>;
  resources: StateResource[];
  /** Addresses. */
  dataSources: string[];
}

/**
 * Reads what `state pull` printed; nothing at all means that there is no state yet. The state marks only some sensitive
 * values, so those that the plan marks are hidden too, and a resource that the plan does not speak of is hidden whole.
 */
export function parseState(bytes: Buffer, label: string, plan: RawPlan | undefined): State {
  const text = bytes.toString('utf8').trim();
  if (text === '') return { lineage: null, serial: 0, outputs: {}, resources: [], dataSources: [] };
  const state = readState(text, label);
  const marks = new Map(plan?.resource_changes.map((resource) => [fullAddress(resource), marksOf(resource.change)]) ?? []);
  const secrets = new KnownSecrets([...(plan === undefined ? [] : secretsOf(plan)), ...secretsIn(state)]);
  const instances = state.resources.flatMap((resource) => resource.instances.map((instance) => ({ ...resource, address: addressOf(resource, instance), instance })));
  return {
    lineage: state.lineage === '' ? null : state.lineage,
    serial: state.serial,
    outputs: Object.fromEntries(Object.entries(state.outputs).map(([name, { value, sensitive }]) => [name, { value, shown: redact(value, sensitive, name, secrets), sensitive }])),
    resources: instances.filter(({ mode }) => mode === 'managed').map(({ address, type, instance }) => ({ address: secrets.address(address), type, values: redactInstance(instance, marks.get(address), secrets) })),
    dataSources: instances.filter(({ mode }) => mode === 'data').map(({ address }) => secrets.address(address)),
  };
}

/** The texts that a stored state marks as sensitive; none of one that cannot be read. */
export function secretsOfState(bytes: Buffer): string[] {
  try {
    return secretsIn(readState(bytes.toString('utf8'), ''));
  } catch {
    return [];
  }
}

/** What the state itself marks. */
function secretsIn(state: RawState): string[] {
  const instances = state.resources.flatMap((resource) => resource.instances);
  return [
    ...Object.values(state.outputs).flatMap(({ value, sensitive }) => markedTexts(value, sensitive)),
    ...instances.flatMap(({ attributes, sensitive_attributes: paths }) => paths.flatMap((path) => markedTexts(path.reduce<Json>(stepInto, attributes), true))),
  ];
}

/** A step is `{ type: "get_attr", value: "name" }`, or `{ type: "index", value: { value: 0, type: "number" } }`. */
function stepInto(value: Json, { value: step }: { value: Json }): Json {
  const key = step !== null && typeof step === 'object' && !Array.isArray(step) ? step['value'] : step;
  if (value === null || typeof value !== 'object' || (typeof key !== 'string' && typeof key !== 'number')) return null;
  return (value as Record<string, Json>)[key] ?? null;
}

function readState(text: string, label: string): RawState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = stateSchema.safeParse(value);
  if (!parsed.success) throw new StepFailure({ problem: `${label}: the state cannot be read`, found: parsed.error.issues[0]?.message ?? '', allowed: 'a state of version 4' });
  return parsed.data;
}

function addressOf(resource: RawState['resources'][number], instance: RawInstance): string {
  const index = instance.index_key === undefined ? '' : `[${JSON.stringify(instance.index_key)}]`;
  return fullAddress({ address: [resource.module, resource.mode === 'data' ? 'data' : undefined, resource.type, `${resource.name}${index}`].filter((part) => part !== undefined).join('.'), deposed: instance.deposed });
}

function redactInstance(instance: RawInstance, planned: Json | undefined, secrets: KnownSecrets): JsonObject {
  const marks = planned === undefined ? true : planned;
  const hidden = new Set(instance.sensitive_attributes.map(([first]) => first?.value));
  return Object.fromEntries(
    Object.entries(instance.attributes).map(([name, value]) => {
      const mark = marks !== null && typeof marks === 'object' && !Array.isArray(marks) ? (marks[name] ?? false) : marks;
      return [name, redact(value, hidden.has(name) ? true : mark, name, secrets)];
    }),
  );
}
