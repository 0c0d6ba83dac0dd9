import { z } from 'zod';
import { synthesizedSchema } from '../components/synthesized.ts';
import { blocks, code, escapeMarkdown } from '../documents/markdown.ts';
import { environmentNameSchema, type EnvironmentName, type StepRecord } from '../evidence/record.ts';
import type { RefinementInput } from '../refinement/option.ts';
import { answer, OPTIONS } from '../refinement/options.ts';
import { renderMarkdown } from '../refinement/render.ts';
import { plannedResourceSchema, type Plan } from '../terraform/plan.ts';
import type { CheckRecords } from './check-records.ts';
import { MOST_CHARACTERS } from './comment/room.ts';
import { USAGE } from './refine-command.ts';

const planSchema = z.object({ state: z.literal('planned'), environment: environmentNameSchema, changes: z.array(plannedResourceSchema) });
const planFactsSchema = z.object({ components: z.array(z.object({ component: z.string(), plan: z.unknown() })) });
const synthFactsSchema = z.object({ components: z.array(synthesizedSchema) });

/** The names of all components that the check knows, sorted. */
export function componentsIn({ records }: CheckRecords): string[] {
  return [...new Set(synthesizedIn(records).map(({ name }) => name))].sort();
}

function synthesizedIn(records: StepRecord[]): z.infer<typeof synthesizedSchema>[] {
  return synthFactsSchema.safeParse(records.find(({ step }) => step === 'synth')?.facts).data?.components ?? [];
}

/** Production's plan if there is one: that is what the change is for. */
function planOf(records: StepRecord[], component: string): { environment: EnvironmentName; plan: Plan } | undefined {
  const made = (['production', 'test'] as const).flatMap((environment) => {
    const facts = planFactsSchema.safeParse(records.find((record) => record.step === 'plan' && record.environment === environment)?.facts);
    return planSchema.safeParse(facts.data?.components.find((one) => one.component === component)?.plan).data ?? [];
  });
  const [first] = made;
  return first === undefined ? undefined : { environment: first.environment, plan: { engineVersion: '', resources: first.changes, drift: [], outputs: {} } };
}

/** One option's answer about one component, as Markdown, from what the check recorded. */
export function refineAnswer(kept: CheckRecords, component: string, option: number, link: string): string {
  const { records, head, project } = kept;
  const planned = planOf(records, component);
  const synthesized = synthesizedIn(records).find(({ name, environment }) => name === component && environment === (planned?.environment ?? 'production'));
  const title = OPTIONS.find(({ number }) => number === option)?.title ?? '';
  const from = `${code(component)} of ${escapeMarkdown(project)} at ${code(head.slice(0, 12))}, from what [the check](${link}) recorded.`;
  if (planned === undefined || synthesized === undefined) return blocks(`## ${option} ${title}`, from, 'The check has no plan of it (it had no credentials, or did not come that far), so there is nothing to answer from.');
  const { bytes: _bytes, resources: _resources, places: _places, ...parts } = synthesized;
  const input: RefinementInput = { components: [{ component: { ...parts, directory: '' }, plan: planned.plan }], records };
  return withinRoom(input, option, [from, `The answer is about what would change in ${planned.environment}; what stays as it is was not looked at.`]);
}

/** As many points as a comment has room for, the worst first. */
function withinRoom(input: RefinementInput, option: number, words: string[]): string {
  const whole = answer(option, input);
  for (let shown = whole.points.length; ; shown = Math.floor(shown / 2)) {
    const left = whole.points.length - shown;
    const unanswered = whole.unanswered.slice(0, Math.max(shown, 20)).map((text) => text.slice(0, 1000));
    const text = blocks(...words, renderMarkdown({ ...whole, points: whole.points.slice(0, shown), unanswered }), left === 0 ? '' : `and ${left} more, which ${code('cutover refine')} shows.`);
    if (text.length <= MOST_CHARACTERS - 1000 || shown === 0) return text.slice(0, MOST_CHARACTERS - 1000);
  }
}

/** What is said to a command that is wrong. */
export function usage(problem: string, allowed: string): string {
  return blocks(`${escapeMarkdown(problem)}.`, `What works: ${code(USAGE)}, alone in a comment.`, allowed, OPTIONS.map(({ number, title, help }) => `${number}. ${escapeMarkdown(title)}: ${escapeMarkdown(help)}`).join('\n'));
}
