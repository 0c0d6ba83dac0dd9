import { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';
import { isDistinct } from './known-secrets.ts';
import { notAPlan, planObject } from './plan-json.ts';
import { isHidden, joinedMarks, markedTexts } from './redact.ts';
import { SENSITIVE, UNKNOWN, type Action } from './plan.ts';
import { isTellingName } from './telling-names.ts';

/** Whatever comes out of JSON.parse; looked at again, value by value, it would take longer than all the rest. */
const json = z.custom<Json>();
const COMBINATIONS = ['delete create', 'create delete', 'forget create', 'create forget'];

const changeSchema = z.object({
  actions: z.array(z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget'])).min(1).refine((actions) => actions.length === 1 || COMBINATIONS.includes(actions.join(' ')), 'a combination of actions that is not known'),
  before: json.optional(),
  after: json.optional(),
  after_unknown: json.optional(),
  before_sensitive: json.optional(),
  after_sensitive: json.optional(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
  importing: z.object({ id: z.string().optional(), unknown: z.boolean().optional() }).optional(),
});
export type Change = z.infer<typeof changeSchema>;

const resourceSchema = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  deposed: z.string().optional(),
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  name: z.string(),
  provider_name: z.string(),
  change: changeSchema,
});
export type RawResource = z.infer<typeof resourceSchema>;

/** Of `variables` and `configuration` only what tells which texts are secret. Nothing of either is in the redacted plan. */
const planSchema = z.object({
  format_version: z.string(),
  terraform_version: z.string(),
  planned_values: z.object({ root_module: z.object({}).loose().optional() }),
  resource_changes: z.array(resourceSchema).optional(),
  resource_drift: z.array(resourceSchema).default([]),
  output_changes: z.record(z.string(), changeSchema).default({}),
  errored: z.boolean().default(false),
  complete: z.boolean().default(true),
  deferred_changes: z.array(json).default([]),
  deferred_action_invocations: z.array(json).default([]),
  action_invocations: z.array(z.object({ address: z.string() })).default([]),
  variables: z.record(z.string(), z.object({ value: json.optional() })).default({}),
  configuration: z.object({ root_module: z.object({ variables: z.record(z.string(), z.object({ sensitive: z.boolean().default(false) })).default({}) }).optional() }).optional(),
});
export type RawPlan = z.infer<typeof planSchema> & { resource_changes: RawResource[] };

/** Reads `show -json` of a plan. Refuses by name what is not a whole plan. The result may hold secrets: see redactPlan. */
export function readRawPlan(bytes: Buffer, label: string): RawPlan {
  const value = planObject(bytes, label);
  const version = 'format_version' in value ? value.format_version : undefined;
  if (typeof version !== 'string' || !/^1\.\d+$/.test(version)) throw notAPlan(label, 'format_version: this format of plans is not known', { found: JSON.stringify(version)?.slice(0, 40) ?? 'none', allowed: '1.x, which Terraform writes since 1.1, and OpenTofu' });
  const result = planSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw notAPlan(label, 'the plan cannot be read', { found: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` });
  }
  const { data } = result;
  const invoked = data.action_invocations.map(({ address }) => address);
  const twice = repeated(data.resource_changes ?? []);
  if (data.errored) throw notAPlan(label, 'planning failed half-way; such a plan is never applied');
  if (!data.complete || data.deferred_changes.length + data.deferred_action_invocations.length > 0) throw notAPlan(label, 'the plan defers some of its changes; such a plan is not whole');
  if (invoked.length > 0) throw notAPlan(label, 'the plan invokes actions, and what they do cannot be shown to who approves it', { found: invoked.join(', '), allowed: 'changes of resources and outputs' });
  if (data.resource_changes === undefined && holdsResources(data.planned_values)) throw notAPlan(label, 'resource_changes is missing, and there are planned values: such a plan is not whole');
  if (twice !== undefined) throw notAPlan(label, 'the plan names a resource twice', { found: twice });
  return { ...data, resource_changes: data.resource_changes ?? [] };
}

function repeated(resources: RawResource[]): string | undefined {
  const seen = new Set<string>();
  return resources.map(fullAddress).find((address) => seen.size === seen.add(address).size);
}

function holdsResources({ root_module: root }: z.infer<typeof planSchema>['planned_values']): boolean {
  return root !== undefined && ('resources' in root || 'child_modules' in root);
}

/** An object whose replacement failed half-way shares its address with what stands in its place. */
export function fullAddress({ address, deposed }: Pick<RawResource, 'address' | 'deposed'>): string {
  return deposed === undefined ? address : `${address} (deposed ${deposed})`;
}

/** Below this length the value of a variable that is only called like a secret may be anybody's. */
const LONG_ENOUGH = 8;

/** Texts that the plan marks as sensitive somewhere, for what holds them unmarked: providers copy them, and the engine repeats them. */
export function secretsOf(raw: RawPlan): string[] {
  const declared = raw.configuration?.root_module?.variables ?? {};
  const changes = [...raw.resource_changes.map(({ change }) => change), ...raw.resource_drift.map(({ change }) => change), ...Object.values(raw.output_changes)];
  return [...new Set([
    ...changes.flatMap((change) => [...markedTexts(change.before ?? null, change.before_sensitive ?? false), ...markedTexts(change.after ?? null, change.after_sensitive ?? false)]),
    ...Object.entries(raw.variables).flatMap(([name, { value }]) => (declared[name]?.sensitive === true ? markedTexts(value ?? null, true) : [])),
    ...Object.entries(raw.variables).flatMap(([name, { value }]) => (typeof value === 'string' && value.length >= LONG_ENOUGH && isDistinct(value) && isTellingName(name) ? [value] : [])),
  ])];
}

/** What is sensitive on one side is hidden on both: the same value would stand on the other, in clear. */
export function marksOf({ before_sensitive: before = false, after_sensitive: after = false }: Change): Json {
  return joinedMarks(before, after);
}

export function asObject(value: Json): JsonObject | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
}

export function actionOf(actions: Change['actions']): Action {
  return actions.length > 1 ? 'replace' : (actions[0] ?? 'no-op');
}

/** Puts UNKNOWN where `after_unknown` has true; a value already hidden stays hidden. */
export function withUnknown(value: Json, unknown: Json): Json {
  if (unknown === true) return { ...UNKNOWN };
  if (unknown === false) return value;
  if (isHidden(value) || isHidden(unknown)) return { ...SENSITIVE };
  if (Array.isArray(unknown)) {
    const items = Array.isArray(value) ? value : [];
    return Array.from({ length: Math.max(items.length, unknown.length) }, (_item, index) => withUnknown(items[index] ?? null, unknown[index] ?? false));
  }
  if (unknown !== null && typeof unknown === 'object') {
    const names = Object.keys(unknown);
    if (names.length === 0) return value;
    const members = asObject(value) ?? {};
    return { ...members, ...Object.fromEntries(names.map((key) => [key, withUnknown(members[key] ?? null, unknown[key] ?? false)])) };
  }
  return value;
}
