"""The resources that are one setting of a bucket each: written as a whole, identified by the bucket."""

from __future__ import annotations

from typing import Optional

from framework.errors import aws_code
from framework.resource import Resource
from framework.schema import Block, block, blocks, flag, json_text, region, text


class BucketSetting(Resource):
    service = 's3'

    def create(self, plan: dict) -> str:
        self.put(plan['bucket'], plan)
        return plan['bucket']

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        self.put(id, plan)

    def put(self, bucket: str, plan: dict) -> None:
        raise NotImplementedError

    def of(self, bucket: str) -> dict:
        return {'bucket': bucket, 'region': self.aws.region}


IDENTITY = (text('bucket', required=True, force_new=True), text('id', read_only=True), region())


class S3BucketVersioning(BucketSetting):
    type_name = 'aws_s3_bucket_versioning'
    gone = ('NoSuchBucket',)
    schema = Block(*IDENTITY, block('versioning_configuration', text('status', required=True), required=True))

    def put(self, bucket: str, plan: dict) -> None:
        status = plan['versioning_configuration'][0]['status']
        # "Disabled" is what a bucket is that never was versioned; S3 takes only the other two.
        if status != 'Disabled' or 'Status' in self.client.get_bucket_versioning(Bucket=bucket):
            self.client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={'Status': status})

    def read(self, id: str) -> Optional[dict]:
        status = self.client.get_bucket_versioning(Bucket=id).get('Status', 'Disabled')
        return {**self.of(id), 'versioning_configuration': [{'status': status}]}

    def delete(self, id: str, before: dict) -> None:
        if before['versioning_configuration'][0]['status'] != 'Enabled':
            return
        try:
            self.client.put_bucket_versioning(Bucket=id, VersioningConfiguration={'Status': 'Suspended'})
        except Exception as error:
            # Object lock keeps versioning on until the bucket itself goes.
            if aws_code(error) != 'InvalidBucketState':
                raise


class S3BucketEncryption(BucketSetting):
    type_name = 'aws_s3_bucket_server_side_encryption_configuration'
    gone = ('NoSuchBucket', 'ServerSideEncryptionConfigurationNotFoundError')
    schema = Block(
        *IDENTITY,
        blocks(
            'rule',
            flag('bucket_key_enabled', default=False),
            block('apply_server_side_encryption_by_default', text('kms_master_key_id'), text('sse_algorithm', required=True)),
            mode='set', least=1,
        ),
    )

    def put(self, bucket: str, plan: dict) -> None:
        rules = [{'BucketKeyEnabled': rule['bucket_key_enabled'], **self._default(rule)} for rule in plan['rule']]
        self.client.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={'Rules': rules})

    def _default(self, rule: dict) -> dict:
        for given in rule['apply_server_side_encryption_by_default']:
            key = {'KMSMasterKeyID': given['kms_master_key_id']} if given['kms_master_key_id'] else {}
            return {'ApplyServerSideEncryptionByDefault': {'SSEAlgorithm': given['sse_algorithm'], **key}}
        return {}

    def read(self, id: str) -> Optional[dict]:
        found = self.client.get_bucket_encryption(Bucket=id)['ServerSideEncryptionConfiguration']['Rules']
        rules = []
        for rule in found:
            default = rule.get('ApplyServerSideEncryptionByDefault')
            rules.append({
                'bucket_key_enabled': rule.get('BucketKeyEnabled', False),
                'apply_server_side_encryption_by_default': [] if default is None else [
                    {'kms_master_key_id': default.get('KMSMasterKeyID'), 'sse_algorithm': default['SSEAlgorithm']},
                ],
            })
        return {**self.of(id), 'rule': rules}

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_bucket_encryption(Bucket=id)


class S3BucketPublicAccessBlock(BucketSetting):
    type_name = 'aws_s3_bucket_public_access_block'
    gone = ('NoSuchBucket', 'NoSuchPublicAccessBlockConfiguration')
    names = {
        'block_public_acls': 'BlockPublicAcls', 'block_public_policy': 'BlockPublicPolicy',
        'ignore_public_acls': 'IgnorePublicAcls', 'restrict_public_buckets': 'RestrictPublicBuckets',
    }
    schema = Block(*IDENTITY, *(flag(name, default=False) for name in names))

    def put(self, bucket: str, plan: dict) -> None:
        wanted = {theirs: plan[ours] for ours, theirs in self.names.items()}
        self.client.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=wanted)

    def read(self, id: str) -> Optional[dict]:
        found = self.client.get_public_access_block(Bucket=id)['PublicAccessBlockConfiguration']
        return {**self.of(id), **{ours: found.get(theirs, False) for ours, theirs in self.names.items()}}

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_public_access_block(Bucket=id)


class S3BucketOwnershipControls(BucketSetting):
    type_name = 'aws_s3_bucket_ownership_controls'
    gone = ('NoSuchBucket', 'OwnershipControlsNotFoundError')
    schema = Block(*IDENTITY, block('rule', text('object_ownership', required=True), required=True))

    def put(self, bucket: str, plan: dict) -> None:
        rules = [{'ObjectOwnership': rule['object_ownership']} for rule in plan['rule']]
        self.client.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={'Rules': rules})

    def read(self, id: str) -> Optional[dict]:
        rules = self.client.get_bucket_ownership_controls(Bucket=id)['OwnershipControls']['Rules']
        return {**self.of(id), 'rule': [{'object_ownership': rule['ObjectOwnership']} for rule in rules]}

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_bucket_ownership_controls(Bucket=id)


class S3BucketPolicy(BucketSetting):
    type_name = 'aws_s3_bucket_policy'
    gone = ('NoSuchBucket', 'NoSuchBucketPolicy')
    schema = Block(*IDENTITY, json_text('policy', required=True))

    def put(self, bucket: str, plan: dict) -> None:
        self.client.put_bucket_policy(Bucket=bucket, Policy=plan['policy'])

    def read(self, id: str) -> Optional[dict]:
        return {**self.of(id), 'policy': self.client.get_bucket_policy(Bucket=id)['Policy']}

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_bucket_policy(Bucket=id)
