import type { CheckReport } from './check-report.ts';
import { changesOf, countChanges, isDestructive } from './check-report.ts';
import { touched } from './check-next.ts';

type Told = Pick<CheckReport, 'verdict' | 'change' | 'atFault' | 'components' | 'steps' | 'findings' | 'claims'>;

/** What is wrong, counted, so that a reader knows what to look for. */
function wrong({ atFault, steps, findings, claims }: Told): string[] {
  const broken = claims.filter(({ decision, level }) => decision === 'fail' && level === 'must').length;
  const failed = steps.filter(({ verdict }) => verdict === 'fail');
  const counted = (count: number, one: string, many: string): string[] => (count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]);
  const others = failed.filter(({ step }) => !(step === 'scan' && findings.length > 0) && !(['prepare', 'plan'].includes(step) && broken > 0));
  return [
    ...(atFault.length === 0 ? [] : [atFault.length === 1 ? 'the change request cannot be read' : 'more than one change request']),
    ...[...new Set(others.map(({ step }) => step))].map((step) => `${step} failed`),
    ...counted(findings.length, 'finding without a waiver', 'findings without a waiver'),
    ...counted(broken, 'demand not met', 'demands not met'),
  ];
}

/** What came of a check, in a few words. */
export function headline(report: Told): string {
  const { verdict, change, components } = report;
  if (verdict === 'indeterminate') return 'the check did not come to its end';
  if (verdict === 'fail') return wrong(report).join(', ') || 'something is wrong';
  if (verdict === 'halt') return change === null ? 'a change request is missing' : 'this change may not go on as it is';
  if (change === null) return touched(components).length === 0 ? 'no component is touched' : 'the check passes';
  return 'the check passes';
}

export interface Destroyed {
  component: string;
  environments: string[];
  address: string;
  action: 'replace' | 'delete' | 'forget';
  /** Attributes that make a replacement necessary. */
  because: string[];
}

/** Everything that plans would destroy, each once, what is destroyed in production first. */
export function destroyedIn(components: CheckReport['components']): Destroyed[] {
  const found = new Map<string, Destroyed>();
  for (const { name, plans } of components) {
    for (const plan of plans) {
      for (const { address, action, replacePaths } of changesOf(plan).filter(isDestructive)) {
        const destroyed: Destroyed = { component: name, environments: [plan.environment], address, action: action as Destroyed['action'], because: replacePaths.map((path) => path.join('.')) };
        const key = JSON.stringify([name, address, action, destroyed.because]);
        const known = found.get(key);
        if (known === undefined) found.set(key, destroyed);
        else known.environments.push(plan.environment);
      }
    }
  }
  const inProduction = ({ environments }: Destroyed): number => Number(environments.includes('production'));
  return [...found.values()].sort((a, b) => inProduction(b) - inProduction(a));
}

/** `6 components: 2 change, 4 stay as they are` */
export function tally(components: CheckReport['components'], environment: 'test' | 'production'): string {
  const planned = components.flatMap(({ plans }) => plans.filter((plan) => plan.environment === environment && plan.state === 'planned'));
  const changing = planned.filter((plan) => Object.values(countChanges(changesOf(plan))).some((count) => count > 0)).length;
  return `${components.length} ${components.length === 1 ? 'component' : 'components'}: ${changing} would change, ${planned.length - changing} stay as they are${planned.length < components.length ? `, ${components.length - planned.length} not planned` : ''}`;
}
