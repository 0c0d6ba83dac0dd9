"""aws_cloudwatch_dashboard."""

from __future__ import annotations

from typing import Optional

from framework.resource import Resource
from framework.schema import Block, json_text, region, text


class CloudwatchDashboard(Resource):
    type_name = 'aws_cloudwatch_dashboard'
    service = 'cloudwatch'
    gone = ('ResourceNotFound', 'DashboardNotFoundError')
    schema = Block(
        text('dashboard_arn', read_only=True), json_text('dashboard_body', required=True),
        text('dashboard_name', required=True, force_new=True), text('id', read_only=True), region(),
    )

    def create(self, plan: dict) -> str:
        self.client.put_dashboard(DashboardName=plan['dashboard_name'], DashboardBody=plan['dashboard_body'])
        return plan['dashboard_name']

    def read(self, id: str) -> Optional[dict]:
        found = self.client.get_dashboard(DashboardName=id)
        return {
            'dashboard_arn': found['DashboardArn'], 'dashboard_body': found['DashboardBody'], 'dashboard_name': found['DashboardName'],
            'region': self.aws.region,  # A dashboard's ARN names none.
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        self.create(plan)

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_dashboards(DashboardNames=[id])
