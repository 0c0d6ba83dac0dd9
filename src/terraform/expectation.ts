import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../json.ts';
import { actionOf, withUnknown, type RawPlan } from './parse-plan.ts';
import { PENDING_ADDRESS } from './pending.ts';
import { UNKNOWN, type Action } from './plan.ts';

/** What the real plan does that was not approved: where, and what. No values: they may be secret. */
export interface Difference {
  address: string;
  what: string;
}

interface Change {
  action: Action;
  after: Json;
}

/** What may stand where an action was approved: the action itself, or something that changes less. */
const NO_WORSE: Record<Action, Action[]> = {
  'no-op': ['no-op'],
  read: ['read', 'no-op'],
  create: ['create', 'no-op'],
  update: ['update', 'no-op'],
  replace: ['replace', 'update', 'no-op'],
  delete: ['delete', 'forget', 'no-op'],
  forget: ['forget', 'no-op'],
};

/**
 * Compares the plan made after the upstream apply with the expectation that was sealed. It fits when it touches no other
 * address, does nothing worse to any, and every value that was known when it was approved is still the same. Values that
 * were unknown then may be anything. Works on raw plans, so that a changed secret is a difference too.
 */
export function differences(expected: RawPlan, actual: RawPlan): Difference[] {
  return [
    ...compare(managed(expected), managed(actual)),
    ...compare(outputs(expected), outputs(actual)).map((difference) => ({ ...difference, address: `output.${difference.address}` })),
  ];
}

function managed(plan: RawPlan): Map<string, Change> {
  const resources = plan.resource_changes.filter((resource) => resource.mode === 'managed' && resource.address !== PENDING_ADDRESS);
  return new Map(resources.map(({ address, change }) => [address, { action: actionOf(change.actions), after: withUnknown(change.after ?? null, change.after_unknown ?? false) }]));
}

function outputs(plan: RawPlan): Map<string, Change> {
  return new Map(Object.entries(plan.output_changes).map(([name, change]) => [name, { action: actionOf(change.actions), after: withUnknown(change.after ?? null, change.after_unknown ?? false) }]));
}

function compare(expected: Map<string, Change>, actual: Map<string, Change>): Difference[] {
  return [...actual].flatMap(([address, now]): Difference[] => {
    if (now.action === 'no-op') return [];
    const sealed = expected.get(address);
    if (sealed === undefined) return [{ address, what: `${now.action} was not approved` }];
    if (!NO_WORSE[sealed.action].includes(now.action)) return [{ address, what: `${sealed.action} was approved, the plan says ${now.action}` }];
    if (now.action === 'delete' || now.action === 'forget') return [];
    return changedPaths(sealed.after, now.after, '').map((path) => ({ address, what: `${path === '' ? 'the value' : path} is not what was approved` }));
  });
}

function isUnknown(value: Json): boolean {
  return isDeepStrictEqual(value, { ...UNKNOWN });
}

function changedPaths(sealed: Json, now: Json, path: string): string[] {
  if (isUnknown(sealed) || isDeepStrictEqual(sealed, now)) return [];
  if (Array.isArray(sealed) && Array.isArray(now) && sealed.length === now.length) {
    return sealed.flatMap((item, index) => changedPaths(item, now[index] ?? null, `${path}[${index}]`));
  }
  if (isObject(sealed) && isObject(now)) {
    const keys = new Set([...Object.keys(sealed), ...Object.keys(now)]);
    return [...keys].flatMap((key) => changedPaths(sealed[key] ?? null, now[key] ?? null, path === '' ? key : `${path}.${key}`));
  }
  return [path];
}

function isObject(value: Json): value is Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
