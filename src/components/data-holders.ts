import type { Json } from '../json.ts';
import { numberOf } from '../number-of.ts';

/** What an attribute does for the data of a resource. */
export interface Protection {
  attribute: string;
  /** What it does when it has this value; undefined when it does nothing. */
  protects: (value: Json | undefined) => string | undefined;
}

export interface DataHolder {
  /** What is lost when it is destroyed. */
  what: string;
  protections: Protection[];
  /** How to get the data back, while that is possible. */
  recovery: string;
}

const isTrue = (says: string): Protection['protects'] => (value) => (value === true ? says : undefined);
const notTrue = (says: string): Protection['protects'] => (value) => (value === true ? undefined : says);
const days = (value: Json | undefined, otherwise: number): number => (typeof value === 'number' && value > 0 ? value : otherwise);

const DELETION_PROTECTION: Protection = { attribute: 'deletion_protection', protects: isTrue('deletion protection: AWS refuses the delete') };
const DELETION_PROTECTION_ENABLED: Protection = { attribute: 'deletion_protection_enabled', protects: isTrue('deletion protection: AWS refuses the delete') };
const SNAPSHOT: Protection = { attribute: 'skip_final_snapshot', protects: notTrue('a final snapshot is taken') };

/** Types whose resources hold data, or make other data readable. */
export const DATA_HOLDERS: Readonly<Record<string, DataHolder>> = {
  aws_s3_bucket: {
    what: 'all objects and all their versions',
    protections: [{ attribute: 'force_destroy', protects: notTrue('AWS refuses to delete a bucket that is not empty') }],
    recovery: 'none, unless the objects were copied elsewhere first (replication, AWS Backup)',
  },
  aws_dynamodb_table: {
    what: 'all items',
    protections: [DELETION_PROTECTION_ENABLED, { attribute: 'point_in_time_recovery[0].enabled', protects: isTrue('point-in-time recovery: deleting the table leaves a system backup for 35 days') }],
    recovery: 'restore the system backup or a backup of your own into a new table (aws dynamodb restore-table-from-backup)',
  },
  aws_sqs_queue: {
    what: 'every message that is waiting or being worked on',
    protections: [],
    recovery: 'none; let readers empty the queue first. The name is free again only after 60 seconds',
  },
  aws_kms_key: {
    what: 'whatever was encrypted with the key can never be read again, wherever it is stored',
    protections: [{ attribute: 'deletion_window_in_days', protects: (value) => `a waiting period of ${numberOf(days(value, 30), 'day')}` }],
    recovery: 'within the waiting period: aws kms cancel-key-deletion, then aws kms enable-key',
  },
  aws_cloudwatch_log_group: {
    what: 'all log events',
    protections: [{ attribute: 'skip_destroy', protects: isTrue('Terraform lets the log group stay') }, DELETION_PROTECTION_ENABLED],
    recovery: 'none, unless the events were exported first (aws logs create-export-task)',
  },
  aws_db_instance: {
    what: 'the database',
    protections: [DELETION_PROTECTION, SNAPSHOT, { attribute: 'delete_automated_backups', protects: (value) => (value === false ? 'automated backups are kept' : undefined) }],
    recovery: 'restore a snapshot into a new instance',
  },
  aws_rds_cluster: { what: 'the database cluster', protections: [DELETION_PROTECTION, SNAPSHOT], recovery: 'restore a snapshot into a new cluster' },
  aws_docdb_cluster: { what: 'the database cluster', protections: [DELETION_PROTECTION, SNAPSHOT], recovery: 'restore a snapshot into a new cluster' },
  aws_ebs_volume: { what: 'the volume', protections: [{ attribute: 'final_snapshot', protects: isTrue('a final snapshot is taken') }], recovery: 'create a volume from a snapshot' },
  aws_efs_file_system: { what: 'all files', protections: [], recovery: 'restore from AWS Backup, where it was set up' },
  aws_secretsmanager_secret: {
    what: 'the secret and its versions',
    protections: [{ attribute: 'recovery_window_in_days', protects: (value) => (value === 0 ? undefined : `a recovery window of ${numberOf(days(value, 30), 'day')}`) }],
    recovery: 'within the window: aws secretsmanager restore-secret',
  },
  aws_ssm_parameter: { what: 'the value of the parameter and its history', protections: [], recovery: 'none' },
  aws_kinesis_stream: { what: 'all records of the retention period', protections: [], recovery: 'none' },
  aws_elasticache_replication_group: { what: 'the cached data', protections: [{ attribute: 'final_snapshot_identifier', protects: (value) => (typeof value === 'string' ? 'a final snapshot is taken' : undefined) }], recovery: 'restore a snapshot' },
  aws_opensearch_domain: { what: 'all indexes', protections: [], recovery: 'restore a snapshot into a new domain' },
  aws_ecr_repository: { what: 'all images', protections: [{ attribute: 'force_delete', protects: notTrue('AWS refuses to delete a repository that is not empty') }], recovery: 'push the images again' },
  aws_cognito_user_pool: { what: 'all users', protections: [{ attribute: 'deletion_protection', protects: (value) => (value === 'ACTIVE' ? 'deletion protection: AWS refuses the delete' : undefined) }], recovery: 'none' },
  aws_instance: { what: 'disks that go with the instance', protections: [{ attribute: 'disable_api_termination', protects: isTrue('termination protection: AWS refuses') }], recovery: 'start from an image or snapshot' },
  local_file: { what: 'the file', protections: [], recovery: 'apply again' },
};

/** Types that hold no data: destroyed and created again, nothing is missing but what had their ids in hand. */
const HOLDS_NOTHING: ReadonlySet<string> = new Set([
  'terraform_data', 'null_resource', 'time_sleep', 'time_static',
  'aws_kms_alias', 'aws_kms_key_policy', 'aws_kms_grant',
  'aws_s3_bucket_versioning', 'aws_s3_bucket_server_side_encryption_configuration', 'aws_s3_bucket_public_access_block', 'aws_s3_bucket_lifecycle_configuration',
  'aws_s3_bucket_policy', 'aws_s3_bucket_ownership_controls', 'aws_s3_bucket_logging', 'aws_s3_bucket_acl', 'aws_s3_bucket_notification',
  'aws_sqs_queue_policy', 'aws_sqs_queue_redrive_policy', 'aws_sqs_queue_redrive_allow_policy', 'aws_sns_topic', 'aws_sns_topic_policy', 'aws_sns_topic_subscription',
  'aws_cloudwatch_metric_alarm', 'aws_cloudwatch_composite_alarm', 'aws_cloudwatch_dashboard', 'aws_cloudwatch_event_rule', 'aws_cloudwatch_event_target', 'aws_cloudwatch_log_metric_filter',
  'aws_iam_role', 'aws_iam_policy', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment', 'aws_iam_instance_profile',
  'aws_vpc', 'aws_subnet', 'aws_route_table', 'aws_route_table_association', 'aws_route', 'aws_internet_gateway', 'aws_nat_gateway', 'aws_security_group', 'aws_default_security_group',
  'aws_security_group_rule', 'aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule', 'aws_vpc_endpoint', 'aws_flow_log', 'aws_network_acl',
  'aws_lambda_function', 'aws_lambda_permission', 'aws_lb', 'aws_lb_listener', 'aws_lb_target_group', 'aws_appautoscaling_target', 'aws_appautoscaling_policy',
]);

/** `unknown` is no `nothing`: a type that nobody here knows is treated as if it held data. */
export function holdsData(type: string): 'data' | 'nothing' | 'unknown' {
  if (Object.hasOwn(DATA_HOLDERS, type)) return 'data';
  return HOLDS_NOTHING.has(type) ? 'nothing' : 'unknown';
}
