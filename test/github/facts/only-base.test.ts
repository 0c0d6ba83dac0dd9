import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Halt } from '../../../src/errors.ts';
import { assertOnlyBase } from '../../../src/github/facts/only-base.ts';
import { anEnvironment, aRun, everyPermission } from '../../helpers/github/builders.ts';
import { startFakeGitHub, type FakeGitHub } from '../../helpers/github/fake-github.ts';
import type { Environment, WorkflowRun } from '../../helpers/github/state/actions.ts';
import { clientOf, contextOf } from '../a-run-with-artifacts.ts';

let fake: FakeGitHub;
let run: WorkflowRun;
let environment: Environment;
beforeAll(async () => {
  fake = await startFakeGitHub({ pageSize: 2 });
  run = aRun(fake.state, fake.repository);
});
beforeEach(() => {
  Object.assign(fake.repository, { environments: [], protection: { main: { requiredApprovals: 1, dismissStale: false, codeOwners: false } } });
  environment = anEnvironment(fake.state, fake.repository, { name: 'production-plan', reviewers: [] });
  Object.assign(fake.permissions, everyPermission);
});
afterAll(() => fake.close());

const ask = (name = 'production-plan'): Promise<void> => assertOnlyBase(clientOf(fake), contextOf(fake, run, 'plan'), name, 'refs/remotes/origin/main');

describe('row 6: an environment whose credentials a job takes', () => {
  it.each<[string, Environment['branches']]>([['the base branch by name', ['main']], ['protected branches, of which the base is one', 'protected']])('is for %s, reviewers or not', async (_name, branches) => {
    environment.branches = branches;
    await expect(ask()).resolves.toBeUndefined();
  });

  it.each<[string, () => void, string]>([
    ['every branch', () => (environment.branches = null), 'lets every branch deploy'],
    ['a branch beside the base, on the second page', () => (environment.branches = ['main', 'main', 'change']), 'lets other branches than main deploy (change)'],
    ['a pattern', () => (environment.branches = ['ma*n']), 'lets other branches than main deploy (ma*n)'],
    ['protected branches, and the base is none', () => (fake.repository.protection = {}), 'lets protected branches deploy, and the base branch is not protected'],
  ])('that is for %s is a HALT that says which setting to change', async (_name, open, gap) => {
    open();
    const refused = ask();
    await expect(refused).rejects.toThrow(Halt);
    await expect(refused).rejects.toThrow(`the environment production-plan ${gap}`);
    await expect(refused).rejects.toThrow('Settings, Environments, production-plan, Deployment branches and tags: Selected branches and tags, and there main alone');
  });

  it('that does not exist is a HALT: GitHub would make it, open to everybody', async () => {
    await expect(ask('test')).rejects.toThrow('the environment test does not exist, and GitHub would make it, open to everybody');
  });

  it('that may not be read is a HALT', async () => {
    delete fake.permissions.actions;
    await expect(ask()).rejects.toThrow(/actions: read/);
  });

  it('takes two requests', async () => {
    const before = fake.requests.length;
    environment.branches = ['main'];
    await ask();
    expect(fake.requests.length - before).toBe(2);
  });
});
