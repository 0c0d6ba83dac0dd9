import { blocks, code, escapeHtml, folded } from '../../documents/markdown.ts';
import { changesOf, countChanges, countsInWords, type CheckedComponent, type CheckedPlan, type CheckReport } from '../../presentation/check-report.ts';
import { shownEnvironment } from './components-part.ts';
import { planDiff } from './plan-diff.ts';
import type { Room } from './room.ts';

type Planned = Extract<CheckedPlan, { state: 'planned' }>;
/** For naming the plans that were left out. */
const RESERVED = 2000;
const MOST_NAMED = 30;

/** Each component's plan, folded, as many as fit: what destroys first. What does not fit is named, with where it can be read. */
export function plansPart({ components }: Pick<CheckReport, 'components'>, free: number, room: Room): string {
  const environment = shownEnvironment(components);
  const planned = components.flatMap((component) => component.plans.flatMap((plan) => (plan.state === 'planned' && plan.environment === environment && isWorthShowing(plan) ? [{ component, plan }] : [])));
  if (planned.length === 0) return '';
  const kept: string[] = [];
  const out: string[] = [];
  let left = free - RESERVED;
  for (const { component, plan } of planned.sort((a, b) => destroyed(b.plan) - destroyed(a.plan))) {
    const part = folded(summaryOf(component, plan), planDiff(plan, room.value));
    left -= room.size(part) + 2;
    if (left >= 0) kept.push(part);
    else {
      left += room.size(part) + 2;
      out.push(component.name);
    }
  }
  return blocks('### Plans', ...kept, out.length === 0 ? '' : `Too long for here: ${named(out)}${room.rest === undefined ? '' : `. ${room.rest}`}`).trim();
}

function named(names: string[]): string {
  return `${names.slice(0, MOST_NAMED).map(code).join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`;
}

function isWorthShowing(plan: Planned): boolean {
  return plan.changes.length > 0 || plan.outputs.length > 0;
}

function destroyed(plan: CheckedPlan): number {
  const { replace, destroy } = countChanges(changesOf(plan));
  return replace + destroy;
}

function summaryOf({ name }: CheckedComponent, plan: Planned): string {
  return `<code>${escapeHtml(name)}</code> in ${plan.environment}: ${countsInWords(countChanges(plan.changes)) || 'outputs only'}`;
}
