import type { EnvironmentName } from '../../evidence/record.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Evidence } from '../claim.ts';
import { fail, listed, notApplicable, pass, unknown, type ProbeResult } from '../probe.ts';
import { isMissing, type Applied, type Missing, type RecordView } from '../record-view.ts';

/** A resource with the place where it was applied. */
export interface Located {
  component: string;
  environment: EnvironmentName;
  record: string;
  address: string;
  type: string;
  values: JsonObject;
}

/** `holds` undefined: the values that would tell are hidden or not known. */
export interface Judgement {
  holds: boolean | undefined;
  says: string;
}

export interface ResourceQuestion {
  /** For sentences: `bucket`, `data store`. */
  what: string;
  /** Which resources the statement is about. */
  about: (resource: Located, all: Located[]) => boolean;
  /** `all`: every resource of the same environment, of all components. */
  judge: (resource: Located, all: Located[]) => Judgement;
  /** Resources of which it cannot be said whether the statement is about them. */
  opaque: (resource: Located) => boolean;
  /** Where to look; both where not given: test, and production once all was promoted. */
  environments?: EnvironmentName[];
  /** What the sandbox's emulator stores but does not act on, so that only the setting is seen there, never its effect. */
  settingOnly?: string;
}

/**
 * Every component as it was applied: in test, and also in production once all of it was promoted, since then a statement
 * about the change is a statement about production too.
 */
export function appliedEverywhere(view: RecordView, environments?: EnvironmentName[]): Applied[] | Missing {
  const wanted = environments ?? (view.promoted() ? (['test', 'production'] as const) : (['test'] as const));
  const found: Applied[] = [];
  for (const environment of wanted) {
    const applied = view.applied(environment);
    if (isMissing(applied)) return applied;
    found.push(...applied);
  }
  return found;
}

export function locatedIn(applied: Applied[]): Located[] {
  return applied.flatMap(({ component, environment, record, facts }) => facts.resources.map((resource) => ({ component, environment, record, ...resource })));
}

/** Asks one question of every resource it is about. */
export function askResources(view: RecordView, question: ResourceQuestion): ProbeResult {
  const applied = appliedEverywhere(view, question.environments);
  if (isMissing(applied)) return unknown(applied.missing);
  const all = locatedIn(applied);
  const inEnvironment = (environment: EnvironmentName): Located[] => all.filter((resource) => resource.environment === environment);
  const judged = all
    .filter((resource) => question.about(resource, inEnvironment(resource.environment)))
    .map((resource) => ({ resource, ...question.judge(resource, inEnvironment(resource.environment)) }));
  const where = ({ environment, address, component }: Located): string => `${address} (${component}, ${environment})`;

  const broken = judged.filter(({ holds }) => holds === false);
  if (broken.length > 0) return fail(`not so for ${listed(broken.map(({ resource }) => where(resource)))}`, evidenceOf(broken, view));
  const hidden = judged.filter(({ holds }) => holds === undefined);
  if (hidden.length > 0) return unknown(`cannot be seen for ${listed(hidden.map(({ resource, says }) => `${where(resource)}: ${says}`))}`, evidenceOf(hidden, view));
  const opaque = all.filter((resource) => !question.about(resource, inEnvironment(resource.environment)) && question.opaque(resource));
  if (opaque.length > 0) return unknown(`no rule knows ${listed([...new Set(opaque.map(({ type }) => type))])}, so ${listed(opaque.map(where), 3)} may be a ${question.what} too`);
  if (judged.length === 0) return notApplicable(`no component has a ${question.what}`, coverage(applied));
  const seen = `so for all ${judged.length}: ${listed(judged.map(({ resource }) => where(resource)))}`;
  // An emulator that stores a setting and does not act on it shows nothing about what the setting is for.
  if (question.settingOnly !== undefined && view.target === 'sandbox') return unknown(`${seen} (the setting only; not exercised here (emulator): ${question.settingOnly})`, evidenceOf(judged, view));
  return pass(seen, evidenceOf(judged, view));
}

/** One line per record: what it says of each resource. */
function evidenceOf(judged: { resource: Located; says: string }[], view: RecordView): Evidence[] {
  const byRecord = Map.groupBy(judged, ({ resource }) => resource.record);
  return [...byRecord].map(([record, entries]) => ({
    record,
    says: `${entries[0]?.resource.environment ?? ''}${view.target === 'sandbox' ? ' (sandbox)' : ''}: ${listed(entries.map(({ resource, says }) => `${resource.address}: ${says}`))}`,
  }));
}

function coverage(applied: Applied[]): Evidence[] {
  return applied.map(({ record, facts }) => ({ record, says: `its types: ${listed([...new Set(facts.resources.map(({ type }) => type))], 20) || 'none'}` }));
}

/** Stands for a value that was hidden or is not known yet. */
export const HIDDEN = Symbol('hidden');

/** All values at a path, through lists: blocks are lists. [] where there is none. */
export function valuesAt(value: Json | undefined, ...path: string[]): (Json | typeof HIDDEN)[] {
  if (value === undefined || value === null) return [];
  if (isHidden(value)) return [HIDDEN];
  if (Array.isArray(value)) return value.flatMap((inner) => valuesAt(inner, ...path));
  const [key, ...rest] = path;
  if (key === undefined) return [value];
  return typeof value === 'object' ? valuesAt(Object.hasOwn(value, key) ? value[key] : undefined, ...rest) : [];
}

function isHidden(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && (value['$unknown'] === true || value['$sensitive'] === true);
}

/** At least one value at the path, and `test` holds for each. */
export function every(resource: Located, path: string[], test: (value: Json) => boolean): boolean | undefined {
  const values = valuesAt(resource.values, ...path);
  if (values.some((value) => value !== HIDDEN && !test(value))) return false;
  if (values.includes(HIDDEN)) return undefined;
  return values.length > 0;
}

/** One of these attributes holds something: rules that are written inside of their group, routes inside of their table. */
export function hasBlocks(resource: Located, ...attributes: string[]): boolean {
  return attributes.some((attribute) => valuesAt(resource.values, attribute).length > 0);
}

/** The value at a path as evidence quotes it. */
export function quoted(resource: Located, path: string[]): string {
  const values = valuesAt(resource.values, ...path).map((value) => (value === HIDDEN ? '(hidden)' : JSON.stringify(value)));
  const text = values.length === 0 ? 'not set' : values.join(', ');
  return `${path.join('.')} = ${text.length > 160 ? `${text.slice(0, 160)}…` : text}`;
}

/** Resources of `type` that name `target` in `attribute`, by its id, name or ARN. */
export function companions(target: Located, all: Located[], type: string, attribute: string): Located[] {
  const names = ['id', 'arn', 'bucket', 'name', 'url', 'key_id'].flatMap((key) => valuesAt(target.values, key)).filter((value) => typeof value === 'string' && value !== '');
  return all.filter((resource) => resource.type === type && valuesAt(resource.values, attribute).some((value) => names.includes(value)));
}

export const isTrue = (value: Json): boolean => value === true;
export const isText = (value: Json): boolean => typeof value === 'string' && value !== '';
