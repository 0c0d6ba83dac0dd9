"""aws_sqs_queue. Its policies are resources of their own: sqs_queue_policies.py."""

from __future__ import annotations

from typing import Optional

from framework.resource import Resource
from framework.schema import Block, flag, json_text, number, region, tags, text
from framework.text_attributes import from_texts, given, to_texts

NO_QUEUE = ('AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist')


class SqsQueue(Resource):
    type_name = 'aws_sqs_queue'
    service = 'sqs'
    gone = NO_QUEUE
    names = {
        'content_based_deduplication': 'ContentBasedDeduplication',
        'deduplication_scope': 'DeduplicationScope',
        'delay_seconds': 'DelaySeconds',
        'fifo_queue': 'FifoQueue',
        'fifo_throughput_limit': 'FifoThroughputLimit',
        'kms_data_key_reuse_period_seconds': 'KmsDataKeyReusePeriodSeconds',
        'kms_master_key_id': 'KmsMasterKeyId',
        'max_message_size': 'MaximumMessageSize',
        'message_retention_seconds': 'MessageRetentionPeriod',
        'receive_wait_time_seconds': 'ReceiveMessageWaitTimeSeconds',
        'redrive_policy': 'RedrivePolicy',
        'sqs_managed_sse_enabled': 'SqsManagedSseEnabled',
        'visibility_timeout_seconds': 'VisibilityTimeout',
    }
    schema = Block(
        text('arn', read_only=True),
        flag('content_based_deduplication', default=False),
        text('deduplication_scope', computed=True),
        number('delay_seconds', default=0),
        flag('fifo_queue', default=False, force_new=True),
        text('fifo_throughput_limit', computed=True),
        text('id', read_only=True),
        number('kms_data_key_reuse_period_seconds', computed=True, follows=['kms_master_key_id']),
        text('kms_master_key_id'),
        number('max_message_size', default=262144),
        number('message_retention_seconds', default=345600),
        text('name', required=True, force_new=True),
        number('receive_wait_time_seconds', default=0),
        json_text('redrive_policy'),
        region(),
        flag('sqs_managed_sse_enabled', computed=True, follows=['kms_master_key_id']),
        text('url', read_only=True),
        number('visibility_timeout_seconds', default=30),
        *tags(),
    )

    def create(self, plan: dict) -> str:
        attributes = given(self.names, plan)
        if not plan['fifo_queue']:
            for name in ('FifoQueue', 'ContentBasedDeduplication'):
                attributes.pop(name)  # Said of a standard queue, even "false" is an error.
        return self.client.create_queue(QueueName=plan['name'], Attributes=attributes, tags=plan['tags_all'])['QueueUrl']

    def read(self, id: str) -> Optional[dict]:
        found = self.client.get_queue_attributes(QueueUrl=id, AttributeNames=['All'])['Attributes']
        arn = found['QueueArn'].split(':')
        return {
            **from_texts(self.names, self.schema, found),
            'arn': found['QueueArn'],
            'name': arn[5],
            'region': arn[3],
            'tags_all': self.client.list_queue_tags(QueueUrl=id).get('Tags', {}),
            'url': id,
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        self.client.set_queue_attributes(QueueUrl=id, Attributes=to_texts(self.names, plan, [name for name in changed if plan[name] is not None or name in UNSET]))

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_queue(QueueUrl=id)

    def tag(self, state: dict, tags: dict[str, str]) -> None:
        self.client.tag_queue(QueueUrl=state['id'], Tags=tags)

    def untag(self, state: dict, keys: list[str]) -> None:
        self.client.untag_queue(QueueUrl=state['id'], TagKeys=keys)


# What an empty text takes away; for a number it would be an error.
UNSET = frozenset(['kms_master_key_id', 'redrive_policy'])
