"""aws_vpc, IPv4 only."""

from __future__ import annotations

from typing import Optional

from framework.schema import Block, flag, region, tags, text
from resources.ec2 import Ec2Resource, only, tags_of


class Vpc(Ec2Resource):
    type_name = 'aws_vpc'
    kind = 'vpc'
    gone = ('InvalidVpcID.NotFound',)
    switches = {
        'enable_dns_hostnames': 'EnableDnsHostnames',
        'enable_dns_support': 'EnableDnsSupport',
        'enable_network_address_usage_metrics': 'EnableNetworkAddressUsageMetrics',
    }
    schema = Block(
        text('arn', read_only=True),
        text('cidr_block', required=True, force_new=True),
        text('default_network_acl_id', read_only=True),
        text('default_route_table_id', read_only=True),
        text('default_security_group_id', read_only=True),
        text('dhcp_options_id', read_only=True),
        flag('enable_dns_hostnames', computed=True),
        flag('enable_dns_support', default=True),
        flag('enable_network_address_usage_metrics', computed=True),
        text('id', read_only=True),
        text('instance_tenancy', default='default', force_new=True),
        text('main_route_table_id', read_only=True),
        text('owner_id', read_only=True),
        region(),
        *tags(),
    )

    def create(self, plan: dict) -> str:
        made = self.client.create_vpc(CidrBlock=plan['cidr_block'], InstanceTenancy=plan['instance_tenancy'], **self.tagged(plan))
        return made['Vpc']['VpcId']

    def complete(self, id: str, plan: dict) -> None:
        # DNS support first: EC2 refuses host names without it.
        for name in ('enable_dns_support', 'enable_dns_hostnames', 'enable_network_address_usage_metrics'):
            if plan[name] is not None:
                self._switch(id, name, plan[name])

    def _switch(self, id: str, name: str, on: bool) -> None:
        """EC2 takes one of these per request."""
        self.client.modify_vpc_attribute(VpcId=id, **{self.switches[name]: {'Value': on}})

    def read(self, id: str) -> Optional[dict]:
        vpc = only(self.client.describe_vpcs(VpcIds=[id])['Vpcs'])
        if vpc is None:
            return None
        main = self._own('describe_route_tables', 'RouteTables', id, 'association.main', 'true')['RouteTableId']
        return {
            **{ours: self._is_on(id, theirs) for ours, theirs in self.switches.items()},
            'arn': self.arn_of(id),
            'cidr_block': vpc['CidrBlock'],
            'default_network_acl_id': self._own('describe_network_acls', 'NetworkAcls', id, 'default', 'true')['NetworkAclId'],
            'default_route_table_id': main,
            'default_security_group_id': self._own('describe_security_groups', 'SecurityGroups', id, 'group-name', 'default')['GroupId'],
            'dhcp_options_id': vpc['DhcpOptionsId'],
            'instance_tenancy': vpc['InstanceTenancy'],
            'main_route_table_id': main,
            'owner_id': vpc['OwnerId'],
            'region': self.aws.region,
            'tags_all': tags_of(vpc),
        }

    def _is_on(self, id: str, switch: str) -> bool:
        answer = self.client.describe_vpc_attribute(VpcId=id, Attribute=switch[0].lower() + switch[1:])
        return answer[switch]['Value']

    def _own(self, call: str, key: str, id: str, filter: str, value: str) -> dict:
        """The object that EC2 makes with a VPC."""
        found = getattr(self.client, call)(Filters=[{'Name': 'vpc-id', 'Values': [id]}, {'Name': filter, 'Values': [value]}])[key]
        return found[0] if found else {'RouteTableId': None, 'NetworkAclId': None, 'GroupId': None}

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        for name in sorted(changed & self.switches.keys(), reverse=True):
            if plan[name] is not None:
                self._switch(id, name, plan[name])

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_vpc(VpcId=id)
