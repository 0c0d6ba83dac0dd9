import { canonicalJson, sha256 } from '../digest.ts';
import { whoSigned } from '../evidence/check-signature.ts';
import { readSignedStatement, signStatement } from '../evidence/envelope.ts';
import { namesIn, writeOnceMeanwhile } from '../evidence/folder.ts';
import { CUTOVER_URN, descriptors, STATEMENT_TYPE, whyNot, type Statement } from '../evidence/in-toto.ts';
import type { ObjectStore } from '../evidence/object-store.ts';
import type { EvidenceSigner } from '../evidence/signer.ts';
import type { Trust } from '../evidence/trust.ts';

const LEASE_TYPE = `${CUTOVER_URN}:lease:v1`;

/** Signatures of one entry that are looked at: whoever can write there can add others, and makes nobody wait for them. */
const MOST = 5;

/** Who vouches for entries, and who is believed. */
export interface Vouchers {
  /** Signs what this run writes, if anybody does. */
  signer: EvidenceSigner | undefined;
  /** Whom the base names; undefined: nobody. */
  trust: () => Promise<Trust | undefined>;
  /** Folder of this machine that keeps the digests of what was written here. */
  notes: string;
}

/** One entry of the log: its key, its bytes, and when its writer says that it was made. */
export interface Entry {
  key: string;
  bytes: Buffer;
  at: string;
}

/** What is signed: these bytes under this key, so that an old entry cannot come back under a new number. */
function statementOf({ key, bytes }: Entry): Statement {
  return { _type: STATEMENT_TYPE, subject: descriptors({ [key]: sha256(bytes) }), predicateType: LEASE_TYPE, predicate: {} };
}

const noteOf = (entry: Entry): string => sha256(canonicalJson(statementOf(entry)));

/** Vouches for an entry that is about to be written: noted on this machine, and signed where somebody signs. `folder`: where signatures lie. */
export async function vouchFor(entry: Entry, { signer, notes }: Vouchers, objects: ObjectStore, folder: string): Promise<void> {
  await writeOnceMeanwhile(notes, noteOf(entry), '');
  if (signer === undefined) return;
  const bytes = Buffer.from(await signStatement(statementOf(entry), signer));
  await objects.writeOnce(`${folder}/${noteOf(entry)}/${sha256(bytes)}.sigstore.json`, bytes);
}

/**
 * Why nobody who is believed vouches for an entry; undefined when somebody does: this machine wrote it, or it is signed by somebody whom the
 * base names. Whoever may write leases is no such person by that.
 */
export async function whyDoubted(entry: Entry, { notes, trust }: Vouchers, objects: ObjectStore, folder: string): Promise<string | undefined> {
  if (namesIn(notes, '.').includes(noteOf(entry))) return undefined;
  const believed = await trust();
  if (believed === undefined) return 'it was not written here, and evidence.trust on the base names nobody whose signature would count';
  const signatures = await objects.list(`${folder}/${noteOf(entry)}/`);
  let why = 'nobody has signed it';
  for (const { key } of signatures.slice(0, MOST)) {
    try {
      const signed = await readSignedStatement(await objects.read(key));
      if (canonicalJson(signed.statement) !== canonicalJson(statementOf(entry))) throw new Error('its signature is over something else');
      await whoSigned(signed, new Date(entry.at), believed);
      return undefined;
    } catch (error) {
      why = whyNot(error);
    }
  }
  return why;
}
