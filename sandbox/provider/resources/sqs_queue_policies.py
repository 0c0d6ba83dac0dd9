"""aws_sqs_queue_policy and aws_sqs_queue_redrive_allow_policy: one JSON attribute of a queue each."""

from __future__ import annotations

from typing import Optional

from framework.resource import Resource
from framework.schema import Block, json_text, region, text
from resources.sqs_queue import NO_QUEUE


class QueueDocument(Resource):
    """A policy document of a queue, identified by the queue's URL."""

    service = 'sqs'
    gone = NO_QUEUE
    ours: str
    theirs: str

    def create(self, plan: dict) -> str:
        self._put(plan['queue_url'], plan[self.ours])
        return plan['queue_url']

    def _put(self, url: str, document: str) -> None:
        self.client.set_queue_attributes(QueueUrl=url, Attributes={self.theirs: document})

    def read(self, id: str) -> Optional[dict]:
        found = self.client.get_queue_attributes(QueueUrl=id, AttributeNames=['QueueArn', self.theirs])['Attributes']
        if not found.get(self.theirs):
            return None
        return {'queue_url': id, 'region': found['QueueArn'].split(':')[3], self.ours: found[self.theirs]}

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        self._put(id, plan[self.ours])

    def delete(self, id: str, before: dict) -> None:
        self._put(id, '')


def _schema(document: str) -> Block:
    return Block(text('id', read_only=True), json_text(document, required=True), text('queue_url', required=True, force_new=True), region())


class SqsQueuePolicy(QueueDocument):
    type_name = 'aws_sqs_queue_policy'
    ours, theirs = 'policy', 'Policy'
    schema = _schema(ours)


class SqsQueueRedriveAllowPolicy(QueueDocument):
    type_name = 'aws_sqs_queue_redrive_allow_policy'
    ours, theirs = 'redrive_allow_policy', 'RedriveAllowPolicy'
    schema = _schema(ours)
