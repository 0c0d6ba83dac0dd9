"""Changes made past Terraform, through boto3: one for every argument that AWS can change.

Answers each line of standard input with one line, both JSON:

    {"do": "list"}                              what each round and the recreations change: {address: [path, ...]}
    {"do": "round", "n": 0, "world": {...}}     makes round n's changes; `world` is {address: values in Terraform's state}
    {"do": "recreate", "world": {...}}          replaces objects by namesakes with other values of what is fixed
    {"do": "left"}                              the names of whatever is in the account

A path is the argument's name in the schema, `rule.expiration.days` for one in blocks. Changes of one object come in
different rounds, so that each is seen alone.
"""

from __future__ import annotations

import json
import os
import sys

import boto3
from botocore.config import Config

from changes import dynamodb, kms, messaging, network, operations, s3
from changes.change import Change

MODULES = (kms, s3, dynamodb, messaging, operations, network)


class Aws:
    """One client a service, for the emulator that AWS_ENDPOINT_URL names."""

    def __getattr__(self, service: str):
        client = boto3.client(service, region_name='eu-west-1', endpoint_url=os.environ['AWS_ENDPOINT_URL'], config=Config(proxies={}))
        setattr(self, service, client)
        return client


def rounds() -> list[list[Change]]:
    """The nth change of every address, for each n."""
    by_address: dict[str, list[Change]] = {}
    for module in MODULES:
        for change in module.CHANGES:
            by_address.setdefault(change.address, []).append(change)
    longest = max(len(changes) for changes in by_address.values())
    return [[changes[n] for changes in by_address.values() if n < len(changes)] for n in range(longest)]


def carry_out(aws: Aws, changes: list[Change], world: dict) -> None:
    for change in changes:
        try:
            change.make(aws, world[change.address], world)
        except Exception as error:
            raise SystemExit(f'{change.address}: {", ".join(change.shows)}: {error!r}') from error


def said(changes: list[Change]) -> dict[str, list[str]]:
    return {change.address: sorted(change.shows) for change in changes}


def left(aws: Aws) -> list[str]:
    """What an account holds that did not come with it."""
    keys = [key['KeyId'] for key in aws.kms.list_keys()['Keys']]
    described = [aws.kms.describe_key(KeyId=id)['KeyMetadata'] for id in keys]
    found = {
        'key': [key['KeyId'] for key in described if key['KeyState'] != 'PendingDeletion' and key['KeyManager'] == 'CUSTOMER'],
        'alias': [alias['AliasName'] for alias in aws.kms.list_aliases()['Aliases'] if not alias['AliasName'].startswith('alias/aws/')],
        'bucket': [bucket['Name'] for bucket in aws.s3.list_buckets()['Buckets']],
        'table': aws.dynamodb.list_tables()['TableNames'],
        'queue': aws.sqs.list_queues().get('QueueUrls', []),
        'topic': [topic['TopicArn'] for topic in aws.sns.list_topics()['Topics']],
        'subscription': [item['SubscriptionArn'] for item in aws.sns.list_subscriptions()['Subscriptions']],
        'alarm': [alarm['AlarmName'] for alarm in aws.cloudwatch.describe_alarms()['MetricAlarms']],
        'dashboard': [board['DashboardName'] for board in aws.cloudwatch.list_dashboards()['DashboardEntries']],
        'log group': [group['logGroupName'] for group in aws.logs.describe_log_groups()['logGroups']],
        'role': [role['RoleName'] for role in aws.iam.list_roles()['Roles']],
        'vpc': [vpc['VpcId'] for vpc in aws.ec2.describe_vpcs()['Vpcs'] if not vpc['IsDefault']],
        'subnet': [subnet['SubnetId'] for subnet in aws.ec2.describe_subnets()['Subnets'] if not subnet['DefaultForAz']],
        'security group': [group['GroupId'] for group in aws.ec2.describe_security_groups()['SecurityGroups'] if group['GroupName'] != 'default'],
        'endpoint': [item['VpcEndpointId'] for item in aws.ec2.describe_vpc_endpoints()['VpcEndpoints'] if item['State'] != 'deleted'],
        'flow log': [log['FlowLogId'] for log in aws.ec2.describe_flow_logs()['FlowLogs']],
    }
    return [f'{kind} {name}' for kind, names in found.items() for name in names]


def answer(aws: Aws, asked: dict) -> object:
    recreations = [change for module in MODULES for change in module.RECREATIONS]
    if asked['do'] == 'list':
        return {'rounds': [said(changes) for changes in rounds()], 'recreations': said(recreations)}
    if asked['do'] == 'left':
        return left(aws)
    carry_out(aws, recreations if asked['do'] == 'recreate' else rounds()[asked['n']], asked['world'])
    return None


if __name__ == '__main__':
    client = Aws()
    for line in sys.stdin:
        print(json.dumps(answer(client, json.loads(line))), flush=True)
