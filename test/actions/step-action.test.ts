import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { aHostedProject, type HostedProject } from '../helpers/a-hosted-project.ts';
import { aReview } from '../helpers/github/builders.ts';
import { runAnAction } from './run-an-action.ts';

let hosted: HostedProject;
beforeAll(async () => void (hosted = await aHostedProject()));
afterEach(() => hosted.restore());
afterAll(() => hosted.close());

const approved = (): void => void aReview(hosted.github.state, hosted.pull, { user: 'ann' });

describe('the action of a step', () => {
  it('counts reviews, says the verdict and where the evidence is, and masks its token', async () => {
    approved();
    const result = await runAnAction(hosted, 'approval');
    expect(result).toMatchObject({ code: 0, outputs: { verdict: 'pass', evidence: join(hosted.project.path, 'cutover-evidence', 'CR-0001') }, stderr: '' });
    expect(result.stdout).toMatch(/^::add-mask::job-token$/m);
    expect(result.stdout).toContain('CR-0001 is approved by ann@example.com');
    expect(result.summary).toContain('**approval**: pass');
    expect(hosted.project.record('approval').facts['startedBy']).toBe('@cid');
  });

  it('HALTs without an approval: one annotation, no stack, exit code 3; no engine was started', async () => {
    const result = await runAnAction(hosted, 'approval');
    expect(result).toMatchObject({ code: 3, outputs: { verdict: 'halt' } });
    expect(result.stdout.match(/^::error .*$/gm)).toEqual([expect.stringMatching(/^::error title=Cutover%3A HALT::nobody has approved the request; a review that approves https:\/\/github.com\/acme\/shop\/pull\/\d+ counts as well%0A {2}allowed: an approval by ann@example.com /)]);
    expect(result.stdout).not.toMatch(/^\s+at /m);
    expect(result.summary).toContain('**approval**: halt');
    expect(hosted.project.engineCalls()).toEqual([]);
  });

  it('of a later step HALTs alike', async () => {
    expect(await runAnAction(hosted, 'promote', { job: 'promote' })).toMatchObject({ code: 3, outputs: { verdict: 'halt' } });
    expect(hosted.project.engineCalls()).toEqual([]);
  });

  it('HALTs where another branch may have the credentials of its job, before it asks for any', async () => {
    approved();
    Object.assign(hosted.github.repository.environments.find(({ name }) => name === 'test') ?? {}, { branches: ['main', 'change'] });
    const result = await runAnAction(hosted, 'rehearse', { job: 'rehearse', inputs: { role: 'arn:aws:iam::123456789012:role/deploy' } });
    expect(result).toMatchObject({ code: 3, outputs: { verdict: 'halt' }, stdout: expect.stringMatching(/::error .*the environment test lets other branches than main deploy \(change\)/) });
    expect(hosted.project.engineCalls()).toEqual([]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a mode that there is not', { mode: 'fast' }, /with: mode: this value cannot be used here%0A {2}found: {3}"fast"%0A {2}allowed: incremental, yolo/],
    ['a folder outside of the workspace', { directory: '../other' }, /with: directory: this is not a folder of the repository/],
    ['an input of another action', { parallelism: '4' }, /with: parallelism: the action has no such input%0A {2}allowed: change, directory, mode, sandbox, token, evidence/],
    ['a name with a slip of the pen', { chnage: 'CR-0001' }, /with: chnage: the action has no such input%0A.*%0A {2}next: {4}write change/],
    ['a request that there is not', { change: 'CR-0009' }, /CR-0009/],
    ['no token', { token: '' }, /with: token: this input is missing/],
  ])('is told %s with what is right, before GitHub is believed in anything', async (_name, inputs, message) => {
    const result = await runAnAction(hosted, 'approval', { inputs });
    expect(result.code).not.toBe(0);
    expect(result.stdout.match(/^::error .*$/gm)).toEqual([expect.stringMatching(message)]);
    expect(`${result.stdout}${result.stderr}`).not.toMatch(/^\s+at /m);
    expect(result.outputs['verdict']).not.toBe('pass');
  });

  it('shows what stands in a file beside its line', async () => {
    hosted.project.write({ 'cutover.yaml': 'version: 1\nname: Shop\n' });
    const result = await runAnAction(hosted, 'approval');
    expect(result).toMatchObject({ code: 2, outputs: { verdict: 'fail' } });
    expect(result.stdout).toMatch(/^::error title=Cutover%3A cannot start,file=cutover\.yaml,line=2::/m);
  });

  it('names the permission that its token has not', async () => {
    delete hosted.github.permissions['actions'];
    const result = await runAnAction(hosted, 'approval');
    expect(result.code).toBe(2);
    expect(result.stdout).toMatch(/::error .*permissions: actions: read|::error .*actions=read|::error .*actions: read/);
  });

  it('HALTs when the environment production does not exist', async () => {
    approved();
    hosted.github.repository.environments.splice(0);
    const result = await runAnAction(hosted, 'approval');
    expect(result).toMatchObject({ code: 3, outputs: { verdict: 'halt' } });
    expect(result.stdout).toContain('the environment production does not exist');
  });

  it('outside of GitHub Actions says so', async () => {
    const result = await runAnAction(hosted, 'approval', { env: { GITHUB_RUN_ID: '' } });
    expect(result).toMatchObject({ code: 2, stdout: expect.stringContaining('GITHUB_RUN_ID: this variable of GitHub Actions is not set') });
  });
});
