import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { describe, expect, it } from '@jest/globals';
import { COMPONENTS, platformConfig, runApp, synthesizeChanged, type Stack, type Values } from './synthesized.ts';

const test = runApp('test');
const production = runApp('production');

function stack(component: string, run = test): Stack {
  const found = run.stacks[component];
  if (found === undefined) throw new Error(`no stack ${component}: ${run.stderr}`);
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
const resources = (from: Stack): [address: string, values: Values][] =>
  Object.entries(from.resource).flatMap(([type, byName]) => Object.entries(byName).map(([name, values]): [string, Values] => [`${type}.${name}`, values]));
const KEY = '${data.terraform_remote_state.cross-stack-reference-input-encryption-test.outputs.cross-stack-output-aws_kms_keykeyarn}';

describe('the app', () => {
  it.each([['test', test], ['production', production]])('synthesizes six stacks for %s in under 5 s of processor time', (_name, run) => {
    expect(run.status).toBe(0);
    expect(Object.keys(run.stacks).sort()).toEqual([...COMPONENTS].sort());
    expect(run.cpuSeconds).toBeGreaterThan(0);
    expect(run.cpuSeconds).toBeLessThan(5);
  });

  it('writes the same bytes when it runs again', () => {
    expect(runApp('test').stacks).toEqual(test.stacks);
  });

  it('tells Cutover which component needs which', () => {
    const data = { network: ['encryption'], storage: ['encryption'], database: ['encryption'], messaging: ['encryption'] };
    expect(test.dependencies).toMatchObject({ encryption: [], ...data });
    expect([...(test.dependencies['monitoring'] ?? [])].sort()).toEqual(['database', 'encryption', 'messaging', 'network', 'storage']);
  });

  it.each([
    ['ENVIRONMENT', 'staging'],
    ['ACCOUNT_ID', '1111'],
    ['AWS_REGION', 'Frankfurt'],
    ['STATE_BUCKET', ''],
    ['OPERATIONS_EMAIL', 'nobody'],
  ])('stops with one message, and no stack trace, when %s is "%s"', (name, value) => {
    const run = runApp('test', { [name]: value });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(`${name}: found ${JSON.stringify(value)}, must match `);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });
});

describe('the two environments', () => {
  /** Paths at which they differ once names and accounts are the same. */
  function differences(a: unknown, b: unknown, path: string): string[] {
    if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
      const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
      return [...keys].flatMap((key) => differences((a as Values)[key], (b as Values)[key], `${path}.${key}`));
    }
    return a === b ? [] : [path];
  }

  it('differ in names, accounts and deletion protection, and in nothing else', () => {
    const asTest = JSON.parse(JSON.stringify(production.stacks).replaceAll('production', 'test').replaceAll('222222222222', '111111111111')) as unknown;
    expect(differences(test.stacks, asTest, '').sort()).toEqual([
      '.database.resource.aws_dynamodb_table.items.deletion_protection_enabled',
      '.database.resource.aws_dynamodb_table.items.lifecycle.prevent_destroy',
      '.encryption.resource.aws_kms_key.key.lifecycle.prevent_destroy',
      '.storage.resource.aws_s3_bucket.data.force_destroy',
      '.storage.resource.aws_s3_bucket.data.lifecycle.prevent_destroy',
    ]);
  });

  it('protect key, bucket and table in production and leave them removable in test', () => {
    const protection = (run: typeof test): unknown[] => [
      stack('encryption', run).resource['aws_kms_key']?.['key']?.['lifecycle'],
      stack('storage', run).resource['aws_s3_bucket']?.['data']?.['lifecycle'],
      stack('storage', run).resource['aws_s3_bucket']?.['data']?.['force_destroy'],
      stack('database', run).resource['aws_dynamodb_table']?.['items']?.['deletion_protection_enabled'],
    ];
    expect(protection(production)).toEqual([{ prevent_destroy: true }, { prevent_destroy: true }, false, true]);
    expect(protection(test)).toEqual([{ prevent_destroy: false }, { prevent_destroy: false }, true, false]);
  });
});

describe.each(COMPONENTS)('the stack %s', (component) => {
  const { account, env } = platformConfig().environments.test;

  it('can be applied to its own account only, and keeps its state there, encrypted and locked', () => {
    expect(stack(component).provider.aws).toEqual([expect.objectContaining({ allowed_account_ids: [account], region: env['AWS_REGION'] })]);
    expect(stack(component).terraform.backend.s3).toEqual({
      bucket: env['STATE_BUCKET'],
      key: `reference-platform/${component}/terraform.tfstate`,
      region: env['AWS_REGION'],
      allowed_account_ids: [account],
      encrypt: true,
      use_lockfile: true,
    });
  });

  it('reads other states with the very configuration they are written with', () => {
    for (const [name, source] of Object.entries(stack(component).data['terraform_remote_state'] ?? {})) {
      const upstream = name.replace('cross-stack-reference-input-', '').replace('-test', '');
      expect(source).toEqual({ backend: 's3', config: stack(upstream).terraform.backend.s3, workspace: '${terraform.workspace}' });
    }
  });

  it('names no endpoint and no credential, so that a real account gets the same bytes', () => {
    const found = JSON.stringify(stack(component)).match(/endpoint_url|"endpoints"|access_key|secret_key|https?:..|127\.0\.0\.1|localhost|skip_|use_path_style/g);
    expect(found).toBeNull();
  });

  it('tags everything that carries tags with name, owner and classification', () => {
    const { default_tags: shared } = stack(component).provider.aws[0] ?? {};
    expect(shared).toEqual([{ tags: { Platform: 'reference-platform', Environment: 'test', ManagedBy: 'terraform' } }]);
    for (const [address, values] of resources(stack(component))) {
      if (!('tags' in values)) continue;
      const tags = values['tags'] as Record<string, string>;
      expect([address, Object.keys(tags).sort()]).toEqual([address, ['Component', 'DataClassification', 'Name', 'Owner']]);
      expect([address, tags['Component'], tags['Name']]).toEqual([address, component, expect.stringMatching(`^reference-platform-test-${component}-`)]);
    }
    const untagged = resources(stack(component)).filter(([, values]) => !('tags' in values)).map(([address]) => address.split('.')[0]);
    for (const type of untagged) expect(type).toMatch(/_(alias|policy|versioning|configuration|block|controls|association|subscription|dashboard)$/);
  });

  it('describes each output that is meant for others, and hides none', () => {
    for (const [name, output] of Object.entries(stack(component).output)) {
      expect([name, output.sensitive ?? false]).toEqual([name, false]);
      if (!name.startsWith('cross-stack-output-')) expect([name, output.description]).toEqual([name, expect.stringMatching(/^[A-Z].{10,}/)]);
    }
  });
});

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

  it('refuses plain HTTP and foreign keys', () => {
    const bucket = 'arn:${data.aws_partition.partition.partition}:s3:::reference-platform-test-data-111111111111';
    expect(statements(only('storage', 'aws_s3_bucket_policy')['policy'])).toEqual([
      { Sid: 'DenyPlainHttp', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [bucket, `${bucket}/*`], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Sid: 'DenyOtherKeys', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${bucket}/*`,
        Condition: { StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption-aws-kms-key-id': KEY } },
      },
    ]);
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

describe('tags', () => {
  it('of a resource stay, except where they contradict the component’s', () => {
    const found: S3Bucket[] = [];
    synthesizeChanged((stackOf) => {
      const bucket = stackOf('storage').node.findChild('data') as S3Bucket;
      bucket.tags = { CostCentre: '42', Name: 'mine', Owner: 'somebody' };
      found.push(bucket);
    });
    expect(found[0]?.tagsInput).toEqual({ CostCentre: '42', Name: 'mine', Owner: 'platform-engineering', Component: 'storage', DataClassification: 'confidential' });
  });
});
