import type { ApprovalKind } from './approval-statement.ts';
import type { Chain } from './chain.ts';
import type { HeldApproval } from './check-approvals.ts';
import type { HeldSignature } from './check-signatures.ts';
import { notedApprovals } from './given-on-host.ts';
import type { SignerWanted, VerificationPolicy } from './policy.ts';
import type { BundleContent, BundleRecord, Problem } from './read-bundle.ts';
import type { StepName, StepRecord } from './record.ts';
import { notAsWanted } from './trust.ts';

/** What was found to hold in a bundle, for what it has to show. */
export interface Shown {
  records: BundleContent['records'];
  approvals: HeldApproval[];
  signatures: HeldSignature[];
  chain: Chain;
}

/**
 * What a bundle has to show and does not: a pass of every step, in the world where production was changed; no step whose last
 * word on the whole change is no pass; enough people's approvals of the very request and the very seal that the chain leads to (a
 * standard change has its template instead of the first); and signers as the policy wants them.
 */
export function missingFrom(shown: Shown, policy: VerificationPolicy): Problem[] {
  const { target } = shown.chain;
  const all = shown.records.map(({ record }) => record);
  const passes = shown.records.filter(({ record }) => record.verdict === 'pass' && (target === undefined || record.target === target));
  const lastWords = policy.steps.flatMap((step) => newest(all.filter((record) => record.step === step && record.component === undefined)) ?? []);
  const where = target === undefined ? '' : ` (${target})`;
  return [
    ...policy.steps.filter((step) => !passes.some(({ record }) => record.step === step)).map((step) => ({ file: step, why: `no statement says that step ${step} passed${where}` })),
    ...lastWords.filter(({ verdict }) => verdict !== 'pass').map(({ step, verdict }) => ({ file: step, why: `the last word of step ${step} is ${verdict}` })),
    ...(policy.target !== undefined && target !== policy.target ? [{ file: 'promote', why: `production was changed in ${target ?? 'no world'}, and has to be in ${policy.target}` }] : []),
    ...missingApprovals(shown, policy, passes.map(({ record }) => record)),
    ...Object.entries(policy.signers).flatMap(([step, wanted]) => otherSigners(step as StepName, wanted, passes, shown.signatures)),
  ];
}

const WHAT: Record<ApprovalKind, string> = {
  request: 'the request that step approval accepted',
  promotion: 'the promotion that step plan sealed',
  acknowledgement: 'the handover, by operations',
  review: 'what an emergency did, afterwards',
};

function missingApprovals({ approvals, chain }: Shown, policy: VerificationPolicy, passes: StepRecord[]): Problem[] {
  const templated = isPreApproved(passes);
  return (Object.entries(policy.approvals) as [ApprovalKind, number][]).flatMap(([kind, needed]) => {
    if (needed === 0 || (kind === 'request' && templated)) return [];
    const digest = kind === 'request' ? chain.request : chain.seal;
    const bound = approvals.filter(({ signed: { statement } }) => {
      const { predicate, subject } = statement;
      return predicate.kind === kind && subject[0].digest.sha256 === digest && predicate.target === (kind === 'request' ? null : (chain.target ?? null));
    });
    const excluded = excludedFrom(kind, passes);
    const judged = bound.map((one) => ({ ...one, against: one.against ?? (excluded.get(one.signed.statement.predicate.approver.toLowerCase())) }));
    const signed = judged.filter(({ against }) => against === undefined);
    const people = new Set([...signed.map(({ person }) => person), ...peopleOnHost(kind, digest, passes, signed.map((one) => one.signed.statement.predicate.approver))]);
    if (people.size >= needed) return [];
    const not = judged.filter(({ against }) => against !== undefined);
    const missing = { file: 'approvals', why: needed === 1 ? `there is no approval of ${WHAT[kind]}` : `${needed} people have to approve ${WHAT[kind]}, and ${people.size} did` };
    return [missing, ...not.map(({ file, against }) => ({ file, why: `it does not count: ${against ?? ''}` }))];
  });
}

/** Who approved on the host, as the gate noted it; whoever has signed as well is one of the signers. */
function peopleOnHost(kind: ApprovalKind, digest: string | undefined, passes: StepRecord[], signers: string[]): string[] {
  const gate = gateOf(kind, passes);
  if (digest === undefined || gate === undefined || digest !== (kind === 'request' ? gate.inputs['request'] : gate.inputs['seal'])) return [];
  const excluded = excludedFrom(kind, passes);
  const [names, barred] = [signers.map((name) => name.toLowerCase()), (name: string): boolean => excluded.has(name.toLowerCase())];
  return notedApprovals(gate).filter(({ approver, given }) => !names.includes(approver.toLowerCase()) && !barred(approver) && !barred(`@${given.login}`)).map(({ approver }) => `on the host: ${approver.toLowerCase()}`);
}

/** The record of the gate that this kind of approval opened. */
function gateOf(kind: ApprovalKind, passes: StepRecord[]): StepRecord | undefined {
  if (kind !== 'request' && kind !== 'promotion') return undefined;
  return newest(passes.filter(({ step, component }) => component === undefined && step === (kind === 'request' ? 'approval' : 'promote')));
}

/** Who could not approve, as the gate noted it: those who asked, wrote and ran the change. Name → why. */
function excludedFrom(kind: ApprovalKind, passes: StepRecord[]): Map<string, string> {
  const noted = gateOf(kind, passes)?.facts['excluded'];
  return new Map((Array.isArray(noted) ? noted : []).flatMap((entry) => {
    const { identity, because } = (entry ?? {}) as { identity?: unknown; because?: unknown };
    return typeof identity === 'string' ? [[identity.toLowerCase(), `its approver ${typeof because === 'string' ? because : 'had a hand in the change'}`]] : [];
  }));
}

/** Each record of the step that passed has to be signed, by itself and not only in the closing manifest, as the policy wants it. */
function otherSigners(step: StepName, { name, ...claims }: SignerWanted, passes: BundleRecord[], signatures: HeldSignature[]): Problem[] {
  return passes.filter(({ record }) => record.step === step).flatMap(({ file }) => {
    const over = signatures.filter(({ run }) => run.subject.some((subject) => subject.name === file));
    if (over.length === 0) return [{ file, why: `no signature names it, and the policy says who signs ${step}` }];
    const reasons = over.map(({ by }) => {
      if (name !== undefined && !by.names.some((one) => name.includes(one))) return `it is signed by ${by.says}, not by ${name.join(' or ')}`;
      if (Object.keys(claims).length === 0) return undefined;
      return by.claims === undefined ? `it is signed by ${by.says}, and only a certificate says for which job` : notAsWanted(claims, by.claims);
    });
    return reasons.includes(undefined) ? [] : [{ file, why: reasons.join('; ') }];
  });
}

/** The last word of the step: that it was a standard change, and which template of the base's policy approved it. */
function isPreApproved(passes: StepRecord[]): boolean {
  const facts = newest(passes.filter(({ step }) => step === 'approval'))?.facts;
  return facts?.['risk'] === 'standard' && typeof facts['template'] === 'string';
}

function newest(records: StepRecord[]): StepRecord | undefined {
  return records.toSorted((a, b) => Date.parse(a.finishedAt) - Date.parse(b.finishedAt)).at(-1);
}
