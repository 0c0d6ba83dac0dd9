import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { createGitHub, type GitHub } from '../../src/github/client.ts';
import type { ActionsContext } from '../../src/github/context.ts';
import { readReport, writeReport } from '../../src/github/kept-report.ts';
import { withReviews } from '../../src/github/reviews-so-far.ts';
import { publishCheck, type PublishCall } from '../../src/github/publish-check.ts';
import { loadReport, saveReport } from '../../src/github/report-artifact.ts';
import type { CheckReport } from '../../src/presentation/check-report.ts';
import { aComment, aForkPullRequest, aPullRequest, aRun } from '../helpers/github/builders.ts';
import { pullRequestEvent } from '../helpers/github/events.ts';
import { addCommit } from '../helpers/github/git.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import type { PullRequest } from '../helpers/github/state/conversations.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { Artifacts, contextOf } from './a-run-with-artifacts.ts';
import { aComponent, aFinding, aReport } from './comment/a-report.ts';

let fake: FakeGitHub;
let github: GitHub;
let pull: PullRequest;
beforeEach(async () => {
  fake = await startFakeGitHub();
  github = clientOf(fake);
  pull = aPullRequest(fake.state, fake.repository, { title: '$(touch x) `id` **bold** @acme', head: { ref: 'x;touch y|$(id)', sha: commitIn(fake), repository: 'acme/shop' } });
});
afterEach(() => fake.close());

const clientOf = ({ url, token }: FakeGitHub): GitHub => createGitHub({ token, apiUrl: url, say: () => undefined, signal: new AbortController().signal, secondMs: 1, spaced: false });
const commitIn = (of: FakeGitHub): string => addCommit(of.state, of.repository, [of.repository.branches['main'] ?? ''], { message: 'a change', author: 'ben', files: { 'stacks/storage.ts': '//\n' } }).sha;
const call = (overrides: Partial<PublishCall> = {}, report: Partial<CheckReport> = {}): PublishCall => ({
  report: aReport({ head: pull.head.sha, ...report }),
  repository: { owner: 'acme', name: 'shop' }, serverUrl: 'https://github.com', run: { id: 77, number: 5, attempt: 1 }, pullRequest: { number: pull.number, head: pull.head.sha }, interrupted: false,
  ...overrides,
});
const bodies = (): string[] => fake.repository.comments.filter(({ user }) => user === 'github-actions[bot]').map(({ body }) => body);

describe('what a pull request shows', () => {
  it('is one comment, one check run with annotations, and findings in code scanning', async () => {
    expect(await publishCheck(github, call({}, { verdict: 'fail', findings: [aFinding()] }))).toEqual([]);
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toMatch(/^<!-- cutover-check project=shop head=[0-9a-f]{40} run=5\.1 -->\n## ❌ shop: 1 finding without a waiver/);
    expect(fake.repository.checkRuns).toMatchObject([{ name: 'Cutover: shop', headSha: pull.head.sha, conclusion: 'failure', externalId: 'cutover-77-1', annotations: [{ path: 'stacks/storage.ts', start_line: 12, annotation_level: 'failure', title: 'checkov CKV_AWS_18' }] }]);
    expect(fake.repository.sarifs).toMatchObject([{ commit: pull.head.sha, ref: `refs/pull/${pull.number}/head`, sarif: { version: '2.1.0', runs: [{ tool: { driver: { name: 'checkov' } }, results: [{ ruleId: 'CKV_AWS_18' }] }] } }]);
  });

  it('is the same comment after the next commit, and says what is newest', async () => {
    await publishCheck(github, call());
    const head = commitIn(fake);
    pull.head.sha = head;
    await publishCheck(github, call({ run: { id: 78, number: 6, attempt: 1 } }, { verdict: 'halt', change: null, noChange: 'there is no change request in this change' }));
    expect(bodies()).toEqual([expect.stringMatching(new RegExp(`head=${head} run=6\\.1 -->\\n## ⛔ shop: a change request is missing`))]);
  });

  it('is not posted twice by a re-run: the comment is written anew, and each attempt has one check run', async () => {
    await publishCheck(github, call());
    await publishCheck(github, call());
    await publishCheck(github, call({ run: { id: 77, number: 5, attempt: 2 } }));
    expect(bodies()).toEqual([expect.stringContaining('run=5.2')]);
    expect(fake.repository.checkRuns.map(({ externalId }) => externalId)).toEqual(['cutover-77-1', 'cutover-77-2']);
  });

  it.each(['POST /repos/{owner}/{repo}/issues/{issue_number}/comments', 'POST /repos/{owner}/{repo}/check-runs', 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}'])('is not posted twice when the answer got lost: %s', async (route) => {
    fake.trouble.push({ kind: 'drop-answer', route });
    const findings = Array.from({ length: 120 }, (_none, index) => aFinding({ place: { file: 'stacks/storage.ts', line: index + 1 } }));
    expect(await publishCheck(github, call({}, { findings }))).toEqual([]);
    expect(fake.trouble).toEqual([]);
    expect(bodies()).toHaveLength(1);
    expect(fake.repository.checkRuns).toHaveLength(1);
    expect(new Set(fake.repository.checkRuns[0]?.annotations.map(({ start_line }) => start_line)).size).toBe(120);
    expect(fake.repository.checkRuns[0]?.annotations).toHaveLength(120);
  });

  it.each(['POST /repos/{owner}/{repo}/check-runs', 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}'])('is complete when the connection was dropped before anything was done: %s', async (route) => {
    fake.trouble.push({ kind: 'drop', route });
    await publishCheck(github, call({}, { findings: Array.from({ length: 60 }, (_none, line) => aFinding({ place: { file: 'a.ts', line: line + 1 } })) }));
    expect(fake.repository.checkRuns[0]?.annotations).toHaveLength(60);
  });

  it('is left alone by an older run: another commit is the head by now, or a newer run has written', async () => {
    await publishCheck(github, call({ run: { id: 78, number: 6, attempt: 1 } }));
    const before = bodies();
    expect(await publishCheck(github, call({ run: { id: 77, number: 5, attempt: 3 } }))).toEqual(['the comment is of a newer run and stays as it is']);
    expect(bodies()).toEqual(before);
    const stale = call({ run: { id: 79, number: 7, attempt: 1 } });
    pull.head.sha = commitIn(fake);
    expect(await publishCheck(github, stale)).toEqual(['the comment is of a newer run and stays as it is']);
    expect(bodies()).toEqual(before);
  });

  it('stays that of the newer run when an older one, which had read it before, writes over it', async () => {
    await publishCheck(github, call());
    const [comment] = fake.repository.comments;
    const older = comment?.body ?? '';
    fake.trouble.push({ kind: 'slow', ms: 400, route: 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}' });
    const newer = publishCheck(github, call({ run: { id: 78, number: 6, attempt: 1 } }));
    while (!bodies()[0]?.includes('run=6.1')) await delay(5);
    if (comment !== undefined) comment.body = older;
    await newer;
    expect(bodies()).toEqual([expect.stringContaining('run=6.1')]);
  });

  it('is one comment when two first runs write at once', async () => {
    await Promise.all([publishCheck(github, call()), publishCheck(clientOf(fake), call({ run: { id: 78, number: 6, attempt: 1 } }))]);
    expect(bodies()).toEqual([expect.stringContaining('run=6.1')]);
  });

  it('is never a comment of somebody else: a marker that a person wrote is no comment of ours', async () => {
    const forged = `<!-- cutover-check project=shop head=${pull.head.sha} run=999.1 -->\nall is well`;
    aComment(fake.state, fake.repository, pull.number, { user: 'mallory', body: forged });
    aComment(fake.state, fake.repository, pull.number, { user: 'github-actions[bot]', body: `> ${forged}` });
    expect(await publishCheck(github, call())).toEqual([]);
    expect(fake.repository.comments.map(({ user, body }) => [user, body.slice(0, 40)])).toEqual([['mallory', forged.slice(0, 40)], ['github-actions[bot]', expect.stringMatching(/^> /)], ['github-actions[bot]', expect.stringMatching(/^<!-- cutover-check project=shop/)]]);
  });

  it('is found among many others, and stands beside that of another project of the repository', async () => {
    for (let number = 0; number < 7; number += 1) aComment(fake.state, fake.repository, pull.number, { body: `talk ${number}` });
    await publishCheck(github, call());
    await publishCheck(github, call({}, { project: 'billing' }));
    await publishCheck(github, call({ run: { id: 80, number: 8, attempt: 1 } }));
    expect(bodies()).toEqual([expect.stringContaining('project=shop'), expect.stringContaining('project=billing')]);
    expect(bodies()[0]).toContain('run=8.1');
  });

  it('of a run that was cancelled: the check run says so, the comment stays as it was', async () => {
    await publishCheck(github, call());
    const before = bodies();
    await publishCheck(github, call({ interrupted: true, run: { id: 78, number: 6, attempt: 1 } }, { verdict: 'indeterminate', findings: [aFinding()] }));
    expect(bodies()).toEqual(before);
    expect(fake.repository.checkRuns.at(-1)).toMatchObject({ conclusion: 'cancelled', annotations: [] });
  });

  it.each([['checks', 'the check run'], ['pull_requests', 'the comment'], ['security_events', 'code scanning']] as const)('a token without %s is a warning that names the permission, and the rest is written', async (permission, what) => {
    delete fake.permissions[permission];
    if (permission === 'pull_requests') delete fake.permissions['issues'];
    const warnings = await publishCheck(github, call());
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`^${what} (could not be written|did not take the findings): [^]*the token may not do this[^]*permissions: `))]);
    expect([fake.repository.checkRuns.length, bodies().length, fake.repository.sarifs.length].filter((count) => count === 1)).toHaveLength(2);
  });

  it('a repository without code scanning gets a warning', async () => {
    fake.repository.codeScanning = 'not-enabled';
    expect(await publishCheck(github, call())).toEqual([expect.stringContaining('Code Security must be enabled')]);
  });

  it('a fork whose token may only read gets its verdict all the same', async () => {
    const fork = aForkPullRequest(fake.state, fake.repository, {});
    for (const permission of Object.keys(fake.permissions)) fake.permissions[permission] = 'read';
    expect(await publishCheck(github, call({ pullRequest: { number: fork.number, head: fork.head.sha } }))).toHaveLength(3);
    expect(bodies()).toEqual([]);
  });

  it('a deleted branch changes nothing', async () => {
    pull.head.repository = null;
    expect(await publishCheck(github, call())).toEqual([]);
    expect(bodies()).toHaveLength(1);
  });
});

describe('requests to GitHub', () => {
  /** All that the two jobs of the workflow ask for, but for the reviews that the first one reads. */
  async function carriedAndPublished(ids: { id: number; number: number }, overrides: Partial<CheckReport>): Promise<void> {
    const run = aRun(fake.state, fake.repository, { ...ids, event: 'pull_request', headSha: pull.head.sha });
    const { name, payload } = pullRequestEvent(fake, pull);
    const context = contextOf(fake, run, 'show', { event: { name, payload: payload as ActionsContext['event']['payload'] } });
    const file = join(temporaryFolder(), 'report.json');
    const reviews = { said: 'its approval', change: 'CR-0001', repository: 'acme/shop', digest: 'd'.repeat(64), required: 2, groups: [], approvers: '#review ann@example.com namespaces="cutover-request" github=ann\n', excluded: [], commits: [pull.head.sha] };
    writeReport(file, { report: aReport({ head: pull.head.sha, reviews, ...overrides }), interrupted: false });
    const artifacts = new Artifacts(fake, run);
    const { digest } = await saveReport({ file, directory: '.', context, artifacts });
    const loaded = await loadReport({ directory: '.', context, artifacts, github, job: 'show', digest, into: temporaryFolder() });
    const report = await withReviews(github, readReport(loaded).report, { repository: { owner: 'acme', name: 'shop' }, pull: { number: pull.number, user: { login: pull.user } }, now: new Date() });
    await publishCheck(github, call({ report, run: { ...ids, attempt: 1 } }));
  }

  it.each([[20, 15], [250, 60]])('of a check with %i components: at most %i, also with the comment there already', async (count, most) => {
    const components = Array.from({ length: count }, (_none, index) => aComponent({ name: `component-${index}` }));
    const findings = Array.from({ length: count * 4 }, (_none, index) => aFinding({ component: `component-${index % count}`, place: { file: 'stacks/storage.ts', line: index + 1 } }));
    await carriedAndPublished({ id: 77, number: 5 }, { components, findings });
    const first = fake.count();
    await carriedAndPublished({ id: 78, number: 6 }, { components, findings });
    expect(first).toBeLessThanOrEqual(most);
    expect(fake.count() - first).toBeLessThanOrEqual(most);
  });
});
