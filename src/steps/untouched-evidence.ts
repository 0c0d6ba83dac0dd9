import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { directoryDigest } from '../components/directory-digest.ts';
import { Halt } from '../errors.ts';
import { EVIDENCE_FOLDER } from '../evidence/store.ts';

/**
 * Runs code of the project's own, which may write where it likes, and throws Halt when it wrote into the evidence: a record that it
 * plants there would be taken for one of a later step. Waits until all of it has ended, also where one part fails.
 */
export async function withEvidenceUntouched<T>(root: string, works: (() => Promise<T>)[]): Promise<T[]> {
  const folder = join(root, EVIDENCE_FOLDER);
  const digest = (): string => (existsSync(folder) ? directoryDigest(folder) : '');
  const before = digest();
  const outcomes = await Promise.allSettled(works.map((work) => work()));
  if (digest() !== before) throw new Halt({ file: EVIDENCE_FOLDER, problem: 'something wrote into the evidence while the app was synthesized, and Cutover did not', next: 'find out what the app writes there; then bring the folder back as it was kept elsewhere, or delete it and begin anew' });
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
