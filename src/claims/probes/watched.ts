/** What alarms watch: the dimension in which an alarm names it, and the attribute that holds that name. */
export const WATCHED: Record<string, { dimension: string; name: string }> = {
  aws_s3_bucket: { dimension: 'BucketName', name: 'bucket' },
  aws_dynamodb_table: { dimension: 'TableName', name: 'name' },
  aws_sqs_queue: { dimension: 'QueueName', name: 'name' },
  aws_sns_topic: { dimension: 'TopicName', name: 'name' },
  aws_cloudwatch_log_group: { dimension: 'LogGroupName', name: 'name' },
  aws_db_instance: { dimension: 'DBInstanceIdentifier', name: 'identifier' },
  aws_rds_cluster: { dimension: 'DBClusterIdentifier', name: 'cluster_identifier' },
};
