import { StepFailure } from '../errors.ts';
import { numberOf } from '../number-of.ts';
import type { Scanned } from './finding.ts';
import type { RawFinding } from './raw-report.ts';
import type { ScannedFile } from './workspace.ts';

/**
 * The proof that a scanner has read what it was given.
 *
 * A scanner that skips a file says nothing, and nothing looks like a pass: tfsec leaves out folders that it does not take
 * for root modules, checkov leaves out files that it cannot parse in time, and a stack of `terraform_data` gives neither of
 * them anything to say even when all is well. So each file in the workspace ends with one more resource, an Athena database
 * without encryption, to which each tool has exactly one objection. A file whose objection is missing was not read, and the
 * scan fails. The objections themselves are taken out of the result. The name is new for each scan, so that no code under
 * scan can bring the resource along.
 */
const TYPE = 'aws_athena_database';
const CHECKS: Record<string, string> = { checkov: 'CKV_AWS_77', tfsec: 'aws-athena-enable-at-rest-encryption', trivy: 'AWS-0006' };

/** The block, with the line feeds that keep it apart from whatever the file ends with. */
export function tripwireHcl(name: string): string {
  return `\n\nresource "${TYPE}" "${name}" {\n}\n`;
}

/**
 * Takes the tripwires out of a tool's findings. Throws StepFailure, naming component and tool, when one is missing.
 * `findings` paths are keys of `files`.
 */
export function takeTripwires(tool: string, findings: RawFinding[], files: ReadonlyMap<string, ScannedFile>): { findings: RawFinding[]; covered: Scanned[] } {
  const seen = new Set<string>();
  const rest = findings.filter((finding) => {
    const file = files.get(finding.path);
    if (file === undefined || finding.line < file.tripwire.line) return true;
    if (finding.check === CHECKS[tool]) seen.add(finding.path);
    return false;
  });
  const missed = [...files.values()].filter((file) => !seen.has(file.path));
  const [first] = missed;
  if (first !== undefined) {
    throw new StepFailure({
      file: first.source,
      problem: `${tool} did not read all of ${first.component} (${first.environment})`,
      found: `${missed.length} of ${numberOf(files.size, 'file')} without the finding that was planted in them`,
      next: `${tool} leaves out files that it cannot understand: look at this one first`,
    });
  }
  const covered = new Map([...files.values()].map(({ component, environment }) => [`${environment}/${component}`, { component, environment }]));
  return { findings: rest, covered: [...covered.values()] };
}
