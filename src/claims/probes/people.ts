import { both, fail, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type RecordView } from '../record-view.ts';
import { documented } from './documents.ts';
import type { FactsOf } from './facts.ts';

/** The request's approval and, once all was promoted, the seal's: two decisions. */
function approvals(view: RecordView): ProbeResult {
  const approval = view.passed('approval');
  if (isMissing(approval)) return unknown(approval.missing);
  const { approvedBy, template, digest } = approval.facts;
  if (approvedBy.length === 0 && template === null) return fail('nobody approved the request', [{ record: approval.record, says: 'approved by nobody' }]);
  const evidence = [{ record: approval.record, says: `${template === null ? listed(approvedBy) : `the template ${template}`} approved the request with digest ${digest.slice(0, 12)}` }];
  if (!view.promoted()) return pass('the request is approved as it reads; the promotion has its own approval, of the seal, which is asked for later', evidence);
  const promoted = view.applied('production');
  const plan = view.passed('plan');
  if (isMissing(promoted)) return unknown(promoted.missing);
  if (isMissing(plan)) return unknown(plan.missing);
  for (const { component } of promoted) {
    const promote = view.passed('promote', component, 'production');
    if (isMissing(promote)) return unknown(promote.missing);
    const { seal, approvedBy: approvers } = promote.facts;
    if (approvers.length === 0 || seal !== plan.facts.seal) {
      const says = `seal ${seal.slice(0, 12)}, approved by ${listed(approvers) || 'nobody'}`;
      return fail(`${component} was promoted without an approval of the seal that was planned`, [{ record: promote.record, says }]);
    }
    evidence.push({ record: promote.record, says: `${listed(approvers)} approved the seal ${seal.slice(0, 12)}` });
  }
  return pass('request and promotion are both approved', [...evidence, { record: plan.record, says: `seal ${plan.facts.seal?.slice(0, 12) ?? ''}` }]);
}

function window(view: RecordView): ProbeResult {
  const approval = view.passed('approval');
  if (isMissing(approval)) return unknown(approval.missing);
  const { window: named } = approval.facts;
  if (named === null) return unknown('the request names no window');
  return pass('the approved request names a window', [{ record: approval.record, says: `from ${named.from} to ${named.to}` }]);
}

/** Each declared need of a role passed its check. A role that nobody speaks for is undecided. */
function roleServed(role: string): (view: RecordView) => ProbeResult {
  return (view) => {
    const integrate = view.latest('integrate');
    if (isMissing(integrate)) return unknown(integrate.missing);
    const found = integrate.facts.roles.find((candidate) => candidate.role === role);
    if (found === undefined) return unknown(`the record ${integrate.record} does not speak of ${role}`);
    const evidence = [{ record: integrate.record, says: `${found.person ?? 'nobody'}: ${listed(found.needs.map(({ need, outcome }) => `“${need}”: ${outcome}`)) || 'no need declared'}` }];
    if (found.needs.some(({ outcome }) => outcome === 'fail')) return fail(`a need of ${role} is not met`, evidence);
    const served = found.decision === 'pass' && found.needs.length > 0 && found.needs.every(({ outcome }) => outcome === 'pass');
    if (integrate.verdict !== 'pass' || !served) return unknown(`${role}: ${found.decision} (the record is a ${integrate.verdict})`, evidence);
    return pass(`all ${found.needs.length} needs that ${role} declared are met in test`, evidence);
  };
}

type Requirement = FactsOf<'validate'>['requirements'][number];

/** Decides from the requirements that `of` picks; none picked is undecided. One that a person attests makes all of it that person's word. */
function requirements(what: string, of: (requirement: Requirement) => boolean): (view: RecordView) => ProbeResult {
  return (view) => {
    const validate = view.latest('validate');
    if (isMissing(validate)) return unknown(validate.missing);
    const picked = validate.facts.requirements.filter(of);
    if (picked.length === 0) return unknown(`the record ${validate.record} holds no ${what}`);
    const evidence = [{ record: validate.record, says: listed(picked.map(({ id, decision, says }) => `${id}: ${decision}: ${says}`)) }];
    const missed = picked.filter(({ decision }) => decision === 'fail');
    if (missed.length > 0) return fail(`missed: ${listed(missed.map(({ id }) => id))}`, evidence);
    const open = picked.filter(({ decision }) => decision !== 'pass');
    if (open.length > 0) return unknown(`not exercised: ${listed(open.map(({ id }) => id))}`, evidence);
    if (validate.verdict !== 'pass') return unknown(`the record ${validate.record} is not a pass (${validate.verdict})`, evidence);
    const attested = picked.filter(({ by }) => by === 'attestation');
    return { ...pass(`met: ${listed(picked.map(({ id }) => id))}${attested.length > 0 ? `; attested: ${listed(attested.map(({ id }) => id))}` : ''}`, evidence), ...(attested.length > 0 ? { attested: true } : {}) };
  };
}

const ofKind = (...kinds: string[]): ((requirement: Requirement) => boolean) => ({ kind }) => kind !== null && kinds.includes(kind);

/** That a setting is right tells what it promises, and not that anybody saw it kept: a rule alone shows no such target. */
function measured(kind: string): (view: RecordView) => ProbeResult {
  return (view) => {
    const result = requirements(`requirement with a target of ${kind}`, ofKind(kind))(view);
    const validate = view.latest('validate');
    const ruled = isMissing(validate) ? [] : validate.facts.requirements.filter((requirement) => requirement.kind === kind && requirement.by === 'rule');
    return result.outcome === 'pass' && ruled.length > 0 ? unknown(`only the setting was looked at, and nothing was measured for ${listed(ruled.map(({ id }) => id))}`, result.evidence) : result;
  };
}

/** Each target names its components and what shows that it is met, and the architecture says how it is to be. */
function qualitiesAnswered(view: RecordView): ProbeResult {
  const validate = view.passed('validate');
  if (isMissing(validate)) return unknown(validate.missing);
  const targets = validate.facts.requirements.filter(({ kind }) => kind !== null);
  const open = targets.filter(({ by, components }) => by === null || components.length === 0);
  if (targets.length === 0 || open.length > 0) return unknown(targets.length === 0 ? 'the architecture has no requirement with a target' : `nothing says what meets ${listed(open.map(({ id }) => id))}`);
  return both(
    documented(view, [{ section: 'Integration with Application Architecture', points: ['Performance Requirements Implementation', 'Security Requirements Implementation'] }]),
    pass('each requirement with a target names its components and what shows that it is met', [{ record: validate.record, says: listed(targets.map(({ id, kind, components, by }) => `${id} (${kind ?? ''}): ${components.join(', ')}, by ${by ?? ''}`)) }]),
  );
}

/** The people whom the statement names each speak for a role, and all that they declared is met. */
function peopleServed(people: string[]): (view: RecordView) => ProbeResult {
  return (view) => {
    const integrate = view.passed('integrate');
    if (isMissing(integrate)) return unknown(integrate.missing);
    const roles = integrate.facts.roles.filter(({ role }) => DEVELOPERS.includes(role));
    const absent = people.filter((name) => !roles.some(({ person }) => person?.split(/\s+/)[0] === name));
    if (absent.length > 0) return unknown(`nobody declared a need for ${listed(absent)}`);
    return both(...roles.filter(({ person }) => person !== null && people.includes(person.split(/\s+/)[0] ?? '')).map(({ role }) => roleServed(role)(view)));
  };
}

const DEVELOPERS = ['frontend-developer', 'backend-developer'];

/** A requirement on several components together was met by a check, and so was what those declared who build on them. */
function integrationTested(view: RecordView): ProbeResult {
  const together = requirements('requirement on several components that a check shows', ({ components, by }) => components.length > 1 && by === 'check')(view);
  return both(together, roleServed('frontend-developer')(view), roleServed('backend-developer')(view));
}

/** `requirement/REQ-1` binds an item to one requirement of cutover.yaml. */
export function requirementProbe(probeId: string): Probe | undefined {
  const id = /^requirement\/(.+)$/.exec(probeId)?.[1];
  return id === undefined ? undefined : { id: probeId, decide: requirements(`requirement ${id}`, (requirement) => requirement.id === id) };
}

/** Targets that say how the whole is, and not what it does. */
const QUALITIES = ['latency', 'throughput', 'availability', 'rto', 'rpo'];

export const PEOPLE_PROBES: Probe[] = [
  { id: 'approved', decide: approvals },
  { id: 'window-named', decide: window },
  { id: 'frontend-developer-served', decide: roleServed('frontend-developer') },
  { id: 'backend-developer-served', decide: roleServed('backend-developer') },
  { id: 'product-owner-served', decide: roleServed('product-owner') },
  { id: 'architect-served', decide: roleServed('architect') },
  { id: 'mira-and-enrique-served', decide: peopleServed(['Mira', 'Enrique']) },
  { id: 'lily-and-enrique-served', decide: peopleServed(['Lily', 'Enrique']) },
  { id: 'integration-tested', decide: integrationTested },
  { id: 'requirements-met', decide: requirements('requirement', () => true) },
  { id: 'qualities-met', decide: requirements('requirement with a target', ofKind(...QUALITIES)) },
  { id: 'latency-met', decide: requirements('requirement with a target of latency', ofKind('latency')) },
  { id: 'throughput-met', decide: measured('throughput') },
  { id: 'performance-met', decide: (view) => both(requirements('requirement with a target of latency', ofKind('latency'))(view), measured('throughput')(view)) },
  { id: 'recovery-time-met', decide: requirements('requirement with a recovery time', ofKind('rto')) },
  { id: 'recovery-point-met', decide: measured('rpo') },
  { id: 'qualities-answered', decide: qualitiesAnswered },
];
