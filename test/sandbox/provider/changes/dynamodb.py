from changes.change import Change

TABLE, INDEXED, SORTED = ('aws_dynamodb_table.on_demand', 'aws_dynamodb_table.indexed', 'aws_dynamodb_table.sorted')


def update(**arguments):
    return lambda aws, table, _: aws.dynamodb.update_table(TableName=table['name'], **arguments)


def attributes(third):
    named = [('pk', 'S'), ('sk', 'S'), third]
    return [{'AttributeName': name, 'AttributeType': kind} for name, kind in named]


def recovery(days):
    def make(aws, table, _):
        on = {'RecoveryPeriodInDays': days} if days else {}
        aws.dynamodb.update_continuous_backups(TableName=table['name'], PointInTimeRecoverySpecification={'PointInTimeRecoveryEnabled': bool(days), **on})

    return make


def ttl(attribute):
    """Expiry by another attribute."""

    def make(aws, table, _):
        used = [given['attribute_name'] for given in table['ttl'] if given['enabled']]
        for name, enabled in [*((name, False) for name in used), (attribute, True)]:
            aws.dynamodb.update_time_to_live(TableName=table['name'], TimeToLiveSpecification={'AttributeName': name, 'Enabled': enabled})

    return make


def capacity(read, write, index=None):
    units = {'ProvisionedThroughput': {'ReadCapacityUnits': read, 'WriteCapacityUnits': write}}
    return update(**units) if index is None else update(GlobalSecondaryIndexUpdates=[{'Update': {'IndexName': index, **units}}])


def reindex(name='by-sort-key', hash_key='sk', range_key='pk', kind='INCLUDE', others=('one', 'two')):
    """The global index made anew with one thing changed."""
    keys = [{'AttributeName': hash_key, 'KeyType': 'HASH'}] + ([{'AttributeName': range_key, 'KeyType': 'RANGE'}] if range_key else [])
    projection = {'ProjectionType': kind, **({'NonKeyAttributes': list(others)} if kind == 'INCLUDE' else {})}
    units = {'ReadCapacityUnits': 1, 'WriteCapacityUnits': 2}

    def make(aws, table, _):
        for step in (
            {'Delete': {'IndexName': 'by-sort-key'}},
            {'Create': {'IndexName': name, 'KeySchema': keys, 'Projection': projection, 'ProvisionedThroughput': units}},
        ):
            aws.dynamodb.update_table(TableName=table['name'], AttributeDefinitions=attributes(('third', 'N')), GlobalSecondaryIndexUpdates=[step])

    return make


def recreate(change):
    """A namesake of the table, made from its own description after `change` has been at it."""

    def make(aws, table, world):
        found = aws.dynamodb.describe_table(TableName=table['name'])['Table']
        billing = found['BillingModeSummary']['BillingMode']
        units = {name: found['ProvisionedThroughput'][name] for name in ('ReadCapacityUnits', 'WriteCapacityUnits')}
        asked = {name: found[name] for name in ('TableName', 'AttributeDefinitions', 'KeySchema')}
        asked |= {'BillingMode': billing} | ({'ProvisionedThroughput': units} if billing == 'PROVISIONED' else {})
        for name in ('LocalSecondaryIndexes', 'StreamSpecification'):
            if found.get(name):
                asked[name] = found[name]
        if found.get('GlobalSecondaryIndexes'):
            keep = ('IndexName', 'KeySchema', 'Projection')
            asked['GlobalSecondaryIndexes'] = [
                {**{name: index[name] for name in keep}, 'ProvisionedThroughput': {'ReadCapacityUnits': 1, 'WriteCapacityUnits': 2}}
                for index in found['GlobalSecondaryIndexes']
            ]
        if 'SSEDescription' in found:
            asked['SSESpecification'] = {'Enabled': True, 'SSEType': 'KMS', 'KMSMasterKeyId': found['SSEDescription']['KMSMasterKeyArn']}
        asked['Tags'] = [{'Key': key, 'Value': value} for key, value in table['tags_all'].items()]
        change(asked, world)
        aws.dynamodb.delete_table(TableName=table['name'])
        aws.dynamodb.create_table(**asked)
        for given in table['ttl']:
            if given['enabled']:
                aws.dynamodb.update_time_to_live(TableName=table['name'], TimeToLiveSpecification={'AttributeName': given['attribute_name'], 'Enabled': True})
        for given in table['point_in_time_recovery']:
            if given['enabled']:
                recovery(given['recovery_period_in_days'])(aws, table, world)

    return make


def other_keys(asked, world):
    asked['KeySchema'] = [{'AttributeName': 'sk', 'KeyType': 'HASH'}, {'AttributeName': 'pk', 'KeyType': 'RANGE'}]
    asked['SSESpecification']['KMSMasterKeyId'] = world['aws_kms_key.second']['arn']


def other_insides(asked, world):
    keys = [{'AttributeName': 'pk', 'KeyType': 'HASH'}, {'AttributeName': 'sk', 'KeyType': 'RANGE'}]
    asked['AttributeDefinitions'] = attributes(('third', 'N'))[:2]
    asked['LocalSecondaryIndexes'] = [{'IndexName': 'by-else', 'KeySchema': keys, 'Projection': {'ProjectionType': 'KEYS_ONLY'}}]
    asked['StreamSpecification'] = {'StreamEnabled': False}
    asked['SSESpecification'] = {'Enabled': True, 'SSEType': 'KMS', 'KMSMasterKeyId': world['aws_kms_key.second']['arn']}


GSI = 'global_secondary_index.'
CHANGES = [
    Change(TABLE, ['billing_mode'], update(BillingMode='PROVISIONED', ProvisionedThroughput={'ReadCapacityUnits': 5, 'WriteCapacityUnits': 5})),
    Change(TABLE, ['deletion_protection_enabled'], update(DeletionProtectionEnabled=True)),
    Change(TABLE, ['tags'], lambda aws, table, _: aws.dynamodb.untag_resource(ResourceArn=table['arn'], TagKeys=['Name'])),
    Change(TABLE, ['point_in_time_recovery.recovery_period_in_days'], recovery(9)),
    Change(TABLE, ['point_in_time_recovery.enabled', 'point_in_time_recovery.recovery_period_in_days'], recovery(None)),
    Change(TABLE, ['ttl.attribute_name'], ttl('else')),
    Change(INDEXED, ['ttl.attribute_name', 'ttl.enabled'], ttl('else')),
    Change(INDEXED, ['read_capacity'], capacity(30, 4)),
    Change(INDEXED, ['write_capacity'], capacity(3, 40)),
    Change(INDEXED, ['attribute.type'], update(AttributeDefinitions=attributes(('third', 'S')))),
    Change(INDEXED, ['attribute.name'], update(AttributeDefinitions=attributes(('else', 'N')))),
    Change(SORTED, [GSI + 'read_capacity'], capacity(10, 2, 'by-sort-key')),
    Change(SORTED, [GSI + 'write_capacity'], capacity(1, 20, 'by-sort-key')),
    Change(SORTED, [GSI + 'name'], reindex(name='by-else')),
    Change(SORTED, [GSI + 'hash_key', GSI + 'range_key'], reindex(hash_key='pk', range_key='third')),
    Change(SORTED, [GSI + 'non_key_attributes'], reindex(others=('one', 'three'))),
    Change(SORTED, [GSI + 'projection_type', GSI + 'non_key_attributes'], reindex(kind='ALL')),
]

# A table's keys and local indexes cannot change, and the emulator changes neither a key, nor a stream twice: namesakes can.
LSI, SSE = 'local_secondary_index.', 'server_side_encryption.'
RECREATIONS = [
    Change(TABLE, ['hash_key', 'range_key', SSE + 'kms_key_arn'], recreate(other_keys)),
    Change(
        INDEXED,
        [
            'attribute.name', 'attribute.type', LSI + 'name', LSI + 'range_key', LSI + 'projection_type', LSI + 'non_key_attributes',
            'stream_enabled', 'stream_view_type', SSE + 'enabled', SSE + 'kms_key_arn',
        ],
        recreate(other_insides),
    ),
]
