import { PROBES, probeById } from '../claims/probes/all.ts';
import { COMPLIANCE_FILE, parseCompliance } from '../compliance/mapping.ts';
import { mergeMappings, type Controls } from '../compliance/merge.ts';
import { renderCompliance } from '../compliance/render.ts';
import { complianceReport } from '../compliance/report.ts';
import { sha256 } from '../digest.ts';
import type { DocumentStatement } from '../documents/document-statement.ts';
import type { StepRecord } from '../evidence/record.ts';
import { readFromBase } from '../git-base.ts';
import type { Outcome, Run } from '../step.ts';
import { documentsOf } from './documents.ts';
import { asFacts } from './facts.ts';

/** What the report takes of a run. */
type ComplianceRun = Pick<Run, 'root' | 'config' | 'target' | 'store' | 'now'> & { git: Base; change: { request: Pick<Run['change']['request'], 'id' | 'title'> }; ui: Pick<Run['ui'], 'line'> };
type Base = Pick<Run['git'], 'root' | 'prefix' | 'base'>;

/** SHA-256 of the project's own mapping, read from the base: a change does not choose what it is measured by. */
export function mappingDigest({ git }: { git: Base }): string {
  return sha256(readFromBase(git, COMPLIANCE_FILE) ?? '');
}

/** The controls, with the base's own mapping over them. Throws UserError for one that is not valid, or names what does not exist. */
export function controlsOf({ git }: { git: Base }, statements: DocumentStatement[]): Controls & { mapping: string | null } {
  const file = `${COMPLIANCE_FILE} on ${git.base.ref}`;
  const yaml = readFromBase(git, COMPLIANCE_FILE);
  const own = yaml === undefined ? undefined : parseCompliance(yaml, file);
  const requirements = statements.flatMap(({ id, requirement }) => (requirement === undefined ? [] : [`requirement/${id}`]));
  const isProbe = (id: string): boolean => (id.includes('/') ? requirements.includes(id) : probeById(PROBES, id) !== undefined);
  return { ...mergeMappings(own, { rules: statements.map(({ id }) => id), isProbe }, file), mapping: own === undefined ? null : file };
}

/**
 * The outcome with how the controls of the frameworks stand by the records as they are now, and the page that says so. It stops nothing:
 * what fails stops the step that finds it. `more`: what the step itself is about to record.
 */
export function withCompliance(run: ComplianceRun, step: 'checklist' | 'handover', more: StepRecord[], outcome: Outcome): Outcome {
  const { statements } = documentsOf(run);
  const { mapping, ...controls } = controlsOf(run, statements);
  const records = [...run.store.all().map(({ record }) => record).filter(({ target }) => target === run.target), ...more];
  const report = complianceReport(controls, { statements, records, stage: step === 'handover' ? 'promoted' : 'rehearsed', mapping, now: run.now() });
  const { id, title } = run.change.request;
  const { path, sha256: digest } = run.store.addDocument(step, 'compliance.md', renderCompliance({ change: { id, title }, target: run.target, at: run.now().toISOString(), report }));
  for (const { name, edition, counts } of report.frameworks) run.ui.line(`${name} ${edition ?? ''}: ${Object.entries(counts).filter(([, count]) => count > 0).map(([state, count]) => `${count} ${state}`).join(', ')}`, counts['not met'] === 0 ? 'note' : 'bad');
  return { ...outcome, subjects: { ...outcome.subjects, [path]: digest }, facts: { ...outcome.facts, ...asFacts({ compliance: { document: path, ...report } }) } };
}
