"""aws_cloudwatch_metric_alarm. Of `metric_query`, `account_id` is left out: the emulator does not return it."""

from __future__ import annotations

from typing import Any, Optional

from framework.resource import Resource
from framework.schema import Block, block, blocks, flag, number, region, tags, text, text_map, text_set


class CloudwatchMetricAlarm(Resource):
    type_name = 'aws_cloudwatch_metric_alarm'
    service = 'cloudwatch'
    gone = ('ResourceNotFound', 'ResourceNotFoundException')
    names = {
        'actions_enabled': 'ActionsEnabled',
        'alarm_actions': 'AlarmActions',
        'alarm_description': 'AlarmDescription',
        'alarm_name': 'AlarmName',
        'comparison_operator': 'ComparisonOperator',
        'datapoints_to_alarm': 'DatapointsToAlarm',
        'evaluate_low_sample_count_percentiles': 'EvaluateLowSampleCountPercentile',
        'evaluation_periods': 'EvaluationPeriods',
        'extended_statistic': 'ExtendedStatistic',
        'insufficient_data_actions': 'InsufficientDataActions',
        'metric_name': 'MetricName',
        'namespace': 'Namespace',
        'ok_actions': 'OKActions',
        'period': 'Period',
        'statistic': 'Statistic',
        'threshold': 'Threshold',
        'threshold_metric_id': 'ThresholdMetricId',
        'treat_missing_data': 'TreatMissingData',
        'unit': 'Unit',
    }
    schema = Block(
        flag('actions_enabled', default=True),
        text_set('alarm_actions'),
        text('alarm_description'),
        text('alarm_name', required=True, force_new=True),
        text('arn', read_only=True),
        text('comparison_operator', required=True),
        number('datapoints_to_alarm'),
        text_map('dimensions'),
        text('evaluate_low_sample_count_percentiles'),
        number('evaluation_periods', required=True),
        text('extended_statistic'),
        text('id', read_only=True),
        text_set('insufficient_data_actions'),
        text('metric_name'),
        text('namespace'),
        text_set('ok_actions'),
        number('period'),
        region(),
        text('statistic'),
        number('threshold'),
        text('threshold_metric_id'),
        text('treat_missing_data', default='missing'),
        text('unit'),
        *tags(),
        blocks(
            'metric_query',
            text('expression'),
            text('id', required=True),
            text('label'),
            number('period'),
            flag('return_data', default=False),
            block(
                'metric',
                text_map('dimensions'), text('metric_name', required=True), text('namespace'), number('period', required=True),
                text('stat', required=True), text('unit'),
            ),
            mode='set',
        ),
    )

    def create(self, plan: dict) -> str:
        self._put(plan, Tags=_pairs('Key', plan['tags_all']))
        return plan['alarm_name']

    def _put(self, plan: dict, **more: Any) -> None:
        """CloudWatch takes an alarm as a whole: what is left out here is taken away there."""
        wanted = {theirs: plan[ours] for ours, theirs in self.names.items() if plan[ours] is not None}
        if plan['dimensions']:
            wanted['Dimensions'] = _pairs('Name', plan['dimensions'])
        if plan['metric_query']:
            wanted['Metrics'] = [_query_to_aws(query) for query in plan['metric_query']]
        self.client.put_metric_alarm(**wanted, **more)

    def read(self, id: str) -> Optional[dict]:
        alarm = next(iter(self.client.describe_alarms(AlarmNames=[id], AlarmTypes=['MetricAlarm'])['MetricAlarms']), None)
        if alarm is None:
            return None
        listed = self.client.list_tags_for_resource(ResourceARN=alarm['AlarmArn'])['Tags']
        return {
            **{ours: alarm.get(theirs) for ours, theirs in self.names.items()},
            'arn': alarm['AlarmArn'],
            'dimensions': _mapped(alarm.get('Dimensions')),
            'metric_query': [_query_from_aws(query) for query in alarm.get('Metrics', [])],
            'region': alarm['AlarmArn'].split(':')[3],
            'tags_all': {tag['Key']: tag['Value'] for tag in listed},
            'treat_missing_data': alarm.get('TreatMissingData', 'missing'),
        }

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> None:
        self._put(plan)

    def delete(self, id: str, before: dict) -> None:
        self.client.delete_alarms(AlarmNames=[id])

    def tag(self, state: dict, tags: dict[str, str]) -> None:
        self.client.tag_resource(ResourceARN=state['arn'], Tags=_pairs('Key', tags))

    def untag(self, state: dict, keys: list[str]) -> None:
        self.client.untag_resource(ResourceARN=state['arn'], TagKeys=keys)


def _pairs(key: str, values: dict[str, str]) -> list[dict]:
    return [{key: name, 'Value': value} for name, value in values.items()]


def _mapped(dimensions: Optional[list[dict]]) -> Optional[dict]:
    return {item['Name']: item['Value'] for item in dimensions} if dimensions else None


def _query_to_aws(query: dict) -> dict:
    names = {'expression': 'Expression', 'id': 'Id', 'label': 'Label', 'period': 'Period', 'return_data': 'ReturnData'}
    made = {theirs: query[ours] for ours, theirs in names.items() if query[ours] is not None}
    for given in query['metric']:
        named = {'MetricName': given['metric_name'], 'Namespace': given['namespace'], 'Dimensions': _pairs('Name', given['dimensions'] or {})}
        stat = {'Metric': {key: value for key, value in named.items() if value}, 'Period': given['period'], 'Stat': given['stat'], 'Unit': given['unit']}
        made['MetricStat'] = {key: value for key, value in stat.items() if value is not None}
    return made


def _query_from_aws(query: dict) -> dict:
    stat = query.get('MetricStat')
    return {
        'expression': query.get('Expression'), 'id': query['Id'], 'label': query.get('Label'), 'period': query.get('Period'),
        'return_data': query.get('ReturnData', False),
        'metric': [] if stat is None else [{
            'dimensions': _mapped(stat['Metric'].get('Dimensions')), 'metric_name': stat['Metric'].get('MetricName'),
            'namespace': stat['Metric'].get('Namespace'), 'period': stat['Period'], 'stat': stat['Stat'], 'unit': stat.get('Unit'),
        }],
    }
