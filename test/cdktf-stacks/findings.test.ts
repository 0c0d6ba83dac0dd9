import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { Component } from '../../src/components/component.ts';
import { runScanners } from '../../src/scanners/run.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aComponent } from '../scanners/a-component.ts';
import { aDecisionAbout } from '../scanners/a-decision.ts';
import { scannerPrograms } from '../scanners/scanner-programs.ts';
import { platformDocument, runApp, type Stack, type Values } from './synthesized.ts';

type Edit = (stack: Stack) => void;

const resource = (stack: Stack, address: string): Values => {
  const [type = '', name = ''] = address.split('.');
  const found = stack.resource[type]?.[name];
  if (found === undefined) throw new Error(`no ${address}`);
  return found;
};
const without = (...addresses: string[]): Edit => (stack) => {
  for (const address of addresses) {
    resource(stack, address);
    const [type = '', name = ''] = address.split('.');
    delete stack.resource[type]?.[name];
  }
};
const withValues = (address: string, values: Values): Edit => (stack) => void Object.assign(resource(stack, address), values);
const withMore = (address: string, values: Values): Edit => (stack) => {
  const [type = '', name = ''] = address.split('.');
  stack.resource[type] = { ...stack.resource[type], [name]: values };
};

/**
 * control, component, how it is removed, what the scanners then say that they did not say before: checks of checkov, or of tfsec where it
 * is the only one that sees it. Null: no scanner does, and the control's own rule is what says so (controls.test.ts, mutation-table.test.ts).
 */
const REMOVED: [control: string, component: string, edit: Edit, says: string[] | null][] = [
  ['bucket-encrypted', 'storage', without('aws_s3_bucket_server_side_encryption_configuration.encryption'), ['CKV_AWS_145', 'aws-s3-enable-bucket-encryption']],
  ['queue-encrypted', 'messaging', withValues('aws_sqs_queue.work', { kms_master_key_id: null, sqs_managed_sse_enabled: false }), ['CKV_AWS_27']],
  ['topic-encrypted', 'monitoring', withValues('aws_sns_topic.alarms', { kms_master_key_id: null }), ['CKV_AWS_26']],
  ['table-encrypted', 'database', withValues('aws_dynamodb_table.items', { server_side_encryption: null }), ['CKV_AWS_119']],
  ['logs-encrypted', 'network', withValues('aws_cloudwatch_log_group.flow_logs', { kms_key_id: null }), ['CKV_AWS_158']],
  ['key-rotates', 'encryption', withValues('aws_kms_key.key', { enable_key_rotation: false }), ['CKV_AWS_7']],
  ['bucket-tls-only', 'storage', without('aws_s3_bucket_policy.policy'), null],
  ['queue-tls-only', 'messaging', without('aws_sqs_queue_policy.work_policy'), null],
  ['topic-tls-only', 'monitoring', without('aws_sns_topic_policy.topic_policy'), null],
  ['bucket-versioned', 'storage', without('aws_s3_bucket_versioning.versioning'), ['CKV_AWS_21']],
  ['bucket-not-public', 'storage', without('aws_s3_bucket_public_access_block.public_access'), ['CKV2_AWS_6']],
  ['bucket-owner-enforced', 'storage', withValues('aws_s3_bucket_ownership_controls.ownership', { rule: { object_ownership: 'ObjectWriter' } }), ['CKV2_AWS_65']],
  ['bucket-lifecycle', 'storage', without('aws_s3_bucket_lifecycle_configuration.lifecycle'), ['CKV2_AWS_61']],
  ['table-recoverable', 'database', withValues('aws_dynamodb_table.items', { point_in_time_recovery: { enabled: false } }), ['CKV_AWS_28']],
  ['no-open-ingress', 'network', withMore('aws_vpc_security_group_ingress_rule.open', { security_group_id: '${aws_security_group.workload.id}', ip_protocol: 'tcp', from_port: 22, to_port: 22, cidr_ipv4: '0.0.0.0/0', description: 'open' }), ['CKV_AWS_24']],
  ['default-group-closed', 'network', without('aws_default_security_group.default'), ['CKV2_AWS_12']],
  ['flow-logs', 'network', without('aws_flow_log.flow_log'), ['CKV2_AWS_11']],
  ['no-public-subnet', 'network', withValues('aws_subnet.private_a', { map_public_ip_on_launch: true }), ['CKV_AWS_130']],
  ['logs-kept', 'network', withValues('aws_cloudwatch_log_group.flow_logs', { retention_in_days: 7 }), ['CKV_AWS_338']],
  ['alarm-heard', 'monitoring', withValues('aws_cloudwatch_metric_alarm.dead_letters', { actions_enabled: false }), ['CKV_AWS_319']],
];

describe('the reference platform with each security control removed in turn', () => {
  it('has a finding that says so, or a control that no scanner knows', async () => {
    const { stacks } = runApp('test');
    const component = (name: string, stack: Stack | undefined): Component => aComponent({ 'cdk.tf.json': stack ?? {} }, { name });
    const whole = Object.entries(stacks).map(([name, stack]) => component(name, stack));
    const broken = REMOVED.map(([control, name, edit]) => {
      const stack = structuredClone(stacks[name]);
      if (stack !== undefined) edit(stack);
      return component(`without-${control}`, stack);
    });
    const reports = await runScanners({ components: [...whole, ...broken], workDirectory: join(temporaryFolder(), 'scan'), tools: scannerPrograms() });
    const { unwaived } = aDecisionAbout(reports, [...whole, ...broken]);
    const checksOf = (name: string): string[] => unwaived.filter((finding) => finding.component === name).map(({ check }) => check);
    for (const [control, name, , says] of REMOVED) {
      const news = checksOf(`without-${control}`).filter((check) => !checksOf(name).includes(check));
      expect({ control, news }).toEqual({ control, news: says === null ? [] : expect.arrayContaining(says) });
    }
  });

  it('is about each of the twenty controls', () => {
    const controls = platformDocument('infrastructure-guidelines').document.controls.map(({ id }) => id);
    expect(REMOVED.map(([control]) => control).sort()).toEqual([...controls].sort());
  });
});
