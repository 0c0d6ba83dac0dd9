import { maySign, notValidAt, APPROVERS_FILE, type Approver } from '../../change/approvers.ts';
import type { Subject, VerifiedApproval } from '../../change/counting.ts';
import { nameOfLogin } from '../../change/person.ts';
import type { GivenOnHost } from '../../evidence/given-on-host.ts';

/** Somebody who did something on GitHub. */
export interface User {
  login: string;
  /** `User`, `Bot`, `Organization`, … */
  type: string;
}

/** An approval that `user` gave there at `at`, of the line of the approvers file that names the login; without one it counts for nobody. */
export function approvalByLogin(subject: Subject, approvers: Approver[], user: User, at: Date, given: GivenOnHost): VerifiedApproval {
  const approval = (approver: string): VerifiedApproval['approval'] => ({ ...subject, approver, at: at.toISOString() });
  const refused = (problem: string): VerifiedApproval => ({ approval: approval(nameOfLogin(user.login)), given, signedBy: null, problem });
  if (user.type !== 'User') return refused(`it is by a machine (${user.type})`);
  const lines = approvers.filter(({ github }) => github !== undefined && nameOfLogin(github) === nameOfLogin(user.login));
  // A login may stand on several lines, each with its own time and use.
  const line = lines.find((one) => maySign(one, subject.kind) && notValidAt(one, at) === undefined) ?? lines[0];
  if (line === undefined) return refused(`no line of ${APPROVERS_FILE} ends in github=${user.login}`);
  return { approval: approval(line.principals[0] ?? ''), given, signedBy: line };
}
