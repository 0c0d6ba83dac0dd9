import type { BundleWithDsseEnvelope } from '@sigstore/bundle';
import { canonicalJson } from '../digest.ts';
import { fileText, firstIssue, parseFileText, statementSchema, type Statement } from './in-toto.ts';
import type { EvidenceSigner } from './signer.ts';

/** https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
/** https://docs.sigstore.dev/about/bundle/ */
const MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** A signed statement: a DSSE envelope in a Sigstore bundle, which cosign and gh can verify too. */
export interface SignedStatement {
  bundle: BundleWithDsseEnvelope;
  statement: Statement;
}

/** Signs the canonical JSON of a statement; returns the text of the file that keeps it. */
export async function signStatement(statement: Statement, signer: EvidenceSigner): Promise<string> {
  return fileText(await signer.bundle(Buffer.from(canonicalJson(statement)), PAYLOAD_TYPE));
}

/**
 * Reads such a file. It has one encoding: the file has to be what `fileText` writes, the envelope what the library writes, and
 * the payload the canonical JSON of its statement. Throws an Error that says why it is anything else. Checks no signature.
 */
export async function readSignedStatement(bytes: Buffer): Promise<SignedStatement> {
  const value = parseFileText(bytes);
  const { bundleFromJSON, bundleToJSON, isBundleWithDsseEnvelope } = await import('@sigstore/bundle');
  let bundle: ReturnType<typeof bundleFromJSON>;
  try {
    bundle = bundleFromJSON(value);
  } catch {
    throw new Error('it is not a Sigstore bundle');
  }
  if (bundle.mediaType !== MEDIA_TYPE || !isBundleWithDsseEnvelope(bundle)) throw new Error(`it is not a Sigstore bundle with a DSSE envelope (${MEDIA_TYPE})`);
  if (canonicalJson(bundleToJSON(bundle)) !== canonicalJson(value)) throw new Error('it holds what no Sigstore bundle holds, or in another encoding');
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  if (payloadType !== PAYLOAD_TYPE) throw new Error(`its envelope holds no statement (${PAYLOAD_TYPE})`);
  return { bundle, statement: statementIn(payload) };
}

function statementIn(payload: Buffer): Statement {
  let value: unknown;
  try {
    value = JSON.parse(payload.toString());
  } catch {
    throw new Error('its envelope holds no JSON');
  }
  const statement = statementSchema.safeParse(value);
  if (!statement.success) throw new Error(`its envelope holds no statement of Cutover's: ${firstIssue(statement.error)}`);
  if (!payload.equals(Buffer.from(canonicalJson(value)))) throw new Error('its statement is in another encoding than the canonical one');
  return statement.data;
}
