import { SIGNATURES_FOLDER } from './run-statement.ts';
import { filesOf, type Manifest } from './manifest.ts';
import type { BundleContent, Problem } from './read-bundle.ts';
import { documentsOf } from './record-documents.ts';
import { numbered, RECORD_FILE } from './store.ts';

/** The manifest that counts, and the signatures that it does not list because they are made over it. */
export interface Closing {
  file: string;
  manifest: Manifest;
  over: BundleContent['signatures'];
}

export function closingOf({ manifests, signatures }: Pick<BundleContent, 'manifests' | 'signatures'>): Closing | undefined {
  const last = manifests.toSorted((a, b) => a.manifest.predicate.number - b.manifest.predicate.number).at(-1);
  if (last === undefined) return undefined;
  const listed = filesOf(last.manifest);
  return { ...last, over: signatures.filter(({ file }) => listed[file] === undefined) };
}

/**
 * Whether all that was there when the bundle was closed is there still, as it was, and nothing else: every file is listed in the
 * newest closing manifest with its SHA-256, no attempt is missing, and every document is what its step recorded of it.
 */
export function notWhole(content: BundleContent): Problem[] {
  return [...checkManifests(content), ...checkAttempts(Object.keys(content.digests)), ...checkDocuments(content)];
}

function checkManifests(content: BundleContent): Problem[] {
  const { manifests, records, approvals, signatures, digests } = content;
  const last = closingOf(content);
  if (last === undefined) return [{ file: '.', why: 'there is no closing manifest: the bundle was never closed, or it was taken away' }];
  const problems = compareFiles(last, digests);
  for (const { file, manifest } of manifests) {
    // Evidence is only ever added: what an earlier manifest lists, the last one lists with the same digest.
    const later = filesOf(last.manifest);
    const dropped = Object.entries(filesOf(manifest)).find(([path, digest]) => manifest !== last.manifest && later[path] !== digest);
    if (dropped !== undefined) problems.push({ file, why: `the last manifest no longer has ${dropped[0]} as it is listed here` });
  }
  const { change } = last.manifest.predicate;
  const named = [
    ...records.map(({ file, record }) => ({ file, of: record.change })),
    ...approvals.map(({ file, signed }) => ({ file, of: signed.statement.predicate.change })),
    ...manifests.map(({ file, manifest }) => ({ file, of: manifest.predicate.change })),
    ...signatures.map(({ file, run }) => ({ file, of: run.predicate.change })),
  ];
  return [...problems, ...named.filter(({ of }) => of !== change).map(({ file, of }) => ({ file, why: `it belongs to change ${of}, the bundle to ${change}` }))];
}

/** The signature that is made over the manifest is not in it; one more than that was added. */
function compareFiles({ file: manifestFile, manifest, over }: Closing, found: Record<string, string>): Problem[] {
  const listed = filesOf(manifest);
  const expected = new Set([manifestFile, ...(manifest.predicate.signer === null ? [] : over.slice(0, 1).map(({ file }) => file))]);
  const missing = Object.keys(listed).filter((path) => found[path] === undefined);
  const extra = Object.keys(found).filter((path) => listed[path] === undefined && !expected.has(path));
  const changed = Object.keys(found).filter((path) => listed[path] !== undefined && listed[path] !== found[path]);
  return [
    ...missing.map((file) => ({ file, why: 'it is missing, or not a plain file' })),
    ...extra.map((file) => ({ file, why: 'it was added after the bundle was closed' })),
    ...changed.map((file) => ({ file, why: 'it was changed after the bundle was closed' })),
  ];
}

/** A document is what its step recorded of it, not only what the manifest lists: it may have been changed before the bundle was closed. */
function checkDocuments({ records, digests }: BundleContent): Problem[] {
  return records.flatMap(({ file, record }) =>
    documentsOf(record)
      .filter(([name, digest]) => digests[name] !== digest)
      .map(([name]) => ({ file: name, why: `it is not what ${file} recorded of it` })),
  );
}

/** Attempts are numbered without gaps, so a record that was deleted before the bundle was closed leaves one. */
function checkAttempts(paths: string[]): Problem[] {
  const byFolder = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf('/') + 1));
  return [...byFolder].flatMap(([folder, files]) => {
    if (folder === `${SIGNATURES_FOLDER}/`) return [];
    const names = files.map((path) => path.slice(folder.length));
    const abouts = new Set(names.flatMap((name) => RECORD_FILE.exec(name)?.groups?.['about'] ?? []));
    return [...abouts].flatMap((about) => {
      const gap = numbered(names, about).findIndex(({ number }, index) => number !== index + 1);
      return gap === -1 ? [] : [{ file: `${folder}${about}.${gap + 1}.json`, why: 'this attempt is missing, though a later one is there' }];
    });
  });
}
