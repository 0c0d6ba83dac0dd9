import { describe, expect, it } from '@jest/globals';
import { runApp, type Stack, type Values } from './synthesized.ts';

const { stacks } = runApp('test');

function stack(component: string): Stack {
  const found = stacks[component];
  if (found === undefined) throw new Error(`no stack ${component}`);
  return found;
}

function only(component: string, type: string): Values {
  const [values, ...more] = Object.values(stack(component).resource[type] ?? {});
  if (values === undefined || more.length > 0) throw new Error(`${component} has not exactly one ${type}`);
  return values;
}

interface Statement {
  Sid: string;
  Effect: string;
  Principal: unknown;
  Action: string | string[];
  Resource: string | string[];
  Condition: unknown;
}
function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`not a text: ${JSON.stringify(value)}`);
  return value;
}
const statements = (policy: unknown): Statement[] => (JSON.parse(text(policy)) as { Statement: Statement[] }).Statement;
const KEY = '${data.terraform_remote_state.cross-stack-reference-input-encryption-test.outputs.cross-stack-output-aws_kms_keykeyarn}';

describe('encryption', () => {
  it('has one rotating key whose services may use it for this account’s resources only', () => {
    expect(only('encryption', 'aws_kms_key')).toMatchObject({ enable_key_rotation: true, rotation_period_in_days: 365, deletion_window_in_days: 30 });
    const policy = statements(only('encryption', 'aws_kms_key')['policy']);
    expect(policy.map(({ Principal }) => Principal)).toEqual([
      { AWS: 'arn:${data.aws_partition.partition.partition}:iam::111111111111:root' },
      { Service: 'logs.eu-central-1.amazonaws.com' },
      { Service: 'cloudwatch.amazonaws.com' },
      { Service: 'sns.amazonaws.com' },
    ]);
    for (const { Condition, Action } of policy.slice(1)) {
      expect(JSON.stringify(Condition)).toContain('111111111111:');
      expect([Action].flat()).not.toContain('kms:*');
    }
  });
});

describe('storage', () => {
  it('is versioned, encrypted with the platform’s key, never public, owned by the account, and tidied', () => {
    expect(only('storage', 'aws_s3_bucket_versioning')).toMatchObject({ versioning_configuration: { status: 'Enabled' } });
    expect(only('storage', 'aws_s3_bucket_server_side_encryption_configuration')['rule']).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: KEY }, bucket_key_enabled: true },
    ]);
    expect(only('storage', 'aws_s3_bucket_public_access_block')).toMatchObject({ block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true });
    expect(only('storage', 'aws_s3_bucket_ownership_controls')).toMatchObject({ rule: { object_ownership: 'BucketOwnerEnforced' } });
    expect(only('storage', 'aws_s3_bucket_lifecycle_configuration')['rule']).toMatchObject([
      { status: 'Enabled', noncurrent_version_expiration: [{ noncurrent_days: 90 }], abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] },
    ]);
  });

  const policy = statements(only('storage', 'aws_s3_bucket_policy')['policy']);
  const bucket = 'arn:${data.aws_partition.partition.partition}:s3:::reference-platform-test-data-111111111111';

  it('refuses plain HTTP, for the bucket and its objects', () => {
    expect(policy[0]).toEqual({ Sid: 'DenyPlainHttp', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [bucket, `${bucket}/*`], Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
  });

  /** A missing key counts as different. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
  function holds(condition: Record<string, Record<string, string>>, request: Record<string, string>): boolean {
    return Object.entries(condition).every(([operator, wanted]) =>
      Object.entries(wanted).every(([name, value]) => {
        if (operator === 'Null') return (name in request ? 'false' : 'true') === value;
        if (operator === 'StringNotEquals') return request[name] !== value;
        throw new Error(`an operator that this test does not know: ${operator}`);
      }),
    );
  }
  const SSE = 's3:x-amz-server-side-encryption';
  const ID = 's3:x-amz-server-side-encryption-aws-kms-key-id';

  it.each([
    ['takes', 'says nothing of encryption', {}, false],
    ['takes', 'names our key', { [SSE]: 'aws:kms', [ID]: KEY }, false],
    ['refuses', 'names another key', { [SSE]: 'aws:kms', [ID]: 'arn:aws:kms:eu-central-1:111111111111:key/other' }, true],
    ['refuses', 'wants KMS and names no key, which would be AWS’s', { [SSE]: 'aws:kms' }, true],
    ['refuses', 'wants S3’s own key', { [SSE]: 'AES256' }, true],
  ])('%s an object whose request %s', (_verb, _words, request, denied) => {
    const statement = policy[1];
    expect(statement).toMatchObject({ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${bucket}/*` });
    expect(policy).toHaveLength(2);
    expect(holds(statement?.Condition as Record<string, Record<string, string>>, request)).toBe(denied);
  });
});

describe('database', () => {
  it('is encrypted with the platform’s key, recoverable, and paid by use', () => {
    expect(only('database', 'aws_dynamodb_table')).toMatchObject({
      billing_mode: 'PAY_PER_REQUEST',
      server_side_encryption: { enabled: true, kms_key_arn: KEY },
      point_in_time_recovery: { enabled: true },
    });
  });
});

describe('messaging', () => {
  it('encrypts both queues, sends dead letters to the one and lets no other queue use it', () => {
    const queues = stack('messaging').resource['aws_sqs_queue'] ?? {};
    expect(Object.values(queues).map((queue) => queue['kms_master_key_id'])).toEqual([KEY, KEY]);
    expect(JSON.parse(text(queues['work']?.['redrive_policy']))).toEqual({ deadLetterTargetArn: '${aws_sqs_queue.dead_letter.arn}', maxReceiveCount: 3 });
    expect(JSON.parse(text(only('messaging', 'aws_sqs_queue_redrive_allow_policy')['redrive_allow_policy']))).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: ['arn:${data.aws_partition.partition.partition}:sqs:eu-central-1:111111111111:reference-platform-test-work'],
    });
  });
});

describe('network', () => {
  it('has two private subnets in two zones and no route out of AWS', () => {
    const subnets = Object.values(stack('network').resource['aws_subnet'] ?? {});
    expect(subnets.map((subnet) => [subnet['availability_zone'], subnet['map_public_ip_on_launch']])).toEqual([['eu-central-1a', false], ['eu-central-1b', false]]);
    expect(stack('network').resource).not.toHaveProperty('aws_internet_gateway');
    expect(only('network', 'aws_route_table')).not.toHaveProperty('route');
    expect(Object.values(stack('network').resource['aws_vpc_endpoint'] ?? {}).map((endpoint) => [endpoint['service_name'], endpoint['vpc_endpoint_type']])).toEqual([
      ['com.amazonaws.eu-central-1.dynamodb', 'Gateway'],
      ['com.amazonaws.eu-central-1.s3', 'Gateway'],
    ]);
  });

  it('lets workloads talk HTTPS to each other, S3 and DynamoDB, and closes the default group', () => {
    const rules = Object.entries({ ...stack('network').resource['aws_vpc_security_group_ingress_rule'], ...stack('network').resource['aws_vpc_security_group_egress_rule'] });
    expect(rules.map(([name]) => name).sort()).toEqual(['from_workload', 'to_dynamodb', 'to_s3', 'to_workload']);
    for (const [, rule] of rules) {
      expect(rule).toMatchObject({ from_port: 443, to_port: 443, ip_protocol: 'tcp' });
      expect(Object.keys(rule)).not.toEqual(expect.arrayContaining(['cidr_ipv4']));
    }
    expect(only('network', 'aws_default_security_group')).toMatchObject({ ingress: [], egress: [] });
  });

  it('logs all traffic for a year, encrypted, by a role that can do no more', () => {
    expect(only('network', 'aws_flow_log')).toMatchObject({ traffic_type: 'ALL' });
    expect(only('network', 'aws_cloudwatch_log_group')).toMatchObject({ kms_key_id: KEY, retention_in_days: 365 });
    const [permission, ...more] = statements(only('network', 'aws_iam_role_policy')['policy']);
    expect(more).toEqual([]);
    expect(permission?.Resource).toBe('arn:${data.aws_partition.partition.partition}:logs:eu-central-1:111111111111:log-group:/reference-platform-test/network/flow-logs:*');
  });
});

describe('monitoring', () => {
  it('watches a thing of every other component that has metrics, and tells the topic', () => {
    const alarms = Object.values(stack('monitoring').resource['aws_cloudwatch_metric_alarm'] ?? {});
    expect([...new Set(alarms.map((alarm) => alarm['namespace']))].sort()).toEqual(['AWS/DynamoDB', 'AWS/Logs', 'AWS/S3', 'AWS/SNS', 'AWS/SQS']);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ alarm_actions: ['${aws_sns_topic.alarms.arn}'], ok_actions: ['${aws_sns_topic.alarms.arn}'], treat_missing_data: 'notBreaching' });
    }
  });

  it('encrypts topic and inbox and lets only alarms of this account publish', () => {
    expect(only('monitoring', 'aws_sns_topic')['kms_master_key_id']).toBe(KEY);
    expect(only('monitoring', 'aws_sqs_queue')['kms_master_key_id']).toBe(KEY);
    const allowed = statements(only('monitoring', 'aws_sns_topic_policy')['policy']).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toEqual([expect.objectContaining({ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' })]);
    expect(JSON.stringify(allowed[0]?.Condition)).toContain('"aws:SourceAccount":"111111111111"');
  });

  it('shows every alarm on the dashboard', () => {
    const { widgets } = JSON.parse(text(only('monitoring', 'aws_cloudwatch_dashboard')['dashboard_body'])) as { widgets: { type: string; properties: { alarms: string[] } }[] };
    const names = Object.values(stack('monitoring').resource['aws_cloudwatch_metric_alarm'] ?? {}).map((alarm) => text(alarm['alarm_name']));
    expect(widgets.find(({ type }) => type === 'alarm')?.properties.alarms.map((arn) => arn.split(':alarm:')[1]).sort()).toEqual(names.sort());
  });
});

