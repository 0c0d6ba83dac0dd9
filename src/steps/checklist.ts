import type { Claim, Statement } from '../claims/claim.ts';
import { attestationOf } from '../claims/attestations.ts';
import { decide, type DecideOptions } from '../claims/decide.ts';
import { heldByBase } from '../documents/checklist/on-base.ts';
import { parseChecklist } from '../documents/checklist/parse.ts';
import { renderChecklist } from '../documents/checklist/render.ts';
import { statementsOf } from '../documents/checklist/statements.ts';
import { decideChecklist } from '../documents/checklist/verdict.ts';
import { readText } from '../documents/read-text.ts';
import { digestOf, sha256 } from '../digest.ts';
import { StepFailure } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import { readFromBase } from '../git-base.ts';
import { numberOf } from '../number-of.ts';
import { configOn } from '../policy-on-base.ts';
import { requireRecord, runStep, type Outcome, type Run } from '../step.ts';
import { assertApproved } from './approval.ts';
import { attestationsOf } from './attestations.ts';
import { bindingsOf } from './bindings.ts';
import { mappingDigest, withCompliance } from './compliance.ts';
import { asFacts } from './facts.ts';
import { rehearsals } from './validate.ts';

/** Is every item decided, by what or by whom? */
export async function checklist(run: Run): Promise<StepRecord> {
  assertApproved(run);
  const records = (['synth', 'prepare', 'scan', 'validate', 'integrate'] as const).map((step) => [step, requireRecord(run, step).sha256] as const);
  const inputs = {
    ...itemsAsked(run),
    approval: digestOf(requireRecord(run, 'approval').facts['approvedBy'] ?? null),
    ...Object.fromEntries(records),
    ...rehearsals(run),
  };
  return await runStep(run, { step: 'checklist', inputs, reusable: true }, () => withCompliance(run, 'checklist', [], decideItems(run, 'checklist', []).outcome));
}

/** Name → SHA-256 of the items as the change and the base have them now: a record about others does not stand for these. */
export function itemsAsked(run: Pick<ChecklistRun, 'root' | 'config' | 'git' | 'policy' | 'now'>): StepRecord['inputs'] {
  const text = checklistText(run);
  const attestations = attestationsOf(run);
  const statements = statementsOf(parseChecklist(text, run.config.checklist.file), ownerOf(run.config));
  return {
    checklist: sha256(text),
    mandatory: digestOf(run.policy.mandatory),
    onBase: digestOf(mandatoryOnBase(run)),
    compliance: mappingDigest(run),
    bindings: digestOf(bindingsOf(run).entries),
    attested: digestOf(statements.map((statement) => attestationOf(statement, attestations, run.now()) ?? null)),
  };
}

/** What deciding the items takes of a run. */
export type ChecklistRun = Pick<Run, 'root' | 'target' | 'store' | 'now'> & {
  config: Pick<Run['config'], 'checklist' | 'operations'>;
  change: { request: Pick<Run['change']['request'], 'id' | 'title'> };
  git: Base;
  policy: Pick<Run['policy'], 'mandatory'>;
  ui: Pick<Run['ui'], 'line'>;
};

type Base = Pick<Run['git'], 'root' | 'prefix' | 'base'>;

/**
 * The checklist as the records stand now: its claims, and what they come to. At handover production must be shown for
 * every component; `more` is what that step itself is about to record. An item that the base makes mandatory has to hold as
 * it stands there too.
 */
export function decideItems(run: ChecklistRun, step: 'checklist' | 'handover', more: StepRecord[]): { claims: Claim[]; outcome: Outcome } {
  const { file } = run.config.checklist;
  const parsed = parseChecklist(checklistText(run), file);
  const statements = statementsOf(parsed, ownerOf(run.config));
  const records = [...run.store.all().map(({ record }) => record).filter(({ target }) => target === run.target), ...more];
  const stage = step === 'handover' ? 'promoted' : 'rehearsed';
  const [bindings, attestations] = [bindingsOf(run), attestationsOf(run)];
  const options: DecideOptions = { stage, bindings, attestations, now: run.now() };
  const own = decide(statements, records, options);
  const base = mandatoryOnBase(run);
  const onBase = decide(heldByBase(base.statements, statements, base.mandatory), records, options).map((claim) => ({ ...claim, section: [`As it stands on ${run.git.base.ref}`, ...claim.section] }));
  const claims = [...own, ...onBase];
  const decided = decideChecklist(own, run.policy.mandatory, onBase);
  const { id, title } = run.change.request;
  const document = run.store.addDocument(step, 'infrastructure-checklist.md', renderChecklist({ title: parsed.title, change: { id, title }, target: run.target, at: run.now().toISOString(), claims, verdict: decided }));
  const { verdict, reasons, counts } = decided;
  run.ui.line(`${numberOf(counts.items, 'item')}: ${Object.entries(counts.decisions).map(([decision, count]) => `${count} ${decision}`).join(', ')}`, verdict === 'pass' ? 'good' : 'bad');
  return {
    claims,
    outcome: { verdict, reasons, subjects: { [file]: sha256(checklistText(run)), ...base.digests, [document.path]: document.sha256 }, facts: asFacts({ document: document.path, counts, mandatory: run.policy.mandatory, claims }) },
  };
}

/**
 * What the base's cutover.yaml makes mandatory, and the base's own checklist, which lies where that file says: a change that
 * moves its checklist does not get rid of it. Without mandatory items, or without a checklist there, nothing is read.
 */
function mandatoryOnBase({ git }: { git: Base }): { mandatory: string[]; statements: Statement[]; digests: Record<string, string> } {
  const config = configOn(git);
  const mandatory = config?.checklist.mandatory ?? [];
  const text = config === undefined || mandatory.length === 0 ? undefined : readFromBase(git, config.checklist.file);
  if (config === undefined || text === undefined) return { mandatory, statements: [], digests: {} };
  const shown = `${config.checklist.file} on ${git.base.ref}`;
  return { mandatory, statements: statementsOf(parseChecklist(text, shown), ownerOf(config)), digests: { [shown]: sha256(text) } };
}

function ownerOf({ operations }: Pick<Run['config'], 'operations'>): string {
  return operations?.team ?? 'operations';
}

function checklistText(run: Pick<ChecklistRun, 'root' | 'config'>): string {
  const { file } = run.config.checklist;
  const text = readText(run.root, file);
  if (text === undefined) throw new StepFailure({ file, field: 'checklist.file', problem: 'there is no such checklist inside the project', next: 'write one, or name it in cutover.yaml under checklist.file' });
  return text;
}
