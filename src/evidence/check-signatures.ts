import { whoSigned, type SignedBy } from './check-signature.ts';
import { whyNot } from './in-toto.ts';
import type { BundleContent, BundleSignature, Problem } from './read-bundle.ts';
import type { Trust } from './trust.ts';
import { closingOf } from './whole.ts';

/** A signature that holds, and whose it is. */
export interface HeldSignature extends BundleSignature {
  by: SignedBy;
}

/**
 * Checks every signature of a bundle: they follow each other without a gap, what they name is here as it was signed, and they
 * hold. With trust all of them have to be by somebody who is trusted, and the closing manifest has to be signed.
 */
export async function checkSignatures(content: BundleContent, trust: Trust | undefined): Promise<{ held: HeldSignature[]; problems: Problem[] }> {
  const ordered = content.signatures.toSorted((a, b) => a.number - b.number);
  const problems: Problem[] = ordered.flatMap((signature, index) => outOfOrder(signature, ordered[index - 1]));
  const held: HeldSignature[] = [];
  for (const signature of ordered) {
    problems.push(...notAsSigned(signature, content.digests));
    try {
      held.push({ ...signature, by: await whoSigned(signature.signed, new Date(signature.run.predicate.at), trust) });
    } catch (error) {
      problems.push({ file: signature.file, why: whyNot(error) });
    }
  }
  return { held, problems: [...problems, ...notClosedBySigner(content, held, trust)] };
}

function outOfOrder({ file, number, run }: BundleSignature, before: BundleSignature | undefined): Problem[] {
  if (number !== (before?.number ?? 0) + 1) return [{ file, why: `a signature before it is missing: number ${(before?.number ?? 0) + 1} should stand here` }];
  return run.predicate.previous === (before?.digest ?? null) ? [] : [{ file, why: 'it was made after another signature than the one before it' }];
}

function notAsSigned({ file, run }: BundleSignature, digests: Record<string, string>): Problem[] {
  return run.subject.filter(({ name, digest }) => digests[name] !== digest.sha256).map(({ name }) => ({ file: name, why: `it is not what ${file} signed` }));
}

/** The manifest says who is going to sign it, so a signature that is taken away or exchanged is missed. */
function notClosedBySigner(content: BundleContent, held: HeldSignature[], trust: Trust | undefined): Problem[] {
  const closing = closingOf(content);
  if (closing === undefined) return [];
  const { file, manifest } = closing;
  const { signer } = manifest.predicate;
  if (signer === null) return trust === undefined ? [] : [{ file, why: 'nobody has signed it, so there is nothing to trust' }];
  const over = closing.over[0];
  if (over?.run.subject.some(({ name }) => name === file) !== true) return [{ file, why: `it says that ${signer} signs it, and that signature is not here` }];
  const by = held.find((signature) => signature.file === over.file)?.by;
  return by === undefined || by.id === signer ? [] : [{ file: over.file, why: `${file} says that ${signer} signs it, and this is by ${by.id}` }];
}
