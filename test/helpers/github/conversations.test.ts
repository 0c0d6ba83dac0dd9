import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { aClient, refusal } from './a-client.ts';
import { aForkPullRequest, aPullRequest, aReview } from './builders.ts';
import { blobSha, commitTo, merge } from './git.ts';
import { startFakeGitHub, type FakeGitHub } from './fake-github.ts';

let github: FakeGitHub;
let client: ReturnType<typeof aClient>;
const here = { owner: 'acme', repo: 'shop' };

beforeEach(async () => {
  github = await startFakeGitHub();
  client = aClient(github, github.token);
});
afterEach(() => github.close());

describe('pull requests and reviews', () => {
  it('a pull request has its branch, its files and its commits', async () => {
    const pull = aPullRequest(github.state, github.repository, { files: { 'stacks/a.ts': 'a\n', 'README.md': null } });
    const at = { ...here, pull_number: pull.number };
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', at);
    expect({ title: data.title, head: data.head.sha, base: data.base.ref, who: data.user.login, files: data.changed_files }).toEqual({
      title: 'A change', head: pull.head.sha, base: 'main', who: 'ben', files: 2,
    });
    const files = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', at);
    expect(files.data.map(({ filename, status }) => [filename, status])).toEqual([['README.md', 'removed'], ['stacks/a.ts', 'added']]);
    const commits = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', at);
    expect(commits.data.map(({ sha, author }) => [sha, (author as { login: string }).login])).toEqual([[pull.head.sha, 'ben']]);
  });

  it('a push moves the head of the pull request, and leaves the reviews at the commit they looked at', async () => {
    const pull = aPullRequest(github.state, github.repository);
    const reviewed = aReview(github.state, pull).commit;
    const pushed = commitTo(github.state, github.repository, pull.head.ref, { files: { 'b.ts': 'b' }, author: 'mallory' });
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...here, pull_number: pull.number });
    expect(data.head.sha).toBe(pushed.sha);
    const reviews = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { ...here, pull_number: pull.number });
    expect(reviews.data.map((one) => one.commit_id)).toEqual([reviewed]);
  });

  it.each([
    ['protection', () => (github.repository.protection.main = { requiredApprovals: 1, dismissStale: true, codeOwners: false })],
    ['a rule', () => (github.repository.rules.main = [{ type: 'pull_request', parameters: { dismiss_stale_reviews_on_push: true } }])],
  ])('a push dismisses approvals where %s of the base branch says so', (_what, protect) => {
    protect();
    const pull = aPullRequest(github.state, github.repository);
    aReview(github.state, pull);
    aReview(github.state, pull, { user: 'dave', state: 'COMMENTED' });
    commitTo(github.state, github.repository, pull.head.ref, { files: { 'b.ts': 'b' } });
    expect(pull.reviews.map(({ state }) => state)).toEqual(['DISMISSED', 'COMMENTED']);
  });

  it('no more than 250 commits of a pull request are listed', async () => {
    const pull = aPullRequest(github.state, github.repository);
    for (let at = 0; at < 251; at += 1) commitTo(github.state, github.repository, pull.head.ref, { message: String(at) });
    const { data, headers } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', { ...here, pull_number: pull.number, page: 125 });
    expect([data.length, headers.link]).toEqual([2, expect.not.stringContaining('next')]);
  });

  it('a review that is not submitted yet is seen by nobody else', async () => {
    const pull = aPullRequest(github.state, github.repository);
    aReview(github.state, pull, { state: 'PENDING' });
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { ...here, pull_number: pull.number });
    expect(data).toEqual([]);
  });

  it('a merge moves the base branch by what the pull request changes, and closes it', async () => {
    const pull = aPullRequest(github.state, github.repository, { files: { 'a.ts': 'a' } });
    commitTo(github.state, github.repository, 'main', { files: { 'b.ts': 'b' } });
    const { sha, files } = merge(github.state, github.repository, pull);
    expect(Object.keys(files).sort()).toEqual(['README.md', 'a.ts', 'b.ts']);
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...here, pull_number: pull.number });
    expect([data.merged, data.state, data.merge_commit_sha, github.repository.branches.main]).toEqual([true, 'closed', sha, sha]);
    const found = await client.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', { ...here, commit_sha: sha });
    expect(found.data.map(({ number }) => number)).toEqual([pull.number]);
  });

  it('a fork that was deleted leaves a pull request without a repository at its head, which the description does not say', async () => {
    const pull = aForkPullRequest(github.state, github.repository);
    delete github.state.repositories['mallory/shop'];
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...here, pull_number: pull.number });
    expect(data.head.repo).toBeNull();
  });

  it('nobody approves a pull request of their own', async () => {
    const pull = aPullRequest(github.state, github.repository, { user: 'github-actions[bot]' });
    const { status } = await refusal(client.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { ...here, pull_number: pull.number, event: 'APPROVE' }));
    expect(status).toBe(422);
  });

  it('a branch and a file on it become a pull request, once', async () => {
    const sha = github.repository.branches.main ?? '';
    await client.request('POST /repos/{owner}/{repo}/git/refs', { ...here, ref: 'refs/heads/status', sha });
    await client.request('PUT /repos/{owner}/{repo}/contents/{path}', { ...here, path: 'changes/CR-1.md', message: 'closed', content: Buffer.from('status: closed').toString('base64'), branch: 'status' });
    const asked = { ...here, title: 'Close CR-1', head: 'status', base: 'main' };
    const { data } = await client.request('POST /repos/{owner}/{repo}/pulls', asked);
    expect(github.repository.pullRequests).toMatchObject([{ number: data.number, user: 'github-actions[bot]', head: { ref: 'status' } }]);
    const again = await refusal(client.request('POST /repos/{owner}/{repo}/pulls', asked));
    expect(again).toMatchObject({ status: 422, message: 'Validation Failed' });
  });
});

describe('contents', () => {
  it('a file is read at a branch, a tag and a commit, as GitHub encodes it', async () => {
    const first = github.repository.branches.main ?? '';
    commitTo(github.state, github.repository, 'main', { files: { 'README.md': 'second' } });
    const contentAt = async (ref?: string): Promise<string> => {
      const { data } = await client.request('GET /repos/{owner}/{repo}/contents/{path}', { ...here, path: 'README.md', ...(ref === undefined ? {} : { ref }) });
      return Buffer.from((data as { content: string }).content, 'base64').toString();
    };
    expect([await contentAt(), await contentAt(first)]).toEqual(['second', '# shop\n']);
  });

  it('a file that exists is replaced only by who names its sha', async () => {
    const write = (sha?: string): Promise<unknown> =>
      client.request('PUT /repos/{owner}/{repo}/contents/{path}', { ...here, path: 'README.md', message: 'm', content: Buffer.from('new').toString('base64'), ...(sha === undefined ? {} : { sha }) });
    expect((await refusal(write())).status).toBe(422);
    expect((await refusal(write('0'.repeat(40)))).status).toBe(409);
    await write(blobSha('# shop\n'));
    expect(github.repository.commits[github.repository.branches.main ?? '']?.files['README.md']).toBe('new');
  });

  it('a branch that only takes pull requests refuses a commit', async () => {
    github.repository.rules.main = [{ type: 'pull_request' }];
    const { status, message } = await refusal(client.request('PUT /repos/{owner}/{repo}/contents/{path}', { ...here, path: 'new.md', message: 'm', content: '' }));
    expect([status, message]).toEqual([409, expect.stringContaining('pull request')]);
  });
});

describe('comments, checks and SARIF', () => {
  it('a comment is created, changed and refused when it is too long', async () => {
    const pull = aPullRequest(github.state, github.repository);
    const at = { ...here, issue_number: pull.number };
    const { data } = await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...at, body: 'first' });
    expect(data.user?.login).toBe('github-actions[bot]');
    await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...here, comment_id: data.id, body: 'second' });
    expect(github.repository.comments.map(({ body }) => body)).toEqual(['second']);
    expect((await refusal(client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...at, body: 'x'.repeat(65_537) }))).status).toBe(422);
  });

  it('annotations come in batches of 50 and add up', async () => {
    const annotations = Array.from({ length: 50 }, (_one, at) => ({ path: 'a.ts', start_line: at + 1, end_line: at + 1, annotation_level: 'warning' as const, message: 'm' }));
    const output = { title: 't', summary: 's', annotations };
    const { data } = await client.request('POST /repos/{owner}/{repo}/check-runs', { ...here, name: 'cutover', head_sha: github.repository.branches.main ?? '', status: 'in_progress', output });
    await client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { ...here, check_run_id: data.id, conclusion: 'failure', output: { ...output, annotations: annotations.slice(0, 1) } });
    expect(github.repository.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure', annotations: { length: 51 } }]);
    await refusal(client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { ...here, check_run_id: data.id, output: { ...output, annotations: [...annotations, ...annotations] } }));
    expect(github.takeMismatches()).toMatchObject([{ field: 'body.output.annotations' }]);
  });

  it('SARIF is unpacked, and refused where code scanning is not enabled', async () => {
    const upload = { ...here, commit_sha: github.repository.branches.main ?? '', ref: 'refs/heads/main', sarif: gzipSync(JSON.stringify({ version: '2.1.0' })).toString('base64') };
    expect((await client.request('POST /repos/{owner}/{repo}/code-scanning/sarifs', upload)).status).toBe(202);
    expect(github.repository.sarifs).toMatchObject([{ sarif: { version: '2.1.0' } }]);
    github.repository.codeScanning = 'not-enabled';
    expect(await refusal(client.request('POST /repos/{owner}/{repo}/code-scanning/sarifs', upload))).toMatchObject({ status: 403, message: expect.stringContaining('enabled') });
  });
});
