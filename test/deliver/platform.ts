import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { DescribeTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetBucketEncryptionCommand, GetBucketVersioningCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { sandboxAccess, type SandboxAccess } from '../../sandbox/access.ts';
import { sandboxDown } from '../../sandbox/down.ts';
import { sandboxUp } from '../../sandbox/up.ts';
import type { EnvironmentName } from '../../src/evidence/record.ts';
import { packageRoot } from '../../src/package-root.ts';
import { sdkSettings } from '../helpers/a-sandbox.ts';
import { aProject, type Project } from '../helpers/a-project.ts';
import { pythonPath } from '../helpers/python.ts';
import type { Front } from './walk.ts';

export const PLATFORM_COMPONENTS = ['encryption', 'network', 'storage', 'database', 'messaging', 'monitoring'];

/** The reference platform as a project of its own, with a sandbox that ends with the test. */
export async function aPlatform(): Promise<{ project: Project; access: Record<EnvironmentName, SandboxAccess>; remove: () => Promise<void> }> {
  const project = aProject({ files: {} });
  project.git('checkout', '--quiet', 'main');
  cpSync(join(packageRoot(), 'cdktf-stacks'), project.path, { recursive: true, filter: (path) => !/\/(cdktf\.out|changes)$/.test(path) });
  project.commit();
  project.git('checkout', '--quiet', 'change');
  project.git('rebase', '--quiet', 'main');
  symlinkSync(join(packageRoot(), 'node_modules'), join(project.path, 'node_modules'));
  const state = await sandboxUp({ root: project.path, python: pythonPath(), lifetime: 'until-exit' });
  const remove = async (): Promise<void> => {
    await sandboxDown({ root: project.path });
    project.remove();
  };
  return { project, access: sandboxAccess(state), remove };
}

/** Walks the reference platform through all steps, and asks both accounts through the AWS SDK what is there. */
export async function walkPlatform(engine: 'terraform' | 'tofu', mode: 'incremental' | 'yolo', steps: (front: Front) => Promise<void>): Promise<void> {
  const { project, access, remove } = await aPlatform();
  try {
    await steps({
      project,
      flags: ['--engine', engine, '--mode', mode, '--sandbox'],
      components: PLATFORM_COMPONENTS,
      assertDeployed: (environment) => assertAccount(access[environment]),
      assertUntouched: (environment) => assertEmpty(access[environment]),
    });
  } finally {
    await remove();
  }
}

async function assertAccount(access: SandboxAccess): Promise<void> {
  const settings = sdkSettings(access);
  const s3 = new S3Client(settings);
  const names = ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name = '' }) => Name);
  const bucket = names.find((name) => !/state/.test(name)) ?? '';
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }))).Status).toBe('Enabled');
  const rule = (await s3.send(new GetBucketEncryptionCommand({ Bucket: bucket }))).ServerSideEncryptionConfiguration?.Rules?.[0];
  const keyId = rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID ?? '';
  const key = await new KMSClient(settings).send(new DescribeKeyCommand({ KeyId: keyId }));
  expect(key.KeyMetadata?.Arn).toContain(`:${access.accountId}:key/`);
  expect(names.some((name) => name.includes(access.accountId))).toBe(true);
  const queues = (await new SQSClient(settings).send(new ListQueuesCommand({}))).QueueUrls ?? [];
  expect(queues.length).toBeGreaterThanOrEqual(2);
  const table = await tableOf(access);
  expect(table?.SSEDescription?.SSEType).toBe('KMS');
  expect(((await new EC2Client(settings).send(new DescribeVpcsCommand({}))).Vpcs ?? []).some(({ IsDefault }) => IsDefault !== true)).toBe(true);
  expect(((await new CloudWatchClient({ ...settings, protocol: AwsQueryProtocol }).send(new DescribeAlarmsCommand({}))).MetricAlarms ?? []).length).toBeGreaterThan(0);
}

async function tableOf(access: SandboxAccess) {
  const client = new DynamoDBClient(sdkSettings(access));
  const [name] = (await client.send(new ListTablesCommand({}))).TableNames ?? [];
  return name === undefined ? undefined : (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
}

async function assertEmpty(access: SandboxAccess): Promise<void> {
  expect(await tableOf(access)).toBeUndefined();
  expect((await new SQSClient(sdkSettings(access)).send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
}
