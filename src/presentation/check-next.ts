import type { Waiting } from '../change/waiting.ts';
import type { Verdict } from '../evidence/record.ts';
import type { CheckedComponent, NextStep } from './check-report.ts';
import { changesOf } from './check-report.ts';

export interface NextQuestion {
  /** Of all but the request's status. */
  verdict: Verdict;
  /** The request that the check was made against; false where there is none. */
  hasRequest: boolean;
  /** The request file that cannot be read, or the several of which each has to come by itself, where that is why. */
  atFault: string[];
  components: Pick<CheckedComponent, 'name' | 'touchedBy' | 'plans'>[];
  /** What the request itself waits for. */
  waiting: Waiting[];
  /** What to do about a status in the request's file that is not true: nothing else of the request counts before. */
  untrue: Waiting[];
}

/** The components that the change touches: by an edit of their files, or by what their plans would do. */
export function touched<T extends NextQuestion['components'][number]>(components: T[]): T[] {
  return components.filter((component) => component.touchedBy.length > 0 || component.plans.some((plan) => changesOf(plan).length > 0));
}

/** What somebody has to do before this change can go on; empty when nothing is asked of anybody. Pure. */
export function nextSteps({ verdict, hasRequest, atFault, components, waiting, untrue }: NextQuestion): NextStep[] {
  if (verdict === 'indeterminate') return [{ what: 'the check to run to its end: it was cut off, or failed by itself', whom: [], how: 'run it again' }];
  const names = touched(components).map(({ name }) => name);
  const request: NextStep[] =
    atFault.length > 1 ? [{ what: 'one change request, and no more', whom: [], how: `keep one of ${listed(atFault)} here, with what it is about, and bring each other one by itself` }]
    : atFault[0] !== undefined ? [{ what: 'a change request that can be read', whom: [], how: `correct ${atFault[0]}` }]
    : !hasRequest && names.length > 0 ? [{ what: `a change request for ${listed(names)}`, whom: [], how: `cutover request new --title "…" --components ${names.length > 10 ? 'all' : names.join(',')}` }]
    : [];
  const asNext = ({ what, whom, next }: Waiting): NextStep => ({ what, whom, how: next });
  if (request.length > 0 || !hasRequest || verdict === 'pass') return [...request, ...(hasRequest ? (untrue.length > 0 ? untrue : waiting).map(asNext) : [])];
  return [...untrue.map(asNext), { what: 'what is wrong below to be set right', whom: [], how: 'correct it and push; cutover check says the same on your own machine' }];
}

function listed(names: string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}
