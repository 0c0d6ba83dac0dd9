import type { Claim, Statement } from './claim.ts';
import { describeClaim } from './render.ts';

export interface ClaimsVerdict {
  verdict: 'pass' | 'fail';
  /** For a fail each claim that stops; for a pass what a reader has to know: broken ones at level `should`. */
  reasons: string[];
}

/**
 * What claims come to for a step. A broken `must` stops it, a broken `should` is a warning. `final`: nothing more will be known, so
 * a `must` with a rule that is still undecided stops too. `claims` are those that `decide` made of `statements`, in their order.
 * Without any claim nothing passes.
 */
export function weighClaims(statements: Statement[], claims: Claim[], { final }: { final: boolean }): ClaimsVerdict {
  if (claims.length === 0) return { verdict: 'fail', reasons: ['the documents demand nothing: no claim was decided'] };
  const stops = claims.filter(({ decision, level }, index) => level === 'must' && (decision === 'fail' || (final && decision === 'undecided' && statements[index]?.rule !== undefined)));
  const warnings = claims.filter(({ decision, level }) => level === 'should' && decision === 'fail');
  return { verdict: stops.length === 0 ? 'pass' : 'fail', reasons: [...stops, ...warnings].map(describeClaim) };
}
