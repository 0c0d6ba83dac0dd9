/**
 * Which resource types are known to keep no data of their own, or to have no address of their own. A type that stands in no
 * list is opaque: a probe that has to be sure about all resources then leaves its statement undecided and names the type.
 */

/** Resources of Terraform itself and of helper providers: they exist in the state only. */
const IN_STATE_ONLY = /^(terraform_data|random_[a-z0-9_]+|time_[a-z0-9_]+|tls_[a-z0-9_]+)$/;

const KEEPS_NO_DATA = [
  /^aws_(vpc|default_vpc|subnet|default_subnet|route|route_table|default_route_table|route_table_association|main_route_table_association)$/,
  /^aws_(internet_gateway|nat_gateway|egress_only_internet_gateway|eip|eip_association|network_acl|network_acl_rule|default_network_acl|flow_log)$/,
  /^aws_(security_group|default_security_group|security_group_rule|vpc_(security_group_(in|e)gress_rule|endpoint|endpoint_[a-z_]+|dhcp_options|dhcp_options_association|peering_connection[a-z_]*))$/,
  /^aws_(iam|kms|route53|acm|lb|alb|appautoscaling|autoscaling|budgets|wafv2|ssm_association|ec2_transit_gateway)_[a-z0-9_]+$/,
  /^aws_(lb|alb)$/,
  /^aws_s3_(account_public_access_block|bucket_(accelerate_configuration|acl|cors_configuration|intelligent_tiering_configuration|inventory|lifecycle_configuration|logging|metric|notification|object_lock_configuration|ownership_controls|policy|public_access_block|replication_configuration|request_payment_configuration|server_side_encryption_configuration|versioning|website_configuration))$/,
  /^aws_s3_object$/, // kept by its bucket, which is asked itself
  /^aws_sqs_queue_(policy|redrive_policy|redrive_allow_policy)$/,
  /^aws_sns_topic_(policy|subscription|data_protection_policy)$/,
  /^aws_dynamodb_(table_item|contributor_insights|resource_policy|tag|kinesis_streaming_destination)$/,
  /^aws_cloudwatch_(metric_alarm|composite_alarm|dashboard|log_metric_filter|log_subscription_filter|log_resource_policy|event_rule|event_target)$/,
  /^aws_(db_subnet_group|db_parameter_group|rds_cluster_parameter_group|elasticache_subnet_group|lambda_permission|lambda_alias|lambda_event_source_mapping|launch_template|placement_group|key_pair)$/,
];

/** Types whose resources may have an address that the internet reaches. */
const MAY_BE_PUBLIC =
  /^aws_(eip|nat_gateway|instance|spot_instance_request|launch_template|launch_configuration|lb|alb|elb|db_instance|rds_cluster_instance|redshift_cluster|subnet|default_subnet|ecs_service|apigateway[a-z0-9_]*|api_gateway_[a-z0-9_]+|apigatewayv2_[a-z0-9_]+|cloudfront_[a-z0-9_]+|globalaccelerator_[a-z0-9_]+|lightsail_[a-z0-9_]+|lambda_function_url|mq_broker|msk_cluster|emr_cluster|eks_cluster|apprunner_service|amplify_[a-z0-9_]+|transfer_server|dms_replication_instance|network_interface|ec2_client_vpn_endpoint|vpn_[a-z0-9_]+|customer_gateway|neptune_cluster_instance|elasticsearch_domain|opensearch_domain|sagemaker_notebook_instance|elastic_beanstalk_environment)$/;

export function inStateOnly(type: string): boolean {
  return IN_STATE_ONLY.test(type);
}

export function keepsNoData(type: string): boolean {
  return inStateOnly(type) || KEEPS_NO_DATA.some((pattern) => pattern.test(type));
}

/** Types without an address that the internet could reach: they keep no data (and none of them is listed), or are regional services. */
export function hasNoPublicAddress(type: string): boolean {
  if (inStateOnly(type)) return true;
  if (MAY_BE_PUBLIC.test(type)) return false;
  return keepsNoData(type) || /^aws_(s3_bucket|dynamodb_table|sqs_queue|sns_topic|kms_key|cloudwatch_log_group|cloudwatch_log_stream|secretsmanager_[a-z_]+|ssm_parameter|ecr_repository|kinesis_stream|efs_file_system|ebs_volume|cloudtrail|lambda_function|db_subnet_group|rds_cluster)$/.test(type);
}

/** Of a provider whose resources the probes, which know AWS, cannot read. */
export function isForeign({ type }: { type: string }): boolean {
  return !type.startsWith('aws_') && !inStateOnly(type);
}

/** What may bring in resources of any kind that no plan lists. */
export const OPAQUE_WRAPPER = /^(null_resource|aws_cloudformation_[a-z_]+|azurerm_(resource_group|subscription|management_group|tenant)_template_deployment|google_deployment_manager_deployment|shell_script|external_[a-z_]+|local_[a-z_]+)$/;
