import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { Halt } from '../errors.ts';
import { checkReportSchema } from '../presentation/check-report.ts';

const SCANNERS = ['checkov', 'tfsec', 'trivy'];

/** A report on its way from the job that checked, in which the pull request's own code ran, to the one that shows it. */
const keptReportSchema = z.strictObject({
  schema: z.literal(1),
  /** The check was cancelled: its report is not what there is to say. */
  interrupted: z.boolean(),
  report: checkReportSchema.extend({ project: z.string().min(1).max(100), prefix: z.string().max(1000).regex(/^(?:(?!\.{1,2}\/)[^/\\\p{Cc}]+\/)*$/u) }).refine(
    // Code scanning goes by the name of the tool, and another tool's results are none of ours.
    ({ tools, findings }) => [...tools, ...findings].every(({ tool }) => SCANNERS.includes(tool)),
    { error: `a tool that is none of ${SCANNERS.join(', ')}` },
  ),
});
export type KeptReport = z.infer<typeof keptReportSchema>;

/** A thousand components with their plans take a tenth of it. */
export const MOST_REPORT_BYTES = 32_000_000;
/** Deeper than any value of a plan, shallower than any stack. */
const MOST_LEVELS = 100;

export function writeReport(file: string, { report, interrupted }: Omit<KeptReport, 'schema'>): void {
  writeFileSync(file, JSON.stringify({ schema: 1, interrupted, report } satisfies KeptReport), { flag: 'wx', mode: 0o600 });
}

/** Whoever opens a pull request can change what its job says: nothing is taken but what has the form of a report. Throws Halt. */
export function readReport(file: string): KeptReport {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) throw refuse('there is no such file', file);
  if (stats.size > MOST_REPORT_BYTES) throw refuse('it is too large', `${stats.size} bytes`, `at most ${MOST_REPORT_BYTES}`);
  const text = readFileSync(file, 'utf8');
  if (levelsOf(text) > MOST_LEVELS) throw refuse('it is nested too deeply', `more than ${MOST_LEVELS} levels`);
  const parsed = keptReportSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse('it has another form', `${(issue?.path ?? []).join('.').slice(0, 200)}: ${(issue?.message ?? '').slice(0, 200)}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of a text that may be no JSON: brackets outside of texts, before anything recurses. */
function levelsOf(text: string): number {
  let [level, most, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === '[' || sign === '{')) most = Math.max(most, (level += 1));
    else if (!quoted && (sign === ']' || sign === '}')) level -= 1;
  }
  return most;
}

function refuse(problem: string, found: string, allowed?: string): Halt {
  return new Halt({ problem: `the report of the check cannot be shown: ${problem}`, found, ...(allowed === undefined ? {} : { allowed }), next: 'run the check again; its own log says what it found' });
}
