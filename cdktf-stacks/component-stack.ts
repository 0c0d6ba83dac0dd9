import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import { Annotations, Aspects, S3Backend, TerraformOutput, TerraformStack, type S3BackendConfig } from 'cdktf';
import type { Construct } from 'constructs';
import { controlsAspect } from 'cutover/controls';
import { join } from 'node:path';
import { TagsAspect } from './tags-aspect.ts';
import { PLATFORM, type Settings } from './settings.ts';

/** What every stack must have. Cutover judges by it again, and by what stands there on the base branch. */
const GUIDELINES = join(import.meta.dirname, 'docs', 'infrastructure-guidelines.md');

/** What a component declares about itself; it becomes tags. */
export interface ComponentDeclaration {
  component: string;
  /** Team that answers for it. */
  owner: string;
  /** The most sensitive data it holds. */
  dataClassification: 'none' | 'internal' | 'confidential';
}

/**
 * One component: one stack with one state. It brings the AWS provider (held to one account), the S3 backend with its lock,
 * the tags, and the security controls of the guidelines, so that a stack file says only what the component is. A stack that
 * breaks a control does not synthesize.
 */
export abstract class ComponentStack extends TerraformStack {
  protected readonly settings: Settings;
  /** Begins the name of everything the platform makes in this environment. */
  protected readonly prefix: string;
  readonly #partition: DataAwsPartition;

  protected constructor(scope: Construct, settings: Settings, declaration: ComponentDeclaration) {
    super(scope, `${declaration.component}-${settings.environment}`);
    this.settings = settings;
    this.prefix = `${PLATFORM}-${settings.environment}`;
    new AwsProvider(this, 'aws', {
      region: settings.region,
      allowedAccountIds: [settings.account],
      defaultTags: [{ tags: { Platform: PLATFORM, Environment: settings.environment, ManagedBy: 'terraform' } }],
    });
    // The key is the component's, not the stack's: the bucket is the environment's. CDKTF's type lacks use_lockfile.
    const backend: S3BackendConfig & { useLockfile: boolean } = {
      bucket: settings.stateBucket,
      key: `${PLATFORM}/${declaration.component}/terraform.tfstate`,
      region: settings.region,
      allowedAccountIds: [settings.account],
      encrypt: true,
      useLockfile: true,
    };
    new S3Backend(this, backend);
    this.#partition = new DataAwsPartition(this, 'partition');
    Aspects.of(this).add(
      new TagsAspect(`${this.prefix}-${declaration.component}`, {
        Component: declaration.component,
        Owner: declaration.owner,
        DataClassification: declaration.dataClassification,
      }),
    );
    Aspects.of(this).add(
      controlsAspect({ guidelines: GUIDELINES, component: declaration.component, environment: settings.environment, cdktf: { Annotations, TerraformStack } }),
    );
  }

  /**
   * The ARN of something in this account and region whose name we choose ourselves. Unlike a reference to the resource's
   * own `arn`, it is known when the plan is made, so that whoever approves a plan can read its policies.
   */
  protected arn(service: string, resource: string): string {
    return `arn:${this.#partition.partition}:${service}:${this.settings.region}:${this.settings.account}:${resource}`;
  }

  /** As `arn`, for services whose ARNs carry no region: IAM. */
  protected globalArn(service: string, resource: string): string {
    return `arn:${this.#partition.partition}:${service}::${this.settings.account}:${resource}`;
  }

  /** As `arn`, for S3, whose ARNs carry neither region nor account. */
  protected bucketArn(bucket: string): string {
    return `arn:${this.#partition.partition}:s3:::${bucket}`;
  }

  /**
   * CDKTF marks the outputs behind its cross-stack references as sensitive. Ours are names and ARNs: a reader of plans and
   * evidence needs them. Terraform itself refuses a plain output for a value that a provider marks as sensitive.
   */
  override registerOutgoingCrossStackReference(identifier: string): TerraformOutput {
    const output = super.registerOutgoingCrossStackReference(identifier);
    output.sensitive = false;
    return output;
  }

  /** What others may rely on: a stack output with a stable name. */
  protected output(name: string, value: string | string[], description: string): void {
    new TerraformOutput(this, `output-${name}`, { value, description }).overrideLogicalId(name);
  }
}
