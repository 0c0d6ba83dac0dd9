import { allOf, numberOf } from '../../number-of.ts';
import type { Evidence } from '../claim.ts';
import { fail, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type RecordView } from '../record-view.ts';
import { inStateOnly } from './catalogue.ts';
import { appliedEverywhere, locatedIn, type Located } from './resources.ts';

/** Data sources that say something about the account, the region or a document, and read no infrastructure of others. */
const HARMLESS_DATA = /(^|\.)data\.(aws_(caller_identity|partition|region|regions|availability_zones?|default_tags|iam_policy_document|arn|service|service_principal|prefix_list|ec2_managed_prefix_list)|terraform_remote_state)\./;

function onlyFromCode(view: RecordView): ProbeResult {
  const applied = appliedEverywhere(view);
  if (isMissing(applied)) return unknown(applied.missing);
  const outside = applied.flatMap(({ component, facts }) => facts.dataSources.filter((address) => !HARMLESS_DATA.test(address)).map((address) => `${address} (${component})`));
  if (outside.length > 0) return unknown(`the code reads what it did not make: ${listed(outside)}`);
  const empty = applied.filter(({ facts }) => facts.resources.length === 0);
  if (empty.length > 0) return unknown(`${listed(empty.map(({ component, environment }) => `${component} (${environment})`))} has no resource at all`);
  return pass(
    'every resource of every component was made by applying its stack, and no stack reads one made elsewhere',
    applied.map(({ record, facts }) => ({ record, says: `${numberOf(facts.resources.length, 'resource')} in its state, applied from the stack; data sources: ${listed(facts.dataSources) || 'none'}` })),
  );
}

/** Keys that belong to one resource only, and to the few that are so in general. */
const OWN_KEYS = new Set(['Name']);

function consistentTags(view: RecordView): ProbeResult {
  const applied = appliedEverywhere(view);
  if (isMissing(applied)) return unknown(applied.missing);
  const taggable = locatedIn(applied).filter(({ type, values }) => !inStateOnly(type) && (Object.hasOwn(values, 'tags') || Object.hasOwn(values, 'tags_all')));
  if (taggable.length === 0) return unknown('no resource has tags as an attribute');
  const keysOf = ({ values }: Located): string[] => Object.keys(values['tags_all'] ?? values['tags'] ?? {}).filter((key) => !OWN_KEYS.has(key));
  const hidden = taggable.filter(({ values }) => JSON.stringify(values['tags_all'] ?? values['tags'] ?? {}).match(/"\$(unknown|sensitive)":true/));
  if (hidden.length > 0) return unknown(`the tags of ${listed(hidden.map(({ address }) => address))} cannot be seen`);
  const counts = new Map<string, number>();
  for (const resource of taggable) for (const key of keysOf(resource)) counts.set(key, (counts.get(key) ?? 0) + 1);
  // What most resources carry is the strategy; one that lacks such a key does not follow it.
  const strategy = [...counts].filter(([, count]) => count * 2 > taggable.length).map(([key]) => key).sort();
  if (strategy.length === 0) return fail('no tag is on most of the resources', tagEvidence(taggable, strategy, keysOf));
  const lacking = taggable.filter((resource) => strategy.some((key) => !keysOf(resource).includes(key)));
  if (lacking.length > 0) return fail(`not all of ${strategy.join(', ')} are on ${listed(lacking.map(({ address, component }) => `${address} (${component})`))}`, tagEvidence(lacking, strategy, keysOf));
  return pass(`${allOf(taggable.length, 'resource')} that can carry tags: ${strategy.join(', ')}`, tagEvidence(taggable, strategy, keysOf));
}

function tagEvidence(resources: Located[], strategy: string[], keysOf: (resource: Located) => string[]): Evidence[] {
  return [...Map.groupBy(resources, ({ record }) => record)].map(([record, entries]) => ({
    record,
    says: listed(entries.map((entry) => `${entry.address}: ${strategy.filter((key) => keysOf(entry).includes(key)).join(', ') || 'none of them'}`)),
  }));
}

/** One tag says of every resource to which component it belongs: what AWS makes its resource groups from. */
function groupedByComponent(view: RecordView): ProbeResult {
  const applied = appliedEverywhere(view);
  if (isMissing(applied)) return unknown(applied.missing);
  const taggable = locatedIn(applied).filter(({ type, values }) => !inStateOnly(type) && (Object.hasOwn(values, 'tags') || Object.hasOwn(values, 'tags_all')));
  const tagsOf = ({ values }: Located): Record<string, unknown> => (values['tags_all'] ?? values['tags'] ?? {}) as Record<string, unknown>;
  const [key] = [...new Set(taggable.flatMap((resource) => Object.entries(tagsOf(resource)).flatMap(([name, value]) => (value === resource.component ? [name] : []))))].sort((a, b) => holding(b) - holding(a));
  function holding(name: string): number {
    return taggable.filter((resource) => tagsOf(resource)[name] === resource.component).length;
  }
  if (key === undefined) return unknown('no tag holds the name of the component');
  const stray = taggable.filter((resource) => tagsOf(resource)[key] !== resource.component);
  if (stray.length > 0) return unknown(`the tag ${key} does not say the component of ${listed(stray.map(({ address, component }) => `${address} (${component})`))}`);
  return pass(`each of ${numberOf(taggable.length, 'resource')} is in the stack of one component, and its tag ${key} says which`, tagEvidence(taggable, [key], (resource) => Object.keys(tagsOf(resource))));
}

/**
 * Identifiers long and particular enough that another resource holds them only when it refers to this one. Settings of
 * another resource (a bucket's policy) take over its id and have no ARN of their own.
 */
function identifiersOf({ values }: Located): string[] {
  if (typeof values['arn'] !== 'string') return [];
  return [values['arn'], values['id'], values['url']].filter((value) => typeof value === 'string').filter((value) => value.length >= 12 && /[:/-]/.test(value));
}

/** Texts and, of policies and the like, the words in them; a trailing wildcard is cut off. */
function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[^A-Za-z0-9:/._*-]+/).map((word) => word.replace(/[:/]?\*$/, ''));
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(wordsIn) : [];
}

/** Refers to another component's resource by an identifier, although synth knows of no dependency. */
export function declaredDependencies(view: RecordView): ProbeResult {
  const synth = view.passed('synth');
  if (isMissing(synth)) return unknown(synth.missing);
  const applied = appliedEverywhere(view);
  if (isMissing(applied)) return unknown(applied.missing);
  const upstream = new Map<string, Set<string>>();
  for (const { name, dependsOn } of synth.facts.components) upstream.set(name, new Set([...(upstream.get(name) ?? []), ...dependsOn]));
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(upstream.get(from) ?? [])].some((next) => next === to || reaches(next, to, seen));
  };
  const all = locatedIn(applied);
  const owners = new Map(all.flatMap((resource) => identifiersOf(resource).map((identifier) => [`${resource.environment} ${identifier}`, resource] as const)));
  const references = all.flatMap((user) =>
    [...new Set(wordsIn(user.values))].flatMap((word) => {
      const owner = owners.get(`${user.environment} ${word}`);
      return owner !== undefined && owner.component !== user.component ? [{ user, owner }] : [];
    }),
  );
  const hidden = references.filter(({ user, owner }) => !reaches(user.component, owner.component));
  const describe = ({ user, owner }: (typeof references)[number]): string => `${user.address} (${user.component}) names ${owner.address} (${owner.component})`;
  if (hidden.length > 0) return fail(`without a declared dependency: ${listed([...new Set(hidden.map(describe))])}`, [...new Map(hidden.map((one) => [one.user.record, { record: one.user.record, says: describe(one) }])).values()]);
  return pass('every reference from one component to another follows a dependency that synth found', [
    { record: synth.record, says: listed([...upstream].map(([name, needs]) => `${name} needs ${[...needs].join(', ') || 'nothing'}`), 20) },
    ...applied.map(({ record, component, environment }) => ({
      record,
      says: `names resources of ${listed([...new Set(references.filter(({ user }) => user.component === component && user.environment === environment).map(({ owner }) => owner.component))]) || 'no other component'}`,
    })),
  ]);
}

export const CODE_PROBES: Probe[] = [
  { id: 'all-from-code', decide: onlyFromCode },
  { id: 'tags-consistent', decide: consistentTags },
  { id: 'grouped-by-component', decide: groupedByComponent },
  { id: 'dependencies-declared', decide: declaredDependencies },
];
