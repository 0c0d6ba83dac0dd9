import type { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import type { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log/index.js';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import { describe, expect, it } from '@jest/globals';
import type { TerraformResource, TerraformStack } from 'cdktf';
import { platformDocument, synthesizeChanged } from './synthesized.ts';

type Sabotage = (stack: TerraformStack) => void;
const without = (id: string): Sabotage => (stack) => void stack.node.tryRemoveChild(id);
const withValue = (id: string, path: string, value: unknown): Sabotage => (stack) => (stack.node.findChild(id) as TerraformResource).addOverride(path, value);
const ruleFor = (range: Record<string, string>): Sabotage => (stack) =>
  void new VpcSecurityGroupIngressRule(stack, 'open', { securityGroupId: 'sg-1', ipProtocol: 'tcp', fromPort: 22, toPort: 22, ...range });
const encryptedBy = (...defaults: { sseAlgorithm: string; kmsMasterKeyId?: string }[]): Sabotage => (stack) =>
  (stack.node.findChild('encryption') as S3BucketServerSideEncryptionConfigurationA).putRule(defaults.map((byDefault) => ({ applyServerSideEncryptionByDefault: byDefault })));
const policyOf = (id: string, ...statements: object[]): Sabotage => withValue(id, 'policy', JSON.stringify({ Version: '2012-10-17', Statement: statements }));

const PUBLIC_ACCESS = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];
const TLS_ONLY = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::a/*'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
const OWN_KEY = 'arn:aws:kms:eu-central-1:111111111111:key/1';

/** control, component, construct at fault, what is done to the stack, in words and in code. */
const SABOTAGES: [control: string, component: string, culprit: string, words: string, sabotage: Sabotage][] = [
  ['bucket-encrypted', 'storage', 'data', 'encryption is removed', without('encryption')],
  ['bucket-encrypted', 'storage', 'encryption', 'encryption is by S3’s own key', encryptedBy({ sseAlgorithm: 'AES256' })],
  ['bucket-encrypted', 'storage', 'encryption', 'encryption is by AWS’s key', encryptedBy({ sseAlgorithm: 'aws:kms', kmsMasterKeyId: 'alias/aws/s3' })],
  ['bucket-encrypted', 'storage', 'encryption', 'encryption names no key', encryptedBy({ sseAlgorithm: 'aws:kms' })],
  ['bucket-encrypted', 'storage', 'encryption', 'a second rule names no key', encryptedBy({ sseAlgorithm: 'aws:kms', kmsMasterKeyId: OWN_KEY }, { sseAlgorithm: 'aws:kms' })],
  ['bucket-encrypted', 'storage', 'other', 'a second bucket comes without settings', (stack) => void new S3Bucket(stack, 'other', { bucket: 'other' })],
  ['queue-encrypted', 'messaging', 'work', 'the queue names no key', withValue('work', 'kms_master_key_id', undefined)],
  ['queue-encrypted', 'messaging', 'work', 'the queue names AWS’s key', withValue('work', 'kms_master_key_id', 'alias/aws/sqs')],
  ['queue-encrypted', 'monitoring', 'inbox', 'the inbox names no key', withValue('inbox', 'kms_master_key_id', '')],
  ['topic-encrypted', 'monitoring', 'alarms', 'the topic names no key', withValue('alarms', 'kms_master_key_id', undefined)],
  ['table-encrypted', 'database', 'items', 'the table’s encryption is removed', withValue('items', 'server_side_encryption', undefined)],
  ['table-encrypted', 'database', 'items', 'the table names no key', withValue('items', 'server_side_encryption.kms_key_arn', undefined)],
  ['logs-encrypted', 'network', 'flow_logs', 'the log group names no key', withValue('flow_logs', 'kms_key_id', undefined)],
  ['key-rotates', 'encryption', 'key', 'rotation is off', withValue('key', 'enable_key_rotation', false)],
  ['key-rotates', 'encryption', 'key', 'the key has no policy', withValue('key', 'policy', undefined)],
  ['bucket-tls-only', 'storage', 'data', 'the policy is removed', without('policy')],
  ['bucket-tls-only', 'storage', 'policy', 'the policy says nothing about TLS', policyOf('policy')],
  ['queue-tls-only', 'messaging', 'dead_letter', 'the policy is removed', without('dead_letter_policy')],
  ['queue-tls-only', 'messaging', 'third', 'a third queue comes without a policy', (stack) => void new SqsQueue(stack, 'third', { kmsMasterKeyId: 'key' })],
  ['topic-tls-only', 'monitoring', 'topic_policy', 'the policy says nothing about TLS', policyOf('topic_policy')],
  ['bucket-versioned', 'storage', 'data', 'versioning is removed', without('versioning')],
  ['bucket-versioned', 'storage', 'versioning', 'versioning is suspended', withValue('versioning', 'versioning_configuration.status', 'Suspended')],
  ['bucket-not-public', 'storage', 'data', 'the public access block is removed', without('public_access')],
  ...PUBLIC_ACCESS.map((name): (typeof SABOTAGES)[number] => ['bucket-not-public', 'storage', 'public_access', `${name} is off`, withValue('public_access', name, false)]),
  ['bucket-owner-enforced', 'storage', 'ownership', 'access control lists are allowed', withValue('ownership', 'rule.object_ownership', 'ObjectWriter')],
  ['bucket-lifecycle', 'storage', 'data', 'the lifecycle is removed', without('lifecycle')],
  ['table-recoverable', 'database', 'items', 'point-in-time recovery is off', withValue('items', 'point_in_time_recovery.enabled', false)],
  ['no-open-ingress', 'network', 'open', 'a rule lets 0.0.0.0/0 in', ruleFor({ cidrIpv4: '0.0.0.0/0' })],
  ['no-open-ingress', 'network', 'open', 'a rule lets ::/0 in', ruleFor({ cidrIpv6: '::/0' })],
  ['no-open-ingress', 'network', 'open', 'a rule lets half of the internet in', ruleFor({ cidrIpv4: '128.0.0.0/1' })],
  [
    'no-open-ingress',
    'network',
    'inline',
    'a group lets 0.0.0.0/0 in by an inline rule',
    (stack) => void new SecurityGroup(stack, 'inline', { ingress: [{ fromPort: 22, toPort: 22, protocol: 'tcp', cidrBlocks: ['10.0.0.0/8', '0.0.0.0/0'] }] }),
  ],
  ['default-group-closed', 'network', 'default', 'the default group gets a rule', withValue('default', 'ingress', [{ protocol: '-1', from_port: 0, to_port: 0, self: true }])],
  ['default-group-closed', 'network', 'vpc', 'the default group is left alone', without('default')],
  ['default-group-closed', 'network', 'second', 'a second network comes with an open default group', (stack) => void new Vpc(stack, 'second', { cidrBlock: '10.21.0.0/16' })],
  ['flow-logs', 'network', 'vpc', 'the flow log is removed', without('flow_log')],
  ['flow-logs', 'network', 'vpc', 'only rejected traffic is logged', withValue('flow_log', 'traffic_type', 'REJECT')],
  ['no-public-subnet', 'network', 'private_a', 'a subnet gives out public addresses', withValue('private_a', 'map_public_ip_on_launch', true)],
  ['no-public-subnet', 'network', 'third', 'a subnet does not say', (stack) => void new Subnet(stack, 'third', { vpcId: 'vpc-1' })],
  ['logs-kept', 'network', 'flow_logs', 'logs are kept for a week', withValue('flow_logs', 'retention_in_days', 7)],
  ['logs-kept', 'network', 'flow_logs', 'logs are kept for ever', withValue('flow_logs', 'retention_in_days', undefined)],
  ['alarm-heard', 'monitoring', 'dead_letters', 'an alarm has no action', (stack) => void ((stack.node.findChild('dead_letters') as CloudwatchMetricAlarm).alarmActions = [])],
  ['alarm-heard', 'monitoring', 'dead_letters', 'an alarm is muted', withValue('dead_letters', 'actions_enabled', false)],
];

/** What may be done to a stack without breaking the control: control, component, words, code. */
const HARMLESS: [control: string, component: string, words: string, change: Sabotage][] = [
  ['bucket-encrypted', 'storage', 'another key of ours is named', encryptedBy({ sseAlgorithm: 'aws:kms', kmsMasterKeyId: OWN_KEY })],
  ['queue-encrypted', 'messaging', 'data keys are used for longer', withValue('work', 'kms_data_key_reuse_period_seconds', 600)],
  ['topic-encrypted', 'monitoring', 'the key is named by our alias', withValue('alarms', 'kms_master_key_id', 'alias/reference-platform-test')],
  ['table-encrypted', 'database', 'another key of ours is named', withValue('items', 'server_side_encryption.kms_key_arn', OWN_KEY)],
  ['logs-encrypted', 'network', 'another key of ours is named', withValue('flow_logs', 'kms_key_id', OWN_KEY)],
  ['key-rotates', 'encryption', 'the key rotates each quarter', withValue('key', 'rotation_period_in_days', 90)],
  ['bucket-tls-only', 'storage', 'the policy says other things before it', policyOf('policy', { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::a/*' }, TLS_ONLY)],
  ['queue-tls-only', 'messaging', 'the policy allows somebody in', policyOf('work_policy', { ...TLS_ONLY, Action: 'sqs:*' }, { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sqs:SendMessage', Resource: '*' })],
  ['topic-tls-only', 'monitoring', 'all actions are refused without TLS', policyOf('topic_policy', { ...TLS_ONLY, Action: 'sns:*' })],
  ['bucket-versioned', 'storage', 'a delete does not need a second factor', withValue('versioning', 'versioning_configuration.mfa_delete', 'Disabled')],
  ['bucket-not-public', 'storage', 'the block stays when the stack goes', withValue('public_access', 'skip_destroy', true)],
  ['bucket-owner-enforced', 'storage', 'the bucket may not be emptied by a destroy', withValue('data', 'force_destroy', false)],
  ['bucket-lifecycle', 'storage', 'old versions go after a month', withValue('lifecycle', 'rule', [{ id: 'short', status: 'Enabled', noncurrent_version_expiration: [{ noncurrent_days: 30 }] }])],
  ['table-recoverable', 'database', 'the table can be restored for 10 days', withValue('items', 'point_in_time_recovery.recovery_period_in_days', 10)],
  ['no-open-ingress', 'network', 'a rule lets a private range in', ruleFor({ cidrIpv4: '10.0.0.0/8' })],
  [
    'default-group-closed',
    'network',
    'another group has rules',
    (stack) => void new SecurityGroup(stack, 'inline', { ingress: [{ fromPort: 443, toPort: 443, protocol: 'tcp', cidrBlocks: ['10.0.0.0/8'] }] }),
  ],
  ['flow-logs', 'network', 'rejected traffic is logged once more', (stack) => void new FlowLog(stack, 'rejected', { vpcId: '${aws_vpc.vpc.id}', trafficType: 'REJECT' })],
  ['no-public-subnet', 'network', 'a third subnet is private too', (stack) => void new Subnet(stack, 'third', { vpcId: 'vpc-1', mapPublicIpOnLaunch: false })],
  ['logs-kept', 'network', 'logs are kept for two years', withValue('flow_logs', 'retention_in_days', 731)],
  ['alarm-heard', 'monitoring', 'an alarm that ends tells nobody', (stack) => void ((stack.node.findChild('dead_letters') as CloudwatchMetricAlarm).okActions = [])],
];

const controls = platformDocument('infrastructure-guidelines').document.controls.map(({ id }) => id);

describe('the security controls of the guidelines', () => {
  it('let the platform as it is pass', () => {
    expect(() => synthesizeChanged(() => undefined)).not.toThrow();
  });

  it.each(SABOTAGES)('%s: in %s, at %s, refused when %s', (control, component, culprit, _words, sabotage) => {
    expect(() => synthesizeChanged((stackOf) => sabotage(stackOf(component)))).toThrow(`[${component}-test/${culprit}] ${control}: `);
  });

  it.each(HARMLESS)('%s: in %s, allowed when %s', (_control, component, _words, change) => {
    expect(() => synthesizeChanged((stackOf) => change(stackOf(component)))).not.toThrow();
  });

  it('are twenty, each with a case that breaks it and one that does not', () => {
    expect(controls).toHaveLength(20);
    expect([...new Set(SABOTAGES.map(([control]) => control))].sort()).toEqual([...controls].sort());
    expect(HARMLESS.map(([control]) => control).sort()).toEqual([...controls].sort());
  });
});

describe('a bucket policy is no refusal of plain HTTP', () => {
  it.each([
    ['it allows', { Effect: 'Allow' }],
    ['it is for one principal', { Principal: { AWS: 'arn:aws:iam::111111111111:root' } }],
    ['it denies reading only', { Action: 's3:GetObject' }],
    ['it leaves the objects out', { Resource: ['arn:aws:s3:::a'] }],
    ['it names the bucket twice', { Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::a'] }],
    ['it has no condition', { Condition: {} }],
    ['its condition is the wrong way round', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['a second condition narrows it', { Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:PrincipalAccount': '1' } } }],
    ['the Bool has a second key', { Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'false' } } }],
  ])('when %s', (_words, change) => {
    expect(() => synthesizeChanged((stackOf) => policyOf('policy', { ...TLS_ONLY, ...change })(stackOf('storage')))).toThrow('[storage-test/policy] bucket-tls-only: ');
  });

  it.each(['{"Statement":', 'null', '[]', '{"Statement":{}}'])('when it is %s', (text) => {
    expect(() => synthesizeChanged((stackOf) => withValue('policy', 'policy', text)(stackOf('storage')))).toThrow('[storage-test/policy] bucket-tls-only: ');
  });
});
