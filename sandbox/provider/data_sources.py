"""The data sources: who and where the provider is."""

from __future__ import annotations

from framework.resource import DataSource
from framework.schema import Block, text


class CallerIdentity(DataSource):
    type_name = 'aws_caller_identity'
    schema = Block(text('account_id', read_only=True), text('arn', read_only=True), text('id', read_only=True), text('user_id', read_only=True))

    def read(self) -> dict:
        found = self.aws.client('sts').get_caller_identity()
        return {'account_id': found['Account'], 'arn': found['Arn'], 'id': found['Account'], 'user_id': found['UserId']}


class Region(DataSource):
    """The region the provider is configured for; `name` is the AWS provider's old word for `region`."""

    type_name = 'aws_region'
    schema = Block(
        text('description', read_only=True), text('endpoint', read_only=True), text('id', read_only=True),
        text('name', read_only=True), text('region', read_only=True),
    )

    def read(self) -> dict:
        found = self.aws.client('ec2').describe_regions(RegionNames=[self.aws.region])['Regions'][0]
        name = found['RegionName']
        return {'description': self.aws.region_description, 'endpoint': found['Endpoint'], 'id': name, 'name': name, 'region': name}


class Partition(DataSource):
    type_name = 'aws_partition'
    schema = Block(
        text('dns_suffix', read_only=True), text('id', read_only=True), text('partition', read_only=True), text('reverse_dns_prefix', read_only=True),
    )

    def read(self) -> dict:
        suffix = self.aws.dns_suffix
        reverse = '.'.join(reversed(suffix.split('.')))
        return {'dns_suffix': suffix, 'id': self.aws.partition, 'partition': self.aws.partition, 'reverse_dns_prefix': reverse}
