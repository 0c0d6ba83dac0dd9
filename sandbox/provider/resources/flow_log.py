"""aws_flow_log of a VPC or a subnet. Nothing but its tags can be changed. Destination options are left out: the emulator does not return them."""

from __future__ import annotations

from typing import Optional

from framework.errors import Refused
from framework.schema import Block, number, region, tags, text
from resources.ec2 import Ec2Resource, only, tags_of

LOGS = 'cloud-watch-logs'


class FlowLog(Ec2Resource):
    type_name = 'aws_flow_log'
    kind = 'vpc-flow-log'
    gone = ('InvalidFlowLogId.NotFound',)
    schema = Block(
        text('arn', read_only=True),
        text('iam_role_arn', force_new=True),
        text('id', read_only=True),
        text('log_destination', required=True, force_new=True),
        text('log_destination_type', default=LOGS, force_new=True),
        text('log_format', computed=True, force_new=True),
        number('max_aggregation_interval', default=600, force_new=True),
        region(),
        text('subnet_id', force_new=True),
        *tags(),
        text('traffic_type', required=True, force_new=True),
        text('vpc_id', force_new=True),
    )

    def check(self, config: dict) -> None:
        if (config['vpc_id'] is None) == (config['subnet_id'] is None):
            raise Refused('A flow log needs exactly one of vpc_id and subnet_id.')

    def create(self, plan: dict) -> str:
        optional = {'DeliverLogsPermissionArn': plan['iam_role_arn'], 'LogFormat': plan['log_format']}
        made = self.client.create_flow_logs(
            ResourceIds=[plan['vpc_id'] or plan['subnet_id']], ResourceType='VPC' if plan['vpc_id'] else 'Subnet',
            TrafficType=plan['traffic_type'], LogDestinationType=plan['log_destination_type'], **_destination(plan),
            MaxAggregationInterval=plan['max_aggregation_interval'], **{name: value for name, value in optional.items() if value},
            **self.tagged(plan),
        )
        for failure in made.get('Unsuccessful', []):
            raise Refused(f'{failure["Error"]["Code"]}: {failure["Error"]["Message"]}')
        return made['FlowLogIds'][0]

    def read(self, id: str) -> Optional[dict]:
        found = only(self.client.describe_flow_logs(FlowLogIds=[id])['FlowLogs'])
        if found is None:
            return None
        of = found['ResourceId']
        return {
            'arn': self.arn_of(id),
            'iam_role_arn': found.get('DeliverLogsPermissionArn'),
            'log_destination': found.get('LogDestination') or self.aws.arn('logs', f'log-group:{found["LogGroupName"]}'),
            'log_destination_type': found['LogDestinationType'],
            'log_format': found['LogFormat'],
            'max_aggregation_interval': found['MaxAggregationInterval'],
            'region': self.aws.region,
            'subnet_id': of if of.startswith('subnet-') else None,
            'tags_all': tags_of(found),
            'traffic_type': found['TrafficType'],
            'vpc_id': of if of.startswith('vpc-') else None,
        }

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_flow_logs(FlowLogIds=[id])


def _destination(plan: dict) -> dict:
    """A log group is said by its name, which EC2 takes as well as its ARN: the emulator checks delivery by the name only."""
    if plan['log_destination_type'] != LOGS:
        return {'LogDestination': plan['log_destination']}
    return {'LogGroupName': plan['log_destination'].split(':log-group:')[-1].removesuffix(':*')}
