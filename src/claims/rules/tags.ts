import type { JsonObject } from '../../json.ts';
import { numberOf } from '../../number-of.ts';
import { isHidden } from '../../terraform/redact.ts';
import { judgeValues, type Judgement } from './condition.ts';
import type { ComponentFacts, ResourceFacts, RuleFacts } from './facts.ts';
import { incomplete, namesOf, violationAt, type Findings } from './findings.ts';
import type { RuleOf } from './rule.ts';
import { inScope } from './scope.ts';
import { valuesAt, type Value } from './values.ts';

/** Every resource that can be tagged has these tags, its own or the provider's default ones. */
export function judgeTags(rule: RuleOf<'tags'>, facts: RuleFacts): Findings {
  const components = inScope(rule, facts);
  const findings: Findings = { judged: 0, looked: '', violations: [], missing: incomplete(components) };
  for (const component of components) {
    for (const resource of component.resources) {
      const taggable = canBeTagged(resource);
      if (taggable === 'no') continue;
      findings.judged += 1;
      const judgements = Object.entries(rule.required).map(([tag, matches]) => judgeTag(tag, matches, resource, component));
      if (judgements.some(({ hidden }) => hidden)) findings.hidden = true;
      const breaks = judgements.flatMap((judgement) => judgement.breaks);
      if (taggable === 'yes') findings.violations.push(...breaks.map((problem) => violationAt(component, resource, problem)));
      // Without a doubt only where the provider's defaults are all that is demanded.
      else if (breaks.length > 0) findings.missing.push(`${resource.address}: whether ${resource.type} can be tagged is known when there is a plan`);
      findings.missing.push(...judgements.flatMap(({ unknown }) => unknown).map((what) => `${resource.address}: ${what}`));
    }
  }
  return { ...findings, looked: `the tags of ${numberOf(findings.judged, 'resource')} in ${namesOf(components)}` };
}

/** A plan has every attribute of a type, also the empty ones; a stack only what is written. */
function canBeTagged({ planned, written }: ResourceFacts): 'yes' | 'no' | 'perhaps' {
  if (planned !== undefined) return 'tags' in planned || 'tags_all' in planned ? 'yes' : 'no';
  return written?.['tags'] === undefined ? 'perhaps' : 'yes';
}

function judgeTag(tag: string, matches: string, resource: ResourceFacts, component: ComponentFacts): Judgement {
  const judge = (values: Value[]): Judgement => judgeValues({ attribute: `tag ${tag}`, matches }, values, component);
  // Where the plan knows it, `tags_all` is what comes out: own tags over default ones.
  const together = resource.planned?.['tags_all'];
  if (isTags(together)) return judge(valuesAt({ written: undefined, planned: { together } }, ['together', tag]));
  const own = valuesAt(resource, ['tags', tag]);
  if (own.some(({ is }) => is !== 'absent')) return judge(own);
  const byConfiguration = configurationsOf(resource, component).map((configuration) => judge(valuesAt({ written: configuration, planned: undefined }, ['default_tags', 'tags', tag])));
  const [first = judge(own)] = byConfiguration;
  if (byConfiguration.every(({ breaks }) => breaks.length > 0)) return first;
  const unknown = byConfiguration.flatMap((judgement) => [...judgement.unknown, ...judgement.breaks]);
  return { breaks: [], unknown: [...new Set(unknown)], hidden: byConfiguration.some(({ hidden }) => hidden) || (together !== undefined && isHidden(together)) };
}

function isTags(value: JsonObject[string] | undefined): value is JsonObject {
  return value !== undefined && value !== null && typeof value === 'object' && !Array.isArray(value) && !('$unknown' in value) && !('$sensitive' in value);
}

/** The configurations that may be the resource's: one, except where the stack cannot be read. */
function configurationsOf({ type, written }: ResourceFacts, { providers }: ComponentFacts): JsonObject[] {
  const chosen = written?.['provider'];
  const [name = '', alias] = typeof chosen === 'string' ? chosen.replace(/^\$\{|\}$/g, '').split('.') : [type.split('_')[0]];
  const configurations = Object.hasOwn(providers, name) ? (providers[name] ?? []) : [];
  return written === undefined ? configurations : configurations.filter((configuration) => configuration['alias'] === alias);
}
