import { approvalPolicySchema, type ApprovalPolicy } from './change/approval-policy.ts';
import { APPROVERS_FILE, parseApprovers, type Approver } from './change/approvers.ts';
import { assertGroupsExist } from './change/quorum.ts';
import { parseConfig, type Config } from './config.ts';
import { Halt } from './errors.ts';
import { CONFIG_FILE } from './find-project.ts';
import type { GitFacts } from './git.ts';
import { readFromBase } from './git-base.ts';

type Base = Pick<GitFacts, 'root' | 'prefix' | 'base'>;

/** Text of cutover.yaml → what it says: every gate asks, and the file seldom changes in between. */
const parsed = new Map<string, Config>();

/** The base's cutover.yaml; undefined where it has none. Throws UserError when that file is not valid. */
export function configOn(base: Base): Config | undefined {
  const text = readFromBase(base, CONFIG_FILE);
  if (text === undefined) return undefined;
  const config = parsed.get(text) ?? parseConfig(text, `${CONFIG_FILE} on ${base.base.ref}`);
  parsed.set(text, config);
  return config;
}

/**
 * `approval` of the base's cutover.yaml; the defaults where the base has no such file. Throws UserError when that file is not
 * valid: with a policy that nobody can read nothing is approved.
 */
export function approvalPolicyOn(base: Base): ApprovalPolicy {
  return configOn(base)?.approval ?? approvalPolicySchema.parse({});
}

/** Who decides there, and by which rules. Throws Halt without approvers, and for a group that the policy names and the approvers do not. */
export function judgesOn(base: Base): { policy: ApprovalPolicy; approvers: Approver[] } {
  const { ref } = base.base;
  const approversFile = `${APPROVERS_FILE} on ${ref}`;
  const text = readFromBase(base, APPROVERS_FILE);
  if (text === undefined) throw new Halt({ file: approversFile, problem: 'the base branch has no approvers file, so nobody can approve', next: `add ${APPROVERS_FILE} (ssh allowed_signers format) to the base branch` });
  const approvers = parseApprovers(text, approversFile);
  const policy = approvalPolicyOn(base);
  assertGroupsExist(policy, approvers, { policyFile: `${CONFIG_FILE} on ${ref}`, approversFile });
  return { policy, approvers };
}
