"""aws_subnet, IPv4 only. Names in IPv6's DNS are left out: the emulator does not change them."""

from __future__ import annotations

from typing import Optional

from framework.schema import Block, flag, region, tags, text
from resources.ec2 import Ec2Resource, only, tags_of


class Subnet(Ec2Resource):
    type_name = 'aws_subnet'
    kind = 'subnet'
    gone = ('InvalidSubnetID.NotFound',)
    switches = {
        'assign_ipv6_address_on_creation': 'AssignIpv6AddressOnCreation',
        'enable_resource_name_dns_a_record_on_launch': 'EnableResourceNameDnsARecordOnLaunch',
        'map_public_ip_on_launch': 'MapPublicIpOnLaunch',
    }
    schema = Block(
        text('arn', read_only=True),
        text('availability_zone', computed=True, force_new=True),
        text('availability_zone_id', read_only=True),
        text('cidr_block', required=True, force_new=True),
        text('id', read_only=True),
        text('owner_id', read_only=True),
        text('private_dns_hostname_type_on_launch', read_only=True),
        region(),
        *(flag(name, default=False) for name in switches),
        *tags(),
        text('vpc_id', required=True, force_new=True),
    )

    def create(self, plan: dict) -> str:
        zone = {'AvailabilityZone': plan['availability_zone']} if plan['availability_zone'] else {}
        made = self.client.create_subnet(VpcId=plan['vpc_id'], CidrBlock=plan['cidr_block'], **zone, **self.tagged(plan))
        return made['Subnet']['SubnetId']

    def complete(self, id: str, plan: dict) -> None:
        """A new subnet has none of these; one that the account's default switched on would show in the read that follows."""
        self._switch(id, {name: plan[name] for name in self.switches if plan[name]})

    def _switch(self, id: str, wanted: dict[str, bool]) -> None:
        for name, on in wanted.items():  # EC2 takes one of these per request.
            self.client.modify_subnet_attribute(SubnetId=id, **{self.switches[name]: {'Value': on}})

    def read(self, id: str) -> Optional[dict]:
        subnet = only(self.client.describe_subnets(SubnetIds=[id])['Subnets'])
        if subnet is None:
            return None
        names = subnet.get('PrivateDnsNameOptionsOnLaunch', {})
        return {
            'arn': subnet['SubnetArn'],
            'assign_ipv6_address_on_creation': subnet['AssignIpv6AddressOnCreation'],
            'availability_zone': subnet['AvailabilityZone'],
            'availability_zone_id': subnet['AvailabilityZoneId'],
            'cidr_block': subnet['CidrBlock'],
            'enable_resource_name_dns_a_record_on_launch': names.get('EnableResourceNameDnsARecord', False),
            'map_public_ip_on_launch': subnet['MapPublicIpOnLaunch'],
            'owner_id': subnet['OwnerId'],
            'private_dns_hostname_type_on_launch': names.get('HostnameType'),
            'region': subnet['SubnetArn'].split(':')[3],
            'tags_all': tags_of(subnet),
            'vpc_id': subnet['VpcId'],
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        self._switch(id, {name: plan[name] for name in self.switches if name in changed})

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_subnet(SubnetId=id)
