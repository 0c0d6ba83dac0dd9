import { CHANGES_FOLDER, findRequest, listRequests } from './change/find-request.ts';
import { nextId, requestOfBranch, standIn, type BranchRequest } from './change/request-of-branch.ts';
import { UserError } from './errors.ts';
import { findProject } from './find-project.ts';
import { changedFiles } from './git-changes.ts';
import { baseFacts } from './git.ts';
import { openRun, type RunOptions, type RunSurroundings } from './project.ts';
import type { Run } from './step.ts';

export interface CheckOptions extends Omit<RunOptions, 'change' | 'check' | 'mode'> {
  /** Id or path of the request; without it the one that the branch changes. */
  change?: string | undefined;
}

/** A run of a check: what it leaves is marked unapproved. */
export interface OpenCheck {
  run: Run;
  branch: BranchRequest;
  /** Files that differ from the base, from the project. */
  changed: string[];
}

/**
 * Opens a check. A request that is missing or not valid does not keep it from looking at the code: another one stands in, and
 * the report says so. Throws UserError or Halt as `openRun` does.
 */
export function openCheck({ change, ...options }: CheckOptions, surroundings: RunSurroundings): OpenCheck {
  const root = findProject(options.directory);
  const changed = changedFiles(root, baseFacts(root).base.commit);
  const branch = change === undefined || change === '' ? requestOfBranch(listRequests(root), changed) : named(root, change);
  const subject = branch.found ?? missing(root, branch);
  const run = openRun({ ...options, change: subject.file, mode: 'incremental', check: subject }, surroundings);
  return { run, branch, changed };
}

/** One that does not exist, or lies elsewhere, is a HALT; one that is not valid is told like one that the branch brings. */
function named(root: string, change: string): BranchRequest {
  try {
    return { found: findRequest(root, change) };
  } catch (error) {
    if (error instanceof UserError) return { found: undefined, why: error.message, atFault: [error.complaint.file ?? change] };
    throw error;
  }
}

function missing(root: string, branch: BranchRequest & { found: undefined }): ReturnType<typeof standIn> {
  const id = nextId(listRequests(root).flatMap(({ found }) => found?.request.id ?? []));
  const [broken, another] = branch.atFault;
  return standIn(id, broken === undefined || another !== undefined ? `${CHANGES_FOLDER}/${id}.md` : broken);
}
