import { blocks, code, escapeMarkdown, table } from '../documents/markdown.ts';
import { numberOf } from '../number-of.ts';
import type { Finding } from './finding.ts';
import type { ComplianceReport, ReportedControl } from './report.ts';
import { STATES, type Result, type State } from './state.ts';

export interface RenderedCompliance {
  change: { id: string; title: string };
  target: 'sandbox' | 'cloud';
  /** When it was decided, ISO 8601. */
  at: string;
  report: ComplianceReport;
}

const MEANING: Record<State, string> = {
  'not met': 'something that was looked at speaks against it',
  'partly checked': 'what was looked at is as it should be, and there is more to look at',
  'met by exception': 'a waiver with an owner and an end accepts what was found; nothing is left to look at',
  met: 'all of its evidence passed on every component that it is about, and nothing is left to look at',
  'not applicable': 'there is nothing that its evidence is about',
  'never checked': 'nothing looked at it: what would have to be looked at is named',
};

/** How the controls stand, in Markdown: what needs somebody's attention first. */
export function renderCompliance({ change, target, at, report }: RenderedCompliance): string {
  const world = target === 'sandbox' ? '**a sandbox: nothing here speaks for a real account**' : 'real accounts';
  return blocks(
    `# Compliance: ${escapeMarkdown(change.title)}`,
    `Change ${code(change.id)}. Decided at ${code(at)} from its records, made in ${world}. It speaks for what the stacks of this project make, and for nothing else that is in their accounts. It is evidence for an audit, and no audit.`,
    `Controls are mapped by ${report.mapping === null ? 'Cutover' : `Cutover and ${code(report.mapping)}`}. Titles are in our own words; ids are those of the frameworks.`,
    table(['Framework', ...STATES], report.frameworks.map(({ name, edition, counts }) => [escapeMarkdown(titleOf({ name, edition })), ...STATES.map((state) => String(counts[state]))])),
    STATES.map((state) => `- **${state}**: ${MEANING[state]}`).join('\n'),
    ...report.frameworks.flatMap(({ name, edition, controls }) => [`## ${escapeMarkdown(titleOf({ name, edition }))}`, ...STATES.flatMap((state) => group(state, controls.filter((control) => control.state === state)))]),
    '## What rests on an emulator',
    restsOnEmulator(report),
    '### Not exercised there',
    report.notExercised.map(({ record, check, says }) => `- ${code(record)}: ${escapeMarkdown(check)}: ${escapeMarkdown(says)}`).join('\n') || 'Nothing was left out.',
  );
}

function titleOf({ name, edition }: { name: string; edition: string | null }): string {
  return edition === null ? name : `${name} ${edition}`;
}

function group(state: State, controls: ReportedControl[]): string[] {
  return controls.length === 0 ? [] : [`### ${state.charAt(0).toUpperCase()}${state.slice(1)} (${controls.length})`, controls.map(control).join('\n')];
}

function control({ id, title, state, unchecked, evidence }: ReportedControl): string {
  return [`- ${code(id)} ${escapeMarkdown(title)}: **${state}**`, ...evidence.map(line), ...(unchecked === null ? [] : [`  - left to look at: ${escapeMarkdown(unchecked)}`])].join('\n');
}

const WORDS: Record<Result, string> = { failed: '**failed**', excepted: 'accepted', passed: 'passed', 'not applicable': 'not applicable', open: 'open', absent: 'not there' };

function line({ kind, id, result, says, records, emulator, exceptions }: Finding): string {
  const from = records.length === 0 ? '' : ` (${records.slice(0, 3).map(code).join(', ')}${records.length > 3 ? ` and ${records.length - 3} more` : ''})`;
  const accepted = exceptions.map(({ component, owner, expires, reason }) => `    - ${code(component)}: ${escapeMarkdown(owner)} accepts it until ${escapeMarkdown(expires)}: ${escapeMarkdown(reason)}`);
  return [`  - ${kind} ${code(id)}: ${WORDS[result]}${emulator ? ', in an emulator' : ''}: ${escapeMarkdown(says)}${from}`, ...accepted].join('\n');
}

function restsOnEmulator({ frameworks }: ComplianceReport): string {
  const rows = frameworks.flatMap(({ name, controls }) =>
    controls.flatMap(({ id, state, evidence }) => {
      const there = evidence.filter(({ emulator, result }) => emulator && result === 'passed');
      return there.length === 0 ? [] : [[escapeMarkdown(`${name} ${id}`), state, there.map((finding) => code(finding.id)).join(', ')]];
    }),
  );
  if (rows.length === 0) return 'Nothing that passed was seen in an emulator.';
  return blocks(`${numberOf(rows.length, 'control')} ${rows.length === 1 ? 'counts' : 'count'} evidence that was seen in an emulator, and has to be seen in a real account.`, table(['Control', 'State', 'Seen in an emulator'], rows));
}
