import { isMeant, judgeConditions, type Judgement } from './condition.ts';
import { judgeEachMeant, type Judged } from './each-meant.ts';
import type { ComponentFacts, ResourceFacts, RuleFacts } from './facts.ts';
import { violationAt, type Findings } from './findings.ts';
import { hidesReference, refersTo } from './refers.ts';
import type { RuleOf } from './rule.ts';
import { resourcesOf } from './scope.ts';

type Companion = RuleOf<'companion'>;

/**
 * Every resource of these types has a companion that refers to it. A companion that is missing is a fault of the resource,
 * one with wrong values is a fault of the companion: there it has to be put right.
 */
export function judgeCompanion(rule: Companion, facts: RuleFacts): Findings {
  const findings = judgeEachMeant(rule, facts, (resource, component) => judgeResource(rule, component, resource));
  return { ...findings, looked: `${findings.judged} of ${rule.types.join(', ')} and the ${rule.companion} of each in ${findings.looked}` };
}

function judgeResource(rule: Companion, component: ComponentFacts, resource: ResourceFacts): Judged {
  const certain: ResourceFacts[] = [];
  const uncertain: ResourceFacts[] = [];
  for (const companion of resourcesOf(component, [rule.companion])) {
    const answers = [refersTo(companion, rule.by, resource), isMeant(rule.which, companion, component)];
    if (answers.includes('no')) continue;
    (answers.every((each) => each === 'yes') ? certain : uncertain).push(companion);
  }
  const judge = (companion: ResourceFacts): Judgement => judgeConditions(rule.must ?? [], companion, component);
  const judged = certain.map((companion) => ({ companion, ...judge(companion) }));
  const violations = judged.flatMap(({ companion, breaks }) => breaks.map((problem) => violationAt(component, companion, `${problem}, for ${resource.address}`)));
  const open = uncertain.filter((companion) => {
    const { breaks, unknown } = judge(companion);
    return certain.length === 0 || breaks.length > 0 || unknown.length > 0;
  });
  const missing = [
    ...judged.flatMap(({ companion, unknown }) => unknown.map((what) => `${companion.address}: ${what}`)),
    ...open.map((companion) => `${companion.address}: whether it is for ${resource.address} is not known yet`),
  ];
  const none = certain.length === 0 && uncertain.length === 0;
  // The companion may be in a module that nobody can read yet: that is said of the component.
  if (none && component.complete) violations.push(violationAt(component, resource, `has no ${rule.companion}${rule.which === undefined ? '' : ' of the kind that counts'} with ${rule.by} referring to it`));
  const hidden = judged.some((each) => each.hidden) || open.some((companion) => judge(companion).hidden || isMeant(rule.which, companion, component) === 'hidden' || hidesReference(companion, rule.by, resource));
  return { violations, missing, hidden };
}
