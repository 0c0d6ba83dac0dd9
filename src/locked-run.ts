import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CHANGES_FOLDER } from './change/find-request.ts';
import { UserError } from './errors.ts';
import type { StepRecord } from './evidence/record.ts';
import { lockProject } from './run-lock.ts';
import { signingEvidence } from './sign-evidence.ts';
import type { Run } from './step.ts';
import { isApproved } from './steps/approval.ts';
import { settleInterrupted } from './steps/interrupted.ts';

/**
 * Does the work while no other run works on the project, and signs what it adds to the evidence. A first run that is not approved leaves nothing behind, so the lock's
 * folder is made only after that was seen.
 */
export async function locked(run: Run, work: (run: Run) => Promise<StepRecord[]>): Promise<StepRecord[]> {
  if (!existsSync(join(run.root, '.cutover')) && !isApproved(run)) return await signingEvidence(run, work);
  const free = lockProject(run.root);
  try {
    for (const { record } of settleInterrupted(run)) run.ui.line(`recorded: ${record.reasons.join('; ')}`, 'bad');
    return await signingEvidence(run, work);
  } finally {
    free();
  }
}

/** The one request there is, or an error that lists them. `field`: where a person says which, `--change` or `change`. */
export function onlyRequest(root: string, field: string): string {
  let files: string[] = [];
  try {
    files = readdirSync(join(root, CHANGES_FOLDER)).filter((name) => name.endsWith('.md'));
  } catch {
    // No folder: no request.
  }
  const [only] = files;
  if (files.length === 1 && only !== undefined) return `${CHANGES_FOLDER}/${only}`;
  throw new UserError({
    field,
    problem: files.length === 0 ? `there is no change request in ${CHANGES_FOLDER}/` : 'there is more than one change request',
    allowed: files.length === 0 ? 'a Markdown file with front matter' : files.map((name) => name.replace(/\.md$/, '')).join(', '),
    next: `say which one with ${field}`,
  });
}
