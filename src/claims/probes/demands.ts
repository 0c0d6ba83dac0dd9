import { numberOf } from '../../number-of.ts';
import type { Evidence } from '../claim.ts';
import { both, fail, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type Missing, type RecordView } from '../record-view.ts';
import { declaredDependencies } from './code.ts';
import type { Decided } from './facts.ts';
import { scanned } from './scanning.ts';

/** A demand as it stands after the last step that decided it: what the plans for production say counts over what the stacks said. */
interface Standing extends Decided {
  record: string;
}

type Kind = 'architecture' | 'guidelines' | 'technology-stack' | 'project-structure';

/** The demands of these documents, the base's (`<file> on <base>`) beside the change's. */
function demandsOf(view: RecordView, kinds: Kind[], withPlans: boolean): Standing[] | Missing {
  const prepare = view.passed('prepare');
  if (isMissing(prepare)) return prepare;
  const files = prepare.facts.documents.filter(({ kind }) => (kinds as string[]).includes(kind)).map(({ file }) => file);
  if (files.length < kinds.length) return { missing: `the record ${prepare.record} does not say which documents were read` };
  const plan = withPlans ? view.passed('plan') : undefined;
  if (plan !== undefined && isMissing(plan)) return plan;
  const standing = new Map<string, Standing>();
  const add = (record: string, claims: Decided[]): void => {
    for (const claim of claims) if (files.some((file) => claim.source.file === file || claim.source.file.startsWith(`${file} on `))) standing.set(`${claim.source.file} ${claim.id}`, { ...claim, record });
  };
  add(prepare.record, prepare.facts.claims);
  if (plan !== undefined) add(plan.record, plan.facts.claims);
  const found = [...standing.values()];
  return found.length === 0 ? { missing: `the record ${prepare.record} holds no demand of ${kinds.join(', ')}` } : found;
}

const byRule = ({ by, decision }: Standing): boolean => by === 'rule' || (by === 'applicability' && decision === 'not-applicable');

/** Every demand that must hold was judged by a rule and holds. Those at level `should` that only people can judge are named. */
function rulesHold(demands: Standing[] | Missing, what: string): ProbeResult {
  if (isMissing(demands)) return unknown(demands.missing);
  const broken = demands.filter(({ decision }) => decision === 'fail');
  if (broken.length > 0) return fail(`not so: ${listed(broken.map(({ id }) => id))}`, evidenceOf(broken));
  const open = demands.filter((demand) => demand.level === 'must' && !(byRule(demand) && demand.evidence.length > 0));
  if (open.length > 0) return unknown(`no rule has decided ${listed(open.map(({ id, by }) => `${id}${by === 'attestation' ? ' (attested)' : ''}`))}`);
  const judged = demands.filter(({ by, decision }) => by === 'rule' && decision === 'pass');
  if (judged.length === 0) return unknown(`no rule judged ${what}`);
  const people = demands.filter((demand) => !byRule(demand));
  return pass(`${numberOf(judged.length, 'rule')} of ${what} judged it, and none is broken${people.length === 0 ? '' : `; left to people: ${listed(people.map(({ id }) => id))}`}`, evidenceOf(judged));
}

function evidenceOf(demands: Standing[]): Evidence[] {
  return [...Map.groupBy(demands, ({ record }) => record)].map(([record, entries]) => ({ record, says: listed(entries.map(({ id, decision }) => `${id}: ${decision}`), 12) }));
}

/** The one demand that the architecture makes of itself: its components and dependencies are those of the code, in both directions. */
export function componentsAsDesigned(view: RecordView): ProbeResult {
  const demands = demandsOf(view, ['architecture'], false);
  if (isMissing(demands)) return unknown(demands.missing);
  const found = demands.filter(({ id, by }) => id === 'architecture/components' && by === 'rule');
  const [first] = found;
  if (first === undefined) return unknown('nothing compared the architecture’s components with those of the code');
  if (found.some(({ decision }) => decision === 'fail')) return fail('the architecture names other components or dependencies than the code makes', evidenceOf(found));
  if (first.decision !== 'pass') return unknown(first.reason);
  return pass('components and dependencies of the architecture are those of the code, no more and no less', [{ record: first.record, says: `${first.id}: ${first.reason}` }]);
}

/** Beside the components: no rule of a requirement or decision is broken, on the stacks or in the plans. */
function architectureValidated(view: RecordView): ProbeResult {
  const demands = demandsOf(view, ['architecture'], true);
  if (isMissing(demands)) return unknown(demands.missing);
  const broken = demands.filter(({ decision }) => decision === 'fail');
  if (broken.length > 0) return fail(`not as the architecture says: ${listed(broken.map(({ id }) => id))}`, evidenceOf(broken));
  const ruled = demands.filter(({ by, decision, section }) => by === 'rule' && decision === 'pass' && section.includes('Decisions'));
  if (ruled.length === 0) return unknown('no rule of an architecture decision judged the code');
  return both(componentsAsDesigned(view), pass(`${numberOf(ruled.length, 'decision')} judged by rule, none broken`, evidenceOf(ruled)));
}

/** Each decision was judged, those without a rule included. */
function decisionsReflected(view: RecordView): ProbeResult {
  const demands = demandsOf(view, ['architecture'], true);
  if (isMissing(demands)) return unknown(demands.missing);
  const decisions = demands.filter(({ section }) => section.includes('Decisions'));
  const broken = decisions.filter(({ decision }) => decision === 'fail');
  if (broken.length > 0) return fail(`not reflected: ${listed(broken.map(({ id }) => id))}`, evidenceOf(broken));
  const open = decisions.filter((decision) => !byRule(decision));
  if (decisions.length === 0 || open.length > 0) return unknown(`no rule tells of ${listed(open.map(({ id }) => id)) || 'any decision'}`);
  return pass(`each of ${numberOf(decisions.length, 'decision')} was judged by its rule`, evidenceOf(decisions));
}

/** Rules that judged every component's configuration without anybody's doing: on the stacks, and on the plans for production. */
function configurationValidated(view: RecordView): ProbeResult {
  const [stacks, plans, prepare] = [demandsOf(view, ['guidelines'], false), demandsOf(view, ['guidelines'], true), view.passed('prepare')];
  if (isMissing(prepare)) return unknown(prepare.missing);
  if (isMissing(stacks)) return unknown(stacks.missing);
  if (isMissing(plans)) return unknown(plans.missing);
  const broken = stacks.filter(({ decision }) => decision === 'fail');
  if (broken.length > 0) return fail(`not so: ${listed(broken.map(({ id }) => id))}`, evidenceOf(broken));
  const early = stacks.filter(({ by, decision }) => by === 'rule' && decision === 'pass');
  const late = plans.filter(({ record }) => record !== prepare.record);
  if (early.length === 0 || late.length === 0) return unknown(`no rule judged ${early.length === 0 ? 'the stacks' : 'the plans for production'}`);
  return both(rulesHold(plans, 'the guidelines'), pass(`${numberOf(early.length, 'rule')} had judged the stacks before`, evidenceOf(early)));
}

export const DEMAND_PROBES: Probe[] = [
  { id: 'code-follows-standards', decide: (view) => rulesHold(demandsOf(view, ['guidelines', 'technology-stack', 'project-structure'], true), 'guidelines, technology stack and project structure') },
  { id: 'policies-verified', decide: (view) => rulesHold(demandsOf(view, ['guidelines'], true), 'the guidelines') },
  { id: 'configuration-validated', decide: configurationValidated },
  { id: 'evidence-collected', decide: (view) => both(scanned(view), configurationValidated(view)) },
  { id: 'code-documented', decide: (view) => both(componentsAsDesigned(view), rulesHold(demandsOf(view, ['technology-stack', 'project-structure'], false), 'technology stack and project structure')) },
  { id: 'components-as-designed', decide: componentsAsDesigned },
  { id: 'dependencies-documented', decide: (view) => both(componentsAsDesigned(view), declaredDependencies(view)) },
  { id: 'architecture-validated', decide: architectureValidated },
  { id: 'decisions-reflected', decide: decisionsReflected },
];
