import { basename, resolve } from 'node:path';
import { asStep } from './check.ts';
import { Halt, StepFailure, UserError } from './errors.ts';
import { findProject } from './find-project.ts';
import { baseFacts } from './git.ts';
import type { CheckReport } from './presentation/check-report.ts';

/**
 * The report of a check that could not begin: cutover.yaml is not valid, there is no base. A pull request then says so, instead of
 * keeping what an earlier check has said. `project`: its name, where cutover.yaml may not say it. Throws the error itself where it is no mistake of the user's.
 */
export function reportOfMistake(directory: string, error: unknown, project?: string): CheckReport {
  const step = { step: 'synth' as const, ...asStep(error) };
  const { root, prefix, head } = where(directory);
  return {
    schema: 1,
    project: project ?? basename(root),
    prefix,
    head,
    target: 'cloud',
    verdict: step.verdict === 'not reached' ? 'indeterminate' : step.verdict,
    change: null,
    noChange: null,
    atFault: [],
    steps: [step],
    components: [],
    findings: [],
    waived: 0,
    tools: [],
    claims: [],
    checklist: null,
    reviews: null,
    next: [{ what: 'the check to be able to begin', whom: [], how: 'cutover doctor says what is missing' }],
  };
}

function where(directory: string): { root: string; prefix: string; head: string } {
  try {
    const root = findProject(directory);
    const { prefix, head } = baseFacts(root);
    return { root, prefix, head };
  } catch (error) {
    if (error instanceof UserError || error instanceof Halt || error instanceof StepFailure) return { root: resolve(directory), prefix: '', head: '' };
    throw error;
  }
}
