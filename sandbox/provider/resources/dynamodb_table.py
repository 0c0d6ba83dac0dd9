"""aws_dynamodb_table. `table_class` and on-demand limits are left out: the emulator does not return them."""

from __future__ import annotations

from typing import Optional

from framework.resource import Resource
from framework.schema import Block, block, blocks, flag, number, region, tags, text
from resources.dynamodb_indexes import (
    GLOBAL_INDEX, LOCAL_INDEX, global_index_from_aws, global_index_steps, global_index_to_aws, key_of, key_schema, local_index_from_aws,
    local_index_to_aws, throughput,
)


class DynamodbTable(Resource):
    type_name = 'aws_dynamodb_table'
    service = 'dynamodb'
    gone = ('ResourceNotFoundException',)
    schema = Block(
        text('arn', read_only=True),
        text('billing_mode', default='PROVISIONED'),
        flag('deletion_protection_enabled', default=False),
        text('hash_key', required=True, force_new=True),
        text('id', read_only=True),
        text('name', required=True, force_new=True),
        text('range_key', force_new=True),
        number('read_capacity', computed=True, follows=['billing_mode']),
        region(),
        text('stream_arn', read_only=True, follows=['stream_enabled', 'stream_view_type']),
        flag('stream_enabled', default=False),
        text('stream_label', read_only=True, follows=['stream_enabled', 'stream_view_type']),
        text('stream_view_type'),
        number('write_capacity', computed=True, follows=['billing_mode']),
        *tags(),
        blocks('attribute', text('name', required=True), text('type', required=True), mode='set'),
        GLOBAL_INDEX,
        LOCAL_INDEX,
        block(
            'point_in_time_recovery',
            flag('enabled', required=True), number('recovery_period_in_days', computed=True, follows=['enabled']), off={'enabled': False},
        ),
        block('server_side_encryption', flag('enabled', required=True), text('kms_key_arn', computed=True, follows=['enabled']), off={'enabled': False}),
        block('ttl', text('attribute_name'), flag('enabled', default=False), off={'enabled': False}),
    )

    def create(self, plan: dict) -> str:
        encryption = _encryption(plan)
        given: dict = {'SSESpecification': encryption} if encryption['Enabled'] else {}
        if plan['global_secondary_index']:
            given['GlobalSecondaryIndexes'] = [global_index_to_aws(index) for index in plan['global_secondary_index']]
        if plan['local_secondary_index']:
            given['LocalSecondaryIndexes'] = [local_index_to_aws(index, plan['hash_key']) for index in plan['local_secondary_index']]
        self.client.create_table(
            TableName=plan['name'], BillingMode=plan['billing_mode'], AttributeDefinitions=_attributes(plan),
            KeySchema=key_schema(plan['hash_key'], plan['range_key']), DeletionProtectionEnabled=plan['deletion_protection_enabled'],
            StreamSpecification=_stream(plan),
            Tags=[{'Key': key, 'Value': value} for key, value in plan['tags_all'].items()], **throughput(plan), **given,
        )
        return plan['name']

    def complete(self, id: str, plan: dict) -> None:
        if any(given['enabled'] for given in plan['ttl']):
            self._put_ttl(id, plan['ttl'], [])
        if any(given['enabled'] for given in plan['point_in_time_recovery']):
            self._put_recovery(id, plan['point_in_time_recovery'])

    def read(self, id: str) -> Optional[dict]:
        table = self.client.describe_table(TableName=id)['Table']
        units, stream, sse = table.get('ProvisionedThroughput', {}), table.get('StreamSpecification', {}), table.get('SSEDescription', {})
        on = stream.get('StreamEnabled', False)
        pages = self.client.get_paginator('list_tags_of_resource').paginate(ResourceArn=table['TableArn'])
        return {
            'arn': table['TableArn'],
            'attribute': [{'name': item['AttributeName'], 'type': item['AttributeType']} for item in table['AttributeDefinitions']],
            'billing_mode': table.get('BillingModeSummary', {}).get('BillingMode', 'PROVISIONED'),
            'deletion_protection_enabled': table['DeletionProtectionEnabled'],
            'global_secondary_index': [global_index_from_aws(index) for index in table.get('GlobalSecondaryIndexes', [])],
            'hash_key': key_of(table['KeySchema'], 'HASH'),
            'local_secondary_index': [local_index_from_aws(index) for index in table.get('LocalSecondaryIndexes', [])],
            'name': table['TableName'],
            'point_in_time_recovery': self._recovery(id),
            'range_key': key_of(table['KeySchema'], 'RANGE'),
            'read_capacity': units.get('ReadCapacityUnits'),
            'region': table['TableArn'].split(':')[3],
            'server_side_encryption': [{'enabled': True, 'kms_key_arn': sse.get('KMSMasterKeyArn')}] if sse.get('Status') == 'ENABLED' else [],
            'stream_arn': table.get('LatestStreamArn') if on else None,
            'stream_enabled': on,
            'stream_label': table.get('LatestStreamLabel') if on else None,
            'stream_view_type': stream.get('StreamViewType') if on else None,
            'tags_all': {tag['Key']: tag['Value'] for page in pages for tag in page['Tags']},
            'ttl': self._ttl(id),
            'write_capacity': units.get('WriteCapacityUnits'),
        }

    def _recovery(self, id: str) -> list[dict]:
        found = self.client.describe_continuous_backups(TableName=id)['ContinuousBackupsDescription'].get('PointInTimeRecoveryDescription', {})
        on = found.get('PointInTimeRecoveryStatus') == 'ENABLED'
        return [{'enabled': True, 'recovery_period_in_days': found.get('RecoveryPeriodInDays')}] if on else []

    def _ttl(self, id: str) -> list[dict]:
        found = self.client.describe_time_to_live(TableName=id)['TimeToLiveDescription']
        return [{'enabled': True, 'attribute_name': found['AttributeName']}] if found['TimeToLiveStatus'] in ('ENABLED', 'ENABLING') else []

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        if changed & {'billing_mode', 'read_capacity', 'write_capacity'}:
            self.client.update_table(TableName=id, BillingMode=plan['billing_mode'], **(throughput(plan) if plan['billing_mode'] == 'PROVISIONED' else {}))
        if 'deletion_protection_enabled' in changed:
            self.client.update_table(TableName=id, DeletionProtectionEnabled=plan['deletion_protection_enabled'])
        if 'server_side_encryption' in changed:
            self.client.update_table(TableName=id, SSESpecification=_encryption(plan))
        if changed & {'stream_enabled', 'stream_view_type'}:
            if before['stream_enabled']:  # A running stream's view cannot be changed: it is stopped, and another started.
                self.client.update_table(TableName=id, StreamSpecification={'StreamEnabled': False})
            if plan['stream_enabled']:
                self.client.update_table(TableName=id, StreamSpecification=_stream(plan))
        for step in global_index_steps(before['global_secondary_index'], plan['global_secondary_index']):
            self.client.update_table(TableName=id, AttributeDefinitions=_attributes(plan), GlobalSecondaryIndexUpdates=[step])
        if 'attribute' in changed:
            self.client.update_table(TableName=id, AttributeDefinitions=_attributes(plan))
        if 'ttl' in changed:
            self._put_ttl(id, plan['ttl'], before['ttl'])
        if 'point_in_time_recovery' in changed:
            self._put_recovery(id, plan['point_in_time_recovery'])

    def _put_ttl(self, id: str, wanted: list[dict], before: list[dict]) -> None:
        """To another attribute in two steps: DynamoDB disables the one it knows, and then enables a new one."""
        old = next((given['attribute_name'] for given in before if given['enabled']), None)
        new = next((given['attribute_name'] for given in wanted if given['enabled']), None)
        for name, enabled in ((old, False), (new, True)):
            if name and old != new:
                self.client.update_time_to_live(TableName=id, TimeToLiveSpecification={'AttributeName': name, 'Enabled': enabled})

    def _put_recovery(self, id: str, wanted: list[dict]) -> None:
        on = next((given for given in wanted if given['enabled']), None)
        days = {'RecoveryPeriodInDays': on['recovery_period_in_days']} if on and on['recovery_period_in_days'] is not None else {}
        asked = {'PointInTimeRecoveryEnabled': on is not None, **days}
        self.client.update_continuous_backups(TableName=id, PointInTimeRecoverySpecification=asked)

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_table(TableName=id)

    def tag(self, state: dict, tags: dict[str, str]) -> None:
        self.client.tag_resource(ResourceArn=state['arn'], Tags=[{'Key': key, 'Value': value} for key, value in tags.items()])

    def untag(self, state: dict, keys: list[str]) -> None:
        self.client.untag_resource(ResourceArn=state['arn'], TagKeys=keys)


def _attributes(plan: dict) -> list[dict]:
    return [{'AttributeName': item['name'], 'AttributeType': item['type']} for item in plan['attribute']]


def _stream(plan: dict) -> dict:
    view = {'StreamViewType': plan['stream_view_type']} if plan['stream_view_type'] else {}
    return {'StreamEnabled': plan['stream_enabled'], **(view if plan['stream_enabled'] else {})}


def _encryption(plan: dict) -> dict:
    """Off means the key that DynamoDB owns: there are no unencrypted tables."""
    for given in plan['server_side_encryption']:
        if given['enabled']:
            return {'Enabled': True, 'SSEType': 'KMS', **({'KMSMasterKeyId': given['kms_key_arn']} if given['kms_key_arn'] else {})}
    return {'Enabled': False}
