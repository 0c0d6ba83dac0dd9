"""aws_security_group. Its rules are resources of their own: security_group_rule.py."""

from __future__ import annotations

from typing import Optional

from framework.schema import Block, region, tags, text
from resources.ec2 import Ec2Resource, only, tags_of

NO_GROUP = ('InvalidGroup.NotFound', 'InvalidGroupId.Malformed')


class SecurityGroup(Ec2Resource):
    type_name = 'aws_security_group'
    kind = 'security-group'
    gone = NO_GROUP
    schema = Block(
        text('arn', read_only=True),
        text('description', default='Managed by Terraform', force_new=True),
        text('id', read_only=True),
        text('name', required=True, force_new=True),
        text('owner_id', read_only=True),
        region(),
        *tags(),
        text('vpc_id', required=True, force_new=True),
    )

    def create(self, plan: dict) -> str:
        made = self.client.create_security_group(GroupName=plan['name'], Description=plan['description'], VpcId=plan['vpc_id'], **self.tagged(plan))
        return made['GroupId']

    def complete(self, id: str, plan: dict) -> None:
        """EC2 gives a new group a rule that lets everything out; as with AWS's provider, it goes."""
        group = self.client.describe_security_groups(GroupIds=[id])['SecurityGroups'][0]
        if group['IpPermissionsEgress']:
            self.client.revoke_security_group_egress(GroupId=id, IpPermissions=group['IpPermissionsEgress'])

    def read(self, id: str) -> Optional[dict]:
        group = only(self.client.describe_security_groups(GroupIds=[id])['SecurityGroups'])
        if group is None:
            return None
        return {
            'arn': group['SecurityGroupArn'], 'description': group['Description'], 'name': group['GroupName'], 'owner_id': group['OwnerId'],
            'region': group['SecurityGroupArn'].split(':')[3], 'tags_all': tags_of(group), 'vpc_id': group['VpcId'],
        }

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_security_group(GroupId=id)
