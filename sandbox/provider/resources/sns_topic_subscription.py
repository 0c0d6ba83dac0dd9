"""aws_sns_topic_subscription."""

from __future__ import annotations

from typing import Optional

from framework.resource import Resource
from framework.schema import Block, flag, json_text, region, text
from framework.text_attributes import from_texts, given, to_texts
from resources.sns_topic import NO_TOPIC


class SnsTopicSubscription(Resource):
    type_name = 'aws_sns_topic_subscription'
    service = 'sns'
    gone = NO_TOPIC
    names = {
        'delivery_policy': 'DeliveryPolicy',
        'filter_policy_scope': 'FilterPolicyScope',
        'filter_policy': 'FilterPolicy',
        'raw_message_delivery': 'RawMessageDelivery',
        'redrive_policy': 'RedrivePolicy',
        'subscription_role_arn': 'SubscriptionRoleArn',
    }
    told = {
        'arn': 'SubscriptionArn',
        'confirmation_was_authenticated': 'ConfirmationWasAuthenticated',
        'endpoint': 'Endpoint',
        'owner_id': 'Owner',
        'pending_confirmation': 'PendingConfirmation',
        'protocol': 'Protocol',
        'topic_arn': 'TopicArn',
    }
    schema = Block(
        text('arn', read_only=True),
        flag('confirmation_was_authenticated', read_only=True),
        json_text('delivery_policy'),
        text('endpoint', required=True, force_new=True),
        json_text('filter_policy'),
        text('filter_policy_scope', computed=True, follows=['filter_policy']),
        text('id', read_only=True),
        text('owner_id', read_only=True),
        flag('pending_confirmation', read_only=True),
        text('protocol', required=True, force_new=True),
        flag('raw_message_delivery', default=False),
        json_text('redrive_policy'),
        region(),
        text('subscription_role_arn'),
        text('topic_arn', required=True, force_new=True),
    )

    def create(self, plan: dict) -> str:
        return self.client.subscribe(
            TopicArn=plan['topic_arn'], Protocol=plan['protocol'], Endpoint=plan['endpoint'], ReturnSubscriptionArn=True,
            Attributes=given(self.names, plan),
        )['SubscriptionArn']

    def read(self, id: str) -> Optional[dict]:
        found = self.client.get_subscription_attributes(SubscriptionArn=id)['Attributes']
        return {**from_texts({**self.names, **self.told}, self.schema, found), 'region': found['SubscriptionArn'].split(':')[3]}

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        for name, value in to_texts(self.names, plan, changed).items():
            self.client.set_subscription_attributes(SubscriptionArn=id, AttributeName=name, AttributeValue=value)

    def delete(self, id: str, before: dict) -> None:
        self.client.unsubscribe(SubscriptionArn=id)
