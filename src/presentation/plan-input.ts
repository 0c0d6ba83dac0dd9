import type { Claim } from '../claims/claim.ts';
import type { GraphNode } from '../components/graph.ts';
import type { Milestone, Mode } from '../components/milestones.ts';
import type { Rollback } from '../components/rollback.ts';
import type { Config } from '../config.ts';
import type { ArchitectureComponent, ArchitectureRequirement } from '../documents/architecture.ts';
import type { DocumentStatement } from '../documents/document-statement.ts';

/** A component as the implementation plan tells of it. */
export interface PlannedComponent extends GraphNode {
  /** What the architecture document says; undefined where it does not name the component. */
  architecture: ArchitectureComponent | undefined;
}

/** A requirement, with the name of the check that cutover.yaml gives for it, if it gives one. */
export interface PlannedRequirement extends Pick<ArchitectureRequirement, 'id' | 'statement' | 'components' | 'target'> {
  check: string | undefined;
}

/** A claim as it was decided from the code; `ruled`: a rule checks it, so that it must be decided once there is a plan. */
export type PlannedClaim = Claim & { ruled: boolean };

/** Everything that an implementation plan is made of. Plain data. */
export interface ImplementationPlanInput {
  /** `rollback`: how the change is taken back, in the words of who asked for it. */
  change: { id: string; title: string; requester: string; rollback?: string | undefined };
  mode: Mode;
  milestones: Milestone[];
  components: PlannedComponent[];
  /** One procedure a component, in any order. */
  rollback: Rollback[];
  /** All claims of the documents, requirements among them (by their id). */
  claims: PlannedClaim[];
  requirements: PlannedRequirement[];
  checks: Config['checks'];
  roles: Config['roles'];
  checklist: { file: string; mandatory: string[] };
  operations: Config['operations'];
  /** Owner of the architecture document: answers for what names no owner of its own. */
  owner: string;
}

/** The requirements among what documents demand, with the names of the checks that cutover.yaml gives for them. */
export function plannedRequirements(statements: DocumentStatement[], checks: Config['requirements']): PlannedRequirement[] {
  return statements.flatMap(({ id, statement, requirement }) => (requirement === undefined ? [] : [{ id, statement, components: requirement.components, target: requirement.target, check: checks[id]?.name }]));
}

/** `claims` are those that `decide` made of `statements`, in their order. */
export function plannedClaims(statements: Pick<DocumentStatement, 'rule'>[], claims: Claim[]): PlannedClaim[] {
  return claims.map((claim, index) => ({ ...claim, ruled: statements[index]?.rule !== undefined }));
}
