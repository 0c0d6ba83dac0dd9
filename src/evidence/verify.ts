import { lstatSync } from 'node:fs';
import { printable } from '../escape.ts';
import { followChain, type RequestDigest } from './chain.ts';
import { checkApprovals } from './check-approvals.ts';
import { checkSignatures } from './check-signatures.ts';
import { missingFrom } from './completeness.ts';
import { NO_POLICY, type VerificationPolicy } from './policy.ts';
import { readBundle, type Problem } from './read-bundle.ts';
import { storyOf } from './story.ts';
import type { Trust } from './trust.ts';
import { notWhole } from './whole.ts';

export interface Verification {
  /** Whom to believe. Without it a bundle is only compared with itself. */
  trust?: Trust | undefined;
  /** What it has to show, if not what every delivered change has to. */
  policy?: VerificationPolicy | undefined;
  /** Loads what tells the digest of a request from its text; asked for once there is a record. */
  requestDigest: () => Promise<RequestDigest>;
}

export interface BundleVerification {
  ok: boolean;
  problems: Problem[];
  /**
   * `integrity only`: nothing here shows who made the bundle, and whoever can write all of it can make another. `trusted`: every
   * signature, the one over the closing manifest among them, is by somebody whom the verifier named.
   */
  assurance: 'integrity only' | 'trusted';
  /** How many valid statements were read, approvals, manifests and signatures included. */
  statements: number;
  /** Who signed, in words, as far as it was checked. */
  signers: string[];
  /** The bundle in sentences, oldest first; also when it does not verify. */
  story: string[];
}

const NOTHING: BundleVerification = { ok: false, problems: [{ file: '.', why: 'there is no such folder (a link is not followed)' }], assurance: 'integrity only', statements: 0, signers: [], story: [] };

/**
 * Checks a closed bundle, offline and with nothing but its folder: that it is whole (whole.ts); that its signatures hold and
 * are by whom the verifier trusts (check-signatures.ts, check-approvals.ts); that each record leads to the ones it relied on, from
 * production back to the request (chain.ts); and that it shows what it has to (completeness.ts). Never throws for what is in the folder.
 */
export async function verifyBundle(folder: string, { trust, policy = NO_POLICY, requestDigest }: Verification): Promise<BundleVerification> {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return NOTHING;
  const { content, problems } = await readBundle(folder);
  const signatures = await checkSignatures(content, trust);
  const approvals = checkApprovals(content, trust);
  const chain = followChain(content, content.records.length === 0 ? () => '' : await requestDigest());
  problems.push(
    ...notWhole(content),
    ...signatures.problems,
    ...approvals.problems,
    ...chain.problems,
    ...missingFrom({ records: content.records, approvals: approvals.held, signatures: signatures.held, chain }, policy),
    ...otherChange(content.manifests.map(({ file, manifest }) => ({ file, change: manifest.predicate.change })), policy.change),
  );
  const ok = problems.length === 0;
  return {
    ok,
    problems: once(problems).map(({ file, why }) => ({ file: printable(file), why: printable(why) })),
    assurance: ok && trust !== undefined ? 'trusted' : 'integrity only',
    statements: content.manifests.length + content.records.length + content.approvals.length + content.signatures.length,
    signers: [...new Set(signatures.held.map(({ by }) => printable(by.says)))],
    story: storyOf({ ...content, approvals: approvals.held, signatures: signatures.held }, trust !== undefined),
  };
}

function otherChange(manifests: { file: string; change: string }[], wanted: string | undefined): Problem[] {
  return manifests.filter(({ change }) => wanted !== undefined && change !== wanted).map(({ file, change }) => ({ file, why: `the bundle is of ${change}, and has to be of ${wanted ?? ''}` }));
}

/** A file that was changed is found by more than one of the checks. */
function once(problems: Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
