import { printable } from '../escape.ts';
import type { Json } from '../json.ts';
import { numberOf } from '../number-of.ts';
import type { HeldApproval } from './check-approvals.ts';
import type { HeldSignature } from './check-signatures.ts';
import { notedApprovals } from './given-on-host.ts';
import type { BundleContent } from './read-bundle.ts';
import type { StepName, StepRecord } from './record.ts';

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

/** What the story is told from: signatures and approvals as far as they hold. */
export type StoryContent = Pick<BundleContent, 'manifests' | 'records'> & { approvals: HeldApproval[]; signatures: HeldSignature[] };

/**
 * The bundle in sentences, oldest first, each with its file: who approved what, what was scanned, what changed where, who
 * signed. Texts from the bundle are made safe to print. `trusted`: whose keys they are was checked.
 */
export function storyOf({ manifests, records, approvals, signatures }: StoryContent, trusted: boolean): string[] {
  const told: { at: string; line: string; file: string }[] = [
    ...records.map(({ file, record }) => ({ file, at: record.finishedAt, line: sentence(record) })),
    ...approvals.map(({ file, signed: { statement }, against }) => {
      const { kind, approver, at, target } = statement.predicate;
      const did = { request: 'approved the request', promotion: `approved the promotion to production (${target ?? 'no target'})`, acknowledgement: 'approved the handover', review: 'reviewed the emergency' }[kind];
      return { file, at, line: `${approver} ${did}, SHA-256 ${statement.subject[0].digest.sha256.slice(0, 12)}…${against === undefined ? '' : ` (does not count: ${against})`}` };
    }),
    ...records.flatMap(({ file, record }) => onHost(record).map((one) => ({ file, ...one }))),
    ...signatures.map(({ file, run, by }) => ({ file: shortened(file), at: run.predicate.at, line: `${numberOf(run.subject.length, 'file')} signed by ${by.says}` })),
    ...manifests.map(({ file, manifest: { predicate } }) => ({ file, at: predicate.closing.at, line: `the bundle of ${predicate.change} was closed: ${predicate.closing.verdict}${predicate.signer === null ? ', not signed' : ''}` })),
  ];
  const lines = told.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).map(({ at, line, file }) => `${printable(`${at} ${line}`).slice(0, 600)} [${printable(file)}]`);
  const caveat = 'signatures fit what they are over; whose keys they are was not checked: that takes --trust, with keys or identities from somebody you trust';
  const noted = records.some(({ record }) => onHost(record).length > 0) ? ['approvals on GitHub are what the run read there: no signature of their givers is in the bundle'] : [];
  return [...lines, ...noted, ...(trusted || approvals.length + signatures.length === 0 ? [] : [caveat])];
}

/** The approvals that are no signatures, as the gate that went by them noted them. */
function onHost(record: StepRecord): { at: string; line: string }[] {
  if (record.verdict !== 'pass' || record.component !== undefined) return [];
  const [did, digest] = record.step === 'approval' ? ['approved the request', record.inputs['request']] : [`approved the promotion to production (${record.target})`, record.inputs['seal']];
  return notedApprovals(record).map(({ approver, at, given: { kind, url, login, commit } }) => ({
    at,
    line: `${approver} ${did} on GitHub as @${login}, ${kind === 'review' ? `in a review of ${commit.slice(0, 12)}` : 'as a reviewer of the run'} (${url}), SHA-256 ${digest?.slice(0, 12) ?? 'unknown'}…`,
  }));
}

/** The name of a signature holds its SHA-256. */
function shortened(file: string): string {
  return file.replace(/-([0-9a-f]{12})[0-9a-f]{52}\./, '-$1….');
}

function sentence(record: StepRecord): string {
  const about = record.component ?? 'the whole change';
  const where = record.environment === undefined ? record.target : `${record.environment}, ${record.target}`;
  const why = record.reasons.length === 0 ? '' : ` (${record.reasons.join('; ')})`;
  return `${record.step}: ${DID[record.step]}: ${about} (${where}): ${record.verdict}${countsOf(record.facts['actions'])}${scannersOf(record)}${why}`;
}

/** `facts.actions` of plan, rehearse and promote: action → how many resources. */
function countsOf(actions: Json | undefined): string {
  if (actions === null || typeof actions !== 'object' || Array.isArray(actions)) return '';
  const counts = Object.entries(actions).filter(([, count]) => typeof count === 'number' && count > 0);
  return counts.length === 0 ? '' : `, ${counts.map(([action, count]) => `${JSON.stringify(count)} to ${action}`).join(', ')}`;
}

/** `facts` of scan: with what, over how many components, and what came of it. */
function scannersOf({ step, facts }: StepRecord): string {
  const { tools, components, findings, waived } = facts;
  if (step !== 'scan' || !Array.isArray(tools)) return '';
  const names = tools.map((tool) => {
    const { tool: name, version } = (tool ?? {}) as { tool?: unknown; version?: unknown };
    return [name, version].filter((part) => typeof part === 'string').join(' ');
  });
  const amounts = [[components, 'component'], [findings, 'finding'], [waived, 'waived finding']] as const;
  return `, ${[...names, ...amounts.flatMap(([list, word]) => (Array.isArray(list) ? [numberOf(list.length, word)] : []))].join(', ')}`;
}
