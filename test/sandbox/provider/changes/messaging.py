import json

from changes.change import Change

DENY = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}'
QUEUE, DEAD, FIFO = 'aws_sqs_queue.work', 'aws_sqs_queue.dead', 'aws_sqs_queue.ordered'
TOPIC, FIFO_TOPIC, SUBSCRIPTION = 'aws_sns_topic.news', 'aws_sns_topic.ordered', 'aws_sns_topic_subscription.work'
RETRIES = {'minDelayTarget': 10, 'maxDelayTarget': 10, 'numRetries': 4}


def queue(key='id', **attributes):
    return lambda aws, state, _: aws.sqs.set_queue_attributes(QueueUrl=state[key], Attributes=attributes)


def topic(name, value):
    return lambda aws, state, _: aws.sns.set_topic_attributes(TopicArn=state['arn'], AttributeName=name, AttributeValue=value)


def subscription(name, value):
    return lambda aws, state, _: aws.sns.set_subscription_attributes(SubscriptionArn=state['arn'], AttributeName=name, AttributeValue=value)


def other_key(aws, state, world):
    arn = world['aws_kms_key.second']['arn']
    if state['arn'].startswith('arn:aws:sqs'):
        aws.sqs.set_queue_attributes(QueueUrl=state['id'], Attributes={'KmsMasterKeyId': arn})
    else:
        aws.sns.set_topic_attributes(TopicArn=state['arn'], AttributeName='KmsMasterKeyId', AttributeValue=arn)


CHANGES = [
    Change(DEAD, ['delay_seconds'], queue(DelaySeconds='6')),
    Change(QUEUE, ['kms_data_key_reuse_period_seconds'], queue(KmsDataKeyReusePeriodSeconds='130')),
    Change(QUEUE, ['kms_master_key_id'], other_key),
    Change(DEAD, ['max_message_size'], queue(MaximumMessageSize='4096')),
    Change(DEAD, ['message_retention_seconds'], queue(MessageRetentionPeriod='130')),
    Change(QUEUE, ['receive_wait_time_seconds'], queue(ReceiveMessageWaitTimeSeconds='10')),
    Change(QUEUE, ['redrive_policy'], queue(RedrivePolicy='')),
    Change(DEAD, ['visibility_timeout_seconds'], queue(VisibilityTimeout='61')),
    Change(QUEUE, ['tags'], lambda aws, state, _: aws.sqs.tag_queue(QueueUrl=state['id'], Tags={'Name': 'else'})),
    Change(FIFO, ['content_based_deduplication'], queue(ContentBasedDeduplication='false')),
    Change(FIFO, ['deduplication_scope'], queue(DeduplicationScope='queue')),
    Change(FIFO, ['fifo_throughput_limit'], queue(FifoThroughputLimit='perQueue')),
    Change(FIFO, ['sqs_managed_sse_enabled'], queue(SqsManagedSseEnabled='false')),
    Change('aws_sqs_queue_policy.work', ['policy'], queue('queue_url', Policy=DENY)),
    Change('aws_sqs_queue_redrive_allow_policy.work', ['redrive_allow_policy'], queue('queue_url', RedriveAllowPolicy='{"redrivePermission":"allowAll"}')),
    Change(TOPIC, ['display_name'], topic('DisplayName', 'else')),
    Change(TOPIC, ['kms_master_key_id'], other_key),
    Change(TOPIC, ['delivery_policy'], topic('DeliveryPolicy', json.dumps({'http': {'defaultHealthyRetryPolicy': RETRIES}}))),
    Change(TOPIC, ['tags'], lambda aws, state, _: aws.sns.tag_resource(ResourceArn=state['arn'], Tags=[{'Key': 'Name', 'Value': 'else'}])),
    Change(FIFO_TOPIC, ['content_based_deduplication'], topic('ContentBasedDeduplication', 'false')),
    Change('aws_sns_topic_policy.news', ['policy'], topic('Policy', DENY)),
    Change(SUBSCRIPTION, ['delivery_policy'], subscription('DeliveryPolicy', json.dumps({'healthyRetryPolicy': RETRIES}))),
    Change(SUBSCRIPTION, ['filter_policy'], subscription('FilterPolicy', '{"kind":["else"]}')),
    Change(SUBSCRIPTION, ['filter_policy_scope'], subscription('FilterPolicyScope', 'MessageBody')),
    Change(SUBSCRIPTION, ['raw_message_delivery'], subscription('RawMessageDelivery', 'false')),
    Change(SUBSCRIPTION, ['redrive_policy'], subscription('RedrivePolicy', '')),
    Change(SUBSCRIPTION, ['subscription_role_arn'], lambda aws, state, world: aws.sns.set_subscription_attributes(
        SubscriptionArn=state['arn'], AttributeName='SubscriptionRoleArn', AttributeValue=world['aws_iam_role.flows']['arn'])),
]

RECREATIONS: list[Change] = []
