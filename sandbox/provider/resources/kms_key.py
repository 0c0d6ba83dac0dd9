"""aws_kms_key."""

from __future__ import annotations

from typing import Optional

from framework.resource import Resource
from framework.schema import Block, flag, json_text, number, region, tags, text


class KmsKey(Resource):
    type_name = 'aws_kms_key'
    service = 'kms'
    gone = ('NotFoundException',)
    schema = Block(
        text('arn', read_only=True),
        text('customer_master_key_spec', default='SYMMETRIC_DEFAULT', force_new=True),
        number('deletion_window_in_days', held=True),
        text('description', computed=True),
        flag('enable_key_rotation', default=False),
        text('id', read_only=True),
        flag('is_enabled', default=True),
        text('key_id', read_only=True),
        text('key_usage', default='ENCRYPT_DECRYPT', force_new=True),
        flag('multi_region', computed=True, force_new=True),
        json_text('policy', computed=True),
        region(),
        number('rotation_period_in_days', computed=True, follows=['enable_key_rotation']),
        *tags(),
    )

    def create(self, plan: dict) -> str:
        given = {'Policy': plan['policy'], 'Description': plan['description'], 'MultiRegion': bool(plan['multi_region'])}
        made = self.client.create_key(
            KeySpec=plan['customer_master_key_spec'], KeyUsage=plan['key_usage'],
            Tags=[{'TagKey': key, 'TagValue': value} for key, value in plan['tags_all'].items()],
            **{name: value for name, value in given.items() if value is not None},
        )
        return made['KeyMetadata']['KeyId']

    def complete(self, id: str, plan: dict) -> None:
        if plan['enable_key_rotation']:
            self._rotate(id, plan)
        if not plan['is_enabled']:
            self.client.disable_key(KeyId=id)

    def read(self, id: str) -> Optional[dict]:
        key = self.client.describe_key(KeyId=id)['KeyMetadata']
        if key['KeyState'] in ('PendingDeletion', 'PendingReplicaDeletion'):
            return None
        rotation = self.client.get_key_rotation_status(KeyId=id)
        listed = self.client.get_paginator('list_resource_tags').paginate(KeyId=id)
        return {
            'arn': key['Arn'],
            'customer_master_key_spec': key['KeySpec'],
            'description': key['Description'],
            'enable_key_rotation': rotation['KeyRotationEnabled'],
            'is_enabled': key['Enabled'],
            'key_id': key['KeyId'],
            'key_usage': key['KeyUsage'],
            'multi_region': bool(key.get('MultiRegion')),
            'policy': self.client.get_key_policy(KeyId=id, PolicyName='default')['Policy'],
            'region': key['Arn'].split(':')[3],
            'rotation_period_in_days': rotation.get('RotationPeriodInDays'),
            'tags_all': {tag['TagKey']: tag['TagValue'] for page in listed for tag in page['Tags']},
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        if 'is_enabled' in changed and plan['is_enabled']:
            self.client.enable_key(KeyId=id)  # First: AWS refuses to change a disabled key's rotation.
        if changed & {'enable_key_rotation', 'rotation_period_in_days'}:
            self._rotate(id, plan)
        if 'description' in changed:
            self.client.update_key_description(KeyId=id, Description=plan['description'] or '')
        if 'policy' in changed:
            self.client.put_key_policy(KeyId=id, PolicyName='default', Policy=plan['policy'])
        if 'is_enabled' in changed and not plan['is_enabled']:
            self.client.disable_key(KeyId=id)

    def _rotate(self, id: str, plan: dict) -> None:
        if not plan['enable_key_rotation']:
            self.client.disable_key_rotation(KeyId=id)
            return
        days = plan['rotation_period_in_days']
        self.client.enable_key_rotation(KeyId=id, **({'RotationPeriodInDays': days} if days is not None else {}))

    def delete(self, id: str, before: dict) -> None:
        window = before['deletion_window_in_days']
        self.client.schedule_key_deletion(KeyId=id, **({'PendingWindowInDays': window} if window is not None else {}))

    def tag(self, state: dict, tags: dict[str, str]) -> None:
        self.client.tag_resource(KeyId=state['id'], Tags=[{'TagKey': key, 'TagValue': value} for key, value in tags.items()])

    def untag(self, state: dict, keys: list[str]) -> None:
        self.client.untag_resource(KeyId=state['id'], TagKeys=keys)
