"""aws_vpc_endpoint of type Gateway: S3 and DynamoDB without leaving the network."""

from __future__ import annotations

from typing import Optional

from tf.types import Unknown

from framework.errors import Refused
from framework.schema import Block, json_text, region, tags, text, text_set
from resources.ec2 import Ec2Resource, only, tags_of


class VpcEndpoint(Ec2Resource):
    type_name = 'aws_vpc_endpoint'
    kind = 'vpc-endpoint'
    gone = ('InvalidVpcEndpointId.NotFound',)
    schema = Block(
        text('arn', read_only=True),
        text('id', read_only=True),
        text('owner_id', read_only=True),
        json_text('policy', computed=True),
        text('prefix_list_id', read_only=True),
        region(),
        text_set('route_table_ids', computed=True),
        text('service_name', required=True, force_new=True),
        text('state', read_only=True),
        *tags(),
        text('vpc_endpoint_type', default='Gateway', force_new=True),
        text('vpc_id', required=True, force_new=True),
    )

    def check(self, config: dict) -> None:
        asked = config['vpc_endpoint_type']
        if asked not in (None, 'Gateway'):
            raise Refused(f'vpc_endpoint_type is {"not known yet" if asked is Unknown else repr(asked)}; the sandbox provider implements "Gateway" only.')

    def create(self, plan: dict) -> str:
        given = {'PolicyDocument': plan['policy'], 'RouteTableIds': plan['route_table_ids']}
        made = self.client.create_vpc_endpoint(
            VpcId=plan['vpc_id'], ServiceName=plan['service_name'], VpcEndpointType='Gateway',
            **{name: value for name, value in given.items() if value}, **self.tagged(plan),
        )
        return made['VpcEndpoint']['VpcEndpointId']

    def read(self, id: str) -> Optional[dict]:
        found = only(self.client.describe_vpc_endpoints(VpcEndpointIds=[id])['VpcEndpoints'])
        if found is None or found['State'] in ('deleting', 'deleted'):
            return None
        lists = self.client.describe_prefix_lists(Filters=[{'Name': 'prefix-list-name', 'Values': [found['ServiceName']]}])['PrefixLists']
        return {
            'arn': self.arn_of(id),
            'owner_id': found['OwnerId'],
            'policy': found.get('PolicyDocument'),
            'prefix_list_id': next((item['PrefixListId'] for item in lists if item['PrefixListName'] == found['ServiceName']), None),
            'region': self.aws.region,
            'route_table_ids': found.get('RouteTableIds', []),
            'service_name': found['ServiceName'],
            'state': found['State'],
            'tags_all': tags_of(found),
            'vpc_endpoint_type': found['VpcEndpointType'],
            'vpc_id': found['VpcId'],
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        asked: dict = {}
        if 'policy' in changed:
            asked |= {'PolicyDocument': plan['policy']} if plan['policy'] else {'ResetPolicy': True}
        if 'route_table_ids' in changed:
            old, new = set(before['route_table_ids'] or []), set(plan['route_table_ids'] or [])
            asked |= {name: sorted(ids) for name, ids in (('AddRouteTableIds', new - old), ('RemoveRouteTableIds', old - new)) if ids}
        if asked:
            self.client.modify_vpc_endpoint(VpcEndpointId=id, **asked)

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_vpc_endpoints(VpcEndpointIds=[id])
