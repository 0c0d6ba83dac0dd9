import type { EnvironmentName } from '../../evidence/record.ts';
import type { JsonObject } from '../../json.ts';
import type { Place } from '../claim.ts';

/** A resource as the change would make it. */
export interface ResourceFacts {
  /** `aws_s3_bucket.data`, in modules `module.a.aws_s3_bucket.data[0]`. */
  address: string;
  type: string;
  /** Values as written in the stack, references as `${…}`; undefined where the stack is not readable (inside a module). */
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
  /** False when the stack has modules and there is no plan yet: resources may be missing here. */
  complete: boolean;
  /** Provider name → its configurations, as written. */
  providers: Record<string, JsonObject[]>;
  /** `hashicorp/aws` → the constraint in the stack, the version in its lock. */
  providerVersions: Record<string, { constraint: string | undefined; locked: string | undefined }>;
}

/** Everything that rules judge. Plain data: tests build it. */
export interface RuleFacts {
  components: ComponentFacts[];
  /** Every file that git tracks or would track, from the project, with slashes. */
  files: string[];
  engine: { kind: 'terraform' | 'tofu'; version: string } | undefined;
  /** Names of the records that the facts are from, as evidence cites them: `synth/change`. */
  records: { stacks: string; plans: string | undefined };
}
