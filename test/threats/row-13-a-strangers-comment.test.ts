import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answerRefineComment } from '../../src/github/refine-comment.ts';
import { aComment, aPullRequest, aRun, aUser } from '../helpers/github/builders.ts';
import { commentEvent } from '../helpers/github/events.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import { clientOf, contextOf } from '../github/a-run-with-artifacts.ts';

let fake: FakeGitHub;
beforeEach(async () => void (fake = await startFakeGitHub()));
afterEach(() => fake.close());

/** Says a command on a pull request as somebody, and returns what came of it and every request that was made. */
async function say(user: string, body = '/cutover refine storage 1'): Promise<{ outcome: string; requests: string[] }> {
  const pull = aPullRequest(fake.state, fake.repository);
  const run = aRun(fake.state, fake.repository, { event: 'issue_comment' });
  const { name, payload } = commentEvent(fake, aComment(fake.state, fake.repository, pull.number, { user, body }));
  const downloadFrom = (): Promise<boolean> => Promise.reject(new Error('an artifact was asked for'));
  const outcome = await answerRefineComment({ github: clientOf(fake), context: contextOf(fake, run, 'refine', { event: { name, payload: payload as never } }), artifacts: { downloadFrom } });
  return { outcome, requests: fake.requests.map(({ route }) => route) };
}

const permission = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';

describe('row 13: issue_comment misuse', () => {
  it.each([
    ['a stranger', 'mallory'],
    ['somebody who may read', 'dave'],
    ['somebody who may triage', 'tina'],
    ['the author of the pull request, without rights of their own', 'eve'],
  ])('%s is asked about and nothing else happens', async (_who, login) => {
    fake.repository.collaborators['tina'] = 'triage';
    for (const name of ['mallory', 'eve']) fake.state.users[name] ??= aUser(name);
    for (const body of ['/cutover refine storage 1', '/cutover refine $(touch x) 1']) {
      fake.requests.length = 0;
      expect(await say(login, body)).toEqual({ outcome: 'not allowed', requests: [permission] });
    }
    expect(fake.repository.comments.every(({ user }) => user === login)).toBe(true);
  });

  it('an account that is gone is nobody', async () => {
    const pull = aPullRequest(fake.state, fake.repository);
    const comment = aComment(fake.state, fake.repository, pull.number, { user: 'gone', body: '/cutover refine storage 1' });
    const { name, payload } = commentEvent(fake, comment);
    Reflect.deleteProperty(fake.state.users, 'gone');
    const run = aRun(fake.state, fake.repository, { event: 'issue_comment' });
    const context = contextOf(fake, run, 'refine', { event: { name, payload: payload as never } });
    expect(await answerRefineComment({ github: clientOf(fake), context, artifacts: { downloadFrom: () => Promise.resolve(false) } })).toBe('not allowed');
    const withoutUser = { ...payload, comment: { ...(payload['comment'] as object), user: null } };
    expect(await answerRefineComment({ github: clientOf(fake), context: { ...context, event: { name, payload: withoutUser } }, artifacts: { downloadFrom: () => Promise.resolve(false) } })).toBe('not for us');
  });

  it('whoever may write is answered, so that the silence above means something', async () => {
    for (const login of ['ben', 'ann']) expect((await say(login)).outcome).toBe('explained');
    fake.repository.collaborators['mia'] = 'maintain';
    expect((await say('mia')).outcome).toBe('explained');
  });
});
