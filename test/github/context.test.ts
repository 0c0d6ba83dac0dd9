import { describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { actionsContext } from '../../src/github/context.ts';
import { pullRequestEvent } from '../../src/github/payload.ts';
import { anActionsEnvironment } from '../helpers/an-actions-environment.ts';
import { webhookPayload } from '../helpers/webhook-payload.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { refused } from '../helpers/refused.ts';

const complaintOf = (work: () => unknown): UserError['complaint'] => {
  return refused(UserError, work).complaint;
};

describe('what GitHub tells a job', () => {
  it('is read from its variables and the payload file', () => {
    const payload = webhookPayload('pull_request', 'opened');
    expect(actionsContext(anActionsEnvironment({ payload }))).toEqual({
      apiUrl: 'https://api.github.com',
      serverUrl: 'https://github.com',
      repository: { owner: 'Codertocat', name: 'Hello-World', id: 186853002 },
      run: { id: 77, attempt: 2, number: 5 },
      workflow: { ref: 'Codertocat/Hello-World/.github/workflows/check.yml@refs/pull/2/merge', sha: 'b'.repeat(40) },
      job: 'check',
      event: { name: 'pull_request', payload },
      sha: 'a'.repeat(40),
      ref: 'refs/pull/2/merge',
      actor: 'Codertocat',
      triggeringActor: 'octo-bot[bot]',
      workspace: '/home/runner/work/Hello-World/Hello-World',
    });
  });

  it.each<[string, string | undefined, RegExp]>([
    ['GITHUB_REPOSITORY', 'only-a-name', /owner\/name/],
    ['GITHUB_REPOSITORY', 'octo/shop/../other', /owner\/name/],
    ['GITHUB_RUN_ID', '0', /a whole number from 1 on/],
    ['GITHUB_RUN_ATTEMPT', 'two', /a whole number from 1 on/],
    ['GITHUB_SHA', 'main', /a commit, 40 hexadecimal digits/],
    ['GITHUB_ACTOR', 'ann\n::error::', /a login of GitHub/],
    ['GITHUB_TRIGGERING_ACTOR', undefined, /./],
    ['GITHUB_API_URL', 'http://api.example.com', /an https address/],
    ['GITHUB_API_URL', 'https://me:secret@api.example.com', /an https address/],
    ['GITHUB_EVENT_PATH', '', /the path of a file/],
  ])('%s = %j is refused, with what is allowed', (field, found, allowed) => {
    const complaint = complaintOf(() => actionsContext(anActionsEnvironment({ [field]: found })));
    expect(complaint).toMatchObject({ field, allowed: expect.stringMatching(allowed), next: expect.stringMatching(/step of a workflow/) });
    expect(complaint.found ?? '').not.toMatch(/\n/);
  });

  it.each<[string, string | null, RegExp]>([
    ['no file', null, /cannot be read/],
    ['no JSON', '{"a":', /is not JSON/],
    ['no object', '[]', /is not an object/],
  ])('a payload that is %s is refused', (_name, text, problem) => {
    const path = join(temporaryFolder(), 'event.json');
    if (text !== null) writeFileSync(path, text);
    expect(complaintOf(() => actionsContext(anActionsEnvironment({ GITHUB_EVENT_PATH: path })))).toMatchObject({ field: 'GITHUB_EVENT_PATH', problem: expect.stringMatching(problem) });
  });
});

describe('the event of a pull request', () => {
  it.each(['opened', 'synchronize', 'reopened'])('%s is read', (action) => {
    const payload = webhookPayload('pull_request', action);
    const { number, pull_request } = pullRequestEvent(actionsContext(anActionsEnvironment({ payload })));
    expect(number).toBe(payload['number']);
    expect(pull_request.base.repo.full_name).toBe('Codertocat/Hello-World');
    expect(pull_request.head.sha).toMatch(/^[0-9a-f]{40}$/);
  });

  it.each(['issue_comment', 'push', 'schedule', 'pull_request_target', 'workflow_run'])('%s is another event, which is said with the one that is allowed', (event) => {
    const payload = webhookPayload('issue_comment', 'created');
    expect(complaintOf(() => pullRequestEvent(actionsContext(anActionsEnvironment({ payload, GITHUB_EVENT_NAME: event }))))).toMatchObject({ field: 'GITHUB_EVENT_NAME', found: event, allowed: 'pull_request' });
  });

  it('a payload of another event under this name is refused with its first wrong field', () => {
    const payload = webhookPayload('issue_comment', 'created');
    expect(complaintOf(() => pullRequestEvent(actionsContext(anActionsEnvironment({ payload }))))).toMatchObject({ field: 'payload.number', problem: 'this is not the payload of pull_request' });
  });

  it('a payload of another repository is refused', () => {
    const payload = webhookPayload('pull_request', 'opened');
    expect(complaintOf(() => pullRequestEvent(actionsContext(anActionsEnvironment({ payload, GITHUB_REPOSITORY_ID: '1' }))))).toMatchObject({ field: 'payload.repository.id', found: '186853002', allowed: '1' });
  });

  it('a deleted fork has no repository, and the rest is still read', () => {
    const payload = structuredClone(webhookPayload('pull_request', 'opened'));
    (payload['pull_request'] as { head: { repo: unknown } }).head.repo = null;
    expect(pullRequestEvent(actionsContext(anActionsEnvironment({ payload }))).pull_request.head.repo).toBeNull();
  });
});
