"""aws_sns_topic and aws_sns_topic_policy. Feedback roles, tracing and signature version are left out: the emulator does not return them."""

from __future__ import annotations

import json
from typing import Optional

from framework.resource import Resource
from framework.schema import Block, flag, json_text, region, tags, text
from framework.text_attributes import from_texts, given, to_texts

NO_TOPIC = ('NotFound', 'NotFoundException')


class SnsTopic(Resource):
    type_name = 'aws_sns_topic'
    service = 'sns'
    gone = NO_TOPIC
    names = {
        'content_based_deduplication': 'ContentBasedDeduplication',
        'delivery_policy': 'DeliveryPolicy',
        'display_name': 'DisplayName',
        'fifo_topic': 'FifoTopic',
        'kms_master_key_id': 'KmsMasterKeyId',
    }
    schema = Block(
        text('arn', read_only=True),
        flag('content_based_deduplication', default=False),
        json_text('delivery_policy'),
        text('display_name'),
        flag('fifo_topic', default=False, force_new=True),
        text('id', read_only=True),
        text('kms_master_key_id'),
        text('name', required=True, force_new=True),
        text('owner', read_only=True),
        region(),
        *tags(),
    )

    def create(self, plan: dict) -> str:
        attributes = given(self.names, plan)
        if not plan['fifo_topic']:
            for name in ('FifoTopic', 'ContentBasedDeduplication'):
                attributes.pop(name)  # Said of a standard topic, even "false" is an error.
        return self.client.create_topic(Name=plan['name'], Attributes=attributes, Tags=_pairs(plan['tags_all']))['TopicArn']

    def read(self, id: str) -> Optional[dict]:
        found = self.client.get_topic_attributes(TopicArn=id)['Attributes']
        arn = found['TopicArn'].split(':')
        return {
            **from_texts(self.names, self.schema, found),
            'arn': found['TopicArn'],
            'name': arn[5],
            'owner': found['Owner'],
            'region': arn[3],
            'tags_all': {tag['Key']: tag['Value'] for tag in self.client.list_tags_for_resource(ResourceArn=id)['Tags']},
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        for name, value in to_texts(self.names, plan, changed).items():
            self.client.set_topic_attributes(TopicArn=id, AttributeName=name, AttributeValue=value)

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_topic(TopicArn=id)

    def tag(self, state: dict, tags: dict[str, str]) -> None:
        self.client.tag_resource(ResourceArn=state['id'], Tags=_pairs(tags))

    def untag(self, state: dict, keys: list[str]) -> None:
        self.client.untag_resource(ResourceArn=state['id'], TagKeys=keys)


def _pairs(tags: dict[str, str]) -> list[dict]:
    return [{'Key': key, 'Value': value} for key, value in tags.items()]


class SnsTopicPolicy(Resource):
    """The topic's policy. A topic always has one: destroyed, it goes back to the one SNS gives a new topic."""

    type_name = 'aws_sns_topic_policy'
    service = 'sns'
    gone = NO_TOPIC
    schema = Block(
        text('arn', required=True, force_new=True), text('id', read_only=True), text('owner', read_only=True),
        json_text('policy', required=True), region(),
    )

    def create(self, plan: dict) -> str:
        self._put(plan['arn'], plan['policy'])
        return plan['arn']

    def _put(self, arn: str, policy: str) -> None:
        self.client.set_topic_attributes(TopicArn=arn, AttributeName='Policy', AttributeValue=policy)

    def read(self, id: str) -> Optional[dict]:
        found = self.client.get_topic_attributes(TopicArn=id)['Attributes']
        return {'arn': found['TopicArn'], 'owner': found['Owner'], 'policy': found['Policy'], 'region': found['TopicArn'].split(':')[3]}

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        self._put(id, plan['policy'])

    def delete(self, id: str, before: dict) -> None:
        self._put(id, json.dumps(_new_topics_policy(id, before['owner'])))


def _new_topics_policy(arn: str, owner: str) -> dict:
    """Only the owner's account may do anything: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html"""
    actions = ['AddPermission', 'DeleteTopic', 'GetTopicAttributes', 'ListSubscriptionsByTopic', 'Publish', 'RemovePermission', 'SetTopicAttributes', 'Subscribe']
    statement = {
        'Sid': '__default_statement_ID', 'Effect': 'Allow', 'Principal': {'AWS': '*'}, 'Action': [f'SNS:{action}' for action in actions],
        'Resource': arn, 'Condition': {'StringEquals': {'AWS:SourceOwner': owner}},
    }
    return {'Version': '2008-10-17', 'Id': '__default_policy_ID', 'Statement': [statement]}
