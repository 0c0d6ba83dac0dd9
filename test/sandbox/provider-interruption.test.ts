import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { aSandbox, sdkSettings, type RunningSandbox } from '../helpers/a-sandbox.ts';
import { until } from '../helpers/processes.ts';
import { terraformPath } from '../helpers/tools.ts';
import { pending, World } from './provider/world.ts';

/** As many as test/sandbox/provider/many makes. */
const OBJECTS = 40;

let sandbox: RunningSandbox;
let world: World;

beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.remove());
beforeEach(async () => {
  world = new World(terraformPath(), sandbox.access.test, 'many');
  await world.run('init', '-no-color');
});

/** Terraform applying, the leader of a process group, after it has made its first object. */
async function applying(): Promise<{ terraform: ChildProcess; output: () => string; ended: Promise<unknown> }> {
  const args = ['apply', '-no-color', '-auto-approve', '-parallelism=1'];
  const terraform = spawn(terraformPath(), args, { cwd: world.folder, env: { ...sandbox.access.test.env, TF_INPUT: '0' }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [terraform.stdout, terraform.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(terraform, 'close');
  await until(() => output.includes('Creation complete') || terraform.exitCode !== null, 60);
  return { terraform, output: () => output, ended };
}

async function queues(): Promise<string[]> {
  const { QueueUrls } = await new SQSClient(sdkSettings(sandbox.access.test)).send(new ListQueuesCommand({ QueueNamePrefix: 'one-of-many' }));
  return (QueueUrls ?? []).sort();
}

const alive = (pid: number): boolean => execFileSync('ps', ['-A', '-o', 'pid=,stat='], { encoding: 'utf8' }).split('\n').some((line) => Number.parseInt(line, 10) === pid && !/Z/.test(line));

describe('the sandbox provider', () => {
  it('lets the calls under way end when Ctrl-C reaches it with Terraform, so that the state knows all there is', async () => {
    const { terraform, output, ended } = await applying();
    process.kill(-(terraform.pid ?? 0), 'SIGINT');
    await ended;
    expect(output()).toContain('Interrupt received.');
    expect(output()).not.toContain('Plugin did not respond');
    const made = await queues();
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeLessThan(OBJECTS);
    expect(Object.values(await world.values()).map(({ id }) => id).sort()).toEqual(made);
    expect(pending(await world.plan())).toHaveLength(OBJECTS - made.length);
    await world.run('destroy', '-no-color', '-auto-approve');
    expect(await queues()).toEqual([]);
  });

  it('ends when Terraform was killed', async () => {
    const { terraform, ended } = await applying();
    const children = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    const providers = children.filter(([, parent]) => parent === terraform.pid).map(([pid = 0]) => pid);
    expect(providers).not.toEqual([]);
    terraform.kill('SIGKILL');
    await ended;
    await until(() => !providers.some(alive), 10);
  });
});
