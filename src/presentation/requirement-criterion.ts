import type { PlannedClaim, PlannedRequirement } from './plan-input.ts';
import { describeTarget } from './target.ts';

/** What a requirement asks of `validate`, and what is going to show it; that nothing is, where nothing is. */
export function requirementCriterion({ id, statement, components, target, check }: PlannedRequirement, claims: PlannedClaim[]): string {
  const asked = target === undefined ? '' : ` (${describeTarget(target)})`;
  return `${id} of ${components.join(', ')}${asked}: ${statement} ${shownBy(check, claims.find((claim) => claim.id === id && claim.statement === statement))}`;
}

function shownBy(check: string | undefined, claim: PlannedClaim | undefined): string {
  const ways = [
    ...(check === undefined ? [] : [`Shown by the check "${check}"`]),
    ...(claim !== undefined && claim.by !== null ? [`Decided by ${claim.by}: ${claim.decision}`] : claim?.ruled === true ? ['Decided by its rule once there is a plan'] : []),
  ];
  return ways.length === 0 ? 'Nothing shows it yet, and what nothing decides stops this step' : ways.join('. ');
}
