import { z } from 'zod';
import { prepareFacts } from '../claims/probes/facts.ts';
import type { Claim } from '../claims/claim.ts';
import { NOBODY_DECIDES } from '../claims/decide.ts';
import { recordName } from '../claims/record-view.ts';
import { blocks, code, escapeMarkdown, table } from '../documents/markdown.ts';
import { alarmsOf, resourcesOf, withoutAlarm } from './alarms.ts';
import { canonicalJson } from '../digest.ts';
import { approvers, notExercised, recordsOf } from './facts.ts';
import type { HandoverInput } from './input.ts';
import { valueAt } from './values.ts';

/** What the refinement found worth an edit and nobody edited. */
const pointSchema = z.object({ component: z.string(), address: z.string(), attribute: z.string(), value: z.json(), level: z.string(), says: z.string() });
const refinedSchema = z.object({ reviewed: z.boolean(), answers: z.array(z.object({ points: z.array(pointSchema) })).default([]) });

const READING_ORDER = [
  'as-built.md: what exists in production, with every setting',
  'runbook.md: how to see that it is well, what to do for each alarm, how to go back',
  'monitoring.json: alarms, where they go, and what has none',
  'infrastructure-checklist.md: what was decided from which record',
  'the records themselves: `cutover verify` says whether they are whole',
];

const list = (lines: string[], none: string): string => lines.map((line) => `- ${line}`).join('\n') || none;

/** A page for those who take over: where to begin, what was decided, what is still open. Markdown. */
export function knowledgeTransfer(input: HandoverInput): string {
  return blocks(
    `# Taking over: ${escapeMarkdown(input.project.name)}`,
    `After change ${code(input.change.id)}, ${escapeMarkdown(input.change.title)}. Written at ${code(input.at)}.`,
    '## Acknowledgement',
    input.acknowledgement === null
      ? '**OPEN.** Operations has not said that it takes over.'
      : `${code(input.acknowledgement.by)} took over at ${code(input.acknowledgement.at)}.`,
    '## What changed, and why',
    escapeMarkdown(input.change.why),
    '## Read in this order',
    READING_ORDER.map((line, index) => `${index + 1}. ${line}`).join('\n'),
    '## Decisions',
    list(decisions(input), 'No record of a decision.'),
    '## Risks still open',
    list(risks(input), 'None that the records know of.'),
    '### Seen when the change was refined, in test and before it was applied there',
    list(refinedRisks(input), 'None.'),
    '## Waivers',
    waivers(input),
    '## Checklist items that nobody has decided',
    list(input.checklist.filter(({ decision }) => decision === 'undecided').map(openItem), input.checklist.length === 0 ? '**There is no decided checklist.**' : 'None.'),
    '## Not exercised here',
    list(notExercised(input).map(({ record, says }) => `${code(record)}: ${escapeMarkdown(says)}`), 'Nothing was left out.'),
  );
}

function waivers(input: HandoverInput): string {
  if (input.waivers.length === 0) return 'None.';
  const until = (expires: string): string => (expires < input.at.slice(0, 10) ? `**${escapeMarkdown(expires)}, over**` : escapeMarkdown(expires));
  return table(
    ['Check', 'Component', 'Reason', 'Owner', 'Until'],
    input.waivers.map(({ check, component, reason, owner, expires }) => [code(check), code(component), escapeMarkdown(reason), escapeMarkdown(owner), until(expires)]),
  );
}

function decisions(input: HandoverInput): string[] {
  const { request, promotion } = approvers(input);
  const names = (who: string[]): string => who.map(code).join(', ');
  const prepare = recordsOf(input).findLast(({ step }) => step === 'prepare');
  const facts = prepareFacts.safeParse(prepare?.facts);
  const reviews = newest(input, 'refine').map((record) => ({ component: record.component ?? '', facts: refinedSchema.safeParse(record.facts) }));
  const unreviewed = reviews.filter((review) => !review.facts.success || !review.facts.data.reviewed).map(({ component }) => code(component));
  return [
    request.length === 0 ? '**No record says who let the change begin.**' : `The change may begin: ${names(request)}.`,
    promotion.length === 0 ? '**No record says who let it into production.**' : `It may go to production, exactly as sealed: ${names(promotion)}.`,
    ...(prepare !== undefined && facts.success ? [`Order, ${prepare.mode} mode: ${facts.data.milestones.map(({ components }) => components.map(code).join(' + ')).join(' → ')}.`] : []),
    ...(unreviewed.length === 0 ? [] : [`Nobody looked at the refinement of ${unreviewed.join(', ')}.`]),
  ];
}

function newest(input: HandoverInput, step: 'refine'): HandoverInput['records'] {
  return [...new Map(recordsOf(input).filter((record) => record.step === step).map((record) => [recordName(record), record])).values()];
}

function risks(input: HandoverInput): string[] {
  const silent = alarmsOf(input).filter(({ enabled, alarmActions }) => !enabled || !alarmActions.some(({ subscriptions }) => subscriptions.length > 0));
  return [
    ...input.checklist.filter(({ decision }) => decision === 'fail').map((claim) => `**Failed**: ${itemOf(claim)}: ${escapeMarkdown(claim.reason)}`),
    ...withoutAlarm(input).map(({ component, address }) => `${code(component)} ${code(address)}: no alarm watches it`),
    ...silent.map(({ component, address }) => `${code(component)} ${code(address)}: the alarm reaches nobody that is known`),
    ...(input.target === 'sandbox' ? ['All of this was seen in a sandbox. Nothing here speaks for a real account.'] : []),
  ];
}

/** Risks that rest on a value which production does not have are left out: test's own settings, and what only a plan did not know. */
function refinedRisks(input: HandoverInput): string[] {
  const resources = resourcesOf(input.components);
  const points = newest(input, 'refine').flatMap((record) => refinedSchema.safeParse(record.facts).data?.answers ?? []).flatMap(({ points: of }) => of);
  const standing = points.filter(({ level, component, address, attribute, value }) => {
    const resource = resources.find((candidate) => candidate.component === component && candidate.address === address);
    const now = resource === undefined ? undefined : valueAt(resource.values, attribute);
    return level === 'risk' && (now === undefined || canonicalJson(now) === canonicalJson(value));
  });
  // One finding may answer several options.
  return [...new Set(standing.map(({ component, address, attribute, says }) => `${code(component)} ${code(address)} ${code(attribute)}: ${escapeMarkdown(says)}`))];
}

function itemOf({ id, statement }: Claim): string {
  return `${escapeMarkdown(statement)} (${code(id)})`;
}

/** Where only a person can decide, the statement says it all. */
function openItem(claim: Claim): string {
  return claim.reason === NOBODY_DECIDES ? itemOf(claim) : `${itemOf(claim)}: ${escapeMarkdown(claim.reason)}`;
}
