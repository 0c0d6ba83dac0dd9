"""aws_s3_bucket_lifecycle_configuration."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Callable, Optional

from framework.schema import Block, block, blocks, flag, number, text, text_map
from resources.s3_bucket_settings import IDENTITY, BucketSetting

# Ours → S3's. Sizes in filters, and how many versions an expiration spares, are left out: the emulator does not return them.
EXPIRATION = {'date': 'Date', 'days': 'Days', 'expired_object_delete_marker': 'ExpiredObjectDeleteMarker'}
TRANSITION = {'date': 'Date', 'days': 'Days', 'storage_class': 'StorageClass'}
NONCURRENT_EXPIRATION = {'noncurrent_days': 'NoncurrentDays'}
NONCURRENT_TRANSITION = {
    'newer_noncurrent_versions': 'NewerNoncurrentVersions', 'noncurrent_days': 'NoncurrentDays', 'storage_class': 'StorageClass',
}
ABORT = {'days_after_initiation': 'DaysAfterInitiation'}


class S3BucketLifecycle(BucketSetting):
    type_name = 'aws_s3_bucket_lifecycle_configuration'
    gone = ('NoSuchBucket', 'NoSuchLifecycleConfiguration')
    schema = Block(
        *IDENTITY,
        text('transition_default_minimum_object_size', read_only=True),
        blocks(
            'rule',
            text('id', required=True),
            text('prefix'),
            text('status', required=True),
            block('abort_incomplete_multipart_upload', number('days_after_initiation')),
            block('expiration', text('date'), number('days'), flag('expired_object_delete_marker', default=False)),
            block(
                'filter',
                text('prefix'),
                block('and', text('prefix'), text_map('tags')),
                block('tag', text('key', required=True), text('value', required=True)),
            ),
            block('noncurrent_version_expiration', number('noncurrent_days', required=True)),
            blocks(
                'noncurrent_version_transition',
                number('newer_noncurrent_versions'), number('noncurrent_days', required=True), text('storage_class', required=True), mode='set',
            ),
            blocks('transition', text('date'), number('days'), text('storage_class', required=True), mode='set'),
            least=1,
        ),
    )

    def put(self, bucket: str, plan: dict) -> None:
        rules = [_rule_to_s3(rule) for rule in plan['rule']]
        self.client.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={'Rules': rules})

    def read(self, id: str) -> Optional[dict]:
        found = self.client.get_bucket_lifecycle_configuration(Bucket=id)
        return {
            **self.of(id),
            'transition_default_minimum_object_size': found.get('TransitionDefaultMinimumObjectSize'),
            'rule': [_rule_from_s3(rule) for rule in found['Rules']],
        }

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_bucket_lifecycle(Bucket=id)


def _to(names: dict[str, str], value: dict) -> dict:
    return {theirs: value[ours] for ours, theirs in names.items() if value[ours] not in (None, False)}


def _from(names: dict[str, str], value: dict) -> dict:
    return {ours: _date(value.get(theirs)) for ours, theirs in names.items()}


def _date(value: Any) -> Any:
    return value.astimezone(timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ') if isinstance(value, datetime) else value


def _rule_to_s3(rule: dict) -> dict:
    made: dict = {'ID': rule['id'], 'Status': rule['status']}
    if rule['prefix'] is not None:
        made['Prefix'] = rule['prefix']
    for given in rule['filter']:
        made['Filter'] = _filter_to_s3(given)
    for ours, theirs, names in (
        ('abort_incomplete_multipart_upload', 'AbortIncompleteMultipartUpload', ABORT),
        ('expiration', 'Expiration', EXPIRATION),
        ('noncurrent_version_expiration', 'NoncurrentVersionExpiration', NONCURRENT_EXPIRATION),
    ):
        for given in rule[ours]:
            made[theirs] = _to(names, given)
    if rule['transition']:
        made['Transitions'] = [_to(TRANSITION, given) for given in rule['transition']]
    if rule['noncurrent_version_transition']:
        made['NoncurrentVersionTransitions'] = [_to(NONCURRENT_TRANSITION, given) for given in rule['noncurrent_version_transition']]
    return made


def _filter_to_s3(given: dict) -> dict:
    for both in given['and']:
        tags = [{'Key': key, 'Value': value} for key, value in (both['tags'] or {}).items()]
        return {'And': {**({'Prefix': both['prefix']} if both['prefix'] is not None else {}), 'Tags': tags}}
    for tag in given['tag']:
        return {'Tag': {'Key': tag['key'], 'Value': tag['value']}}
    return {'Prefix': given['prefix'] or ''}


def _rule_from_s3(rule: dict) -> dict:
    def one(theirs: str, convert: Callable[[dict], dict]) -> list[dict]:
        return [convert(rule[theirs])] if theirs in rule else []

    return {
        'id': rule['ID'],
        'prefix': rule.get('Prefix'),
        'status': rule['Status'],
        'abort_incomplete_multipart_upload': one('AbortIncompleteMultipartUpload', lambda given: _from(ABORT, given)),
        'expiration': one('Expiration', lambda given: {**_from(EXPIRATION, given), 'expired_object_delete_marker': given.get('ExpiredObjectDeleteMarker', False)}),
        'filter': one('Filter', _filter_from_s3),
        'noncurrent_version_expiration': one('NoncurrentVersionExpiration', lambda given: _from(NONCURRENT_EXPIRATION, given)),
        'noncurrent_version_transition': [_from(NONCURRENT_TRANSITION, given) for given in rule.get('NoncurrentVersionTransitions', [])],
        'transition': [_from(TRANSITION, given) for given in rule.get('Transitions', [])],
    }


def _filter_from_s3(given: dict) -> dict:
    both, tag = given.get('And'), given.get('Tag')
    return {
        'prefix': given.get('Prefix'),
        'and': [] if both is None else [{'prefix': both.get('Prefix'), 'tags': {item['Key']: item['Value'] for item in both.get('Tags', [])} or None}],
        'tag': [] if tag is None else [{'key': tag['Key'], 'value': tag['Value']}],
    }
