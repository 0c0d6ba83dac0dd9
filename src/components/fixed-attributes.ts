/** Attributes that a service cannot change on what exists: the provider replaces the resource. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  terraform_data: ['triggers_replace'],
  null_resource: ['triggers'],
  aws_kms_key: ['customer_master_key_spec', 'key_usage', 'multi_region', 'custom_key_store_id'],
  aws_kms_alias: ['name', 'name_prefix'],
  aws_s3_bucket: ['bucket', 'bucket_prefix', 'object_lock_enabled'],
  aws_s3_bucket_versioning: ['bucket', 'expected_bucket_owner'],
  aws_s3_bucket_server_side_encryption_configuration: ['bucket', 'expected_bucket_owner'],
  aws_s3_bucket_public_access_block: ['bucket'],
  aws_s3_bucket_lifecycle_configuration: ['bucket', 'expected_bucket_owner'],
  aws_s3_bucket_ownership_controls: ['bucket'],
  aws_s3_bucket_policy: ['bucket'],
  aws_dynamodb_table: ['name', 'hash_key', 'range_key', 'local_secondary_index'],
  aws_sqs_queue: ['name', 'name_prefix', 'fifo_queue'],
  aws_sqs_queue_policy: ['queue_url'],
  aws_sqs_queue_redrive_allow_policy: ['queue_url'],
  aws_sns_topic: ['name', 'name_prefix', 'fifo_topic'],
  aws_sns_topic_policy: ['arn'],
  aws_sns_topic_subscription: ['topic_arn', 'protocol', 'endpoint'],
  aws_cloudwatch_metric_alarm: ['alarm_name'],
  aws_cloudwatch_dashboard: ['dashboard_name'],
  aws_cloudwatch_log_group: ['name', 'name_prefix', 'log_group_class'],
  aws_iam_role: ['name', 'name_prefix', 'path'],
  aws_iam_role_policy: ['name', 'name_prefix', 'role'],
  aws_vpc: ['cidr_block', 'ipv4_ipam_pool_id'],
  aws_subnet: ['cidr_block', 'availability_zone', 'availability_zone_id', 'vpc_id'],
  aws_route_table: ['vpc_id'],
  aws_route_table_association: ['subnet_id', 'gateway_id'],
  aws_security_group: ['name', 'name_prefix', 'description', 'vpc_id'],
  aws_default_security_group: ['vpc_id'],
  aws_vpc_security_group_ingress_rule: ['security_group_id'],
  aws_vpc_security_group_egress_rule: ['security_group_id'],
  aws_vpc_endpoint: ['service_name', 'vpc_id', 'vpc_endpoint_type'],
  aws_flow_log: ['vpc_id', 'subnet_id', 'eni_id', 'traffic_type', 'log_destination', 'log_destination_type', 'iam_role_arn', 'max_aggregation_interval', 'log_format'],
};

/** Whether the type takes these changes in place; undefined for a type that is not known here. The rollback's plan has the last word. */
export function changedInPlace(type: string, attributes: string[]): boolean | undefined {
  const fixed = FIXED[type];
  return fixed === undefined ? undefined : !attributes.some((attribute) => fixed.includes(attribute));
}
