import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withStatus } from '../../src/change/request.ts';
import { Halt } from '../../src/errors.ts';
import { proposeStatus, type StatusPullRequest, type WrittenStatus } from '../../src/github/status-pull-request.ts';
import { aChangeRequest } from '../helpers/a-change-request.ts';
import { aPullRequest, aRun } from '../helpers/github/builders.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import { commitTo } from '../helpers/github/git.ts';
import type { WorkflowRun } from '../helpers/github/state/actions.ts';
import { clientOf, contextOf } from './a-run-with-artifacts.ts';

const file = 'infra/changes/CR-0001.md';
const approved = aChangeRequest();
const implementation = { at: '2026-03-01T12:00:00.000Z', seal: 'a'.repeat(64) };
const textWith = (status: 'implemented' | 'failed' | 'closed'): string => withStatus(approved, status, implementation, file);

let fake: FakeGitHub;
let run: WorkflowRun;
beforeEach(async () => {
  fake = await startFakeGitHub();
  commitTo(fake.state, fake.repository, 'main', { message: 'the change', files: { [file]: approved } });
  // As protected as main should be: what is not a pull request is refused.
  fake.repository.rules['main'] = [{ type: 'pull_request' }];
  run = aRun(fake.state, fake.repository);
});
afterEach(() => fake.close());

const propose = (text = textWith('implemented'), overrides: Partial<WrittenStatus> = {}): Promise<StatusPullRequest> =>
  proposeStatus(clientOf(fake), contextOf(fake, run, 'handover'), { change: 'CR-0001', title: 'Keep `uploads` @everyone', status: 'implemented', file, text, base: 'main', ...overrides }, 1);

const branches = (): string[] => Object.keys(fake.repository.branches).filter((name) => name.startsWith('cutover/'));
const tree = (branch: string): Record<string, string> => fake.repository.commits[fake.repository.branches[branch] ?? '']?.files ?? {};
/** The branch anew, with one commit on main. */
const rebuild = (branch: string, files: Record<string, string | null>): void => {
  fake.repository.branches[branch] = fake.repository.branches['main'] ?? '';
  commitTo(fake.state, fake.repository, branch, { message: 'another', files });
};
const posts = (): number => fake.requests.filter(({ method }) => method !== 'GET').length;

describe('the written status on its way to a protected main', () => {
  it('is a pull request with one commit, signed by GitHub, that changes the one file', async () => {
    const result = await propose();
    expect(result).toMatchObject({ state: 'open' });
    const [branch = ''] = branches();
    expect(tree(branch)).toEqual({ ...tree('main'), [file]: textWith('implemented') });
    const commit = fake.repository.commits[fake.repository.branches[branch] ?? ''];
    expect(commit).toMatchObject({ verified: true, parents: [fake.repository.branches['main']], message: 'chore(CR-0001): status implemented' });
    const [pull] = fake.repository.pullRequests;
    expect(pull).toMatchObject({ title: 'CR-0001: status implemented', base: { ref: 'main' }, head: { ref: branch } });
    expect(pull?.body).toContain(`actions/runs/${run.id}`);
    expect(pull?.body).not.toContain('@everyone');
    expect(tree('main')[file]).toBe(approved);
  });

  it('is the same one when the job is run again', async () => {
    const first = await propose();
    const before = posts();
    run.attempt = 2;
    expect(await propose()).toEqual(first);
    expect(posts()).toBe(before);
  });

  it.each(['POST /repos/{owner}/{repo}/git/refs', 'PUT /repos/{owner}/{repo}/contents/{path}', 'POST /repos/{owner}/{repo}/pulls'])('is made once, whether the answer to %s is lost or the request', async (route) => {
    for (const kind of ['drop-answer', 'drop'] as const) {
      fake.trouble.push({ kind, route });
      await propose();
    }
    const [branch = '', ...more] = branches();
    expect([more, fake.repository.pullRequests.length]).toEqual([[], 1]);
    expect(fake.repository.commits[fake.repository.branches[branch] ?? '']?.parents).toEqual([fake.repository.branches['main']]);
  });

  it('is finished by the next run when one was cancelled in between', async () => {
    for (const route of ['PUT /repos/{owner}/{repo}/contents/{path}', 'POST /repos/{owner}/{repo}/pulls']) {
      fake.trouble.push({ kind: 'drop', route, times: 9 });
      await expect(propose()).rejects.toThrow(Halt);
      fake.trouble.length = 0;
    }
    expect(await propose()).toMatchObject({ state: 'open' });
    expect([branches().length, fake.repository.pullRequests.length]).toEqual([1, 1]);
  });

  it('is not proposed once main has it', async () => {
    commitTo(fake.state, fake.repository, 'main', { message: 'merged', files: { [file]: textWith('implemented') } });
    expect(await propose()).toEqual({ state: 'none' });
    expect(posts()).toBe(0);
  });

  it('gets its branch back when somebody deleted it while the pull request is open', async () => {
    await propose();
    const [branch = ''] = branches();
    Reflect.deleteProperty(fake.repository.branches, branch);
    expect(await propose()).toMatchObject({ state: 'open' });
    expect(tree(branch)[file]).toBe(textWith('implemented'));
    expect(fake.repository.pullRequests).toHaveLength(1);
  });

  const [workflow, other] = ['.github/workflows/deliver.yml', textWith('closed')];
  it.each<[string, (branch: string) => void]>([
    ['another file beside it', (branch) => commitTo(fake.state, fake.repository, branch, { message: 'more', files: { [workflow]: 'on: push' }, author: 'mallory' })],
    ['another file in the same commit', (branch) => rebuild(branch, { [file]: textWith('implemented'), [workflow]: 'on: push' })],
    ['another file, and its own is not there yet', (branch) => rebuild(branch, { [workflow]: 'on: push' })],
    ['a file that is gone', (branch) => rebuild(branch, { [file]: textWith('implemented'), 'README.md': null })],
    ['a history that hides something', (branch) => (commitTo(fake.state, fake.repository, branch, { message: 'more', files: { [workflow]: 'on: push' } }), commitTo(fake.state, fake.repository, branch, { message: 'less', files: { [workflow]: null } }))],
    ['another text', (branch) => rebuild(branch, { [file]: other })],
  ])('takes no branch of its name with %s: it is made anew from the base', async (_name, edit) => {
    commitTo(fake.state, fake.repository, 'main', { message: 'more of main', files: { 'README.md': '# Shop\n' } });
    await propose();
    const [branch = ''] = branches();
    edit(branch);
    expect(await propose()).toMatchObject({ state: 'open' });
    expect(tree(branch)).toEqual({ ...tree('main'), [file]: textWith('implemented') });
    expect(fake.repository.commits[fake.repository.branches[branch] ?? '']?.parents).toEqual([fake.repository.branches['main']]);
    expect(fake.repository.pullRequests).toHaveLength(1);
  });

  it('takes the branch that a run before has made of an older main', async () => {
    await propose();
    const [branch = ''] = branches();
    const made = fake.repository.branches[branch];
    commitTo(fake.state, fake.repository, 'main', { message: 'more of main', files: { 'README.md': '# Shop\n' } });
    expect(await propose()).toMatchObject({ state: 'open' });
    expect(fake.repository.branches[branch]).toBe(made);
  });

  it('stays closed when somebody closed it', async () => {
    await propose();
    const [pull] = fake.repository.pullRequests;
    if (pull !== undefined) pull.state = 'closed';
    const before = posts();
    expect(await propose()).toMatchObject({ state: 'closed', number: pull?.number });
    expect(posts()).toBe(before);
  });

  it('replaces the one with an earlier status of the same change, and no other', async () => {
    await propose(textWith('failed'), { status: 'failed' });
    const others = [aPullRequest(fake.state, fake.repository), aPullRequest(fake.state, fake.repository, { user: 'github-actions[bot]' })];
    await propose();
    expect(fake.repository.pullRequests.filter(({ title }) => title.startsWith('CR-0001')).map(({ title, state }) => [title, state])).toEqual([['CR-0001: status failed', 'closed'], ['CR-0001: status implemented', 'open']]);
    expect(others.map(({ state }) => state)).toEqual(['open', 'open']);
  });

  it('does not carry anything but the status: a request that is another on main is a HALT', async () => {
    await expect(propose(textWith('implemented').replace('for a month', 'for a day').replace('after a month', 'after a day'))).rejects.toThrow(/not the one that was carried out/);
    await expect(propose(textWith('implemented'), { file: 'infra/changes/CR-0002.md' })).rejects.toThrow(/does not have the request/);
    expect(posts()).toBe(0);
  });

  it('names the permission, and the setting of the repository that it takes beside it', async () => {
    fake.permissions.pull_requests = 'read';
    await expect(propose()).rejects.toThrow(/permissions: pull-requests: write[\s\S]*allow GitHub Actions to create pull requests/);
  });
});
