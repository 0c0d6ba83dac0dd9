import type { Claim } from '../claims/claim.ts';
import { decide } from '../claims/decide.ts';
import { parseChecklist } from '../documents/checklist/parse.ts';
import { renderChecklist } from '../documents/checklist/render.ts';
import { statementsOf } from '../documents/checklist/statements.ts';
import { decideChecklist } from '../documents/checklist/verdict.ts';
import { readText } from '../documents/read-text.ts';
import { digestOf, sha256 } from '../digest.ts';
import { StepFailure } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import { requireRecord, runStep, type Outcome, type Run } from '../step.ts';
import { assertApproved } from './approval.ts';
import { asFacts } from './facts.ts';
import { rehearsals } from './validate.ts';

/** Is every item decided, by what or by whom? */
export async function checklist(run: Run): Promise<StepRecord> {
  assertApproved(run);
  const records = (['synth', 'prepare', 'scan', 'validate', 'integrate'] as const).map((step) => [step, requireRecord(run, step).sha256] as const);
  const inputs = {
    checklist: sha256(checklistText(run)),
    mandatory: digestOf(run.policy.mandatory),
    approval: digestOf(requireRecord(run, 'approval').facts['approvedBy'] ?? null),
    ...Object.fromEntries(records),
    ...rehearsals(run),
  };
  return await runStep(run, { step: 'checklist', inputs, reusable: true }, () => decideItems(run, 'checklist', []).outcome);
}

/**
 * The checklist as the records stand now: its claims, and what they come to. At handover production must be shown for
 * every component; `more` is what that step itself is about to record.
 */
export function decideItems(run: Run, step: 'checklist' | 'handover', more: StepRecord[]): { claims: Claim[]; outcome: Outcome } {
  const { file } = run.config.checklist;
  const parsed = parseChecklist(checklistText(run), file);
  const records = [...run.store.all().map(({ record }) => record).filter(({ target }) => target === run.target), ...more];
  const claims = decide(statementsOf(parsed, run.config.operations?.team ?? 'operations'), records, { stage: step === 'handover' ? 'promoted' : 'rehearsed' });
  const decided = decideChecklist(claims, run.policy.mandatory);
  const { id, title } = run.change.request;
  const document = run.store.addDocument(step, 'infrastructure-checklist.md', renderChecklist({ title: parsed.title, change: { id, title }, target: run.target, at: run.now().toISOString(), claims, verdict: decided }));
  const { verdict, reasons, counts } = decided;
  run.ui.line(`${counts.items} items: ${Object.entries(counts.decisions).map(([decision, count]) => `${count} ${decision}`).join(', ')}`, verdict === 'pass' ? 'good' : 'bad');
  return {
    claims,
    outcome: { verdict, reasons, subjects: { [file]: sha256(checklistText(run)), [document.path]: document.sha256 }, facts: asFacts({ document: document.path, counts, mandatory: run.policy.mandatory, claims }) },
  };
}

function checklistText(run: Run): string {
  const { file } = run.config.checklist;
  const text = readText(run.root, file);
  if (text === undefined) throw new StepFailure({ file, field: 'checklist.file', problem: 'there is no such checklist inside the project', next: 'write one, or name it in cutover.yaml under checklist.file' });
  return text;
}
