from changes.change import Change

KEY, ALIAS = 'aws_kms_key.changed', 'aws_kms_alias.changed'
MAIN = 'aws_kms_key.main'
DENY = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*"}]}'

CHANGES = [
    Change(KEY, ['description'], lambda aws, key, _: aws.kms.update_key_description(KeyId=key['id'], Description='second')),
    Change(KEY, ['rotation_period_in_days'], lambda aws, key, _: aws.kms.enable_key_rotation(KeyId=key['id'], RotationPeriodInDays=100)),
    Change(KEY, ['enable_key_rotation', 'rotation_period_in_days'], lambda aws, key, _: aws.kms.disable_key_rotation(KeyId=key['id'])),
    Change(KEY, ['policy'], lambda aws, key, _: aws.kms.put_key_policy(KeyId=key['id'], PolicyName='default', Policy=DENY)),
    Change(KEY, ['is_enabled'], lambda aws, key, _: aws.kms.disable_key(KeyId=key['id'])),
    # A tag of our own that repeats a default tag, a default tag, and a tag from elsewhere.
    Change(MAIN, ['tags'], lambda aws, key, _: aws.kms.tag_resource(KeyId=key['id'], Tags=[{'TagKey': 'Owner', 'TagValue': 'else'}])),
    Change(MAIN, ['tags'], lambda aws, key, _: aws.kms.untag_resource(KeyId=key['id'], TagKeys=['Platform'])),
    Change(MAIN, ['tags'], lambda aws, key, _: aws.kms.tag_resource(KeyId=key['id'], Tags=[{'TagKey': 'New', 'TagValue': 'x'}])),
    Change('aws_kms_key.second', ['tags'], lambda aws, key, _: aws.kms.tag_resource(KeyId=key['id'], Tags=[{'TagKey': 'Owner', 'TagValue': 'else'}])),
    Change(ALIAS, ['target_key_id'], lambda aws, alias, world: aws.kms.update_alias(
        AliasName=alias['name'], TargetKeyId=world['aws_kms_key.second']['key_id'])),
]

RECREATIONS: list[Change] = []
