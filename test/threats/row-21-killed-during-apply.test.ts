import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runAnAction, startAction, type ActionStart } from '../actions/run-an-action.ts';
import { aHostedProject, type HostedProject } from '../helpers/a-hosted-project.ts';
import { aReview } from '../helpers/github/builders.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aStateServer, type StateServer } from './a-state-server.ts';

/** One component whose apply takes so many seconds, and then has one resource to go. */
const slowModule = (backend: string, seconds: number): string => `terraform {
  backend "${backend}" {}
}
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "sleep ${seconds}"
  }
}
resource "terraform_data" "after" {
  depends_on = [terraform_data.slow]
}
`;

const config = (backend: string): string => `version: 1\nname: shop\ncomponents:\n  base: { path: stacks/base }\nenvironments:\n  test: { backend: { ${backend} } }\n  production: { backend: { ${backend.replaceAll('/test', '/production')} } }\n`;

async function until(what: string, seen: () => boolean, seconds = 60): Promise<void> {
  const began = Date.now();
  while (!seen()) {
    if (Date.now() - began > seconds * 1000) throw new Error(`never: ${what}`);
    await wait(50);
  }
}

/** A project that was approved in GitHub and refined, so that only the rehearsal is left. */
async function refined(files: Record<string, string>): Promise<HostedProject> {
  const hosted = await aHostedProject({ files: { ...files, 'stacks/app/main.tf': '' } });
  aReview(hosted.github.state, hosted.pull, { user: 'ann' });
  for (const step of ['approval', 'synth', 'prepare', 'scan', 'refine']) {
    const { code, stdout } = await runAnAction(hosted, step);
    if (code !== 0) throw new Error(`${step}: ${stdout}`);
  }
  return hosted;
}

const note = ({ project }: HostedProject): string => join(project.path, '.cutover', 'running', 'test-base.json');

function enginePid(hosted: HostedProject): number | undefined {
  if (!existsSync(note(hosted))) return undefined;
  return (JSON.parse(readFileSync(note(hosted), 'utf8')) as { process: { pid: number } | null }).process?.pid;
}

async function applying(hosted: HostedProject, { child, result }: ActionStart): Promise<number> {
  await until('the engine applies', () => {
    if (child.exitCode !== null) throw new Error('the action has ended');
    return enginePid(hosted) !== undefined;
  }).catch(async (error: unknown) => {
    throw new Error(`${String(error)}\n${(await result).stdout}`);
  });
  return enginePid(hosted) ?? 0;
}

/** What the runner does to a step when its job is cancelled: https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs */
async function cancel({ child, result }: ActionStart): Promise<void> {
  child.kill('SIGINT');
  await Promise.race([result, wait(7500)]);
  child.kill('SIGTERM');
  await Promise.race([result, wait(2500)]);
  child.kill('SIGKILL');
  await result;
}

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

describe('row 21: a job whose step is ended while Terraform applies', () => {
  let hosted: HostedProject;
  let server: StateServer;
  beforeAll(async () => {
    server = await aStateServer();
    const address = `${server.url}/test/{component}`;
    hosted = await refined({ 'cutover.yaml': config(`address: "${address}", lock_address: "${address}", unlock_address: "${address}", retry_max: 0`), 'stacks/base/main.tf': slowModule('http', 4) });
  }, 120_000);
  afterAll(async () => {
    await hosted.close();
    await server.close();
  });
  const kept = (): string[] => readdirSync(join(hosted.project.path, '.cutover', 'data', 'test', 'base')).filter((name) => name.startsWith('errored'));
  const rehearse = (): ActionStart => startAction(hosted, 'rehearse', { job: 'rehearse' });
  /** The post step is given what its step has left. */
  const postOf = async ({ result }: ActionStart): Promise<ActionStart> => startAction(hosted, 'post', { job: 'rehearse', env: { STATE_notedAs: (await result).state['notedAs'] ?? '' } });

  it('is cancelled: the post step waits for the engine that outlived it and saves its state; the record is indeterminate', async () => {
    const start = rehearse();
    const pid = await applying(hosted, start);
    await until('the state is locked', () => server.locks.size === 1);
    // The engine needs longer to save its state than the runner gives the step.
    server.slow = 14_000;
    await cancel(start);
    expect(start.child.signalCode).toBe('SIGKILL');
    expect(isAlive(pid)).toBe(true);
    expect((await start.result).outputs['verdict']).toBeUndefined();

    expect(await rehearse().result).toMatchObject({ code: 3, stdout: expect.stringContaining('the engine of a run that was ended still works on base (test)') });

    const post = await (await postOf(start)).result;
    expect(post).toMatchObject({ code: 4, stdout: expect.stringMatching(/^::error title=Cutover%3A INDETERMINATE::base \(test\): Cutover was ended while terraform applied/m) });
    server.slow = 0;
    expect(isAlive(pid)).toBe(false);
    expect(server.locks.size).toBe(0);
    expect(server.states.get('/test/base')).toContain('"name": "slow"');
    expect(hosted.project.record('rehearse', 'base')).toMatchObject({ verdict: 'indeterminate', facts: { applied: false } });
    expect(existsSync(note(hosted))).toBe(false);
  });

  it('is killed, and the backend does not take the state: it is kept, and the post step pushes it when the backend is well again', async () => {
    // From the beginning: whatever the engine that was cancelled has done is of no use here.
    server.states.clear();
    const start = rehearse();
    const pid = await applying(hosted, start);
    await until('the state is locked', () => server.locks.size === 1);
    server.broken = true;
    start.child.kill('SIGKILL');
    await start.result;
    const post = await postOf(start);
    await until('the state was left behind and is kept', () => !isAlive(pid) && kept().length === 1);
    expect(server.states.size).toBe(0);
    server.broken = false;
    expect(await post.result).toMatchObject({ code: 4 });
    expect(kept()).toEqual([]);
    expect(server.locks.size).toBe(0);
    expect(server.states.get('/test/base')).toContain('"name": "after"');
    expect(hosted.project.record('rehearse', 'base').verdict).toBe('indeterminate');
  });

  it('is run again: it goes on from what there is, and leaves the post step nothing to do', async () => {
    const start = rehearse();
    expect(await start.result).toMatchObject({ code: 0, outputs: { verdict: 'pass' } });
    const { code, stdout } = await (await postOf(start)).result;
    expect([code, stdout]).toEqual([0, '::add-mask::job-token\n']);

    // Something that ran in the step, a check or a provider, leaves a note of its own, and a state for the post step to push.
    const [folder, records] = [temporaryFolder(), hosted.project.store().about('rehearse', 'base').length];
    writeFileSync(join(folder, 'errored.tfstate'), '{}');
    const record = { ...hosted.project.record('rehearse', 'base'), verdict: 'indeterminate', startedAt: '2099-01-01T00:00:00.000Z' };
    mkdirSync(dirname(note(hosted)), { recursive: true });
    for (const [by, come] of [['1.1.rehearse.guessed', () => postOf(start)], [null, () => Promise.resolve(startAction(hosted, 'post', { job: 'rehearse' }))]] as const) {
      writeFileSync(note(hosted), JSON.stringify({ process: null, by, interrupted: false, folders: { directory: folder, dataDirectory: join(hosted.project.path, '.cutover', 'data', 'test', 'base') }, record }));
      expect(await (await come()).result).toMatchObject({ code: 0, stdout: expect.stringContaining('::warning::passed over: base (test), noted by no step that this one comes after') });
    }
    expect([kept(), hosted.project.store().about('rehearse', 'base').length, existsSync(join(folder, 'errored.tfstate'))]).toEqual([[], records, true]);
  });
});
