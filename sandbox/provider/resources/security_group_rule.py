"""aws_vpc_security_group_ingress_rule and aws_vpc_security_group_egress_rule."""

from __future__ import annotations

from typing import Any, Optional

from framework.schema import Block, number, region, tags, text
from resources.ec2 import Ec2Resource, only, tags_of


class SecurityGroupRule(Ec2Resource):
    kind = 'security-group-rule'
    gone = ('InvalidSecurityGroupRuleId.NotFound', 'InvalidPermission.NotFound', 'InvalidGroup.NotFound')
    egress: bool
    schema = Block(
        text('arn', read_only=True),
        text('cidr_ipv4'),
        text('cidr_ipv6'),
        text('description'),
        number('from_port'),
        text('id', read_only=True),
        text('ip_protocol', required=True),
        text('prefix_list_id'),
        text('referenced_security_group_id'),
        region(),
        text('security_group_id', required=True, force_new=True),
        text('security_group_rule_id', read_only=True),
        *tags(),
        number('to_port'),
    )

    def _call(self, verb: str) -> Any:
        return getattr(self.client, f'{verb}_security_group_{"egress" if self.egress else "ingress"}')

    def create(self, plan: dict) -> str:
        made = self._call('authorize')(GroupId=plan['security_group_id'], IpPermissions=[_permission(plan)], **self.tagged(plan))
        return made['SecurityGroupRules'][0]['SecurityGroupRuleId']

    def complete(self, id: str, plan: dict) -> None:
        if plan['description'] and not plan['cidr_ipv4'] and not plan['cidr_ipv6']:
            self._modify(id, plan)  # The emulator forgets the descriptions of other rules when they are made.

    def _modify(self, id: str, plan: dict) -> None:
        asked = [{'SecurityGroupRuleId': id, 'SecurityGroupRule': _rule(plan)}]
        self.client.modify_security_group_rules(GroupId=plan['security_group_id'], SecurityGroupRules=asked)

    def read(self, id: str) -> Optional[dict]:
        rule = only(self.client.describe_security_group_rules(SecurityGroupRuleIds=[id])['SecurityGroupRules'])
        if rule is None or rule['IsEgress'] != self.egress:
            return None
        any_port = rule['IpProtocol'] == '-1'  # EC2 then answers -1 for ports, which nobody configures.
        return {
            'arn': self.arn_of(id),
            'cidr_ipv4': rule.get('CidrIpv4'),
            'cidr_ipv6': rule.get('CidrIpv6'),
            'description': rule.get('Description'),
            'from_port': None if any_port else rule.get('FromPort'),
            'ip_protocol': rule['IpProtocol'],
            'prefix_list_id': rule.get('PrefixListId'),
            'referenced_security_group_id': rule.get('ReferencedGroupInfo', {}).get('GroupId'),
            'region': self.aws.region,
            'security_group_id': rule['GroupId'],
            'security_group_rule_id': rule['SecurityGroupRuleId'],
            'tags_all': tags_of(rule),
            'to_port': None if any_port else rule.get('ToPort'),
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        self._modify(id, plan)

    def delete(self, id: str, before: dict) -> None:
        self._call('revoke')(GroupId=before['security_group_id'], SecurityGroupRuleIds=[id])


def _ports(plan: dict) -> dict:
    ports = {'FromPort': plan['from_port'], 'ToPort': plan['to_port']}
    return {'IpProtocol': plan['ip_protocol'], **{name: -1 if value is None else value for name, value in ports.items()}}


def _permission(plan: dict) -> dict:
    """The rule as `authorize` wants it."""
    said = {'Description': plan['description']} if plan['description'] else {}
    made = _ports(plan)
    for ours, theirs, key in (
        ('cidr_ipv4', 'IpRanges', 'CidrIp'), ('cidr_ipv6', 'Ipv6Ranges', 'CidrIpv6'),
        ('prefix_list_id', 'PrefixListIds', 'PrefixListId'), ('referenced_security_group_id', 'UserIdGroupPairs', 'GroupId'),
    ):
        if plan[ours]:
            made[theirs] = [{key: plan[ours], **said}]
    return made


def _rule(plan: dict) -> dict:
    """The rule as `modify` wants it."""
    peers = {
        'CidrIpv4': plan['cidr_ipv4'], 'CidrIpv6': plan['cidr_ipv6'], 'PrefixListId': plan['prefix_list_id'],
        'ReferencedGroupId': plan['referenced_security_group_id'],
    }
    return {**_ports(plan), 'Description': plan['description'] or '', **{name: value for name, value in peers.items() if value}}


class IngressRule(SecurityGroupRule):
    type_name = 'aws_vpc_security_group_ingress_rule'
    egress = False


class EgressRule(SecurityGroupRule):
    type_name = 'aws_vpc_security_group_egress_rule'
    egress = True
