"""aws_default_security_group: takes over the group that every VPC has, and makes its rules what the configuration says."""

from __future__ import annotations

from typing import Any, Iterator, Optional

from tf.types import Bool, List, Number, Set, String

from framework.schema import Attribute, Block, Object, region, tags, text
from framework.values import same
from resources.ec2 import Ec2Resource, only, tags_of
from resources.security_group import NO_GROUP

RULE = Object({
    'cidr_blocks': List(String()), 'description': String(), 'from_port': Number(), 'ipv6_cidr_blocks': List(String()),
    'prefix_list_ids': List(String()), 'protocol': String(), 'security_groups': Set(String()), 'self': Bool(), 'to_port': Number(),
})
# Ours → the list in EC2's permission, and the key of its items.
PEERS = {
    'cidr_blocks': ('IpRanges', 'CidrIp'), 'ipv6_cidr_blocks': ('Ipv6Ranges', 'CidrIpv6'),
    'prefix_list_ids': ('PrefixListIds', 'PrefixListId'), 'security_groups': ('UserIdGroupPairs', 'GroupId'),
}
DIRECTIONS = {'ingress': 'IpPermissions', 'egress': 'IpPermissionsEgress'}


class DefaultSecurityGroup(Ec2Resource):
    type_name = 'aws_default_security_group'
    kind = 'security-group'
    gone = NO_GROUP
    schema = Block(
        text('arn', read_only=True),
        text('description', read_only=True),
        # Left out means none, so that a rule from elsewhere shows in the plan: AWS's provider would keep quiet about it.
        Attribute('egress', Set(RULE), default=[]),
        text('id', read_only=True),
        Attribute('ingress', Set(RULE), default=[]),
        text('name', read_only=True),
        text('owner_id', read_only=True),
        region(),
        *tags(),
        text('vpc_id', required=True, force_new=True),
    )

    def create(self, plan: dict) -> str:
        filters = [{'Name': 'vpc-id', 'Values': [plan['vpc_id']]}, {'Name': 'group-name', 'Values': ['default']}]
        return self.client.describe_security_groups(Filters=filters)['SecurityGroups'][0]['GroupId']

    def complete(self, id: str, plan: dict) -> None:
        found = self.read(id)
        if found is None:
            return
        for direction in DIRECTIONS:
            self._change(id, direction, found[direction], plan[direction])
        if plan['tags_all']:
            self.tag({'id': id}, plan['tags_all'])

    def _change(self, id: str, direction: str, before: list[dict], after: list[dict]) -> None:
        gone = [rule for rule in before if not any(same(RULE, rule, other) for other in after)]
        new = [rule for rule in after if not any(same(RULE, rule, other) for other in before)]
        for verb, rules in (('revoke', gone), ('authorize', new)):
            if rules:
                getattr(self.client, f'{verb}_security_group_{direction}')(GroupId=id, IpPermissions=[_permission(rule, id) for rule in rules])

    def read(self, id: str) -> Optional[dict]:
        group = only(self.client.describe_security_groups(GroupIds=[id])['SecurityGroups'])
        if group is None:
            return None
        return {
            **{ours: [rule for item in group[theirs] for rule in _rules(item, id)] for ours, theirs in DIRECTIONS.items()},
            'arn': group['SecurityGroupArn'], 'description': group['Description'], 'name': group['GroupName'], 'owner_id': group['OwnerId'],
            'region': group['SecurityGroupArn'].split(':')[3], 'tags_all': tags_of(group), 'vpc_id': group['VpcId'],
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        for direction in changed & DIRECTIONS.keys():
            self._change(id, direction, before[direction] or [], plan[direction] or [])

    def delete(self, id: str, before: dict) -> None:
        """EC2 deletes this group with its VPC and never before; what was closed stays closed."""


def _rules(permission: dict, group: str) -> Iterator[dict]:
    """EC2 gathers what has the same ports; rules are told apart by their descriptions."""
    by_description: dict[str, dict[str, Any]] = {}
    for ours, (theirs, key) in PEERS.items():
        for item in permission.get(theirs, []):
            rule = by_description.setdefault(item.get('Description') or '', {name: [] for name in PEERS} | {'self': False})
            if ours == 'security_groups' and item[key] == group:
                rule['self'] = True
            else:
                rule[ours].append(item[key])
    for description, rule in by_description.items():
        yield {
            **rule, 'description': description, 'protocol': permission['IpProtocol'],
            'from_port': max(permission.get('FromPort', 0), 0) if permission['IpProtocol'] == '-1' else permission.get('FromPort', 0),
            'to_port': max(permission.get('ToPort', 0), 0) if permission['IpProtocol'] == '-1' else permission.get('ToPort', 0),
        }


def _permission(rule: dict, group: str) -> dict:
    said = {'Description': rule['description']} if rule['description'] else {}
    peers = {**rule, 'security_groups': (rule['security_groups'] or []) + ([group] if rule['self'] else [])}
    made = {theirs: [{key: value, **said} for value in peers[ours]] for ours, (theirs, key) in PEERS.items() if peers[ours]}
    ports = {} if rule['protocol'] == '-1' else {'FromPort': rule['from_port'], 'ToPort': rule['to_port']}
    return {'IpProtocol': rule['protocol'], **ports, **made}
