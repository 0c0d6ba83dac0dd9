/**
 * Which resource types are known to keep no data of their own, or to have no address of their own. A type that stands in no
 * list is opaque: a probe that has to be sure about all resources then leaves its statement undecided and names the type.
 * A name that ends in `*` stands for all types that begin with it.
 */
function matcher(...names: string[]): (type: string) => boolean {
  const exact = new Set(names.filter((name) => !name.endsWith('*')));
  const beginnings = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return (type) => exact.has(type) || beginnings.some((beginning) => type.startsWith(beginning));
}

/** Resources of Terraform itself and of helper providers: they exist in the state only. */
export const inStateOnly = matcher('terraform_data', 'random_*', 'time_*', 'tls_*');

const noData = matcher(
  ...['vpc', 'default_vpc', 'vpc_dhcp_options*', 'vpc_endpoint*', 'vpc_peering_connection*', 'vpc_security_group_*', 'subnet', 'default_subnet'].map(aws),
  ...['route', 'route_table', 'route_table_association', 'default_route_table', 'main_route_table_association', 'route53_*'].map(aws),
  ...['internet_gateway', 'egress_only_internet_gateway', 'nat_gateway', 'eip', 'eip_association', 'flow_log', 'ec2_transit_gateway*'].map(aws),
  ...['network_acl', 'network_acl_rule', 'default_network_acl', 'security_group', 'security_group_rule', 'default_security_group'].map(aws),
  ...['iam_*', 'kms_*', 'acm_*', 'wafv2_*', 'budgets_*', 'lb', 'lb_*', 'alb', 'alb_*', 'appautoscaling_*', 'autoscaling_*', 'placement_group'].map(aws),
  ...['accelerate_configuration', 'acl', 'cors_configuration', 'intelligent_tiering_configuration', 'inventory', 'lifecycle_configuration', 'logging'].map(bucket),
  ...['metric', 'notification', 'object_lock_configuration', 'ownership_controls', 'policy', 'public_access_block', 'replication_configuration'].map(bucket),
  ...['request_payment_configuration', 'server_side_encryption_configuration', 'versioning', 'website_configuration'].map(bucket),
  // An object is kept by its bucket and an item by its table, which are asked themselves.
  ...['s3_account_public_access_block', 's3_object', 'dynamodb_table_item', 'dynamodb_contributor_insights', 'dynamodb_resource_policy'].map(aws),
  ...['sqs_queue_policy', 'sqs_queue_redrive_policy', 'sqs_queue_redrive_allow_policy', 'sns_topic_policy', 'sns_topic_subscription'].map(aws),
  ...['metric_alarm', 'composite_alarm', 'dashboard', 'log_metric_filter', 'log_resource_policy', 'event_rule', 'event_target'].map((name) => aws(`cloudwatch_${name}`)),
  ...['db_subnet_group', 'db_parameter_group', 'rds_cluster_parameter_group', 'elasticache_subnet_group'].map(aws),
  ...['lambda_permission', 'lambda_alias', 'lambda_event_source_mapping', 'launch_template', 'key_pair'].map(aws),
);

/** Among those that keep no data, the ones that may have an address which the internet reaches. */
const maybePublic = matcher(...['eip', 'nat_gateway', 'launch_template', 'lb', 'alb', 'subnet', 'default_subnet'].map(aws));

/** Services of a region, reached by its endpoint and never by an address of their own. */
const regional = matcher(
  ...['s3_bucket', 'dynamodb_table', 'sqs_queue', 'sns_topic', 'cloudwatch_log_group', 'cloudwatch_log_stream', 'secretsmanager_*', 'ssm_parameter'].map(aws),
  ...['ecr_repository', 'kinesis_stream', 'cloudtrail', 'ebs_volume'].map(aws),
);

/** Of those that keep no data or have no address of their own, what stands in certain zones, or takes capacity by the machine. */
const zonal = matcher(...['ebs_volume', 'nat_gateway', 'eip*', 'lb', 'lb_*', 'alb', 'alb_*', 'autoscaling_*', 'launch_template', 'placement_group'].map(aws));

/** Scales by itself, without a setting, or is never under load. */
const withoutCapacity = matcher(
  ...['s3_bucket', 'sqs_queue', 'sns_topic', 'cloudwatch_log_group', 'cloudwatch_log_stream', 'secretsmanager_*', 'ssm_parameter', 'ecr_repository', 'cloudtrail'].map(aws),
);

function aws(name: string): string {
  return `aws_${name}`;
}

function bucket(name: string): string {
  return `aws_s3_bucket_${name}`;
}

export function keepsNoData(type: string): boolean {
  return inStateOnly(type) || noData(type);
}

export function hasNoPublicAddress(type: string): boolean {
  return !maybePublic(type) && (keepsNoData(type) || regional(type));
}

/** Served by the region as a whole, or standing in a network whose subnets are judged themselves. */
export function isRegional(type: string): boolean {
  return !zonal(type) && (noData(type) || regional(type));
}

export function hasNoCapacity(type: string): boolean {
  return withoutCapacity(type) || (keepsNoData(type) && !zonal(type));
}

/** Of a provider whose resources the probes, which know AWS, cannot read. */
export function isForeign({ type }: { type: string }): boolean {
  return !type.startsWith('aws_') && !inStateOnly(type);
}

/** What may bring in resources of any kind that no plan lists. */
export const bringsInOthers = matcher(
  ...['null_resource', 'shell_script', 'external_*', 'local_*', 'aws_cloudformation_*', 'google_deployment_manager_deployment'],
  ...['resource_group', 'subscription', 'management_group', 'tenant'].map((scope) => `azurerm_${scope}_template_deployment`),
);
