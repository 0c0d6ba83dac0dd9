import { blocks, code, escapeMarkdown, table } from '../documents/markdown.ts';
import type { HandoverInput } from './input.ts';

/** A page for those who take over: what to read, what is still open, what nobody has looked at. */
export function knowledgeTransfer(input: HandoverInput): string {
  const { change, acknowledgement } = input;
  return blocks(
    `# Knowledge transfer: ${escapeMarkdown(change.id)}, ${escapeMarkdown(change.title)}`,
    `Why: ${escapeMarkdown(change.why)}`,
    `Acknowledged by operations: ${acknowledgement === null ? `**OPEN** (cutover acknowledge ${escapeMarkdown(change.id)}, then cutover handover)` : `${escapeMarkdown(acknowledgement.by)} at ${code(acknowledgement.at)}`}`,
    '## Read in this order',
    ['as-built.md: what stands in production', 'runbook.md: what to do when', 'monitoring.json: what is watched, and what is not', 'infrastructure-checklist.md: what was decided, by which record'].map((line, index) => `${index + 1}. ${line}`).join('\n'),
    '## What was not exercised',
    list(notExercised(input), 'Every declared check was exercised.'),
    '## What nobody has looked at',
    list(input.records.flatMap(({ step, component, facts }) => (step === 'refine' && facts['reviewed'] === false ? [component ?? ''] : [])), 'Every component was refined by a person.', 'Refined by nobody: '),
    '## Findings that are accepted',
    input.waivers.length === 0 ? 'None.' : table(['check', 'component', 'why', 'owner', 'until'], input.waivers.map(({ check, component, reason, owner, expires }) => [code(check), code(component), escapeMarkdown(reason), escapeMarkdown(owner), code(expires)])),
    '## Checklist items that are undecided',
    list(input.checklist.filter(({ decision }) => decision === 'undecided').map(({ id, statement }) => `${id}: ${statement}`), 'None.'),
  );
}

function notExercised({ records }: HandoverInput): string[] {
  const details = records.flatMap(({ component, facts }) =>
    (Array.isArray(facts['checks']) ? facts['checks'] : []).flatMap((check) => {
      const { name, outcome, detail } = check as { name?: string; outcome?: string; detail?: string };
      return outcome === 'not-exercised' ? [`${component ?? ''}: ${name ?? ''}: ${detail ?? ''}`] : [];
    }),
  );
  return [...new Set(details)];
}

function list(items: string[], none: string, before = ''): string {
  const unique = [...new Set(items)];
  return unique.length === 0 ? none : unique.map((item) => `- ${escapeMarkdown(`${before}${item}`)}`).join('\n');
}
