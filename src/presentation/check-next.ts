import type { Waiting } from '../change/waiting.ts';
import type { Verdict } from '../evidence/record.ts';
import type { CheckedComponent, NextStep } from './check-report.ts';
import { changesOf } from './check-report.ts';

export interface NextQuestion {
  verdict: Verdict;
  /** The request that the check was made against; false where there is none. */
  hasRequest: boolean;
  /** The request file that cannot be read, where that is why. */
  brokenRequest: string | undefined;
  components: Pick<CheckedComponent, 'name' | 'touchedBy' | 'plans'>[];
  /** What the request itself waits for. */
  waiting: Waiting[];
}

/** The components that the change touches: by an edit of their files, or by what their plans would do. */
export function touched<T extends NextQuestion['components'][number]>(components: T[]): T[] {
  return components.filter((component) => component.touchedBy.length > 0 || component.plans.some((plan) => changesOf(plan).length > 0));
}

/** What somebody has to do before this change can go on; empty when nothing is asked of anybody. Pure. */
export function nextSteps({ verdict, hasRequest, brokenRequest, components, waiting }: NextQuestion): NextStep[] {
  if (verdict === 'indeterminate') return [{ what: 'the check to run to its end: it was cut off, or failed by itself', whom: [], how: 'run it again' }];
  const names = touched(components).map(({ name }) => name);
  const request: NextStep[] =
    brokenRequest !== undefined ? [{ what: 'a change request that can be read', whom: [], how: `correct ${brokenRequest}` }]
    : !hasRequest && names.length > 0 ? [{ what: `a change request for ${listed(names)}`, whom: [], how: `cutover request new --title "…" --components ${names.length > 10 ? 'all' : names.join(',')}` }]
    : [];
  if (request.length > 0 || !hasRequest || verdict === 'pass') return [...request, ...(hasRequest ? waiting.map(({ what, whom, next }) => ({ what, whom, how: next })) : [])];
  return [{ what: 'what is wrong below to be set right', whom: [], how: 'correct it and push; cutover check says the same on your own machine' }];
}

function listed(names: string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}
