import { namespaceOf, signedBytes, type SignedApproval } from './approval-statement.ts';
import { whyNot } from './in-toto.ts';
import type { BundleContent, Problem } from './read-bundle.ts';
import { fingerprint } from './ssh-key.ts';
import { readSshSignature, whyNoSignature, withoutArmour } from './ssh-signature.ts';
import type { Trust } from './trust.ts';

/** An approval whose signature fits. */
export interface HeldApproval {
  file: string;
  signed: SignedApproval;
  /** Equal for two approvals of one person, as far as the trust, or without it the key, tells. */
  person: string;
  /** Why it does not count; undefined when it does. Without trust nobody knows whose keys they are, and all that fit count. */
  against: string | undefined;
}

/** Checks that each approval's signature is one over it, and with trust whether it is by a key that its approver may sign with. */
export function checkApprovals({ approvals }: Pick<BundleContent, 'approvals'>, trust: Trust | undefined): { held: HeldApproval[]; problems: Problem[] } {
  const held: HeldApproval[] = [];
  const problems: Problem[] = [];
  for (const { file, signed } of approvals) {
    try {
      held.push({ file, signed, ...judge(signed, trust) });
    } catch (error) {
      problems.push({ file, why: `its signature is not one over this approval (${whyNot(error)})` });
    }
  }
  return { held, problems };
}

function judge({ statement, signature }: SignedApproval, trust: Trust | undefined): Pick<HeldApproval, 'person' | 'against'> {
  const namespace = namespaceOf(statement.predicate.kind);
  const parsed = readSshSignature(withoutArmour(signature));
  const why = whyNoSignature(parsed, signedBytes(statement), namespace);
  if (why !== undefined) throw new Error(why);
  const { text } = parsed.by;
  if (trust === undefined) return { person: text, against: undefined };
  const { approver, at } = statement.predicate;
  const lines = trust.keys.filter((key) => key.text === text);
  const own = lines.filter(({ names }) => names.includes(approver));
  if (own.length === 0) return { person: text, against: `it is signed with the key ${fingerprint(text)}, which is ${lines.length === 0 ? 'not among those you trust' : `not one of ${approver}'s`}` };
  const reasons = own.map((line) => (line.mayUse(namespace) ? line.notValidAt(new Date(at)) : `you do not let its key sign in ${namespace}`));
  const good = reasons.indexOf(undefined);
  return { person: own[good]?.person ?? text, against: good === -1 ? reasons.join('; ') : undefined };
}
