from copy import deepcopy

from changes.change import Change

ALARM = 'aws_cloudwatch_metric_alarm.{}'.format
GROUP, ROLE = 'aws_cloudwatch_log_group.flows', 'aws_iam_role.flows'
TOPIC = 'arn:aws:sns:eu-west-1:123456789012:else'
DENY = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'
TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
# What describes an alarm and is no argument of it.
TOLD = ('AlarmArn', 'AlarmConfigurationUpdatedTimestamp', 'StateValue', 'StateReason', 'StateReasonData', 'StateUpdatedTimestamp', 'StateTransitionedTimestamp')


def put(edit):
    """The alarm put again, after `edit` has been at what it was."""

    def make(aws, alarm, _):
        found = deepcopy(aws.cloudwatch.describe_alarms(AlarmNames=[alarm['id']])['MetricAlarms'][0])
        for name in TOLD:
            found.pop(name, None)
        if not found.get('Metrics'):
            found.pop('Metrics', None)
        edit(found)
        aws.cloudwatch.put_metric_alarm(**found)

    return make


def alarm(name, ours, theirs, value):
    return Change(ALARM(name), [ours], put(lambda found: found.update({theirs: value})))


def query(name, ours, id, path, value):
    def edit(found):
        at = next(item for item in found['Metrics'] if item['Id'] == id)
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value

    return Change(ALARM(name), [f'metric_query.{ours}'], put(edit))


def unband(found):
    found.pop('ThresholdMetricId')
    found['Threshold'] = 1
    found['ComparisonOperator'] = 'GreaterThanThreshold'


def regroup(aws, group, world):
    """The emulator cannot give a log group another key: a namesake can have one."""
    aws.logs.delete_log_group(logGroupName=group['name'])
    aws.logs.create_log_group(logGroupName=group['name'], kmsKeyId=world['aws_kms_key.second']['arn'], tags=group['tags_all'])
    aws.logs.put_retention_policy(logGroupName=group['name'], retentionInDays=group['retention_in_days'])


def rerole(aws, role, _):
    """The same name at another path."""
    policy = aws.iam.get_role_policy(RoleName=role['name'], PolicyName='write')['PolicyDocument']
    aws.iam.delete_role_policy(RoleName=role['name'], PolicyName='write')
    aws.iam.delete_role(RoleName=role['name'])
    tags = [{'Key': key, 'Value': value} for key, value in role['tags_all'].items()]
    aws.iam.create_role(
        RoleName=role['name'], Path='/else/', AssumeRolePolicyDocument=role['assume_role_policy'], Description=role['description'],
        MaxSessionDuration=role['max_session_duration'], PermissionsBoundary=role['permissions_boundary'], Tags=tags,
    )
    import json
    aws.iam.put_role_policy(RoleName=role['name'], PolicyName='write', PolicyDocument=json.dumps(policy))


CHANGES = [
    alarm('simple', 'actions_enabled', 'ActionsEnabled', False),
    alarm('simple', 'alarm_actions', 'AlarmActions', [TOPIC]),
    alarm('simple', 'alarm_description', 'AlarmDescription', 'else'),
    alarm('simple', 'comparison_operator', 'ComparisonOperator', 'LessThanThreshold'),
    alarm('simple', 'insufficient_data_actions', 'InsufficientDataActions', []),
    alarm('more', 'ok_actions', 'OKActions', [TOPIC]),
    alarm('more', 'statistic', 'Statistic', 'Maximum'),
    alarm('simple', 'threshold', 'Threshold', 0.2),
    alarm('more', 'datapoints_to_alarm', 'DatapointsToAlarm', 1),
    alarm('more', 'dimensions', 'Dimensions', [{'Name': 'Queue', 'Value': 'else'}]),
    alarm('detailed', 'evaluate_low_sample_count_percentiles', 'EvaluateLowSampleCountPercentile', 'evaluate'),
    alarm('detailed', 'extended_statistic', 'ExtendedStatistic', 'p99'),
    Change(ALARM('detailed'), ['metric_name', 'namespace'], put(lambda found: found.update(MetricName='else', Namespace='other'))),
    alarm('more', 'period', 'Period', 120),
    alarm('detailed', 'treat_missing_data', 'TreatMissingData', 'breaching'),
    alarm('more', 'unit', 'Unit', 'Count'),
    Change(ALARM('detailed'), ['tags'], lambda aws, state, _: aws.cloudwatch.untag_resource(ResourceARN=state['arn'], TagKeys=['Name'])),
    Change(ALARM('band'), ['threshold_metric_id', 'threshold', 'comparison_operator'], put(unband)),
    query('band', 'label', 'expected', ['Label'], 'else'),
    query('band', 'return_data', 'errors', ['ReturnData'], False),
    query('band', 'metric.dimensions', 'errors', ['MetricStat', 'Metric', 'Dimensions'], [{'Name': 'Queue', 'Value': 'else'}]),
    query('band', 'metric.metric_name', 'errors', ['MetricStat', 'Metric', 'MetricName'], 'else'),
    query('band', 'metric.namespace', 'errors', ['MetricStat', 'Metric', 'Namespace'], 'else'),
    query('sum', 'expression', 'total', ['Expression'], 'MAX(METRICS())'),
    query('sum', 'period', 'total', ['Period'], 120),
    query('sum', 'id', 'errors', ['Id'], 'else'),
    query('sum', 'metric.period', 'errors', ['MetricStat', 'Period'], 120),
    query('sum', 'metric.stat', 'errors', ['MetricStat', 'Stat'], 'Maximum'),
    query('sum', 'metric.unit', 'errors', ['MetricStat', 'Unit'], 'Bytes'),
    alarm('detailed', 'evaluation_periods', 'EvaluationPeriods', 1),
    Change('aws_cloudwatch_dashboard.board', ['dashboard_body'], lambda aws, state, _: aws.cloudwatch.put_dashboard(
        DashboardName=state['id'], DashboardBody='{"widgets":[{"type":"text","x":0,"y":0,"width":3,"height":3,"properties":{"markdown":"else"}}]}')),
    Change(GROUP, ['retention_in_days'], lambda aws, state, _: aws.logs.delete_retention_policy(logGroupName=state['name'])),
    Change(GROUP, ['tags'], lambda aws, state, _: aws.logs.tag_resource(resourceArn=state['arn'], tags={'Name': 'else'})),
    Change(ROLE, ['assume_role_policy'], lambda aws, state, _: aws.iam.update_assume_role_policy(RoleName=state['name'], PolicyDocument=TRUST)),
    Change(ROLE, ['description'], lambda aws, state, _: aws.iam.update_role(RoleName=state['name'], Description='', MaxSessionDuration=7200)),
    Change(ROLE, ['max_session_duration'], lambda aws, state, _: aws.iam.update_role(RoleName=state['name'], Description='first', MaxSessionDuration=3600)),
    Change(ROLE, ['permissions_boundary'], lambda aws, state, _: aws.iam.delete_role_permissions_boundary(RoleName=state['name'])),
    Change(ROLE, ['tags'], lambda aws, state, _: aws.iam.tag_role(RoleName=state['name'], Tags=[{'Key': 'Name', 'Value': 'else'}])),
    Change('aws_iam_role_policy.flows', ['policy'], lambda aws, state, _: aws.iam.put_role_policy(
        RoleName=state['role'], PolicyName=state['name'], PolicyDocument=DENY)),
]

RECREATIONS = [Change(GROUP, ['kms_key_id'], regroup), Change(ROLE, ['path'], rerole)]
