import { ROLES, type Config } from '../config.ts';
import type { Verdict } from '../evidence/record.ts';
import type { Check, CheckResult } from './check.ts';

export type Role = (typeof ROLES)[number];

/** A role as decided; what `integrate` records, always all four. */
export interface RoleResult {
  role: Role;
  person: string | null;
  /** `nothing declared` is no pass: nobody has said what this role needs. */
  decision: 'pass' | 'fail' | 'undecided' | 'nothing declared';
  needs: { need: string; component: string; check: string; outcome: CheckResult['outcome']; seconds: number; detail: string }[];
}

/** Runs each declared need's check, in order. `run` is given the component whose outputs the check reads. */
export async function decideRoles(roles: Config['roles'], run: (check: Check, component: string) => Promise<CheckResult>): Promise<RoleResult[]> {
  const results: RoleResult[] = [];
  for (const role of ROLES) {
    const declared = roles[role];
    const needs: RoleResult['needs'] = [];
    for (const { need, component, check } of declared?.needs ?? []) {
      const { outcome, seconds, detail } = await run(check, component);
      needs.push({ need, component, check: check.name, outcome, seconds, detail });
    }
    results.push({ role, person: declared?.person ?? null, decision: decide(needs.map(({ outcome }) => outcome)), needs });
  }
  return results;
}

function decide(outcomes: CheckResult['outcome'][]): RoleResult['decision'] {
  if (outcomes.length === 0) return 'nothing declared';
  if (outcomes.includes('fail')) return 'fail';
  return outcomes.includes('not-exercised') ? 'undecided' : 'pass';
}

export function rolesVerdict(results: RoleResult[]): { verdict: Verdict; reasons: string[] } {
  const reasons = results.flatMap(({ role, decision, needs }) => {
    if (decision === 'nothing declared') return [`${role}: nothing declared, so nothing was verified`];
    return needs.filter(({ outcome }) => outcome !== 'pass').map(({ need, outcome, detail }) => `${role}: ${need}: ${outcome}: ${detail}`);
  });
  return { verdict: results.some(({ decision }) => decision === 'fail') ? 'fail' : 'pass', reasons };
}
