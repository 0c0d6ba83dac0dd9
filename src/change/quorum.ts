import { Halt } from '../errors.ts';
import type { ApprovalPolicy, Quorum } from './approval-policy.ts';
import type { Approver } from './approvers.ts';
import type { Candidate, Counted } from './counting.ts';

/** What is missing until a quorum is reached, and the names of those who could give it. */
export interface Missing {
  reasons: string[];
  whoMay: string[];
}

/** Undefined when the approvals that count are enough, by people and by groups. `what`: `the request`. */
export function missingFrom({ required, groups }: Quorum, counting: Counted[], candidates: Candidate[], what: string): Missing | undefined {
  const people = new Set(counting.map(({ person }) => person)).size;
  const lacking = groups.filter((group) => !counting.some((counted) => counted.groups.includes(group)));
  const short = people < required;
  if (!short && lacking.length === 0) return undefined;
  const reasons = [
    ...(short ? [people === 0 ? `nobody has approved ${what}${required === 1 ? '' : `, and ${required} people must`}` : `${people} of ${required} people have approved ${what}`] : []),
    ...lacking.map((group) => `nobody of the group ${group} has approved ${what}`),
  ];
  // Where enough people have approved, only somebody of a group that is missing helps.
  const helpful = candidates.filter((candidate) => short || candidate.groups.some((group) => lacking.includes(group)));
  return { reasons, whoMay: helpful.flatMap(({ names }) => names).sort() };
}

/** Throws Halt for a group that the policy asks for and that no line of the approvers file names: nobody could ever approve. */
export function assertGroupsExist(policy: ApprovalPolicy, approvers: Approver[], { policyFile, approversFile }: { policyFile: string; approversFile: string }): void {
  const known = [...new Set(approvers.flatMap(({ groups }) => groups))].sort();
  for (const kind of ['request', 'promotion'] as const) {
    for (const [risk, quorum] of Object.entries<Quorum>(policy[kind])) {
      const unknown = quorum.groups.find((group) => !known.includes(group));
      if (unknown === undefined) continue;
      const allowed = known.length === 0 ? `${approversFile} names no group` : known.join(', ');
      throw new Halt({ file: policyFile, field: `approval.${kind}.${risk}.groups`, problem: `no line of ${approversFile} is of this group`, found: unknown, allowed, next: 'end the lines of its members with groups=…, or correct its name, on the base branch' });
    }
  }
}
