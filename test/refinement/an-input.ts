import type { Component } from '../../src/components/component.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Answer, Point, RefinementInput } from '../../src/refinement/option.ts';
import { answer } from '../../src/refinement/options.ts';
import type { PriceList } from '../../src/refinement/price-list.ts';
import type { Plan, PlannedResource } from '../../src/terraform/plan.ts';
import { aPlan, aPlannedResource } from '../helpers/a-plan.ts';

export const DIGEST = 'a'.repeat(64);

export function aComponent(overrides: Partial<Component> = {}): Component {
  const name = overrides.name ?? 'storage';
  return { name, environment: 'test', stack: `${name}-test`, directory: `/stacks/${name}-test`, dependsOn: [], digest: DIGEST, ...overrides };
}

/** One component, storage, with these resources to be created (or as they say). */
export function anInput(resources: PlannedResource[], more: { records?: StepRecord[]; prices?: PriceList; plan?: Partial<Plan> } = {}): RefinementInput {
  return {
    components: [{ component: aComponent(), plan: aPlan(resources, more.plan) }],
    records: more.records ?? [],
    ...(more.prices === undefined ? {} : { prices: more.prices }),
  };
}

/** A resource to be created with these values. */
export function aNew(type: string, after: JsonObject, name = 'main'): PlannedResource {
  return aPlannedResource({ type, name, after });
}

/** The one point about this attribute of this address; undefined when there is none. */
export function pointOn(given: Answer, address: string, attribute: string): Point | undefined {
  const points = given.points.filter((point) => point.address === address && point.attribute === attribute);
  if (points.length > 1) throw new Error(`${points.length} points on ${address} ${attribute}`);
  return points[0];
}

/** The point on an attribute when the first resource has these values, and nothing else differs. */
export function pointWith(option: number, type: string, values: JsonObject, attribute: string, others: PlannedResource[] = []): Point | undefined {
  return pointOn(answer(option, anInput([aNew(type, values), ...others])), `${type}.main`, attribute);
}

/** `a[0].b` and a value → `{ a: [{ b: value }] }`. */
export function nest(path: string, value: unknown): JsonObject {
  const [, key = '', index, rest] = /^([^.[]+)(\[0\])?(?:\.(.+))?$/.exec(path) ?? [];
  const inner = rest === undefined ? (value as JsonObject) : nest(rest, value);
  return { [key]: index === undefined ? inner : [inner] };
}
