"""aws_route_table, without inline routes, and aws_route_table_association of subnets."""

from __future__ import annotations

from typing import Optional

from framework.errors import Refused
from framework.schema import Block, region, tags, text
from resources.ec2 import Ec2Resource, only, tags_of

NO_TABLE = 'InvalidRouteTableID.NotFound'


class RouteTable(Ec2Resource):
    type_name = 'aws_route_table'
    kind = 'route-table'
    gone = (NO_TABLE,)
    schema = Block(
        text('arn', read_only=True), text('id', read_only=True), text('owner_id', read_only=True), region(), *tags(),
        text('vpc_id', required=True, force_new=True),
    )

    def create(self, plan: dict) -> str:
        return self.client.create_route_table(VpcId=plan['vpc_id'], **self.tagged(plan))['RouteTable']['RouteTableId']

    def read(self, id: str) -> Optional[dict]:
        table = only(self.client.describe_route_tables(RouteTableIds=[id])['RouteTables'])
        if table is None:
            return None
        return {'arn': self.arn_of(id), 'owner_id': table['OwnerId'], 'region': self.aws.region, 'tags_all': tags_of(table), 'vpc_id': table['VpcId']}

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_route_table(RouteTableId=id)


class RouteTableAssociation(Ec2Resource):
    type_name = 'aws_route_table_association'
    gone = ('InvalidAssociationID.NotFound', NO_TABLE)
    schema = Block(
        text('id', read_only=True, follows=['route_table_id']), region(), text('route_table_id', required=True),
        text('subnet_id', required=True, force_new=True),
    )

    def create(self, plan: dict) -> str:
        return self.client.associate_route_table(RouteTableId=plan['route_table_id'], SubnetId=plan['subnet_id'])['AssociationId']

    def read(self, id: str) -> Optional[dict]:
        found = self._find('association.route-table-association-id', id, 'RouteTableAssociationId')
        if found is None:
            return None
        return {'region': self.aws.region, 'route_table_id': found['RouteTableId'], 'subnet_id': found['SubnetId']}

    def _find(self, filter: str, value: str, key: str) -> Optional[dict]:
        tables = self.client.describe_route_tables(Filters=[{'Name': filter, 'Values': [value]}])['RouteTables']
        return next((item for table in tables for item in table['Associations'] if item.get(key) == value), None)

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> Optional[str]:
        return self.client.replace_route_table_association(AssociationId=id, RouteTableId=plan['route_table_id'])['NewAssociationId']

    def delete(self, id: str, before: dict) -> None:
        self.client.disassociate_route_table(AssociationId=id)

    def identify(self, text: str) -> str:
        subnet, _, table = text.partition('/')
        found = self._find('association.subnet-id', subnet, 'SubnetId')
        if found is None or found['RouteTableId'] != table:
            raise Refused(f'{text!r} names no association: it is imported as <subnet>/<route table>.')
        return found['RouteTableAssociationId']
