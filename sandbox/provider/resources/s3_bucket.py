"""aws_s3_bucket. Versioning, encryption and the like have resources of their own, as AWS's provider recommends."""

from __future__ import annotations

from typing import Optional

from framework.errors import Refused, aws_code
from framework.resource import Resource
from framework.schema import Block, flag, region, tags, text


class S3Bucket(Resource):
    type_name = 'aws_s3_bucket'
    service = 's3'
    gone = ('404', 'NoSuchBucket')
    schema = Block(
        text('arn', read_only=True),
        text('bucket', required=True, force_new=True),
        text('bucket_domain_name', read_only=True),
        text('bucket_region', read_only=True),
        text('bucket_regional_domain_name', read_only=True),
        flag('force_destroy', default=False, held=True),
        text('id', read_only=True),
        flag('object_lock_enabled', default=False, force_new=True),
        region(),
        *tags(),
    )

    def create(self, plan: dict) -> str:
        # us-east-1 is where buckets are made that name no place, and S3 refuses its name here.
        place = {} if self.aws.region == 'us-east-1' else {'CreateBucketConfiguration': {'LocationConstraint': self.aws.region}}
        self.client.create_bucket(Bucket=plan['bucket'], ObjectLockEnabledForBucket=plan['object_lock_enabled'], **place)
        return plan['bucket']

    def complete(self, id: str, plan: dict) -> None:
        self._put_tags(id, plan['tags_all'])

    def read(self, id: str) -> Optional[dict]:
        home = self.client.head_bucket(Bucket=id)['BucketRegion']
        suffix = self.aws.dns_suffix
        return {
            'arn': f'arn:{self.aws.partition}:s3:::{id}',
            'bucket': id,
            'bucket_domain_name': f'{id}.s3.{suffix}',
            'bucket_region': home,
            'bucket_regional_domain_name': f'{id}.s3.{home}.{suffix}',
            'object_lock_enabled': self._object_lock(id),
            'region': home,
            'tags_all': self._tags(id),
        }

    def _object_lock(self, id: str) -> bool:
        try:
            found = self.client.get_object_lock_configuration(Bucket=id)['ObjectLockConfiguration']
        except Exception as error:
            if aws_code(error) == 'ObjectLockConfigurationNotFoundError':
                return False
            raise
        return found.get('ObjectLockEnabled') == 'Enabled'

    def delete(self, id: str, before: dict) -> None:
        if before['force_destroy']:
            for page in self.client.get_paginator('list_object_versions').paginate(Bucket=id):
                found = [*page.get('Versions', []), *page.get('DeleteMarkers', [])]
                if found:
                    self._delete_versions(id, [{'Key': item['Key'], 'VersionId': item['VersionId']} for item in found])
        self.client.delete_bucket(Bucket=id)

    def _delete_versions(self, id: str, versions: list) -> None:
        left = self.client.delete_objects(Bucket=id, Delete={'Objects': versions, 'Quiet': True}).get('Errors')
        if left:
            raise Refused(f'{len(left)} objects could not be deleted, the first: {left[0]["Key"]}: {left[0].get("Message")}')

    def _tags(self, id: str) -> dict[str, str]:
        try:
            return {tag['Key']: tag['Value'] for tag in self.client.get_bucket_tagging(Bucket=id)['TagSet']}
        except Exception as error:
            if aws_code(error) == 'NoSuchTagSet':
                return {}
            raise

    def _put_tags(self, id: str, tags: dict[str, str]) -> None:
        """S3 knows a bucket's tags as one document only."""
        if tags:
            self.client.put_bucket_tagging(Bucket=id, Tagging={'TagSet': [{'Key': key, 'Value': value} for key, value in tags.items()]})
        else:
            self.client.delete_bucket_tagging(Bucket=id)

    def tag(self, state: dict, tags: dict[str, str]) -> None:
        self._put_tags(state['id'], {**self._tags(state['id']), **tags})

    def untag(self, state: dict, keys: list[str]) -> None:
        self._put_tags(state['id'], {key: value for key, value in self._tags(state['id']).items() if key not in keys})
