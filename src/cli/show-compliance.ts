import { join } from 'node:path';
import { z } from 'zod';
import { BUILT_IN, COMPLIANCE_FILE, parseCompliance } from '../compliance/mapping.ts';
import { complianceReportSchema, type ReportedControl } from '../compliance/report.ts';
import { STATES, type State } from '../compliance/state.ts';
import { Halt } from '../errors.ts';
import type { EvidenceStore } from '../evidence/store.ts';
import { readFromBase } from '../git-base.ts';
import { baseFacts } from '../git.ts';
import type { Tone, Ui } from '../ui.ts';

const recordedSchema = complianceReportSchema.extend({ document: z.string() });
type Recorded = z.infer<typeof recordedSchema>;

/** Ids of the frameworks that a report of this project can be about: Cutover's, and those of the base's own mapping. */
export function frameworksOf(project: string): string[] {
  const git = baseFacts(project);
  const own = readFromBase(git, COMPLIANCE_FILE);
  return [...new Set([...Object.keys(BUILT_IN.frameworks), ...(own === undefined ? [] : Object.keys(parseCompliance(own, `${COMPLIANCE_FILE} on ${git.base.ref}`).frameworks))])];
}

/** The report that `handover` or, before it, `checklist` recorded last. `document`: the page. Throws Halt where there is none. */
export function reportOf(store: EvidenceStore): Recorded {
  const next = `cutover checklist --change ${store.change}`;
  const recorded = (store.latest('handover') ?? store.latest('checklist'))?.record.facts['compliance'];
  if (recorded === undefined) throw new Halt({ problem: `no record of ${store.change} says how the controls stand`, next });
  const report = recordedSchema.safeParse(recorded);
  if (!report.success) throw new Halt({ problem: `what is recorded of ${store.change} is no report on controls`, found: report.error.issues[0]?.path.join('.') ?? '', next });
  return { ...report.data, document: join(store.folder, report.data.document) };
}

const TONES: Partial<Record<State, Tone>> = { 'not met': 'bad', met: 'good' };
/** What somebody has to look at; the rest only when it is asked for. */
const needsAttention = ({ state, evidence }: ReportedControl): boolean => state === 'not met' || evidence.some(({ exceptions }) => exceptions.length > 0);

/** `all`: every control, with its evidence. */
export function showCompliance(ui: Ui, { frameworks, document }: Recorded, all: boolean): void {
  for (const { id, name, edition, counts, controls } of frameworks) {
    ui.heading(`${name} ${edition ?? ''} (${id})`);
    for (const state of STATES) if (counts[state] > 0) ui.line(`${counts[state]} ${state}`, TONES[state] ?? 'note');
    for (const control of controls.filter((control) => all || needsAttention(control))) showControl(ui, control);
  }
  ui.line(`all of it, with the evidence: ${document}`, 'note');
}

function showControl(ui: Ui, { id, title, state, unchecked, evidence }: ReportedControl): void {
  const telling = evidence.filter(({ result }) => result !== 'absent').map(({ kind, id: source, result, says }) => `${kind} ${source}: ${result}: ${says}`);
  ui.line([`${id} ${title}: ${state}`, ...telling, ...(unchecked === null ? [] : [`left to look at: ${unchecked}`])].join('\n'), TONES[state] ?? 'plain');
}
