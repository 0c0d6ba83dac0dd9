from copy import deepcopy

from changes.change import Change

DENY = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}'
SETTING = 'aws_s3_bucket_{}.main'.format
PUBLIC = {
    'block_public_acls': 'BlockPublicAcls', 'block_public_policy': 'BlockPublicPolicy',
    'ignore_public_acls': 'IgnorePublicAcls', 'restrict_public_buckets': 'RestrictPublicBuckets',
}


def retag(aws, bucket, _):
    aws.s3.put_bucket_tagging(Bucket=bucket['id'], Tagging={'TagSet': [{'Key': 'Name', 'Value': 'else'}, {'Key': 'Platform', 'Value': 'test'}]})


def version(aws, setting, _):
    aws.s3.put_bucket_versioning(Bucket=setting['bucket'], VersioningConfiguration={'Status': 'Suspended'})


def encrypt(**change):
    """With what is said here, the rest as it is."""

    def make(aws, setting, world):
        default = {'SSEAlgorithm': 'aws:kms', 'KMSMasterKeyID': world['aws_kms_key.main']['arn']}
        if 'key' in change:
            default['KMSMasterKeyID'] = world['aws_kms_key.second']['arn']
        default['SSEAlgorithm'] = change.get('algorithm', 'aws:kms')
        rule = {'BucketKeyEnabled': change.get('bucket_key', True), 'ApplyServerSideEncryptionByDefault': default}
        aws.s3.put_bucket_encryption(Bucket=setting['bucket'], ServerSideEncryptionConfiguration={'Rules': [rule]})

    return make


def unblock(theirs):
    def make(aws, setting, _):
        wanted = {name: name != theirs for name in PUBLIC.values()}
        aws.s3.put_public_access_block(Bucket=setting['bucket'], PublicAccessBlockConfiguration=wanted)

    return make


def own(aws, setting, _):
    aws.s3.put_bucket_ownership_controls(Bucket=setting['bucket'], OwnershipControls={'Rules': [{'ObjectOwnership': 'ObjectWriter'}]})


def rule(name, path, value):
    """A lifecycle change: `value` at `path` (S3's names) of the one rule."""

    def make(aws, setting, _):
        rules = deepcopy(aws.s3.get_bucket_lifecycle_configuration(Bucket=setting['bucket'])['Rules'])
        at = rules[0]
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value
        aws.s3.put_bucket_lifecycle_configuration(Bucket=setting['bucket'], LifecycleConfiguration={'Rules': rules})

    return make


def lifecycle(name, ours, path, value):
    return Change(f'aws_s3_bucket_lifecycle_configuration.{name}', [f'rule.{ours}'], rule(name, path, value))


def recreate(aws, bucket, _):
    """The same name, with object lock."""
    aws.s3.delete_bucket(Bucket=bucket['id'])
    place = {'LocationConstraint': 'eu-west-1'}
    aws.s3.create_bucket(Bucket=bucket['id'], CreateBucketConfiguration=place, ObjectLockEnabledForBucket=True)
    tags = [{'Key': key, 'Value': value} for key, value in bucket['tags_all'].items()]
    aws.s3.put_bucket_tagging(Bucket=bucket['id'], Tagging={'TagSet': tags})


CHANGES = [
    Change('aws_s3_bucket.main', ['tags'], retag),
    Change(SETTING('versioning'), ['versioning_configuration.status'], version),
    Change(SETTING('server_side_encryption_configuration'), ['rule.bucket_key_enabled'], encrypt(bucket_key=False)),
    Change(SETTING('server_side_encryption_configuration'), ['rule.apply_server_side_encryption_by_default.kms_master_key_id'], encrypt(key='second')),
    Change(SETTING('server_side_encryption_configuration'), ['rule.apply_server_side_encryption_by_default.sse_algorithm'], encrypt(algorithm='aws:kms:dsse')),
    *(Change(SETTING('public_access_block'), [ours], unblock(theirs)) for ours, theirs in PUBLIC.items()),
    Change(SETTING('ownership_controls'), ['rule.object_ownership'], own),
    Change(SETTING('policy'), ['policy'], lambda aws, setting, _: aws.s3.put_bucket_policy(Bucket=setting['bucket'], Policy=DENY)),
    lifecycle('versions', 'id', ['ID'], 'else'),
    lifecycle('versions', 'filter.prefix', ['Filter', 'Prefix'], 'else/'),
    lifecycle('versions', 'noncurrent_version_expiration.noncurrent_days', ['NoncurrentVersionExpiration', 'NoncurrentDays'], 80),
    lifecycle('versions', 'noncurrent_version_transition.newer_noncurrent_versions', ['NoncurrentVersionTransitions', 0, 'NewerNoncurrentVersions'], 3),
    lifecycle('versions', 'noncurrent_version_transition.noncurrent_days', ['NoncurrentVersionTransitions', 0, 'NoncurrentDays'], 31),
    lifecycle('versions', 'noncurrent_version_transition.storage_class', ['NoncurrentVersionTransitions', 0, 'StorageClass'], 'DEEP_ARCHIVE'),
    lifecycle('markers', 'abort_incomplete_multipart_upload.days_after_initiation', ['AbortIncompleteMultipartUpload', 'DaysAfterInitiation'], 8),
    lifecycle('moves', 'status', ['Status'], 'Disabled'),
    lifecycle('moves', 'filter.and.prefix', ['Filter', 'And', 'Prefix'], 'b/'),
    lifecycle('moves', 'filter.and.tags', ['Filter', 'And', 'Tags'], [{'Key': 'kind', 'Value': 'else'}, {'Key': 'size', 'Value': 'small'}]),
    lifecycle('moves', 'expiration.days', ['Expiration', 'Days'], 366),
    lifecycle('moves', 'transition.days', ['Transitions', 1, 'Days'], 91),
    lifecycle('moves', 'transition.storage_class', ['Transitions', 1, 'StorageClass'], 'DEEP_ARCHIVE'),
    lifecycle('dates', 'filter.tag.key', ['Filter', 'Tag', 'Key'], 'else'),
    lifecycle('dates', 'filter.tag.value', ['Filter', 'Tag', 'Value'], 'else'),
    lifecycle('dates', 'expiration.date', ['Expiration', 'Date'], '2041-01-01T00:00:00Z'),
    lifecycle('dates', 'transition.date', ['Transitions', 0, 'Date'], '2038-01-01T00:00:00Z'),
    lifecycle('markers', 'prefix', ['Prefix'], 'else/'),
    Change('aws_s3_bucket_lifecycle_configuration.markers', ['rule.expiration.days', 'rule.expiration.expired_object_delete_marker'], rule('markers', ['Expiration'], {'Days': 3})),
]

RECREATIONS = [Change('aws_s3_bucket.plain', ['object_lock_enabled'], recreate)]
