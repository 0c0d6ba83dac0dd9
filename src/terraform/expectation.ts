import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../json.ts';
import { KnownSecrets } from './known-secrets.ts';
import { actionOf, fullAddress, marksOf, secretsOf, withUnknown, type Change as RawChange, type RawPlan } from './parse-plan.ts';
import { PENDING_ADDRESS } from './pending.ts';
import { UNKNOWN, type Action } from './plan.ts';
import { joinedMarks, shownPath } from './redact.ts';

/** What the real plan does that was not approved: where, and what. No values: they may be secret. */
export interface Difference {
  address: string;
  what: string;
}

interface Change {
  action: Action;
  after: Json;
  marks: Json;
}

type Path = (string | number)[];

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
  const secrets = new KnownSecrets([...secretsOf(expected), ...secretsOf(actual)]);
  return [
    ...compare(managed(expected), managed(actual), secrets).map(({ address, what }) => ({ address: secrets.address(address), what })),
    ...compare(outputs(expected), outputs(actual), secrets).map((difference) => ({ ...difference, address: `output.${difference.address}` })),
  ];
}

function managed(plan: RawPlan): Map<string, Change> {
  const resources = plan.resource_changes.filter((resource) => resource.mode === 'managed' && resource.address !== PENDING_ADDRESS);
  return new Map(resources.map((resource) => [fullAddress(resource), changeOf(resource.change)]));
}

function outputs(plan: RawPlan): Map<string, Change> {
  return new Map(Object.entries(plan.output_changes).map(([name, change]) => [name, changeOf(change)]));
}

function changeOf(change: RawChange): Change {
  return { action: actionOf(change.actions), after: withUnknown(change.after ?? null, change.after_unknown ?? false), marks: marksOf(change) };
}

function compare(expected: Map<string, Change>, actual: Map<string, Change>, secrets: KnownSecrets): Difference[] {
  return [...actual].flatMap(([address, now]): Difference[] => {
    if (now.action === 'no-op') return [];
    const sealed = expected.get(address);
    if (sealed === undefined) return [{ address, what: `${now.action} was not approved` }];
    if (!NO_WORSE[sealed.action].includes(now.action)) return [{ address, what: `${sealed.action} was approved, the plan says ${now.action}` }];
    if (now.action === 'delete' || now.action === 'forget') return [];
    // A key may be as secret as its value.
    const paths = changedPaths(sealed.after, now.after, []).map((path) => pathText(shownPath(path, joinedMarks(sealed.marks, now.marks), secrets)));
    return [...new Set(paths)].map((path) => ({ address, what: `${path === '' ? 'the value' : path} is not what was approved` }));
  });
}

function isUnknown(value: Json): boolean {
  return isDeepStrictEqual(value, { ...UNKNOWN });
}

function pathText(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('').replace(/^\./, '');
}

function changedPaths(sealed: Json, now: Json, path: Path): Path[] {
  if (isUnknown(sealed) || isDeepStrictEqual(sealed, now)) return [];
  if (Array.isArray(sealed) && Array.isArray(now) && sealed.length === now.length) {
    return sealed.flatMap((item, index) => changedPaths(item, now[index] ?? null, [...path, index]));
  }
  if (isObject(sealed) && isObject(now)) {
    const keys = new Set([...Object.keys(sealed), ...Object.keys(now)]);
    return [...keys].flatMap((key) => changedPaths(sealed[key] ?? null, now[key] ?? null, [...path, key]));
  }
  return [path];
}

function isObject(value: Json): value is Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
