import type { Json, JsonObject } from '../json.ts';
import type { PlannedResource } from '../terraform/plan.ts';
import type { Level, Point, RefinementInput } from './option.ts';
import { readAll } from './reading.ts';

/** A managed resource that will exist after apply. */
export interface Subject {
  component: string;
  resource: PlannedResource;
  values: JsonObject;
}

export function subjectsOf(input: RefinementInput): Subject[] {
  return input.components.flatMap(({ component, plan }) =>
    plan.resources.flatMap((resource) => (resource.mode === 'managed' && resource.after !== null ? [{ component: component.name, resource, values: resource.after }] : [])),
  );
}

export function ofType(subjects: Subject[], ...types: string[]): Subject[] {
  return subjects.filter(({ resource }) => types.includes(resource.type));
}

export function point(subject: Pick<Subject, 'component' | 'resource'>, attribute: string, value: Json, level: Level, says: string): Point {
  return { component: subject.component, address: subject.resource.address, attribute, value, level, says };
}

/** Attributes by which others name a resource. A queue's `url`, a key's `key_id` and the like are among them. */
const IDENTITIES = ['id', 'arn', 'name', 'bucket', 'url', 'key_id', 'key_arn', 'topic_arn', 'function_name', 'identifier', 'alarm_name'];

export interface Related {
  /** Those whose attribute names the target. */
  found: Subject[];
  /** Those whose attribute is known only after apply or hidden, so that it may name the target. */
  undetermined: Subject[];
}

/** Which of `candidates` name `target` in `attribute` (a text, or a list or map of texts). The target itself is none. */
export function related(target: Subject, candidates: Subject[], attribute: string): Related {
  const names = new Set(IDENTITIES.map((key) => target.values[key]).filter((value) => typeof value === 'string' && value !== ''));
  const result: Related = { found: [], undetermined: [] };
  for (const candidate of candidates) {
    if (candidate === target) continue;
    const readings = readAll(candidate.values, attribute);
    if (readings.some((reading) => reading.state === 'known' && texts(reading.value).some((text) => names.has(text)))) result.found.push(candidate);
    else if (readings.some(({ state }) => state === 'unknown' || state === 'sensitive')) result.undetermined.push(candidate);
  }
  return result;
}

function texts(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
}
