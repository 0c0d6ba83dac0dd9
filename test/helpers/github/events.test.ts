import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { actionsContext } from '../../../src/github/context.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { aComment, aForkPullRequest, aPullRequest, aReview, aRun, anIssue } from './builders.ts';
import { checkPayload } from './description.ts';
import { commentEvent, dispatchEvent, pullRequestEvent, reviewEvent, scheduleEvent, type Event } from './events.ts';
import { startFakeGitHub, type FakeGitHub } from './fake-github.ts';
import { commitTo } from './git.ts';
import { jobEnv } from './job.ts';

interface Example {
  name: string;
  examples: Record<string, unknown>[];
}

/** Payloads that GitHub really sent. */
const examples = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@octokit/webhooks-examples'), 'utf8')) as Example[];

let github: FakeGitHub;
beforeAll(async () => {
  github = await startFakeGitHub();
});
afterAll(() => github.close());

const cases: [string, () => Event][] = [
  ['pull-request-opened', () => pullRequestEvent(github, aPullRequest(github.state, github.repository))],
  ['pull-request-opened', () => pullRequestEvent(github, aForkPullRequest(github.state, github.repository))],
  ['pull-request-synchronize', () => pullRequestEvent(github, aPullRequest(github.state, github.repository), 'synchronize')],
  ['pull-request-review-submitted', () => { const pull = aPullRequest(github.state, github.repository); return reviewEvent(github, pull, aReview(github.state, pull)); }],
  ['issue-comment-created', () => commentEvent(github, aComment(github.state, github.repository, aPullRequest(github.state, github.repository).number))],
  ['issue-comment-created', () => commentEvent(github, aComment(github.state, github.repository, anIssue(github.state, github.repository).number))],
  ['workflow-dispatch', () => dispatchEvent(github, { change: 'CR-1', mode: 'yolo' })],
];

/** Paths of a payload whose values differ in type from those of a real one, where both have a value. */
function otherTypes(ours: unknown, real: unknown, at = ''): string[] {
  if (ours === null || real === null || ours === undefined || real === undefined) return [];
  const kind = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);
  if (kind(ours) !== kind(real)) return [`${at}: ${kind(ours)}, not ${kind(real)}`];
  if (Array.isArray(ours) && Array.isArray(real)) return otherTypes(ours[0], real[0], `${at}[0]`);
  if (typeof ours !== 'object') return [];
  return Object.entries(ours).flatMap(([name, value]) => otherTypes(value, (real as Record<string, unknown>)[name], `${at}.${name}`));
}

describe('the payload of an event', () => {
  it.each(cases)('%s is as GitHub describes it', (name, make) => {
    expect(checkPayload(name, make().payload)).toEqual([]);
  });

  it.each(cases)('%s has what the one has that GitHub sent, in the same types', (_name, make) => {
    const { name, payload } = make();
    const real = examples.find((one) => one.name === name)?.examples.find(({ action }) => action === undefined || action === payload.action) ?? {};
    const always = Object.keys(real).filter((field) => !['organization', 'installation', 'enterprise'].includes(field));
    expect(Object.keys(payload)).toEqual(expect.arrayContaining(always));
    expect(otherTypes(payload, real)).toEqual([]);
  });

  it('a payload that is not as described is found', () => {
    const { payload } = dispatchEvent(github, {});
    expect(checkPayload('workflow-dispatch', { ...payload, ref: 7 })).toMatchObject([{ field: 'answer.ref' }]);
  });
});

describe('the variables of a job', () => {
  it('of a pull request name its trial merge, and are read as the context of the run', () => {
    const pull = aPullRequest(github.state, github.repository, { files: { 'a.ts': 'a' } });
    commitTo(github.state, github.repository, 'main', { files: { 'b.ts': 'b' } });
    const context = actionsContext(jobEnv(github, { event: pullRequestEvent(github, pull), folder: temporaryFolder(), job: 'check' }));
    expect(context).toMatchObject({ apiUrl: github.url, repository: { owner: 'acme', name: 'shop', id: github.repository.id }, job: 'check', actor: 'ben', ref: `refs/pull/${pull.number}/merge`, event: { name: 'pull_request' } });
    expect(context.sha).not.toBe(pull.head.sha);
    expect(Object.keys(github.repository.commits[context.sha]?.files ?? {}).sort()).toEqual(['README.md', 'a.ts', 'b.ts']);
  });

  it('of a re-run say who restarted it', () => {
    const run = aRun(github.state, github.repository, { attempt: 2, triggeringActor: 'mallory' });
    const context = actionsContext(jobEnv(github, { event: dispatchEvent(github, { mode: 'incremental' }), folder: temporaryFolder(), run }));
    expect(context).toMatchObject({ run: { id: run.id, attempt: 2 }, actor: 'ann', triggeringActor: 'mallory', sha: github.repository.branches.main, ref: 'refs/heads/main' });
  });

  it('of a schedule have no more than the schedule and the repository', () => {
    const context = actionsContext(jobEnv(github, { event: scheduleEvent(github), folder: temporaryFolder() }));
    expect(context.event).toMatchObject({ name: 'schedule', payload: { schedule: '0 6 * * *' } });
  });
});
