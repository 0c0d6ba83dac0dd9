import { blocks, code, escapeMarkdown, table } from '../../documents/markdown.ts';
import type { EnvironmentName } from '../../evidence/record.ts';
import { changesOf, countChanges, countsInWords, planIn, type ChangeCounts, type CheckedComponent, type CheckReport } from '../../presentation/check-report.ts';
import { destroyedIn, tally } from '../../presentation/check-words.ts';
import { more, type Room } from './room.ts';

/** The environment whose numbers are shown: production, as soon as anything of it is planned. */
export function shownEnvironment(components: CheckedComponent[]): EnvironmentName | undefined {
  return (['production', 'test'] as const).find((environment) => components.some((component) => planIn(component, environment)?.state === 'planned'));
}

/** What would be destroyed, as something nobody passes over; empty where nothing would. */
export function destructivePart({ components }: Pick<CheckReport, 'components'>, room: Room): string {
  const all = destroyedIn(components);
  if (all.length === 0) return '';
  const environments = (['test', 'production'] as const).filter((one) => all.some((destroyed) => destroyed.environments.includes(one))).join(' and ');
  const verbs = { replace: 'destroyed and created anew', delete: 'destroyed', forget: 'taken out of the state' };
  const items = all.slice(0, room.destroyed).map(({ component, environments: where, address, action, because }) => `- ${code(address)} of **${escapeMarkdown(component)}** (${where.join(' and ')}) is ${verbs[action]}${because.length === 0 ? '' : `, because of ${because.map(code).join(', ')}`}`);
  const left = all.length > room.destroyed ? [`- ${more(all.length - room.destroyed, 'resources', room)}`] : [];
  return ['[!CAUTION]', `**${all.length} ${all.length === 1 ? 'resource is' : 'resources are'} destroyed in ${environments}.** What they hold is lost unless it is kept elsewhere.`, '', ...items, ...left].map((line) => `> ${line}`).join('\n');
}

/** Each component with what would happen to it; those that stay as they are come last. */
export function componentsPart(report: Pick<CheckReport, 'components' | 'target'>, room: Room): string {
  const { components } = report;
  if (components.length === 0) return '';
  const environment = shownEnvironment(components);
  if (environment === undefined) return unplanned(components, room);
  const where = `${environment}${report.target === 'sandbox' ? ' (of the sandbox: no real account)' : ''}`;
  const other = environment === 'production' && components.some((component) => planIn(component, 'test') !== undefined);
  // Most plans move and import nothing.
  const inState = (['moved', 'imported'] as const).filter((kind) => countChanges(components.flatMap((component) => changesOf(planIn(component, environment))))[kind] > 0);
  const headers = ['Component', 'Add', 'Change', 'Replace', 'Destroy', ...inState.map(capital), ...(other ? ['In test'] : [])];
  const concerned = [...components].filter((component) => weight(component) > 0).sort((a, b) => weight(b) - weight(a));
  const shown = concerned.slice(0, room.components);
  const rows = shown.map((component) => [code(component.name), ...cells(component, environment, inState), ...(other ? [inTest(component)] : [])]);
  const rest = concerned.length > shown.length ? more(concerned.length - shown.length, 'components', room) : '';
  return blocks(`### What would happen in ${where}`, rows.length === 0 ? 'Nothing.' : table(headers, rows), rest, `${tally(components, environment)}.${expectation(components, environment)}`).trim();
}

/** Nothing for a component that stays as it is in both environments, and is not touched. */
function weight(component: CheckedComponent): number {
  const { add, change, replace, destroy, moved, imported } = total(component);
  const failed = component.plans.some(({ state }) => state === 'failed');
  const unknown = component.plans.some(({ state }) => state === 'not planned');
  return (failed ? 1e12 : 0) + (replace + destroy) * 1e6 + (add + change + moved + imported) + (component.touchedBy.length > 0 ? 0.5 : 0) + (unknown ? 0.1 : 0);
}

function total({ plans }: CheckedComponent): ChangeCounts {
  return countChanges(plans.flatMap((plan) => changesOf(plan)));
}

function cells(component: CheckedComponent, environment: EnvironmentName, inState: ('moved' | 'imported')[]): string[] {
  const plan = planIn(component, environment);
  if (plan?.state !== 'planned') return [plan?.state === 'failed' ? '**could not be planned**' : '*not planned*', '', '', '', ...inState.map(() => '')];
  const { add, change, replace, destroy, ...rest } = countChanges(plan.changes);
  const most = plan.kind === 'expectation' ? '≤ ' : '';
  const number = (count: number, bad = false): string => (count === 0 ? '·' : bad ? `**${most}${count}** ⚠️` : `${most}${count}`);
  return [number(add), number(change), number(replace, true), number(destroy, true), ...inState.map((kind) => number(rest[kind]))];
}

/** Short, since production is what counts: `same`, or how it differs. */
function inTest(component: CheckedComponent): string {
  const [production, test] = [planIn(component, 'production'), planIn(component, 'test')];
  if (test?.state !== 'planned') return test?.state === 'failed' ? '**could not be planned**' : '*not planned*';
  const [there, here] = [countChanges(changesOf(production)), countChanges(test.changes)];
  if (production?.state === 'planned' && JSON.stringify(there) === JSON.stringify(here)) return 'the same';
  return countsInWords(here) || 'no change';
}

function expectation(components: CheckedComponent[], environment: EnvironmentName): string {
  const below = components.filter((component) => {
    const plan = planIn(component, environment);
    return plan?.state === 'planned' && plan.kind === 'expectation';
  });
  return below.some(({ plans }) => plans.some((plan) => changesOf(plan).length > 0)) ? ' ≤: at most so much, since values from what it depends on are not known yet.' : '';
}

/** Without credentials there are no plans; what the code makes and what the change touches is known all the same. */
function unplanned(components: CheckedComponent[], room: Room): string {
  const because = [...new Set(components.flatMap(({ plans }) => plans.flatMap((plan) => (plan.state === 'planned' ? [] : [`${plan.state}: ${plan.because}`]))))];
  const ordered = [...components].sort((a, b) => weight(b) - weight(a));
  const rows = ordered.slice(0, room.components).map(({ name, resources, dependsOn, touchedBy }) => [code(name), touchedBy.length > 0 ? '**touched**' : '·', String(resources), dependsOn.map(code).join(', ') || '·']);
  const rest = ordered.length > room.components ? `\n\n${more(ordered.length - room.components, 'components', room)}` : '';
  const why = because.length === 0 ? 'Nothing is planned.' : `${escapeMarkdown(because[0] ?? '')}${because.length > 1 ? `, and ${because.length - 1} more reasons` : ''}.`;
  return `### The components\n\n${table(['Component', 'This change', 'Resources', 'Needs'], rows)}${rest}\n\n${capital(why)}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
