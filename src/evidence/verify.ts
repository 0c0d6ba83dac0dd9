import { lstatSync } from 'node:fs';
import { z } from 'zod';
import { sha256 } from '../digest.ts';
import { Halt, UserError } from '../errors.ts';
import { printable } from '../escape.ts';
import { checkSignatureForm } from '../ssh-keygen.ts';
import { signedApprovalSchema, type SignedApproval } from './approval-statement.ts';
import { missingFrom } from './completeness.ts';
import { readPlain, walk } from './folder.ts';
import { firstIssue, parseFileText } from './in-toto.ts';
import { filesOf, readManifest, type Manifest } from './manifest.ts';
import { STEPS, type StepName, type StepRecord } from './record.ts';
import { recordOf } from './statement.ts';
import { APPROVALS_FOLDER, numbered, RECORD_FILE } from './store.ts';
import { storyOf } from './story.ts';

export interface Problem {
  /** Path in the bundle; `.` for the bundle itself. */
  file: string;
  why: string;
}

export interface BundleVerification {
  ok: boolean;
  problems: Problem[];
  /** Nothing here shows who made the bundle: whoever can write all of it can make another. */
  assurance: 'integrity only';
  /** How many valid statements were read, approvals and manifests included. */
  statements: number;
  /** The bundle in sentences, oldest first; also when it does not verify. */
  story: string[];
}

/** What was read from a bundle, for the checks of its content. */
export interface BundleContent {
  manifests: { file: string; manifest: Manifest }[];
  records: { file: string; record: StepRecord }[];
  approvals: { file: string; signed: SignedApproval }[];
}

/** Undefined when the signature is one over its approval; else why not. Throws UserError when there is no tool to tell. */
export type FormCheck = (signed: SignedApproval) => string | undefined;

/**
 * Checks a closed bundle, offline: every file is listed in the newest closing manifest with its SHA-256 and none is missing,
 * extra or a link; every JSON file of a step is a statement that agrees with its record; no attempt is missing; all steps
 * have passed; and a request and a promotion approval are there for exactly what was approved. Where
 * ssh-keygen is missing the story says that signatures were not looked at. Never throws for what is in the folder.
 */
export function verifyBundle(folder: string, checkForm: FormCheck = checkSignatureForm): BundleVerification {
  const problems: Problem[] = [];
  const content: BundleContent = { manifests: [], records: [], approvals: [] };
  const digests: Record<string, string> = {};
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) {
    for (const { path, plain } of walk(folder)) {
      if (plain) readInto(folder, path, content, digests, problems);
      else problems.push({ file: path, why: 'it is a symbolic link, a special file, or cannot be read' });
    }
    problems.push(...checkManifests(content, digests), ...checkAttempts(Object.keys(digests)), ...checkDocuments(content, digests), ...missingFrom(content));
  } else {
    problems.push({ file: '.', why: 'there is no such folder (a link is not followed)' });
  }
  const malformed = checkForms(content, checkForm);
  problems.push(...(malformed ?? []));
  return {
    ok: problems.length === 0,
    problems: problems.map(({ file, why }) => ({ file: printable(file), why: printable(why) })),
    assurance: 'integrity only',
    statements: content.manifests.length + content.records.length + content.approvals.length,
    story: storyOf(content, malformed !== undefined),
  };
}

function readInto(folder: string, path: string, content: BundleContent, digests: Record<string, string>, problems: Problem[]): void {
  try {
    const bytes = readPlain(folder, path);
    digests[path] = sha256(bytes);
    const [top = '', name = '', ...deeper] = path.split('/');
    const named = deeper.length === 0 ? RECORD_FILE.exec(name)?.groups : undefined;
    if (/^manifest\.[1-9]\d*\.json$/.test(path)) content.manifests.push({ file: path, manifest: readManifest(parseFileText(bytes)) });
    else if (top === APPROVALS_FOLDER && named !== undefined) content.approvals.push({ file: path, signed: readApproval(bytes, named['about'] ?? '') });
    else if (!isStep(top)) throw new Error('no such file belongs to a bundle');
    else if (named !== undefined) content.records.push({ file: path, record: readRecord(bytes, top, named['about'] ?? '') });
  } catch (error) {
    const why = error instanceof z.ZodError ? firstIssue(error) : error instanceof Halt ? error.complaint.problem : error instanceof Error ? error.message : 'it cannot be read';
    problems.push({ file: path, why });
  }
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

function checkManifests({ manifests, records, approvals }: BundleContent, digests: Record<string, string>): Problem[] {
  const last = manifests.toSorted((a, b) => a.manifest.predicate.number - b.manifest.predicate.number).at(-1);
  if (last === undefined) return [{ file: '.', why: 'there is no closing manifest: the bundle was never closed, or it was taken away' }];
  const problems = compareFiles(filesOf(last.manifest), digests, last.file);
  for (const { file, manifest } of manifests) {
    // Evidence is only ever added: what an earlier manifest lists, the last one lists with the same digest.
    const later = filesOf(last.manifest);
    const dropped = Object.entries(filesOf(manifest)).find(([path, digest]) => manifest !== last.manifest && later[path] !== digest);
    if (dropped !== undefined) problems.push({ file, why: `the last manifest no longer has ${dropped[0]} as it is listed here` });
  }
  const { change } = last.manifest.predicate;
  const named = [...records.map(({ file, record }) => ({ file, of: record.change })), ...approvals.map(({ file, signed }) => ({ file, of: signed.statement.predicate.change })), ...manifests.map(({ file, manifest }) => ({ file, of: manifest.predicate.change }))];
  return [...problems, ...named.filter(({ of }) => of !== change).map(({ file, of }) => ({ file, why: `it belongs to change ${of}, the bundle to ${change}` }))];
}

function compareFiles(listed: Record<string, string>, found: Record<string, string>, manifest: string): Problem[] {
  const missing = Object.keys(listed).filter((path) => found[path] === undefined);
  const extra = Object.keys(found).filter((path) => listed[path] === undefined && path !== manifest);
  const changed = Object.keys(found).filter((path) => listed[path] !== undefined && listed[path] !== found[path]);
  return [
    ...missing.map((file) => ({ file, why: 'it is missing, or not a plain file' })),
    ...extra.map((file) => ({ file, why: 'it was added after the bundle was closed' })),
    ...changed.map((file) => ({ file, why: 'it was changed after the bundle was closed' })),
  ];
}

/** A document is what its step recorded of it, not only what the manifest lists: it may have been changed before the bundle was closed. */
function checkDocuments({ records }: BundleContent, digests: Record<string, string>): Problem[] {
  return records.flatMap(({ file, record }) =>
    Object.entries(record.subjects)
      .filter(([name, digest]) => name.startsWith(`${record.step}/`) && /\.(md|json)$/.test(name) && digests[name] !== digest)
      .map(([name]) => ({ file: name, why: `it is not what ${file} recorded of it` })),
  );
}

/** Attempts are numbered without gaps, so a record that was deleted before the bundle was closed leaves one. */
function checkAttempts(paths: string[]): Problem[] {
  const byFolder = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf('/') + 1));
  return [...byFolder].flatMap(([folder, files]) => {
    const names = files.map((path) => path.slice(folder.length));
    const abouts = new Set(names.flatMap((name) => RECORD_FILE.exec(name)?.groups?.['about'] ?? []));
    return [...abouts].flatMap((about) => {
      const gap = numbered(names, about).findIndex(({ number }, index) => number !== index + 1);
      return gap === -1 ? [] : [{ file: `${folder}${about}.${gap + 1}.json`, why: 'this attempt is missing, though a later one is there' }];
    });
  });
}

function isStep(name: string): name is StepName {
  return (STEPS as readonly string[]).includes(name);
}

/** Undefined when signatures cannot be looked at on this machine. */
function checkForms({ approvals }: BundleContent, checkForm: FormCheck): Problem[] | undefined {
  try {
    return approvals.flatMap(({ file, signed }) => {
      const why = checkForm(signed);
      return why === undefined ? [] : [{ file, why }];
    });
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
