import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { noteDeployment, type DeploymentState } from '../../src/github/deployment.ts';
import { aDeployment, aDeploymentStatus, aRun } from '../helpers/github/builders.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import type { WorkflowRun } from '../helpers/github/state/actions.ts';
import type { Deployment } from '../helpers/github/state/deployments.ts';
import { clientOf, contextOf } from './a-run-with-artifacts.ts';

const create = 'POST /repos/{owner}/{repo}/deployments';
const status = 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
const promotion = { change: 'CR-0001', title: 'Keep uploads for a year', seal: 'a'.repeat(64), environment: 'production' };

let fake: FakeGitHub;
let run: WorkflowRun;
beforeEach(async () => {
  fake = await startFakeGitHub();
  run = aRun(fake.state, fake.repository);
});
afterEach(() => fake.close());

const note = (state: DeploymentState, seal = promotion.seal): Promise<number> => noteDeployment(clientOf(fake), contextOf(fake, run, 'promote'), { ...promotion, seal }, state, 1);
const statesOf = ({ statuses }: Deployment): string[] => statuses.map(({ state }) => state).reverse();
const deployments = (): Deployment[] => fake.repository.deployments;

describe('a promotion as a deployment', () => {
  it('is begun, and comes to an end, as one deployment of the commit with a link to the run', async () => {
    await note('in_progress');
    await note('success');
    expect(deployments()).toEqual([expect.objectContaining({ sha: run.headSha, environment: 'production', productionEnvironment: true, payload: { change: 'CR-0001', seal: promotion.seal } })]);
    expect(deployments().map(statesOf)).toEqual([['in_progress', 'success']]);
    expect(deployments()[0]?.statuses[0]?.logUrl).toBe(`https://github.com/acme/shop/actions/runs/${run.id}/attempts/1`);
  });

  it('is the same one when the job is run again, and nothing is said twice', async () => {
    await note('in_progress');
    await note('in_progress');
    await note('failure');
    run.attempt = 2;
    await note('in_progress');
    await note('success');
    await note('success');
    expect(deployments().map(statesOf)).toEqual([['in_progress', 'failure', 'in_progress', 'success']]);
  });

  it.each([create, status])('is not made twice when the answer to %s is lost', async (route) => {
    fake.trouble.push({ kind: 'drop-answer', route });
    await note('in_progress');
    expect(deployments().map(statesOf)).toEqual([['in_progress']]);
  });

  it.each([create, status])('is made after all when %s was never carried out', async (route) => {
    fake.trouble.push({ kind: 'drop', route }, { kind: 'server-error', route });
    await note('in_progress');
    expect(deployments().map(statesOf)).toEqual([['in_progress']]);
    expect(fake.count(route)).toBeLessThanOrEqual(3);
  });

  it('gives up after three tries', async () => {
    fake.trouble.push({ kind: 'drop', route: create, times: 9 });
    await expect(note('in_progress')).rejects.toThrow(/GitHub did not answer/);
    expect(deployments()).toEqual([]);
  });

  it('of another seal is another one; a success makes those before it inactive, once', async () => {
    await note('success', 'b'.repeat(64));
    await note('success', 'c'.repeat(64));
    await note('success');
    expect(deployments().map(statesOf)).toEqual([['success', 'inactive'], ['success', 'inactive'], ['success']]);
  });

  it('leaves those of others alone, whatever they carry', async () => {
    const other = aDeployment(fake.state, fake.repository, { payload: { seal: promotion.seal } });
    aDeploymentStatus(fake.state, other, { state: 'success' });
    const staging = aDeployment(fake.state, fake.repository, { task: 'cutover', environment: 'staging', payload: { seal: promotion.seal } });
    await note('success');
    expect([statesOf(other), statesOf(staging)]).toEqual([['success'], []]);
    expect(deployments()).toHaveLength(3);
  });

  it('has a description of at most 140 characters, whatever the title', async () => {
    await noteDeployment(clientOf(fake), contextOf(fake, run, 'promote'), { ...promotion, title: 'x'.repeat(300) }, 'in_progress', 1);
    expect(deployments()[0]?.description?.length).toBe(140);
  });

  it('needs a permission, and names it', async () => {
    fake.permissions.deployments = 'read';
    await expect(note('in_progress')).rejects.toThrow(UserError);
    await expect(note('in_progress')).rejects.toThrow(/permissions: deployments: write/);
  });
});
