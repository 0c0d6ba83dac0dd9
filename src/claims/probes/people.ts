import { fail, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type RecordView } from '../record-view.ts';

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

/** Decides from the requirements that `of` picks; none picked is undecided. */
function requirements(what: string, of: (requirement: { id: string; maxSeconds: number | null }) => boolean): (view: RecordView) => ProbeResult {
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
    return pass(`met: ${listed(picked.map(({ id }) => id))}`, evidence);
  };
}

/** `requirement/REQ-1` binds an item to one requirement of cutover.yaml. */
export function requirementProbe(probeId: string): Probe | undefined {
  const id = /^requirement\/(.+)$/.exec(probeId)?.[1];
  return id === undefined ? undefined : { id: probeId, texts: [], decide: requirements(`requirement ${id}`, (requirement) => requirement.id === id) };
}

export const PEOPLE_PROBES: Probe[] = [
  { id: 'approved', texts: ['Required approvals obtained'], decide: approvals },
  { id: 'window-named', texts: ['Deployment windows identified and scheduled'], decide: window },
  { id: 'frontend-developer-served', texts: ['Infrastructure changes support Frontend Dev (Mira) and Fullstack Dev (Enrique) requirements'], decide: roleServed('frontend-developer') },
  { id: 'backend-developer-served', texts: ['Backend requirements from Backend Dev (Lily) and Fullstack Dev (Enrique) accommodated'], decide: roleServed('backend-developer') },
  { id: 'product-owner-served', texts: [], decide: roleServed('product-owner') },
  { id: 'architect-served', texts: [], decide: roleServed('architect') },
  { id: 'requirements-met', texts: [], decide: requirements('requirement', () => true) },
  { id: 'latency-met', texts: ['Latency requirements verified'], decide: requirements('requirement with a bound in seconds', ({ maxSeconds }) => maxSeconds !== null) },
];
