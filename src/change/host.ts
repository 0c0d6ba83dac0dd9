import type { Json, JsonObject } from '../json.ts';
import type { Approver } from './approvers.ts';
import type { Excluded, Subject, VerifiedApproval } from './counting.ts';

/**
 * What the place where the repository is hosted knows of a change, for the one decision. It is asked by `refresh`; all else
 * tells what was answered last. Everything unknown, partial or unheard of is a Halt, or an approval that does not count.
 */
export interface Host {
  /** Throws Halt where the host does not answer, or has no gate to rely on. */
  refresh: () => Promise<void>;
  /** `sealedWith`: what `forSeal` told when the seal was made; undefined for another subject, or where nobody was asked then. */
  approvals: (subject: Subject, approvers: Approver[], sealedWith: Json | undefined) => VerifiedApproval[];
  excluded: () => Excluded[];
  /** Files that the pull requests of the change touch, from the top of the repository; undefined where there is none, or nobody needed to know. */
  touched: () => string[] | undefined;
  /** Why nobody could approve this there, and what to do about that, in sentences without a full stop. */
  remarks: (kind: Subject['kind']) => string[];
  /** What to keep with a seal that is being made: approvals that are there already are for something else. */
  forSeal: () => JsonObject;
}
