"""aws_kms_alias."""

from __future__ import annotations

from typing import Optional

from framework.resource import Resource
from framework.schema import Block, region, text


class KmsAlias(Resource):
    type_name = 'aws_kms_alias'
    service = 'kms'
    gone = ('NotFoundException',)
    schema = Block(
        text('arn', read_only=True),
        text('id', read_only=True),
        text('name', required=True, force_new=True),
        region(),
        text('target_key_arn', read_only=True, follows=['target_key_id']),
        text('target_key_id', required=True),
    )

    def create(self, plan: dict) -> str:
        self.client.create_alias(AliasName=plan['name'], TargetKeyId=plan['target_key_id'])
        return plan['name']

    def read(self, id: str) -> Optional[dict]:
        pages = self.client.get_paginator('list_aliases').paginate()
        found = next((alias for page in pages for alias in page['Aliases'] if alias['AliasName'] == id), None)
        if found is None or 'TargetKeyId' not in found:
            return None
        key = self.client.describe_key(KeyId=found['TargetKeyId'])['KeyMetadata']
        return {
            'arn': found['AliasArn'], 'name': found['AliasName'], 'region': found['AliasArn'].split(':')[3],
            'target_key_arn': key['Arn'], 'target_key_id': key['KeyId'],
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        self.client.update_alias(AliasName=id, TargetKeyId=plan['target_key_id'])

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_alias(AliasName=id)
