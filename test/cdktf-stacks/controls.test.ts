import type { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import type { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import { describe, expect, it } from '@jest/globals';
import type { TerraformResource, TerraformStack } from 'cdktf';
import { CONTROLS } from '../../cdktf-stacks/controls/controls-aspect.ts';
import { deniesPlainHttp } from '../../cdktf-stacks/controls/transport.ts';
import { synthesizeChanged } from './synthesized.ts';

type Sabotage = (stack: TerraformStack) => void;
const without = (id: string): Sabotage => (stack) => void stack.node.tryRemoveChild(id);
const withValue = (id: string, path: string, value: unknown): Sabotage => (stack) => (stack.node.findChild(id) as TerraformResource).addOverride(path, value);
const ruleFor = (range: Record<string, string>): Sabotage => (stack) =>
  void new VpcSecurityGroupIngressRule(stack, 'open', { securityGroupId: 'sg-1', ipProtocol: 'tcp', fromPort: 22, toPort: 22, ...range });
const encryptedBy = (byDefault: { sseAlgorithm: string; kmsMasterKeyId?: string }): Sabotage => (stack) =>
  (stack.node.findChild('encryption') as S3BucketServerSideEncryptionConfigurationA).putRule([{ applyServerSideEncryptionByDefault: byDefault }]);

const PUBLIC_ACCESS = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];
const WITHOUT_TLS_RULE = JSON.stringify({ Version: '2012-10-17', Statement: [] });

/** control, component, construct at fault, what is done to the stack, in words and in code. */
const SABOTAGES: [control: string, component: string, culprit: string, words: string, sabotage: Sabotage][] = [
  ['bucket-encrypted', 'storage', 'data', 'encryption is removed', without('encryption')],
  ['bucket-encrypted', 'storage', 'data', 'encryption is by S3’s own key', encryptedBy({ sseAlgorithm: 'AES256' })],
  ['bucket-encrypted', 'storage', 'data', 'encryption is by AWS’s key', encryptedBy({ sseAlgorithm: 'aws:kms', kmsMasterKeyId: 'alias/aws/s3' })],
  ['bucket-encrypted', 'storage', 'data', 'encryption names no key', encryptedBy({ sseAlgorithm: 'aws:kms' })],
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
  ['bucket-tls-only', 'storage', 'data', 'the policy says nothing about TLS', withValue('policy', 'policy', WITHOUT_TLS_RULE)],
  ['queue-tls-only', 'messaging', 'dead_letter', 'the policy is removed', without('dead_letter_policy')],
  ['queue-tls-only', 'messaging', 'third', 'a third queue comes without a policy', (stack) => void new SqsQueue(stack, 'third', { kmsMasterKeyId: 'key' })],
  ['topic-tls-only', 'monitoring', 'alarms', 'the policy says nothing about TLS', withValue('topic_policy', 'policy', WITHOUT_TLS_RULE)],
  ['bucket-versioned', 'storage', 'data', 'versioning is removed', without('versioning')],
  ['bucket-versioned', 'storage', 'data', 'versioning is suspended', withValue('versioning', 'versioning_configuration.status', 'Suspended')],
  ['bucket-not-public', 'storage', 'data', 'the public access block is removed', without('public_access')],
  ...PUBLIC_ACCESS.map((name): (typeof SABOTAGES)[number] => ['bucket-not-public', 'storage', 'data', `${name} is off`, withValue('public_access', name, false)]),
  ['bucket-owner-enforced', 'storage', 'data', 'access control lists are allowed', withValue('ownership', 'rule.object_ownership', 'ObjectWriter')],
  ['bucket-lifecycle', 'storage', 'data', 'the lifecycle is removed', without('lifecycle')],
  ['table-recoverable', 'database', 'items', 'point-in-time recovery is off', withValue('items', 'point_in_time_recovery.enabled', false)],
  ['no-open-ingress', 'network', 'open', 'a rule lets 0.0.0.0/0 in', ruleFor({ cidrIpv4: '0.0.0.0/0' })],
  ['no-open-ingress', 'network', 'open', 'a rule lets ::/0 in', ruleFor({ cidrIpv6: '::/0' })],
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

describe('the security controls', () => {
  it('let the platform as it is pass', () => {
    expect(() => synthesizeChanged(() => undefined)).not.toThrow();
  });

  it.each(SABOTAGES)('%s: in %s, at %s, refused when %s', (control, component, culprit, _words, sabotage) => {
    expect(() => synthesizeChanged((stackOf) => sabotage(stackOf(component)))).toThrow(`[${component}-test/${culprit}] ${control}: `);
  });

  it('are each broken by at least one case above', () => {
    expect([...new Set(SABOTAGES.map(([control]) => control))].sort()).toEqual(CONTROLS.map(({ id }) => id).sort());
  });

  it('leave a rule for a private range alone', () => {
    expect(() => synthesizeChanged((stackOf) => ruleFor({ cidrIpv4: '10.0.0.0/8' })(stackOf('network')))).not.toThrow();
  });
});

describe('a policy that denies plain HTTP', () => {
  const statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['a', 'b'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  const judge = (change: object): boolean => deniesPlainHttp(JSON.stringify({ Statement: [{ ...statement, ...change }] }), 's3:*', 2);

  it('is recognised', () => {
    expect(judge({})).toBe(true);
  });

  it.each([
    ['it allows', { Effect: 'Allow' }],
    ['it is for one principal', { Principal: { AWS: 'arn:aws:iam::111111111111:root' } }],
    ['it denies reading only', { Action: 's3:GetObject' }],
    ['it leaves the objects out', { Resource: ['a'] }],
    ['it has no condition', { Condition: {} }],
    ['its condition is the wrong way round', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['a second condition narrows it', { Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:PrincipalAccount': '1' } } }],
    ['the Bool has a second key', { Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'false' } } }],
  ])('is not recognised when %s', (_words, change) => {
    expect(judge(change)).toBe(false);
  });

  it.each([undefined, '${data.x.y.json}', '{"Statement":', 'null', '[]', '{"Statement":{}}'])('is not recognised in %s', (policy) => {
    expect(deniesPlainHttp(policy, 's3:*', 2)).toBe(false);
  });
});
