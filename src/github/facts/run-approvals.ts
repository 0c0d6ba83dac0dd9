import { z } from 'zod';
import type { Approver } from '../../change/approvers.ts';
import type { Subject, VerifiedApproval } from '../../change/counting.ts';
import { nameOfLogin } from '../../change/person.ts';
import type { Json, JsonObject } from '../../json.ts';
import { approvalByLogin } from './line-of-login.ts';
import type { RunApproval } from './run-approval.ts';

/** The run that asks. */
export interface AskingRun {
  id: number;
  attempt: number;
  url: string;
  commit: string;
}

/** What a seal keeps of the run that it was made in: `@ann approved` → how often the run had that already. */
const sealedWithSchema = z.object({ run: z.number().int(), attempt: z.number().int(), before: z.record(z.string(), z.number().int()) });

export interface RunReviews {
  run: AskingRun;
  /** The environment whose approval lets production be changed. */
  environment: string;
  /** Of all environments and all attempts. */
  approvals: RunApproval[];
  /** Why approvals of the environment show nothing (`gapsOf`). */
  gaps: string[];
  /** When they were read: GitHub does not say when they were given. */
  readAt: Date;
}

export function sealedWith({ run, environment, approvals }: Pick<RunReviews, 'run' | 'environment' | 'approvals'>): JsonObject {
  return { run: run.id, attempt: run.attempt, before: Object.fromEntries(tally(environment, approvals)) };
}

/**
 * The run's approvals of the environment, one for each person, as approvals of the seal. An approval holds no digest: it is
 * bound to its run, and the run to the seal that it made. So it counts only when the seal was made in the same run, and for
 * what was not there when it was made: an approval of an earlier attempt is for that attempt's seal.
 */
export function approvalsOfRun(reviews: RunReviews, made: Json | undefined, subject: Subject, approvers: Approver[]): VerifiedApproval[] {
  const { run, environment, approvals, gaps, readAt } = reviews;
  const people = Map.groupBy(approvals.filter((one) => isOf(environment, one) && one.state === 'approved'), ({ user }) => nameOfLogin(user.login));
  const parsed = sealedWithSchema.safeParse(made);
  const now = tally(environment, approvals);
  return [...people].flatMap(([name, [first]]) => {
    if (first === undefined) return [];
    const given = { host: 'github', kind: 'environment', url: run.url, id: run.id, commit: run.commit, login: first.user.login } as const;
    const found = approvalByLogin(subject, approvers, first.user, readAt, given);
    const problem = gaps.length > 0 ? `the environment ${environment} ${gaps.join(', and it ')}` : whyNotForSeal(name, now, parsed.data, run);
    return [problem === undefined ? found : { approval: found.approval, given, signedBy: null, problem }];
  });
}

function whyNotForSeal(name: string, now: Map<string, number>, sealed: z.infer<typeof sealedWithSchema> | undefined, run: AskingRun): string | undefined {
  if (sealed === undefined) return 'it cannot be told what it was given for: nothing of GitHub was noted when the seal was made';
  if (sealed.run !== run.id) return `it was given in run ${run.id}, and the seal was made in run ${sealed.run}: it takes a signature, or a seal of this run`;
  const since = (what: string): number => (now.get(what) ?? 0) - (sealed.before[what] ?? 0);
  if (Object.keys(sealed.before).some((what) => since(what) < 0)) return 'it cannot be told what it was given for: approvals that were there when the seal was made are gone';
  if (since(`${name} approved`) <= 0) return 'it was given before the seal was made, in an earlier attempt of the run: it is for another seal, and this one has to be approved by itself';
  return since(`${name} rejected`) > 0 ? 'the same person has also rejected the run since the seal was made' : undefined;
}

function isOf(environment: string, { environments }: RunApproval): boolean {
  return environments.some(({ name }) => name.toLowerCase() === environment.toLowerCase());
}

function tally(environment: string, approvals: RunApproval[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of approvals.filter((approval) => isOf(environment, approval))) {
    const what = `${nameOfLogin(one.user.login)} ${one.state}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return counts;
}
