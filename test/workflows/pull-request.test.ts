import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { aComment } from '../helpers/github/builders.ts';
import { commentEvent, pullRequestEvent } from '../helpers/github/events.ts';
import type { Comment } from '../helpers/github/state/conversations.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aCaller, aSmallProject, type Caller, type Start, type Started } from './act/a-caller.ts';

/** What a text of others would make, if a shell read it: as a command in parentheses, in backticks, after the text, in a line of its own. */
const LEFT = temporaryFolder();
const COMMANDS = `$(touch ${LEFT}/a) \`touch ${LEFT}/b\`; touch ${LEFT}/c; "; touch ${LEFT}/d; echo "' ; touch ${LEFT}/e #`;
const IN_A_BRANCH = `x;touch\${IFS}${LEFT}/f;$(touch\${IFS}${LEFT}/g)\`touch\${IFS}${LEFT}/h\``;

let caller: Caller | undefined;
beforeAll(async () => {
  caller = await aCaller(await aSmallProject(temporaryFolder(), { request: { title: `Keep ${COMMANDS}`, why: `Because\ntouch ${LEFT}/i\n${COMMANDS}` }, branch: IN_A_BRANCH }));
  caller.pull.title = `Keep\ntouch ${LEFT}/j\n${COMMANDS}`;
  caller.pull.body = COMMANDS;
});
afterAll(() => caller?.close());

function the<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is not there');
  return value;
}

const check = (action: 'opened' | 'synchronize', more: Partial<Start> = {}): Promise<Started> => {
  const { github, pull, act } = the(caller);
  return act({ workflow: 'cutover-check.yml', event: pullRequestEvent(github, pull, action), ...more });
};
/** Comments of the job's token; people's are not among them. */
const answers = (): Comment[] => the(caller).github.repository.comments.filter(({ user }) => user === 'github-actions[bot]');

const ask = (user: string, body: string): Promise<Started> => {
  const { github, pull, act } = the(caller);
  const { state, repository } = github;
  return act({ workflow: 'cutover-refine.yml', event: commentEvent(github, aComment(state, repository, pull.number, { user, body })) });
};

describe('a pull request, with the real workflows on a fake GitHub', () => {
  it('is shown what it would do, in one comment and a check, and nothing is deployed', async () => {
    const { github, pull } = the(caller);
    const { code, jobs, output } = await check('opened');
    expect(output).not.toContain('::error');
    expect([code, jobs]).toEqual([0, { check: 'success', show: 'success' }]);
    expect(answers()).toHaveLength(1);
    expect(answers()[0]?.body).toMatch(/\bbase\b[\s\S]*\bapp\b/);
    expect(github.repository.checkRuns.map(({ headSha, status }) => [headSha, status])).toEqual([[pull.head.sha, 'completed']]);
    expect(github.repository.deployments).toEqual([]);
  }, 300_000);

  it('keeps that one comment when it is checked again', async () => {
    const [before] = answers();
    expect(await check('synchronize')).toMatchObject({ code: 0 });
    expect(answers().map(({ id }) => id)).toEqual([the(before).id]);
  }, 300_000);

  it('does nothing for a stranger who asks for a refinement: no answer, and nothing of the pull request is looked at', async () => {
    const { github } = the(caller);
    const before = github.requests.length;
    const { code, output } = await ask('mallory', '/cutover refine base 1');
    expect(code).toBe(0);
    expect(output).toContain('whoever wrote the comment may not write to this repository: nothing was done');
    expect(answers()).toHaveLength(1);
    expect(github.requests.slice(before).map(({ route }) => route)).toEqual(['GET /repos/{owner}/{repo}/collaborators/{username}/permission']);
  });

  it('does not even begin for a comment that asks for nothing', async () => {
    const { github } = the(caller);
    const before = github.requests.length;
    const { jobs } = await ask('olga', 'looks good to me');
    expect(Object.values(jobs)).not.toContain('success');
    expect(github.requests.length).toBe(before);
  });

  it('answers whoever may write, in a comment of its own', async () => {
    const { code, output, jobs } = await ask('olga', '/cutover refine base 1');
    expect(output).not.toContain('::error');
    expect([code, jobs]).toEqual([0, { refine: 'success' }]);
    expect(answers()).toHaveLength(2);
    expect(answers()[1]?.body).toContain('base');
  });

  it('with a token that may only read, as a fork has, is checked all the same, and its summary says what it would do', async () => {
    const { code, output } = await check('synchronize', { atMost: 'read' });
    expect(output).toMatch(/Summary - [\s\S]*\bbase\b/);
    expect(code).toBe(0);
    expect(answers()).toHaveLength(2);
  }, 300_000);

  it('row 10: was shown with the words of its title, its branch, its ticket and of comments, and none of them was run', async () => {
    const { output } = await ask('olga', `/cutover refine ${COMMANDS}`);
    expect(output).not.toContain('::error');
    expect(answers()[0]?.body).toContain('touch');
    expect(the(caller).pull.head.ref).toBe(IN_A_BRANCH);
    expect(readdirSync(LEFT)).toEqual([]);
  });

  it('that cannot be checked is told so by the job that may write, after the one that failed', async () => {
    const { code, jobs } = await check('synchronize', { bring: { 'cutover.yaml': 'version: 2\n' } });
    expect([code, jobs]).toEqual([1, { check: 'failure', show: 'success' }]);
    expect(the(caller).github.repository.checkRuns.at(-1)).toMatchObject({ conclusion: 'failure' });
    // In the one comment of the project, whose name its workflow says.
    expect(answers()[0]?.body).toMatch(/synth failed[^]*cutover\.yaml/);
    expect(readdirSync(LEFT)).toEqual([]);
  });
});
