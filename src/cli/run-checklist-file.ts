import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Bindings } from '../claims/bindings.ts';
import type { Attestations } from '../claims/attestations.ts';
import { decide } from '../claims/decide.ts';
import type { Claim } from '../claims/claim.ts';
import { PROBES } from '../claims/probes/all.ts';
import { suggestionsFor } from '../claims/suggest.ts';
import { parseChecklist } from '../documents/checklist/parse.ts';
import { checklistReport } from '../documents/checklist/report.ts';
import { statementsOf } from '../documents/checklist/statements.ts';
import { readText } from '../documents/read-text.ts';
import { StepFailure, UserError } from '../errors.ts';
import { readBundle, type BundleContent } from '../evidence/read-bundle.ts';
import { changeIdSchema, STEPS, type StepRecord } from '../evidence/record.ts';
import { EVIDENCE_FOLDER, RECORD_FILE } from '../evidence/store.ts';
import { notWhole } from '../evidence/whole.ts';
import { CONFIG_FILE, findProject } from '../find-project.ts';
import { baseFacts } from '../git.ts';
import { numberOf } from '../number-of.ts';
import { attestationsOf } from '../steps/attestations.ts';
import { bindingsOf } from '../steps/bindings.ts';
import { acceptBindings } from './accept-bindings.ts';
import type { ChecklistFileDeps, ChecklistFileFlags } from './checklist-file.ts';

/** Decides the items of any checklist from a bundle, and prints them; or prints and accepts suggestions for its items. */
export async function runChecklistFile(flags: ChecklistFileFlags, deps: ChecklistFileDeps): Promise<void> {
  if (flags.file === undefined) throw new UserError({ field: '--file', problem: 'without a checklist there is nothing to decide', next: `cutover checklist --file <a Markdown checklist>${flags.bundle === undefined ? '' : ` --bundle ${flags.bundle}`}; the change's own is decided by cutover checklist --change <id>` });
  const statements = statementsOf(parseChecklist(textOf(flags.file), flags.file), 'nobody');
  const project = projectAt(deps.directory());
  if (flags.accept !== undefined) return acceptBindings(flags.accept, statements, { project, ui: deps.ui, now: deps.now ?? (() => new Date()) });
  if (flags.suggest === true) {
    const suggestions = suggestionsFor(statements, PROBES);
    if (flags.json === true) return deps.out(JSON.stringify(suggestions));
    for (const { item, text, probe, words } of suggestions) deps.ui.line(`${item}: “${text}”: ${probe}? (${words.join(', ')})`);
    deps.ui.line(`${numberOf(suggestions.length, 'suggestion')}, which decide nothing: compare each with what the probe looks at, then cutover checklist --file ${flags.file} --accept <item>=<probe>`, 'note');
    return;
  }
  const records = flags.bundle === undefined ? [] : await recordsOf(flags.bundle, deps);
  const claims = decide(statements, records, project === undefined ? {} : { ...heldOnBase(project), now: (deps.now ?? (() => new Date()))() });
  const report = checklistReport(claims);
  if (flags.json === true) return deps.out(JSON.stringify(report));
  for (const claim of claims) show(claim, deps);
  const { items, by, ...decisions } = report.counts;
  deps.ui.line(`${numberOf(items, 'item')}: ${[...Object.entries(decisions), ...Object.entries(by).map(([name, count]) => [`by ${name}`, count] as const)].map(([name, count]) => `${count} ${name}`).join(', ')}`, 'note');
}

function show({ id, statement, decision, by, reason }: Claim, { ui }: ChecklistFileDeps): void {
  ui.line(`${id}: “${statement}”: ${decision}${by === null ? '' : ` by ${by}`}: ${reason}`, decision === 'pass' ? 'good' : decision === 'fail' ? 'bad' : 'note');
}

function textOf(file: string): string {
  const path = resolve(file);
  const text = existsSync(path) ? readText(dirname(path), basename(path)) : undefined;
  if (text === undefined) throw new UserError({ file, field: '--file', problem: 'there is no such checklist' });
  return text;
}

/** The project around a folder; none is needed to decide a list from a bundle. */
function projectAt(directory: string): string | undefined {
  try {
    return findProject(directory);
  } catch (error) {
    if (error instanceof UserError && error.complaint.file === CONFIG_FILE) return undefined;
    throw error;
  }
}

function heldOnBase(project: string): { bindings: Bindings; attestations: Attestations } {
  const git = baseFacts(project);
  return { bindings: bindingsOf({ git }), attestations: attestationsOf({ git }) };
}

/**
 * The records of a bundle, in the order of its steps. Evidence that was changed, dropped or added since it was closed decides
 * nothing. Of records made in a sandbox and in real accounts only the latter count.
 */
async function recordsOf(folder: string, { ui }: ChecklistFileDeps): Promise<StepRecord[]> {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw new UserError({ field: '--bundle', problem: 'there is no such folder', found: folder, allowed: 'the folder of a change, such as cutover-evidence/CR-0001' });
  // A whole project is not read to find that out.
  if (!hasRecords(folder)) throw noBundle(folder);
  const { content, problems } = await readBundle(folder);
  const closed = content.manifests.length > 0;
  if (!closed && content.records.length === 0) throw noBundle(folder);
  const [first, ...more] = [...problems, ...(closed ? notWhole(content) : [])];
  if (first !== undefined) throw new StepFailure({ file: `${folder}/${first.file}`, field: '--bundle', problem: `the evidence is not whole, so nothing is decided from it: ${first.why}${more.length === 0 ? '' : `, and ${numberOf(more.length, 'more problem')}`}`, next: `cutover verify ${folder}` });
  if (!closed) ui.line(`${folder} is not closed yet: nothing shows that all records are there`, 'note');
  const ordered = inOrder(content.records);
  const real = ordered.filter(({ target }) => target === 'cloud');
  return real.length > 0 ? real : ordered;
}

function hasRecords(folder: string): boolean {
  return STEPS.some((step) => existsSync(join(folder, step)));
}

/** A project, or the folder of all bundles, is what people name instead of one. */
function noBundle(folder: string): UserError {
  const within = [folder, join(folder, EVIDENCE_FOLDER)].flatMap((parent) => (existsSync(parent) ? readdirSync(parent).filter((name) => changeIdSchema.safeParse(name).success && hasRecords(join(parent, name))).map((name) => join(parent, name)) : []));
  return new UserError({ field: '--bundle', problem: 'this is not the evidence of a change: there is no record in it', found: folder, allowed: within.slice(0, 20).join(', ') || 'the folder of a change, such as cutover-evidence/CR-0001' });
}

function inOrder(records: BundleContent['records']): StepRecord[] {
  const attempt = (file: string): number => Number(RECORD_FILE.exec(basename(file))?.groups?.['attempt'] ?? 0);
  return records.toSorted((a, b) => STEPS.indexOf(a.record.step) - STEPS.indexOf(b.record.step) || attempt(a.file) - attempt(b.file)).map(({ record }) => record);
}
