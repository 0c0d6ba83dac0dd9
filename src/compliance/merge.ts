import { UserError } from '../errors.ts';
import { nearestName } from '../documents/nearest-name.ts';
import { BUILT_IN, type MappedControl, type Mapping } from './mapping.ts';

export type EvidenceKind = 'rule' | 'check' | 'probe';

/** One thing that a control rests on. */
export interface Source {
  kind: EvidenceKind;
  id: string;
  /** The project's own mapping names it: then it has to be there. */
  own: boolean;
}

export interface Control {
  id: string;
  title: string;
  sources: Source[];
  /** What is left to look at beyond them; null: nothing. */
  unchecked: string | null;
}

export interface Framework {
  id: string;
  name: string;
  edition: string | null;
  controls: Control[];
}

/** Everything that the report is made by. */
export interface Controls {
  frameworks: Framework[];
  checks: Mapping['checks'];
  /** See `BUILT_IN`. */
  rules: typeof BUILT_IN.rules;
}

/** What there is for a mapping to name. */
export interface Known {
  rules: string[];
  isProbe: (id: string) => boolean;
}

/**
 * What Cutover brings, with the project's own mapping over it: more evidence for a control, another word on what is left
 * unchecked, controls and frameworks of its own. It takes no evidence away. Throws UserError for an id that does not exist: a
 * control that rests on a misspelt name would rest on nothing.
 */
export function mergeMappings(own: Mapping | undefined, known: Known, file: string): Controls {
  const checks = { ...BUILT_IN.checks, ...own?.checks };
  if (own !== undefined) assertKnown(own, { ...known, checks: Object.keys(checks) }, file);
  const names = [...new Set([...Object.keys(BUILT_IN.frameworks), ...Object.keys(own?.frameworks ?? {})])];
  return {
    checks,
    rules: BUILT_IN.rules,
    frameworks: names.map((id) => {
      const [brought, theirs] = [BUILT_IN.frameworks[id], own?.frameworks[id]];
      const name = theirs?.name ?? brought?.name;
      if (name === undefined) throw new UserError({ file, field: `frameworks.${id}.name`, problem: 'Cutover does not know this framework, so it needs a name', allowed: `a name, or one of ${Object.keys(BUILT_IN.frameworks).join(', ')}` });
      const ids = [...new Set([...(brought?.controls ?? []), ...(theirs?.controls ?? [])].map((control) => control.id))];
      return { id, name, edition: theirs?.edition ?? brought?.edition ?? null, controls: ids.map((control) => merged({ framework: id, file }, brought?.controls.find((one) => one.id === control), theirs?.controls.find((one) => one.id === control))) };
    }),
  };
}

function merged({ framework, file }: { framework: string; file: string }, brought: MappedControl | undefined, own: MappedControl | undefined): Control {
  const id = own?.id ?? brought?.id ?? '';
  const refuse = (problem: string, allowed: string): UserError => new UserError({ file, field: `frameworks.${framework}.controls`, problem, found: id, allowed });
  const title = own?.title ?? brought?.title;
  if (title === undefined) throw refuse('Cutover does not know this control, so it needs a title', 'title: what it asks for, in short words');
  const sources = new Map([...sourcesOf(brought, false), ...sourcesOf(own, true)].map((source) => [`${source.kind} ${source.id}`, source]));
  const unchecked = own?.unchecked === undefined ? (brought?.unchecked ?? null) : own.unchecked;
  if (sources.size === 0 && unchecked === null) throw refuse('nothing shows this control, and nothing is said to be left unchecked', 'rules, checks or probes; or unchecked: what would have to be looked at');
  return { id, title, sources: [...sources.values()], unchecked };
}

function sourcesOf(control: MappedControl | undefined, own: boolean): Source[] {
  if (control === undefined) return [];
  const of = (kind: EvidenceKind, ids: string[]): Source[] => ids.map((id) => ({ kind, id, own }));
  return [...of('rule', control.rules), ...of('check', control.checks), ...of('probe', control.probes)];
}

function assertKnown({ frameworks }: Mapping, known: Known & { checks: string[] }, file: string): void {
  const refuse = (field: string, problem: string, found: string, allowed: string): UserError => new UserError({ file, field, problem, found, allowed });
  for (const [framework, { controls }] of Object.entries(frameworks)) {
    const twice = controls.find(({ id }, index) => controls.findIndex((other) => other.id === id) !== index);
    if (twice !== undefined) throw refuse(`frameworks.${framework}.controls`, 'this control is listed twice', twice.id, 'each id once');
    for (const control of controls) {
      const field = (list: string): string => `frameworks.${framework}.controls.${control.id}.${list}`;
      const rule = control.rules.find((id) => !known.rules.includes(id));
      if (rule !== undefined) throw refuse(field('rules'), 'the documents have no such demand', rule, nearestName(rule, known.rules) ?? known.rules.join(', '));
      const check = control.checks.find((id) => !known.checks.includes(id));
      if (check !== undefined) throw refuse(field('checks'), 'it is not known what this check looks at', check, `one of those that Cutover maps, or an entry under checks: ${check}: [<resource type>, …]`);
      const probe = control.probes.find((id) => !known.isProbe(id));
      if (probe !== undefined) throw refuse(field('probes'), 'there is no such probe', probe, 'the id of a probe, as a checklist names it, or requirement/<id>');
    }
  }
}
