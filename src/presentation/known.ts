import type { Claim } from '../claims/claim.ts';
import type { ComponentFacts } from '../claims/rules/facts.ts';
import type { GraphNode } from '../components/graph.ts';
import type { Assessment } from '../components/rollback-assessment.ts';
import type { Architecture } from '../documents/architecture.ts';
import type { Action } from '../terraform/plan.ts';

/** What the last production plan would do to one component. */
export interface KnownPlan {
  /** `expectation`: made while an upstream is about to change, so that values of it are not known. */
  kind: 'plan' | 'expectation';
  changes: { address: string; type: string; action: Action }[];
}

/** A component as far as it is known now, from what lies on disk. */
export interface KnownComponent extends GraphNode {
  /** Its production stack; undefined: not synthesized, or not as synth wrote it. */
  stack: ComponentFacts | undefined;
  /** Undefined: not planned for production as it is now. */
  plan: KnownPlan | undefined;
  /** Undefined without a stack. */
  undo: Assessment | undefined;
}

/** A project as far as it is known now. Plain data. */
export interface KnownProject {
  name: string;
  architecture: Architecture;
  /** Ids of the security controls of the guidelines. */
  controls: string[];
  /** Those that the architecture names and those that synth made. */
  components: KnownComponent[];
  /** Everything that the documents demand, decided as far as it can be. */
  claims: Claim[];
  /** The change whose synth and plan are shown. */
  change: string | undefined;
  /** What is not known, each with what makes it known. */
  notYet: string[];
}
