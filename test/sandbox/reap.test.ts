import { DeleteQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { packageRoot } from '../../src/package-root.ts';
import type { LeaseReport } from '../../src/presentation/lease-report.ts';
import { openReap, reap, type ReapAsk } from '../../src/reap.ts';
import { inSandbox, toolbox } from '../helpers/a-held-component.ts';
import { aProject, type Project } from '../helpers/a-project.ts';
import { aSandbox, sdkSettings, type RunningSandbox } from '../helpers/a-sandbox.ts';
import { aSilentUi } from '../helpers/in-this-process.ts';

/** A queue, and then something that takes so many seconds. */
const module = (queue: string, seconds: number): string => `terraform {
  backend "s3" {
    key = "jobs.tfstate"
  }
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {}
resource "aws_sqs_queue" "jobs" {
  name = "${queue}"
}
resource "terraform_data" "slow" {
  depends_on       = [aws_sqs_queue.jobs]
  triggers_replace = [${seconds}]
  provisioner "local-exec" {
    command = "sleep ${seconds}"
  }
}
`;

let sandbox: RunningSandbox;
let project: Project;
beforeAll(async () => {
  sandbox = await aSandbox();
  project = aProject({ files: { 'cutover.yaml': 'version: 1\nname: shop\ncomponents:\n  jobs: { path: stacks/jobs }\nenvironments: { test: {}, production: {} }\n', 'stacks/jobs/main.tf': module('jobs', 0) } });
}, 120_000);
afterAll(async () => {
  project.remove();
  await sandbox.remove();
});

const queues = async (): Promise<string[]> => ((await new SQSClient({ ...sdkSettings(sandbox.access.test), protocol: AwsQueryProtocol }).send(new ListQueuesCommand({}))).QueueUrls ?? []).map((url) => url.split('/').at(-1) ?? '');
const locks = async (environment: 'test' | 'production'): Promise<string[]> => ((await new S3Client(sdkSettings(sandbox.access[environment])).send(new ListObjectsV2Command({ Bucket: sandbox.state.environments[environment].stateBucket }))).Contents ?? []).map(({ Key = '' }) => Key).filter((key) => key.endsWith('.tflock'));
const enginePid = (): number | undefined => {
  const note = join(project.path, '.cutover', 'running', 'test-jobs.json');
  return existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as { process: { pid: number } | null }).process?.pid : undefined;
};

/** `killAt`: it and its engine are killed once that is true and the engine works. */
async function rehearsed(killAt?: () => Promise<boolean>): Promise<void> {
  const child = spawn(process.execPath, [join(packageRoot(), 'test', 'leases', 'a-rehearsal.ts'), project.path, 'CR-0001', 'jobs', JSON.stringify(sandbox.access.test)], { env: project.env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const closed = once(child, 'close');
  if (killAt !== undefined) {
    while (enginePid() === undefined || !(await killAt())) {
      if (child.exitCode !== null) throw new Error(said);
      await wait(100);
    }
    child.kill('SIGKILL');
    process.kill(enginePid() ?? 0, 'SIGKILL');
    return void (await closed);
  }
  if (((await closed) as [number])[0] !== 0) throw new Error(said);
}

async function reaped(ask: Partial<ReapAsk> = {}): Promise<LeaseReport> {
  const run = openReap({ directory: project.path, sandbox: false }, { ui: aSilentUi().ui, env: { PATH: process.env['PATH'] }, signal: new AbortController().signal, conversation: undefined, toolbox, now: () => new Date(Date.now() + 9 * 3_600_000) });
  return await reap(inSandbox(run, sandbox.access.test), { dryRun: false, evidenceIsWhole: false, ...ask });
}

describe('a rehearsal in the cloud that nobody went on with', () => {
  it('is removed by the reaper, which asks the cloud for each of its resources', async () => {
    await rehearsed();
    expect(await queues()).toEqual(['jobs']);
    const { leases } = await reaped();
    expect(leases).toMatchObject([{ component: 'jobs', state: 'removed', notes: ['destroyed: aws_sqs_queue.jobs, terraform_data.slow', 'the state is empty; the cloud was asked for 1 and has none'] }]);
    expect(await queues()).toEqual([]);
    expect([await locks('test'), await locks('production')]).toEqual([[], []]);
  });

  it('was killed while it applied: its lock goes with what was made', async () => {
    await rehearsed();
    project.commit({ 'stacks/jobs/main.tf': module('jobs', 30) });
    await rehearsed(async () => (await locks('test')).length === 1);
    expect(await locks('test')).toEqual(['jobs.tfstate.tflock']);
    const { leases: [first] } = await reaped();
    expect(first).toMatchObject({ state: 'removed', notes: [expect.stringMatching(/^the lock \S+ of a run that has ended was removed$/), expect.stringContaining('destroyed: aws_sqs_queue.jobs'), expect.stringContaining('has none')] });
    expect([await queues(), await locks('test')]).toEqual([[], []]);
  }, 120_000);

  it('was killed before any state named what it made: that is said, since no plan would', async () => {
    project.commit({ 'stacks/jobs/main.tf': module('orphan', 30) });
    await rehearsed(async () => (await queues()).includes('orphan'));
    const { leases: [first] } = await reaped();
    expect(first).toMatchObject({ state: 'failed', notes: [expect.stringMatching(/nobody knows whether it had created what no state names\n.*aws_sqs_queue\.jobs/)] });
    await new SQSClient({ ...sdkSettings(sandbox.access.test), protocol: AwsQueryProtocol }).send(new DeleteQueueCommand({ QueueUrl: `${sandbox.state.endpoint}/${sandbox.access.test.accountId}/orphan` }));
    expect((await reaped()).leases).toMatchObject([{ state: 'removed', notes: ['there was nothing of it', 'the state is empty'] }]);
    expect([await queues(), await locks('test')]).toEqual([[], []]);
  }, 120_000);
});
