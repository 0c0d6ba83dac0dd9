import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { countApprovals } from '../../../src/change/counting.ts';
import { Halt, UserError } from '../../../src/errors.ts';
import { sha256 } from '../../../src/digest.ts';
import { assertApproved } from '../../../src/steps/approval.ts';
import { questionOf } from '../../../src/steps/decide.ts';
import type { Run } from '../../../src/step.ts';
import { aHostedProject, type HostedProject } from '../../helpers/a-hosted-project.ts';
import { aReview, aRunApproval } from '../../helpers/github/builders.ts';
import { merge } from '../../helpers/github/git.ts';

let hosted: HostedProject;
const begin = async (): Promise<void> => void (hosted = await aHostedProject());
const end = (): Promise<void> => hosted.close();

const review = (user: string, overrides = {}): void => void aReview(hosted.github.state, hosted.pull, { user, ...overrides });

/** Who has approved the request, and what is against the others. */
function onRequest(run: Run): { by: string[]; against: string } {
  const { counting, against } = countApprovals(questionOf(run, { kind: 'request', change: 'CR-0001', repository: run.git.identity, digest: run.change.digest, target: null }));
  return { by: counting.map(({ approval }) => approval.approver), against: against.join('\n') };
}

const identities = (run: Run): string[] => run.host?.excluded().map(({ identity }) => identity) ?? [];

const failure = async (work: Promise<unknown>): Promise<Error> => await work.then(() => { throw new Error('it did not fail'); }, (error: unknown) => error as Error);

describe('GitHub as a host', () => {
  beforeAll(begin);
  afterEach(() => hosted.restore());
  afterAll(end);

  it('counts reviews of the pull request, paged by 2, for the request as it was at the reviewed commit', async () => {
    for (const user of ['zoe', 'bob', 'dave', 'ann']) review(user);
    const run = await hosted.open();
    expect(onRequest(run)).toEqual({ by: ['zoe@example.com', 'bob@example.com', 'ann@example.com'], against: expect.stringMatching(/by @dave at .*no line of approvers ends in github=dave/) });
    expect(run.git.user).toBe('@cid');
  });

  it('counts a review of an earlier commit while the request is the same, and of none when it was edited', async () => {
    review('ann');
    hosted.project.commit({ 'stacks/base/more.tf': '# more\n' });
    hosted.push();
    expect(onRequest(await hosted.open()).by).toEqual(['ann@example.com']);
    hosted.project.request({ why: 'another reason' });
    hosted.push();
    expect(onRequest(await hosted.open())).toEqual({ by: [], against: expect.stringMatching(/it is for another content/) });
    review('ann');
    expect(onRequest(await hosted.open()).by).toEqual(['ann@example.com']);
  });

  it('reads what is at a commit once, and everything else again when it is asked to', async () => {
    review('ann');
    const before = hosted.github.count('GET /repos/{owner}/{repo}/contents/{path}');
    const run = await hosted.open();
    review('bob', { state: 'CHANGES_REQUESTED' });
    hosted.pull.reviews[0] = { ...hosted.pull.reviews[0], state: 'DISMISSED' } as never;
    expect(onRequest(run).by).toEqual(['ann@example.com']);
    await run.host?.refresh();
    expect(onRequest(run)).toEqual({ by: [], against: expect.stringMatching(/the review was dismissed/) });
    expect(hosted.github.count('GET /repos/{owner}/{repo}/contents/{path}') - before).toBe(1);
  });

  it('names everybody who had a hand in the pull request or the run, attempts included', async () => {
    hosted.project.git('commit', '--quiet', '--allow-empty', '--message', 'a change\n\nCo-authored-by: Cleo <cleo@example.com>');
    hosted.project.commit({ 'a.txt': 'a\n' }, { author: 'hal@elsewhere.example' });
    hosted.push();
    Object.assign(hosted.workflowRun, { attempt: 3, triggeringActor: 'eve', earlier: [1, 2].map((attempt) => ({ ...hosted.workflowRun, attempt, triggeringActor: attempt === 1 ? 'cid' : 'bob' })) });
    const run = await hosted.open();
    expect(identities(run)).toEqual(expect.arrayContaining(['@cid', '@bob', '@eve', '@ben', '@olga', '@rita', 'olga@example.com', 'cleo@example.com', 'hal@elsewhere.example']));
    expect(run.git.user).toBe('@eve');
  });

  it('knows them, and the reviews, after a squash merge and the deletion of the branch', async () => {
    review('ann');
    const { project, github, pull } = hosted;
    const squashed = merge(github.state, github.repository, pull, 'ann');
    delete github.repository.branches['change'];
    project.git('checkout', '--quiet', 'main');
    project.git('merge', '--quiet', '--squash', 'change');
    project.git('commit', '--quiet', '--message', 'squashed');
    project.git('branch', '--quiet', '-D', 'change');
    const local = project.git('rev-parse', 'HEAD');
    github.repository.commits[local] = { ...squashed, sha: local };
    pull.mergeCommit = local;
    const run = await hosted.open();
    expect(onRequest(run).by).toEqual(['ann@example.com']);
    expect(identities(run)).toEqual(expect.arrayContaining(['@ben', '@olga', '@rita']));
  });

  it('finds the pull request that brought the request, when something else was merged since', async () => {
    review('ann');
    const { project, github, pull } = hosted;
    project.git('checkout', '--quiet', 'main');
    project.git('merge', '--quiet', '--no-ff', '--message', 'merged', 'change');
    project.commit({ 'other.txt': 'later\n' });
    hosted.push();
    Object.assign(pull, { state: 'closed', merged: true, mergeCommit: project.git('rev-parse', 'HEAD~1') });
    expect(github.repository.commits[project.git('rev-parse', 'HEAD')]).toBeDefined();
    expect(onRequest(await hosted.open()).by).toEqual(['ann@example.com']);
  });

  it.each<[string, (pull: HostedProject['pull']) => void, RegExp]>([
    ['into another branch', (pull) => (pull.base = { ...pull.base, ref: 'feature' }), /no pull request into main has this commit or the request/],
    ['that was closed', (pull) => (pull.state = 'closed'), /no pull request into main/],
  ])('counts no review of a pull request %s', async (_name, change, remark) => {
    review('ann');
    change(hosted.pull);
    const run = await hosted.open();
    expect(onRequest(run)).toEqual({ by: [], against: '' });
    expect(run.host?.remarks('request').join()).toMatch(remark);
  });

  it('keeps with a seal which approvals the run had before, and counts those that came since', async () => {
    const seal = { kind: 'promotion', change: 'CR-0001', repository: sha256('x'), digest: sha256('seal'), target: 'cloud' } as const;
    const { approvers } = questionOf(await hosted.open(), { ...seal, kind: 'review' });
    aRunApproval(hosted.workflowRun, { user: 'ann' });
    const run = await hosted.open();
    const made = run.host?.forSeal();
    expect(made).toEqual({ run: hosted.workflowRun.id, attempt: 1, before: { '@ann approved': 1 } });
    aRunApproval(hosted.workflowRun, { user: 'bob' });
    await run.host?.refresh();
    expect(run.host?.approvals(seal, approvers, made).map(({ approval, signedBy }) => [approval.approver, signedBy === null])).toEqual([['ann@example.com', true], ['bob@example.com', false]]);
  });

  it('asks for owners of the files that the pull request touches, where the policy does, also after its merge', async () => {
    const { project, pull } = hosted;
    review('ann');
    expect((await hosted.open()).host?.touched()).toBeUndefined();
    project.git('checkout', '--quiet', 'main');
    project.commit({ 'cutover.yaml': `${project.git('show', 'HEAD:cutover.yaml')}\napproval: { request: { normal: { codeOwners: true } } }\n` });
    project.git('checkout', '--quiet', 'change');
    hosted.push();
    const without = await hosted.open();
    expect(() => assertApproved(without)).toThrow(/whose files the change touches cannot be told: refs\/heads\/main has no CODEOWNERS/);
    project.git('checkout', '--quiet', 'main');
    project.commit({ '.github/CODEOWNERS': '* @zoe\n/stacks/ @acme/security\n/changes/ @ann\n' });
    project.git('merge', '--quiet', '--no-ff', '--message', 'merged', 'change');
    hosted.push();
    Object.assign(pull, { state: 'closed', merged: true, mergeCommit: project.git('rev-parse', 'HEAD') });
    const merged = await hosted.open();
    expect(merged.host?.touched()).toEqual(['changes/CR-0001.md', 'stacks/base/more.tf']);
    expect(() => assertApproved(merged)).toThrow(/no owner of stacks\/base\/more\.tf has approved the request \(@acme\/security: the group security of the approvers\)/);
    expect(() => assertApproved({ ...merged, host: undefined })).toThrow(/nothing here differs from refs\/heads\/main, and no pull request says what it changed/);
    review('bob');
    await merged.host?.refresh();
    expect(assertApproved(merged).by.map(({ approver }) => approver)).toEqual(['ann@example.com', 'bob@example.com']);
  });

  it('knows nothing of approvals of another kind', async () => {
    review('ann');
    aRunApproval(hosted.workflowRun, { user: 'ann' });
    const host = await hosted.host();
    for (const kind of ['acknowledgement', 'review'] as const) expect(host.approvals({ kind, change: 'CR-0001', repository: '', digest: '', target: null }, [], undefined)).toEqual([]);
  });
});

describe('a GitHub that cannot be asked', () => {
  beforeAll(async () => {
    await begin();
    review('ann');
  });
  afterAll(end);

  it.each<[string, HostedProject['github']['trouble'][number], RegExp | undefined]>([
    ['answers 500 once', { kind: 'server-error' }, undefined],
    ['drops a connection', { kind: 'drop' }, undefined],
    ['has had enough requests', { kind: 'secondary-limit', seconds: 2 }, /^GitHub asks to wait 2 s before GET \/repos\/acme\/shop\//],
    ['has given all requests of the hour', { kind: 'primary-limit', seconds: 2 }, /^GitHub asks to wait \d s before GET/],
  ])('and %s is asked again', async (_name, trouble, wait) => {
    hosted.github.trouble.push(trouble);
    const said: string[] = [];
    const host = await hosted.host(said);
    expect(host.excluded().length).toBeGreaterThan(0);
    expect(said).toEqual(wait === undefined ? [] : [expect.stringMatching(wait)]);
  });

  it.each<[string, HostedProject['github']['trouble'][number]]>([
    ['answers 500 for good', { kind: 'server-error', times: 100 }],
    ['answers 500 about reviews only', { kind: 'server-error', route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', times: 100 }],
    ['drops every connection', { kind: 'drop', times: 100 }],
    ['has a limit that does not end', { kind: 'secondary-limit', seconds: 1, times: 100 }],
    ['has a limit of hours', { kind: 'primary-limit', seconds: 10_000, times: 100 }],
  ])('and %s is a HALT', async (_name, trouble) => {
    hosted.github.trouble.push(trouble);
    expect(await failure(hosted.host())).toBeInstanceOf(Halt);
    hosted.github.trouble.splice(0);
  });

  it.each([
    ['pull_requests', 'pull-requests: read'],
    ['actions', 'actions: read'],
    ['contents', 'contents: read'],
  ])('for the lack of the permission %s says so', async (permission, asked) => {
    const { [permission]: had } = hosted.github.permissions;
    delete hosted.github.permissions[permission];
    const error = await failure(hosted.host());
    if (had !== undefined) hosted.github.permissions[permission] = had;
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(`allowed: permissions: ${asked}`);
  });
});

it('a pull request with as many commits as GitHub lists is a HALT: who wrote the others cannot be told', async () => {
  hosted = await aHostedProject({ pageSize: 100 });
  const { github, pull } = hosted;
  let parent = pull.head.sha;
  for (let index = 0; index < 250; index += 1) {
    const sha = `c${String(index).padStart(39, '0')}`;
    github.repository.commits[sha] = { ...github.repository.commits[parent], sha, parents: [parent] } as never;
    parent = sha;
  }
  pull.head.sha = parent;
  expect((await failure(hosted.host())).message).toMatch(/has 250 commits or more, and GitHub lists no more/);
  await hosted.close();
});
