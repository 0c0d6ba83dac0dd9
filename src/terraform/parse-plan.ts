import { z } from 'zod';
import { StepFailure } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { PENDING_ADDRESS } from './pending.ts';
import { isHidden, markedTexts, redact, redactAttributes } from './redact.ts';
import { redactText } from './secret-text.ts';
import { SENSITIVE, UNKNOWN, type Action, type Plan, type PlannedResource } from './plan.ts';

const changeSchema = z.object({
  actions: z.array(z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget'])).min(1),
  before: z.json().optional(),
  after: z.json().optional(),
  after_unknown: z.json().optional(),
  before_sensitive: z.json().optional(),
  after_sensitive: z.json().optional(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
});
type Change = z.infer<typeof changeSchema>;

const resourceSchema = z.object({
  address: z.string(),
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  name: z.string(),
  provider_name: z.string(),
  change: changeSchema,
});

/** The parts of the plan that are used; `variables` and `configuration` are never read. */
const planSchema = z.object({
  format_version: z.string().regex(/^1\.\d+$/, 'a plan format 1.x'),
  terraform_version: z.string(),
  planned_values: z.object({}),
  resource_changes: z.array(resourceSchema).default([]),
  resource_drift: z.array(resourceSchema).default([]),
  output_changes: z.record(z.string(), changeSchema).default({}),
  errored: z.boolean().default(false),
  complete: z.boolean().default(true),
});
export type RawPlan = z.infer<typeof planSchema>;

/** Reads `show -json` of a plan. Refuses by name what is not a whole plan. The result may hold secrets: see redactPlan. */
export function readRawPlan(bytes: Buffer, label: string): RawPlan {
  const refuse = (problem: string, found?: string): StepFailure => new StepFailure({ problem: `${label}: ${problem}`, ...(found === undefined ? {} : { found }) });
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw refuse('the plan is not JSON in UTF-8');
  }
  if (typeof value === 'object' && value !== null && 'values' in value && !('planned_values' in value)) throw refuse('this is a state, not a plan');
  const parsed = planSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse('the plan cannot be read', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  if (parsed.data.errored) throw refuse('planning failed half-way; such a plan is never applied');
  if (!parsed.data.complete) throw refuse('the plan defers some of its changes; such a plan is not whole');
  return parsed.data;
}

/** The redacted plan: the only form in which a plan leaves this folder. Our own stand-in for a pending upstream is left out. */
export function redactPlan(raw: RawPlan): Plan {
  const secrets = secretsOf(raw);
  return {
    engineVersion: raw.terraform_version,
    resources: raw.resource_changes.filter(({ address }) => address !== PENDING_ADDRESS).map((resource) => redactResource(resource, secrets)),
    drift: raw.resource_drift.map((resource) => redactResource(resource, secrets)),
    outputs: Object.fromEntries(Object.entries(raw.output_changes).map(([name, change]) => [name, { action: actionOf(change.actions), value: outputAfter(name, change, secrets) }])),
  };
}

/** Texts that the plan marks as sensitive somewhere: providers copy them into attributes that nobody marks. */
export function secretsOf(raw: RawPlan): Set<string> {
  const changes = [...raw.resource_changes.map(({ change }) => change), ...raw.resource_drift.map(({ change }) => change), ...Object.values(raw.output_changes)];
  const secrets = changes.flatMap((change) => [...markedTexts(change.before ?? null, change.before_sensitive ?? false), ...markedTexts(change.after ?? null, change.after_sensitive ?? false)]);
  return new Set(secrets);
}

function redactResource(resource: z.infer<typeof resourceSchema>, secrets: Set<string>): PlannedResource {
  const { change } = resource;
  return {
    address: redactText(resource.address),
    mode: resource.mode,
    type: resource.type,
    name: resource.name,
    provider: resource.provider_name,
    action: actionOf(change.actions),
    before: asObject(redactAttributes(change.before ?? null, change.before_sensitive ?? false, secrets)),
    after: asObject(attributesAfter(change, secrets)),
    replacePaths: change.replace_paths ?? [],
  };
}

/** `after_unknown` is redacted as well: its keys are those of the value. */
function attributesAfter(change: Change, secrets: Set<string>): Json {
  const unknown = redactAttributes(change.after_unknown ?? false, false, secrets);
  return withUnknown(redactAttributes(change.after ?? null, change.after_sensitive ?? false, secrets), unknown);
}

function outputAfter(name: string, change: Change, secrets: Set<string>): Json {
  const unknown = redact(change.after_unknown ?? false, false, name, secrets);
  return withUnknown(redact(change.after ?? null, change.after_sensitive ?? false, name, secrets), unknown);
}

function asObject(value: Json): JsonObject | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
}

export function actionOf(actions: Change['actions']): Action {
  if (actions.includes('delete') && actions.includes('create')) return 'replace';
  if (actions.includes('forget') && actions.includes('create')) return 'replace';
  return actions[0] ?? 'no-op';
}

/** Puts UNKNOWN where `after_unknown` has true; a value already hidden stays hidden. */
export function withUnknown(value: Json, unknown: Json): Json {
  if (unknown === true) return { ...UNKNOWN };
  if (isHidden(value) || isHidden(unknown)) return { ...SENSITIVE };
  if (Array.isArray(unknown)) {
    const items = Array.isArray(value) ? value : [];
    return Array.from({ length: Math.max(items.length, unknown.length) }, (_item, index) => withUnknown(items[index] ?? null, unknown[index] ?? false));
  }
  if (unknown !== null && typeof unknown === 'object') {
    const members = asObject(value) ?? {};
    const keys = new Set([...Object.keys(members), ...Object.keys(unknown)]);
    if (keys.size === 0) return value;
    return Object.fromEntries([...keys].map((key) => [key, withUnknown(members[key] ?? null, unknown[key] ?? false)]));
  }
  return value;
}
