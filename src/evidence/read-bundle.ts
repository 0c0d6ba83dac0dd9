import { sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import { signedApprovalSchema, type SignedApproval } from './approval-statement.ts';
import { MANIFEST_FILE } from './close.ts';
import { readSignedStatement, type SignedStatement } from './envelope.ts';
import { readPlain, walk } from './folder.ts';
import { parseFileText, whyNot } from './in-toto.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { STEPS, type StepName, type StepRecord } from './record.ts';
import { readRunStatement, SIGNATURE_FILE, SIGNATURES_FOLDER, type RunStatement } from './run-statement.ts';
import { recordOf } from './statement.ts';
import { APPROVALS_FOLDER, RECORD_FILE } from './store.ts';

export interface Problem {
  /** Path in the bundle; `.` for the bundle itself. */
  file: string;
  why: string;
}

export interface BundleRecord {
  file: string;
  record: StepRecord;
}

export interface BundleSignature {
  file: string;
  number: number;
  /** SHA-256 of the file. */
  digest: string;
  signed: SignedStatement;
  run: RunStatement;
}

/** What was read from a bundle, each valid by itself, for the checks of how it fits together. */
export interface BundleContent {
  manifests: { file: string; manifest: Manifest }[];
  records: BundleRecord[];
  approvals: { file: string; signed: SignedApproval }[];
  signatures: BundleSignature[];
  /** Path → SHA-256 of every plain file. */
  digests: Record<string, string>;
  /** Bytes of a document, as they were when its digest was taken. Throws an Error otherwise. */
  document: (path: string) => Buffer;
}

/**
 * Reads every file of the folder; records of other steps than `steps` are digested and not read. What cannot be read, and what does not
 * belong there, is a problem; it never throws for that.
 */
export async function readBundle(folder: string, steps: readonly StepName[] = STEPS): Promise<{ content: BundleContent; problems: Problem[] }> {
  const digests: Record<string, string> = {};
  const document = (path: string): Buffer => {
    if (!Object.hasOwn(digests, path)) throw new Error('it is not in the bundle');
    const bytes = readPlain(folder, path);
    if (sha256(bytes) !== digests[path]) throw new Error('it changes while it is looked at');
    return bytes;
  };
  const content: BundleContent = { manifests: [], records: [], approvals: [], signatures: [], digests, document };
  const problems: Problem[] = [];
  for (const { path, plain } of walk(folder)) {
    if (!plain) {
      problems.push({ file: path, why: 'it is a symbolic link, a special file, or cannot be read' });
      continue;
    }
    try {
      const bytes = readPlain(folder, path);
      digests[path] = sha256(bytes);
      await readInto(content, path, bytes, steps);
    } catch (error) {
      problems.push({ file: path, why: error instanceof Halt ? error.complaint.problem : whyNot(error) });
    }
  }
  return { content, problems };
}

async function readInto(content: BundleContent, path: string, bytes: Buffer, steps: readonly StepName[]): Promise<void> {
  const [top = '', name = '', ...deeper] = path.split('/');
  const named = deeper.length === 0 ? RECORD_FILE.exec(name)?.groups : undefined;
  const signature = deeper.length === 0 && top === SIGNATURES_FOLDER ? SIGNATURE_FILE.exec(name)?.groups : undefined;
  if (MANIFEST_FILE.test(path)) content.manifests.push({ file: path, manifest: readManifest(parseFileText(bytes)) });
  else if (signature !== undefined) content.signatures.push(await readSignature(path, bytes, signature));
  else if (top === APPROVALS_FOLDER && named !== undefined) content.approvals.push({ file: path, signed: readApproval(bytes, named['about'] ?? '') });
  else if (!isStep(top)) throw new Error('no such file belongs to a bundle');
  else if (named !== undefined && steps.includes(top)) content.records.push({ file: path, record: readRecord(bytes, top, named['about'] ?? '') });
}

async function readSignature(file: string, bytes: Buffer, { number, digest = '' }: Record<string, string>): Promise<BundleSignature> {
  if (sha256(bytes) !== digest) throw new Error('it is not what its name says: it was changed');
  const signed = await readSignedStatement(bytes);
  const run = readRunStatement(signed.statement);
  if (run.predicate.number !== Number(number)) throw new Error('it was signed under another number than its name says');
  return { file, number: Number(number), digest, signed, run };
}

function readRecord(bytes: Buffer, step: StepName, about: string): StepRecord {
  const record = recordOf(parseFileText(bytes));
  if (record.unapproved === true) throw new Error('a check made it, before anyone had approved');
  if (record.step !== step || (record.component ?? 'change') !== about) throw new Error(`it is a record of ${record.step} about ${record.component ?? 'the whole change'}, under another name`);
  return record;
}

function readApproval(bytes: Buffer, kind: string): SignedApproval {
  const signed = signedApprovalSchema.parse(parseFileText(bytes));
  if (signed.statement.predicate.kind !== kind) throw new Error('its name says another kind of approval than it holds');
  return signed;
}

function isStep(name: string): name is StepName {
  return (STEPS as readonly string[]).includes(name);
}
