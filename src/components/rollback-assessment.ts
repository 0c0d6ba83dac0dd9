import { canonicalJson } from '../digest.ts';
import type { JsonObject } from '../json.ts';
import { knownValue, readOne } from '../refinement/reading.ts';
import type { Action } from '../terraform/plan.ts';
import { DATA_HOLDERS, holdsData } from './data-holders.ts';
import { changedInPlace } from './fixed-attributes.ts';
import { inDependencyOrder, upstreamOf, type GraphNode } from './graph.ts';
import type { StackResource } from './stack-resources.ts';

/** `data-loss`: going back destroys what holds data. `replacement`: it makes things anew, without data in them. */
export type RollbackClass = 'reversible' | 'data-loss' | 'replacement';

/** A resource of the stack as it is delivered now, with what the plan did to it where a plan is at hand. */
export type RollbackResource = StackResource & { action?: Action };

export interface LastGood {
  /** The change that delivered it. */
  change: string;
  /** Digest of the component's stack then. */
  digest: string;
  commit?: string;
  /** The stack then. Without it nothing can be compared, and what cannot be compared is not called safe. */
  stack?: StackResource[];
}

export interface RollbackInput {
  /** `digest`: of its stack now. */
  component: GraphNode & { digest?: string };
  stack: RollbackResource[];
  /** Undefined: the component was never delivered before. */
  lastGood?: LastGood | undefined;
  /** All components of the environment, to know who depends on this one. */
  components?: GraphNode[] | undefined;
}

export interface DataLoss {
  address: string;
  what: string;
  /** What stands in the way of the loss; empty when nothing is known to. */
  protectedBy: string[];
  recovery: string;
}

/** What going back does to a resource. `unsure`: it may differ, and only a plan tells how. */
export type Effect = 'untouched' | 'updated' | 'replaced' | 'destroyed' | 'created again' | 'unsure';

export interface Assessment {
  component: string;
  class: RollbackClass;
  effects: { address: string; effect: Effect }[];
  dataLost: DataLoss[];
  /** Components that need this one, in the order in which they are taken back: the outermost first. */
  dependents: string[];
  lastGood: { change: string; digest: string; commit: string | null } | null;
  /** Kept apart from `dependents: []`: nobody said who depends on it. */
  dependentsKnown: boolean;
}

const LOSES: readonly Effect[] = ['destroyed', 'replaced', 'unsure'];

/** What going back to the last good state of one component means, from its stack alone, or with a plan's actions. Pure. */
export function assessRollback({ component, stack, lastGood, components }: RollbackInput): Assessment {
  const same = lastGood !== undefined && component.digest === lastGood.digest;
  const effects = [...stack.map((resource) => ({ resource, effect: resource.action === undefined && same ? ('untouched' as const) : effectOn(resource, lastGood) })), ...onlyBefore(stack, lastGood)];
  const dataLost = effects.flatMap(({ resource, effect }) => lossOf(resource, effect));
  const anew = effects.some(({ effect }) => effect === 'replaced' || effect === 'created again' || effect === 'unsure');
  return {
    component: component.name,
    class: dataLost.length > 0 ? 'data-loss' : anew ? 'replacement' : 'reversible',
    effects: effects.map(({ resource: { address }, effect }) => ({ address, effect })),
    dataLost,
    dependents: components === undefined ? [] : dependentsOf(component.name, components),
    dependentsKnown: components !== undefined,
    lastGood: lastGood === undefined ? null : { change: lastGood.change, digest: lastGood.digest, commit: lastGood.commit ?? null },
  };
}

/** What is lost by applying a plan that goes back. `action`: of that plan; `attributes`: what there is now. Pure. */
export function lostBy(planned: (StackResource & { action: Action })[]): DataLoss[] {
  return planned.flatMap((resource) => lossOf(resource, GOING_BACK[resource.action]));
}

const GOING_BACK: Record<Action, Effect> = { create: 'created again', replace: 'replaced', update: 'updated', delete: 'destroyed', forget: 'untouched', 'no-op': 'untouched', read: 'untouched' };

/** Taking back a plan's action is its inverse; without a plan the two stacks are compared; without a last good one, all goes. */
function effectOn(resource: RollbackResource, lastGood: LastGood | undefined): Effect {
  if (resource.action !== undefined) return INVERSE[resource.action];
  if (lastGood === undefined) return 'destroyed';
  if (lastGood.stack === undefined) return 'unsure';
  const then = lastGood.stack.find(({ address }) => address === resource.address);
  if (then === undefined) return 'destroyed';
  const changed = changedAttributes(resource.attributes, then.attributes);
  // Equal emptiness proves nothing, nor does an equal text whose values come from elsewhere.
  if (changed.length === 0) return Object.keys(then.attributes).length === 0 || FROM_ELSEWHERE.test(canonicalJson(then.attributes)) ? 'unsure' : 'untouched';
  if (changed.some((attribute) => HOW_MANY.includes(attribute))) return 'unsure';
  const inPlace = changedInPlace(resource.type, changed);
  return inPlace === undefined ? 'unsure' : inPlace ? 'updated' : 'replaced';
}

/** Inside of an expression: a variable, a local or a data source, which may differ while the text that names it does not. */
const FROM_ELSEWHERE = /\$\{[^}]*\b(?:var|local|data)\./;
/** They make and destroy instances. */
const HOW_MANY = ['count', 'for_each'];

const INVERSE: Record<Action, Effect> = {
  create: 'destroyed',
  replace: 'replaced',
  update: 'updated',
  delete: 'created again',
  forget: 'created again',
  'no-op': 'untouched',
  read: 'untouched',
};

function onlyBefore(stack: RollbackResource[], lastGood: LastGood | undefined): { resource: RollbackResource; effect: Effect }[] {
  const now = new Set(stack.map(({ address }) => address));
  return (lastGood?.stack ?? []).filter(({ address }) => !now.has(address)).map((resource) => ({ resource, effect: 'created again' as const }));
}

function changedAttributes(a: JsonObject, b: JsonObject): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !['lifecycle', 'depends_on', 'provider'].includes(key) && canonicalJson(a[key] ?? null) !== canonicalJson(b[key] ?? null));
}

function lossOf(resource: RollbackResource, effect: Effect): DataLoss[] {
  const { address, type } = resource;
  const kind = holdsData(type);
  if (kind === 'nothing' || effect === 'untouched' || effect === 'updated') return [];
  if (kind === 'unknown') return LOSES.includes(effect) ? [{ address, what: `not known here: whether ${type} holds data`, protectedBy: [], recovery: 'look before you go on' }] : [];
  const holder = DATA_HOLDERS[type];
  if (holder === undefined) return [];
  if (effect === 'created again') return [{ address, what: `${holder.what}: the change itself destroyed it, and going back makes an empty one`, protectedBy: [], recovery: holder.recovery }];
  return [{ address, what: holder.what, protectedBy: protectionsOf(resource), recovery: holder.recovery }];
}

/** Only what is known to protect: an expression, a hidden value or a stack without attributes protects nothing. */
function protectionsOf({ type, attributes }: StackResource): string[] {
  if (Object.keys(attributes).length === 0) return [];
  const found = (DATA_HOLDERS[type]?.protections ?? []).flatMap(({ attribute, protects }) => {
    const reading = readOne(attributes, attribute);
    if (reading.state === 'unknown' || reading.state === 'sensitive') return [];
    const value = reading.state === 'known' ? reading.value : undefined;
    return typeof value === 'string' && value.includes('${') ? [] : (protects(value) ?? []);
  });
  return knownValue(attributes, 'lifecycle[0].prevent_destroy') === true ? [...found, 'prevent_destroy: Terraform refuses, as long as the stack still names the resource'] : found;
}

function dependentsOf(name: string, components: GraphNode[]): string[] {
  return inDependencyOrder(components)
    .map((node) => node.name)
    .filter((other) => upstreamOf(components, other).has(name))
    .reverse();
}
