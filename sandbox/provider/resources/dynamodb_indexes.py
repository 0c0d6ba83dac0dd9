"""The secondary indexes of aws_dynamodb_table: their blocks, and the steps from one set of global indexes to another."""

from __future__ import annotations

from typing import Iterator, Optional

from framework.schema import blocks, number, text, text_list, text_set

GLOBAL_INDEX = blocks(
    'global_secondary_index',
    text('hash_key', required=True),
    text('name', required=True),
    text_set('non_key_attributes'),
    text('projection_type', required=True),
    text('range_key'),
    number('read_capacity', computed=True),
    number('write_capacity', computed=True),
    mode='set',
)

LOCAL_INDEX = blocks(
    'local_secondary_index',
    text('name', required=True),
    text_list('non_key_attributes'),
    text('projection_type', required=True),
    text('range_key', required=True),
    mode='set', force_new=True,
)


def key_schema(hash_key: str, range_key: Optional[str]) -> list[dict]:
    keys = [{'AttributeName': hash_key, 'KeyType': 'HASH'}]
    return keys + ([{'AttributeName': range_key, 'KeyType': 'RANGE'}] if range_key else [])


def key_of(schema: list[dict], kind: str) -> Optional[str]:
    return next((key['AttributeName'] for key in schema if key['KeyType'] == kind), None)


def throughput(value: dict) -> dict:
    """Capacity units, where any are given: on-demand tables have none."""
    if not value['read_capacity'] and not value['write_capacity']:
        return {}
    return {'ProvisionedThroughput': {'ReadCapacityUnits': value['read_capacity'], 'WriteCapacityUnits': value['write_capacity']}}


def _projection(index: dict) -> dict:
    names = index['non_key_attributes']
    return {'ProjectionType': index['projection_type'], **({'NonKeyAttributes': names} if names else {})}


def global_index_to_aws(index: dict) -> dict:
    keys = key_schema(index['hash_key'], index['range_key'])
    return {'IndexName': index['name'], 'KeySchema': keys, 'Projection': _projection(index), **throughput(index)}


def local_index_to_aws(index: dict, hash_key: str) -> dict:
    return {'IndexName': index['name'], 'KeySchema': key_schema(hash_key, index['range_key']), 'Projection': _projection(index)}


def _from_aws(index: dict) -> dict:
    projection = index['Projection']
    return {
        'name': index['IndexName'],
        'non_key_attributes': projection.get('NonKeyAttributes'),
        'projection_type': projection['ProjectionType'],
        'range_key': key_of(index['KeySchema'], 'RANGE'),
    }


def global_index_from_aws(index: dict) -> dict:
    units = index.get('ProvisionedThroughput', {})
    return {
        **_from_aws(index),
        'hash_key': key_of(index['KeySchema'], 'HASH'),
        'read_capacity': units.get('ReadCapacityUnits'),
        'write_capacity': units.get('WriteCapacityUnits'),
    }


def local_index_from_aws(index: dict) -> dict:
    return _from_aws(index)


def global_index_steps(before: list[dict], after: list[dict]) -> Iterator[dict]:
    """DynamoDB takes one of these per request. Keys and projection cannot be changed: such an index is made anew."""
    old, new = {index['name']: index for index in before}, {index['name']: index for index in after}
    capacity = ('read_capacity', 'write_capacity')

    def fixed(index: dict) -> dict:
        return {name: sorted(value) if isinstance(value, list) else value or None for name, value in index.items() if name not in capacity}

    remade = {name for name in old.keys() & new.keys() if fixed(old[name]) != fixed(new[name])}
    for name in old:
        if name not in new or name in remade:
            yield {'Delete': {'IndexName': name}}
    for name, index in new.items():
        if name not in old or name in remade:
            yield {'Create': global_index_to_aws(index)}
        elif any(old[name][unit] != index[unit] for unit in capacity) and throughput(index):
            yield {'Update': {'IndexName': name, **throughput(index)}}
