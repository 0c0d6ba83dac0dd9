"""aws_iam_role and aws_iam_role_policy."""

from __future__ import annotations

import json
from typing import Optional

from framework.errors import Refused
from framework.resource import Resource
from framework.schema import Block, json_text, number, tags, text


class IamRole(Resource):
    type_name = 'aws_iam_role'
    service = 'iam'
    gone = ('NoSuchEntity',)
    schema = Block(
        text('arn', read_only=True),
        json_text('assume_role_policy', required=True),
        text('create_date', read_only=True),
        text('description'),
        text('id', read_only=True),
        number('max_session_duration', default=3600),
        text('name', required=True, force_new=True),
        text('path', default='/', force_new=True),
        text('permissions_boundary'),
        *tags(),
        text('unique_id', read_only=True),
    )

    def create(self, plan: dict) -> str:
        optional = {'Description': plan['description'], 'PermissionsBoundary': plan['permissions_boundary']}
        self.client.create_role(
            RoleName=plan['name'], AssumeRolePolicyDocument=plan['assume_role_policy'], Path=plan['path'],
            MaxSessionDuration=plan['max_session_duration'], Tags=_pairs(plan['tags_all']),
            **{name: value for name, value in optional.items() if value},
        )
        return plan['name']

    def read(self, id: str) -> Optional[dict]:
        role = self.client.get_role(RoleName=id)['Role']
        return {
            'arn': role['Arn'],
            'assume_role_policy': json.dumps(role['AssumeRolePolicyDocument']),
            'create_date': role['CreateDate'].strftime('%Y-%m-%dT%H:%M:%SZ'),
            'description': role.get('Description'),
            'max_session_duration': role['MaxSessionDuration'],
            'name': role['RoleName'],
            'path': role['Path'],
            'permissions_boundary': role.get('PermissionsBoundary', {}).get('PermissionsBoundaryArn'),
            'tags_all': {tag['Key']: tag['Value'] for tag in role.get('Tags', [])},
            'unique_id': role['RoleId'],
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        if changed & {'description', 'max_session_duration'}:
            self.client.update_role(RoleName=id, Description=plan['description'] or '', MaxSessionDuration=plan['max_session_duration'])
        if 'assume_role_policy' in changed:
            self.client.update_assume_role_policy(RoleName=id, PolicyDocument=plan['assume_role_policy'])
        if 'permissions_boundary' in changed:
            if plan['permissions_boundary']:
                self.client.put_role_permissions_boundary(RoleName=id, PermissionsBoundary=plan['permissions_boundary'])
            else:
                self.client.delete_role_permissions_boundary(RoleName=id)

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_role(RoleName=id)

    def tag(self, state: dict, tags: dict[str, str]) -> None:
        self.client.tag_role(RoleName=state['id'], Tags=_pairs(tags))

    def untag(self, state: dict, keys: list[str]) -> None:
        self.client.untag_role(RoleName=state['id'], TagKeys=keys)


def _pairs(tags: dict[str, str]) -> list[dict]:
    return [{'Key': key, 'Value': value} for key, value in tags.items()]


class IamRolePolicy(Resource):
    """A policy inside a role, identified as `role:policy`."""

    type_name = 'aws_iam_role_policy'
    service = 'iam'
    gone = ('NoSuchEntity',)
    schema = Block(
        text('id', read_only=True), text('name', required=True, force_new=True), json_text('policy', required=True),
        text('role', required=True, force_new=True),
    )

    def create(self, plan: dict) -> str:
        self.client.put_role_policy(RoleName=plan['role'], PolicyName=plan['name'], PolicyDocument=plan['policy'])
        return f'{plan["role"]}:{plan["name"]}'

    def read(self, id: str) -> Optional[dict]:
        role, name = id.split(':')
        found = self.client.get_role_policy(RoleName=role, PolicyName=name)
        return {'name': found['PolicyName'], 'policy': json.dumps(found['PolicyDocument']), 'role': found['RoleName']}

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        self.create(plan)

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_role_policy(RoleName=before['role'], PolicyName=before['name'])

    def identify(self, text: str) -> str:
        if text.count(':') != 1:
            raise Refused(f'{text!r} does not name a role\'s policy: it is imported as <role>:<policy>.')
        return text
