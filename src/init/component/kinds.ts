import type { DATA_CLASSES } from '../../documents/architecture.ts';

/** What `component new` can make for CDKTF on AWS; HCL has `module`. */
export const STACK_KINDS = ['key', 'bucket', 'table', 'queue', 'topic', 'network'] as const;
export type StackKind = (typeof STACK_KINDS)[number];
export const COMPONENT_KINDS = [...STACK_KINDS, 'module'] as const;
export type ComponentKindName = (typeof COMPONENT_KINDS)[number];

export interface ComponentKind {
  purpose: string;
  dataClass: (typeof DATA_CLASSES)[number];
  /** What is gone when it is destroyed, for its section. */
  lost: string;
  /** Resource type → how many of it there are in each environment. */
  resources: Record<string, number>;
  /** The output that shows, in test and in production, that it is there. */
  check: { name: string; output: string; schema: { type: 'string'; pattern: string } };
  /** Type of the resource that production refuses to destroy; undefined where nothing of record is kept. */
  protected?: string;
}

const text = (pattern: string): ComponentKind['check']['schema'] => ({ type: 'string', pattern });
/** An ARN of a service; the partition is not always `aws`. */
const arn = (service: string): ComponentKind['check']['schema'] => text(`^arn:[a-z-]+:${service}:`);

export const KINDS: Record<ComponentKindName, ComponentKind> = {
  key: {
    purpose: 'The customer-managed key that everything else is encrypted with.',
    dataClass: 'confidential',
    lost: 'After 30 days everything that was ever encrypted with the key; until then `aws kms cancel-key-deletion` brings it back.',
    resources: { aws_kms_key: 1, aws_kms_alias: 1 },
    check: { name: 'the key is an output', output: 'key_arn', schema: arn('kms') },
    protected: 'aws_kms_key',
  },
  bucket: {
    purpose: 'A private bucket that keeps the versions of its objects.',
    dataClass: 'confidential',
    lost: 'All objects and all their versions, for good.',
    resources: {
      aws_s3_bucket: 1, aws_s3_bucket_versioning: 1, aws_s3_bucket_server_side_encryption_configuration: 1, aws_s3_bucket_public_access_block: 1,
      aws_s3_bucket_ownership_controls: 1, aws_s3_bucket_lifecycle_configuration: 1, aws_s3_bucket_policy: 1,
    },
    check: { name: 'the bucket is an output', output: 'bucket_arn', schema: text('^arn:[a-z-]+:s3:::') },
    protected: 'aws_s3_bucket',
  },
  table: {
    purpose: 'A table that is paid by use and can be restored to any point of 35 days.',
    dataClass: 'confidential',
    lost: 'All items, and the 35 days of point-in-time recovery.',
    resources: { aws_dynamodb_table: 1 },
    check: { name: 'the table is an output', output: 'table_arn', schema: arn('dynamodb') },
    protected: 'aws_dynamodb_table',
  },
  queue: {
    purpose: 'A work queue, with a second queue for messages that fail.',
    dataClass: 'confidential',
    lost: 'Every message that waits in either queue.',
    resources: { aws_sqs_queue: 2, aws_sqs_queue_policy: 2, aws_sqs_queue_redrive_allow_policy: 1 },
    check: { name: 'the queue is an output', output: 'queue_arn', schema: arn('sqs') },
  },
  topic: {
    purpose: 'A topic that tells its subscribers what happened.',
    dataClass: 'internal',
    lost: 'The subscriptions: nobody is told any more until they are made anew.',
    resources: { aws_sns_topic: 1, aws_sns_topic_policy: 1 },
    check: { name: 'the topic is an output', output: 'topic_arn', schema: arn('sns') },
  },
  network: {
    purpose: 'A private network in two zones, closed to the internet in both directions.',
    dataClass: 'internal',
    lost: 'The network of whatever runs in it, and a year of flow logs.',
    resources: {
      aws_vpc: 1, aws_default_security_group: 1, aws_route_table: 1, aws_route_table_association: 2, aws_subnet: 2, aws_vpc_endpoint: 2, aws_security_group: 1,
      aws_vpc_security_group_ingress_rule: 1, aws_vpc_security_group_egress_rule: 3, aws_flow_log: 1, aws_cloudwatch_log_group: 1, aws_iam_role: 1, aws_iam_role_policy: 1,
    },
    check: { name: 'the network is an output', output: 'vpc_id', schema: text('^vpc-') },
  },
  module: {
    purpose: 'A root module to begin with: it holds a value and nothing else.',
    dataClass: 'none',
    lost: 'Nothing; it keeps no data.',
    resources: { terraform_data: 1 },
    check: { name: 'the component says its name', output: 'component', schema: text('.') },
  },
};

/** Everything but the key itself keeps data, or carries it, and names a key of ours. */
export function needsKey(kind: StackKind): boolean {
  return kind !== 'key';
}
