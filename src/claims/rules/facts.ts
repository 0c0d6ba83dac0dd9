import type { EnvironmentName } from '../../evidence/record.ts';
import type { JsonObject } from '../../json.ts';
import type { Place } from '../claim.ts';

/** A resource as the change would make it. */
export interface ResourceFacts {
  /** `aws_s3_bucket.data`, in modules `module.a.aws_s3_bucket.data[0]`. */
  address: string;
  type: string;
  /**
   * Values as written in the stack, references as `${…}`; undefined where the stack is not readable (inside a module).
   * SENSITIVE stands for what looks like a secret, UNKNOWN for a map whose keys are worked out.
   */
  written: JsonObject | undefined;
  /** Values after apply, with UNKNOWN and SENSITIVE in place (src/terraform/plan.ts); undefined before there is a plan. */
  planned: JsonObject | undefined;
  /** Path of the construct that made it, `storage-test/data`; undefined for HCL. */
  construct: string | undefined;
  /** Where it is written: the TypeScript line of the construct, or the line of the HCL block. */
  place: Place | undefined;
}

/** One component in one environment. */
export interface ComponentFacts {
  name: string;
  environment: EnvironmentName;
  dependsOn: string[];
  resources: ResourceFacts[];
  /**
   * False when there is no plan yet and the stack has modules, or resources whose number is worked out (`count = var.n`): such
   * resources are missing here until a plan tells how many there are.
   */
  complete: boolean;
  /**
   * Provider name (`aws`, whatever the stack calls it) → its configurations, as written: `{}` for one that the engine makes up
   * because none is written, UNKNOWN for those of a module whose code is not at hand.
   */
  providers: Record<string, JsonObject[]>;
  /** `hashicorp/aws` → the constraint in the stack, the version in its lock. */
  providerVersions: Record<string, { constraint: string | undefined; locked: string | undefined }>;
}

/** Everything that rules judge. Plain data: tests build it. */
export interface RuleFacts {
  components: ComponentFacts[];
  /** Every component that synth made, also those that are not judged here; undefined where that is not known. */
  names?: string[] | undefined;
  /** Every file that git tracks or would track, from the project, with slashes. */
  files: string[];
  engine: { kind: 'terraform' | 'tofu'; version: string } | undefined;
  /** Names of the records that the facts are from, as evidence cites them: `synth/change`. */
  records: { stacks: string; plans: string | undefined };
}
