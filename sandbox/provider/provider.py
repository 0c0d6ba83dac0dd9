"""The provider's own configuration, and which class implements which type."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Optional

from tf.iface import Provider
from tf.schema import Schema
from tf.types import Unknown
from tf.utils import Diagnostics

from framework.schema import Block, block, text, text_map, text_set
from settings import Settings, loopback_problem

RESOURCES = {
    'aws_cloudwatch_dashboard': 'resources.cloudwatch_dashboard.CloudwatchDashboard',
    'aws_cloudwatch_log_group': 'resources.cloudwatch_log_group.CloudwatchLogGroup',
    'aws_cloudwatch_metric_alarm': 'resources.cloudwatch_metric_alarm.CloudwatchMetricAlarm',
    'aws_default_security_group': 'resources.default_security_group.DefaultSecurityGroup',
    'aws_dynamodb_table': 'resources.dynamodb_table.DynamodbTable',
    'aws_flow_log': 'resources.flow_log.FlowLog',
    'aws_iam_role': 'resources.iam_role.IamRole',
    'aws_iam_role_policy': 'resources.iam_role.IamRolePolicy',
    'aws_kms_alias': 'resources.kms_alias.KmsAlias',
    'aws_kms_key': 'resources.kms_key.KmsKey',
    'aws_route_table': 'resources.route_table.RouteTable',
    'aws_route_table_association': 'resources.route_table.RouteTableAssociation',
    'aws_s3_bucket': 'resources.s3_bucket.S3Bucket',
    'aws_s3_bucket_lifecycle_configuration': 'resources.s3_bucket_lifecycle.S3BucketLifecycle',
    'aws_s3_bucket_ownership_controls': 'resources.s3_bucket_settings.S3BucketOwnershipControls',
    'aws_s3_bucket_policy': 'resources.s3_bucket_settings.S3BucketPolicy',
    'aws_s3_bucket_public_access_block': 'resources.s3_bucket_settings.S3BucketPublicAccessBlock',
    'aws_s3_bucket_server_side_encryption_configuration': 'resources.s3_bucket_settings.S3BucketEncryption',
    'aws_s3_bucket_versioning': 'resources.s3_bucket_settings.S3BucketVersioning',
    'aws_security_group': 'resources.security_group.SecurityGroup',
    'aws_sns_topic': 'resources.sns_topic.SnsTopic',
    'aws_sns_topic_policy': 'resources.sns_topic.SnsTopicPolicy',
    'aws_sns_topic_subscription': 'resources.sns_topic_subscription.SnsTopicSubscription',
    'aws_sqs_queue': 'resources.sqs_queue.SqsQueue',
    'aws_sqs_queue_policy': 'resources.sqs_queue_policies.SqsQueuePolicy',
    'aws_sqs_queue_redrive_allow_policy': 'resources.sqs_queue_policies.SqsQueueRedriveAllowPolicy',
    'aws_subnet': 'resources.subnet.Subnet',
    'aws_vpc': 'resources.vpc.Vpc',
    'aws_vpc_endpoint': 'resources.vpc_endpoint.VpcEndpoint',
    'aws_vpc_security_group_egress_rule': 'resources.security_group_rule.EgressRule',
    'aws_vpc_security_group_ingress_rule': 'resources.security_group_rule.IngressRule',
}

DATA_SOURCES = {
    'aws_caller_identity': 'data_sources.CallerIdentity',
    'aws_partition': 'data_sources.Partition',
    'aws_region': 'data_sources.Region',
}

CONFIGURATION = Block(text('region'), text_set('allowed_account_ids'), block('default_tags', text_map('tags')))


def load(place: str) -> Any:
    """The class at `module.Class`; a run needs few of the types, so each module is imported when its type comes up."""
    module, name = place.rsplit('.', 1)
    return getattr(import_module(module), name)


class AwsProvider(Provider):
    """`hashicorp/aws`, as far as the reference platform and its sandbox need it."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._aws: Any = None

    def full_name(self) -> str:
        return 'registry.terraform.io/hashicorp/aws'

    def get_model_prefix(self) -> str:
        return ''

    def get_provider_schema(self, diags: Diagnostics) -> Schema:
        return Schema(attributes=CONFIGURATION.attributes, block_types=CONFIGURATION.block_types, version=0)

    def get_resources(self) -> list:
        return [load(place) for place in RESOURCES.values()]

    def get_data_sources(self) -> list:
        return [load(place) for place in DATA_SOURCES.values()]

    def new_resource(self, klass: Any) -> Any:
        return klass(self._aws)

    def new_data_source(self, klass: Any) -> Any:
        return klass(self._aws)

    def validate_config(self, diags: Diagnostics, config: dict) -> None:
        pass

    def configure_provider(self, diags: Diagnostics, config: dict) -> None:
        """Refuses every address but this machine's, before anything could be sent."""
        settings = self._settings
        problem = loopback_problem(settings.endpoint)
        if problem:
            diags.add_error(
                'The sandbox provider only speaks to a local emulator',
                f'{problem}. Allowed are http addresses of 127.0.0.0/8, localhost and [::1]. Start the sandbox (cutover sandbox up) and use '
                'the environment it prints; for a real account, take the sandbox out of Terraform\'s CLI configuration.',
            )
            return
        if not settings.access_key or not settings.secret_key:
            diags.add_error('No credentials', 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Profiles and shared files are not read.')
            return
        region = config['region'] or settings.region
        if not isinstance(region, str):
            diags.add_error('No region', 'Set the provider\'s argument "region", or AWS_REGION.', path=['region'])
            return
        tags = _default_tags(config)
        if tags is None:
            diags.add_error('The provider\'s default tags are not known yet', 'They must not depend on resources.', path=['default_tags'])
            return
        from aws import Aws

        self._aws = Aws(settings.endpoint, settings.access_key, settings.secret_key, settings.session_token, region, tags)
        self._check_account(diags, config['allowed_account_ids'])

    def _check_account(self, diags: Diagnostics, allowed: Any) -> None:
        if allowed is None:
            return
        try:
            account = self._aws.account
        except Exception as error:
            diags.add_error('The account of the credentials could not be found out', str(error), path=['allowed_account_ids'])
            return
        if account not in (allowed if isinstance(allowed, list) else []):
            diags.add_error('The credentials are of another account', f'They are of {account}; allowed: {allowed}.', path=['allowed_account_ids'])


def _default_tags(config: dict) -> Optional[dict]:
    """The tags for everything; None when one of them is unknown."""
    given = config['default_tags']
    tags = given[0]['tags'] if isinstance(given, list) and given and given[0] is not Unknown else given or {}
    if tags is None:
        return {}
    if not isinstance(tags, dict) or any(value is Unknown for value in tags.values()):
        return None
    return {key: value for key, value in tags.items() if value is not None}
