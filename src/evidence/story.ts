import { printable } from '../escape.ts';
import type { Json } from '../json.ts';
import type { StepName, StepRecord } from './record.ts';
import type { BundleContent } from './verify.ts';

const DID: Record<StepName, string> = {
  approval: 'asked whether the change may begin',
  synth: 'made the stacks',
  prepare: 'set order, milestones and rollback',
  scan: 'scanned',
  refine: 'reviewed for refinement',
  rehearse: 'applied and checked',
  validate: 'checked the requirements',
  integrate: 'checked the needs of the roles',
  checklist: 'decided the checklist',
  plan: 'planned and sealed',
  promote: 'changed production',
  handover: 'handed over to operations',
};

/**
 * The bundle in sentences, oldest first: who approved what, what was scanned, what changed where. Texts from the bundle
 * are made safe to print.
 */
export function storyOf({ manifests, records, approvals }: BundleContent, signaturesLookedAt: boolean): string[] {
  const told: { at: string; line: string }[] = [
    ...records.map(({ record }) => ({ at: record.finishedAt, line: sentence(record) })),
    ...approvals.map(({ signed: { statement } }) => {
      const { kind, approver, at, target } = statement.predicate;
      const did = { request: 'approved the request', promotion: `approved the promotion to production (${target ?? 'no target'})`, acknowledgement: 'approved the handover', review: 'reviewed the emergency' }[kind];
      return { at, line: `${approver} ${did}, SHA-256 ${statement.subject[0].digest.sha256.slice(0, 12)}…` };
    }),
    ...manifests.map(({ manifest: { predicate } }) => ({ at: predicate.closing.at, line: `the bundle of ${predicate.change} was closed: ${predicate.closing.verdict}` })),
  ];
  const caveat = signaturesLookedAt
    ? "approvals' signatures fit what they approve; whose keys they are was not checked: that takes the approvers file of someone you trust"
    : "approvals' signatures were not looked at (ssh-keygen 8.2 or newer is needed), nor whose keys they are";
  return [...told.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).map(({ at, line }) => printable(`${at} ${line}`).slice(0, 600)), ...(approvals.length === 0 ? [] : [caveat])];
}

function sentence(record: StepRecord): string {
  const about = record.component ?? 'the whole change';
  const where = record.environment === undefined ? record.target : `${record.environment}, ${record.target}`;
  const why = record.reasons.length === 0 ? '' : ` (${record.reasons.join('; ')})`;
  return `${record.step}: ${DID[record.step]}: ${about} (${where}): ${record.verdict}${countsOf(record.facts['actions'])}${why}`;
}

/** `facts.actions` of plan, rehearse and promote: action → how many resources. */
function countsOf(actions: Json | undefined): string {
  if (actions === null || typeof actions !== 'object' || Array.isArray(actions)) return '';
  const counts = Object.entries(actions).filter(([, count]) => typeof count === 'number' && count > 0);
  return counts.length === 0 ? '' : `, ${counts.map(([action, count]) => `${JSON.stringify(count)} to ${action}`).join(', ')}`;
}
