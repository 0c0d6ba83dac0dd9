"""aws_cloudwatch_log_group. The group's class is left out: the emulator does not return it."""

from __future__ import annotations

from typing import Optional

from framework.resource import Resource
from framework.schema import Block, number, region, tags, text


class CloudwatchLogGroup(Resource):
    type_name = 'aws_cloudwatch_log_group'
    service = 'logs'
    gone = ('ResourceNotFoundException',)
    schema = Block(
        text('arn', read_only=True),
        text('id', read_only=True),
        text('kms_key_id'),
        text('name', required=True, force_new=True),
        region(),
        number('retention_in_days', default=0),
        *tags(),
    )

    def create(self, plan: dict) -> str:
        key = {'kmsKeyId': plan['kms_key_id']} if plan['kms_key_id'] else {}
        self.client.create_log_group(logGroupName=plan['name'], tags=plan['tags_all'], **key)
        return plan['name']

    def complete(self, id: str, plan: dict) -> None:
        self._retain(id, plan['retention_in_days'])

    def _retain(self, id: str, days: int) -> None:
        """0 days is the provider's word for ever."""
        if days:
            self.client.put_retention_policy(logGroupName=id, retentionInDays=days)
        else:
            self.client.delete_retention_policy(logGroupName=id)

    def read(self, id: str) -> Optional[dict]:
        pages = self.client.get_paginator('describe_log_groups').paginate(logGroupNamePrefix=id)
        found = next((group for page in pages for group in page['logGroups'] if group['logGroupName'] == id), None)
        if found is None:
            return None
        arn = found['arn'].removesuffix(':*')
        return {
            'arn': arn, 'kms_key_id': found.get('kmsKeyId'), 'name': id, 'region': arn.split(':')[3],
            'retention_in_days': found.get('retentionInDays', 0), 'tags_all': self.client.list_tags_for_resource(resourceArn=arn).get('tags', {}),
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        if 'retention_in_days' in changed:
            self._retain(id, plan['retention_in_days'])
        if 'kms_key_id' in changed:
            if plan['kms_key_id']:
                self.client.associate_kms_key(logGroupName=id, kmsKeyId=plan['kms_key_id'])
            else:
                self.client.disassociate_kms_key(logGroupName=id)

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_log_group(logGroupName=id)

    def tag(self, state: dict, tags: dict[str, str]) -> None:
        self.client.tag_resource(resourceArn=state['arn'], tags=tags)

    def untag(self, state: dict, keys: list[str]) -> None:
        self.client.untag_resource(resourceArn=state['arn'], tagKeys=keys)
