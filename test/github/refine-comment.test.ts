import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StepRecord } from '../../src/evidence/record.ts';
import { saveCheckRecords } from '../../src/github/check-records.ts';
import { answerRefineComment, type RefineOutcome } from '../../src/github/refine-comment.ts';
import { OPTIONS } from '../../src/refinement/options.ts';
import { aChangeRecord } from '../helpers/a-record.ts';
import { aComment, aForkPullRequest, anIssue, aPullRequest, aRun, aUser } from '../helpers/github/builders.ts';
import { commentEvent } from '../helpers/github/events.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import type { WorkflowRun } from '../helpers/github/state/actions.ts';
import type { Comment, PullRequest } from '../helpers/github/state/conversations.ts';
import { Artifacts, clientOf, contextOf } from './a-run-with-artifacts.ts';

const digest = 'd'.repeat(64);
const canary = '<img src=x onerror=alert(1)> @everyone ::set-output name=x::y';

const bucket = (values: Record<string, unknown>): unknown => ({ address: 'aws_s3_bucket.uploads', mode: 'managed', type: 'aws_s3_bucket', name: 'uploads', provider: 'aws', action: 'create', before: null, after: { bucket: 'uploads', tags: { note: canary }, ...values }, replacePaths: [] });
const synthesized = (name: string, environment: string): unknown => ({ name, environment, stack: name, directory: `.cutover/synth/${environment}/${name}`, dependsOn: [], digest, bytes: digest, resources: [] });

/** What the check of a project with two components recorded: storage is planned, network is not. */
function checkRecords(values: Record<string, unknown> = {}): StepRecord[] {
  const plan = { components: [{ component: 'storage', plan: { state: 'planned', environment: 'production', kind: 'plan', changes: [bucket(values)], outputs: [] } }, { component: 'network', plan: { state: 'not planned', environment: 'production', because: 'no credentials' } }] };
  return [
    aChangeRecord({ step: 'synth', facts: { components: ['test', 'production'].flatMap((environment) => ['storage', 'network'].map((name) => synthesized(name, environment))) } as StepRecord['facts'] }),
    aChangeRecord({ step: 'plan', environment: 'production', facts: plan as StepRecord['facts'] }),
  ];
}

let fake: FakeGitHub;
let pull: PullRequest;
let checked: WorkflowRun;
let answering: WorkflowRun;
let artifacts: Artifacts;

beforeEach(async () => {
  fake = await startFakeGitHub();
  pull = aPullRequest(fake.state, fake.repository);
  ({ run: checked, artifacts } = checkOf(pull));
  answering = aRun(fake.state, fake.repository, { event: 'issue_comment', path: '.github/workflows/refine.yml' });
});
afterEach(() => fake.close());

function checkOf({ head }: PullRequest, overrides: Partial<WorkflowRun> = {}): { run: WorkflowRun; artifacts: Artifacts } {
  const run = aRun(fake.state, fake.repository, { event: 'pull_request', path: '.github/workflows/pull-request.yml', headBranch: head.ref, headSha: head.sha, ...overrides });
  return { run, artifacts: new Artifacts(fake, run) };
}

const save = (records = checkRecords(), head = pull.head.sha, project = 'shop'): Promise<string> => saveCheckRecords(artifacts, contextOf(fake, checked, 'check'), { project, head, records });

function say(body: string, overrides: Partial<Comment> = {}, number = pull.number): Promise<RefineOutcome> {
  const comment = aComment(fake.state, fake.repository, number, { user: 'ben', body, ...overrides });
  const { name, payload } = commentEvent(fake, comment);
  return answerRefineComment({ github: clientOf(fake), context: contextOf(fake, answering, 'refine', { event: { name, payload: payload as never } }), artifacts });
}

const answers = (): string[] => fake.repository.comments.filter(({ user }) => user === 'github-actions[bot]').map(({ body }) => body);

describe('/cutover refine', () => {
  it.each(OPTIONS.map(({ number, title }) => [number, title]))('%i is answered from what the check recorded: %s', async (number, title) => {
    await save();
    expect(await say(`/cutover refine storage ${number}`)).toBe('answered');
    const [body = '', ...more] = answers();
    expect(more).toEqual([]);
    expect(body).toContain(`## ${number} ${String(title).split(' (')[0] ?? ''}`);
    expect(body).toContain(`actions/runs/${checked.id}`);
    // In a code span nothing is interpreted.
    expect(body.replace(/`[^`]*`/g, '')).not.toMatch(/<img|@everyone|^::/m);
  });

  it('says what is in the plan', async () => {
    await save();
    await say('/cutover refine storage 1');
    expect(answers()[0]).toMatch(/aws_s3_bucket\.uploads/);
  });

  it('is answered anew in its own comment when it is asked again, also when the answer to the POST was lost', async () => {
    await save();
    fake.trouble.push({ kind: 'drop-answer', route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments' });
    await say('/cutover refine storage 1');
    answering.number += 1;
    await say('/cutover refine storage 1', { user: 'carol' });
    await say('/cutover refine storage 2');
    expect(answers().map((body) => /## \d/.exec(body)?.[0])).toEqual(['## 1', '## 2']);
  });

  it('says that there is no plan, no component, no check, and how it is written', async () => {
    expect(await say('/cutover refine storage 1')).toBe('explained');
    expect(answers()[0]).toMatch(/no check of the newest commit/);
    await save();
    expect(await say('/cutover refine network 1')).toBe('answered');
    expect(answers()[1]).toMatch(/has no plan of it/);
    expect(await say('/cutover refine nothing 1')).toBe('explained');
    expect(answers()[0]).toMatch(/no such component[\s\S]*`network`, `storage`/);
    expect(await say('/cutover refine storage 12')).toBe('explained');
    expect(answers()[0]).toMatch(/no such option[\s\S]*8\. Finalise/);
    expect(answers()).toHaveLength(2);
  });

  it('is answered from the newest commit only: an older check is not one of it', async () => {
    await save();
    pull.head.sha = fake.repository.branches['main'] ?? '';
    expect(await say('/cutover refine storage 1')).toBe('explained');
    expect(answers()[0]).toMatch(/no check of the newest commit/);
  });

  it('is answered for a fork too, whose branch may be gone', async () => {
    pull = aForkPullRequest(fake.state, fake.repository);
    ({ run: checked, artifacts } = checkOf(pull));
    await save();
    for (const name of Object.keys(fake.state.repositories)) if (name.startsWith('mallory/')) Reflect.deleteProperty(fake.state.repositories[name]?.branches ?? {}, pull.head.ref);
    expect(await say('/cutover refine storage 1')).toBe('answered');
  });

  it('fits into a comment, whatever there is to say', async () => {
    const many = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`attribute_${index}`, 'x'.repeat(300)]));
    const records = checkRecords(many);
    const changes = Array.from({ length: 2000 }, (_, index) => ({ ...(bucket(many) as object), address: `aws_s3_bucket.b[${index}]` }));
    const [synth, plan] = records;
    if (synth === undefined || plan === undefined) throw new Error('no records');
    await save([synth, { ...plan, facts: { components: [{ component: 'storage', plan: { state: 'planned', environment: 'production', kind: 'plan', changes, outputs: [] } }] } }]);
    expect(await say('/cutover refine storage 1')).toBe('answered');
    expect(answers()[0]?.length).toBeLessThanOrEqual(65_536);
    expect(/and \d+ more, which/.test(answers()[0] ?? '')).toBe(true);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['of another commit inside', () => save(checkRecords(), 'e'.repeat(40))],
    ['of another project inside', async () => {
      await save();
      const [artifact] = fake.repository.artifacts;
      if (artifact !== undefined) artifact.name = 'cutover-check-other-1';
    }],
    ['that says it is of another run', async () => {
      await save();
      const [artifact] = fake.repository.artifacts;
      if (artifact !== undefined) artifact.headSha = 'e'.repeat(40);
    }],
    ['that is too large', async () => {
      await save();
      const [artifact] = fake.repository.artifacts;
      if (artifact !== undefined) artifact.size = 50_000_000;
    }],
    ['with records of another form', async () => {
      await save();
      const [zip] = artifacts.zips.values();
      if (zip !== undefined) zip.digest = '';
      const [artifact] = fake.repository.artifacts;
      if (artifact !== undefined) artifact.digest = null;
    }],
  ])('reads no artifact %s', async (_what, make) => {
    await make();
    expect(await say('/cutover refine storage 1')).toBe('explained');
  });

  it('reads nothing of another run than a pull request’s', async () => {
    checked.event = 'workflow_dispatch';
    await save();
    expect(await say('/cutover refine storage 1')).toBe('explained');
  });
});

describe('a comment that is not for us', () => {
  it.each<[string, () => Promise<RefineOutcome>, number]>([
    ['words', () => say('what a change'), 0],
    ['a quoted command', () => say('> /cutover refine storage 1'), 0],
    ['a bot', () => {
      fake.state.users['robot'] = aUser('robot', { type: 'Bot' });
      return say('/cutover refine storage 1', { user: 'robot' });
    }, 0],
    ['a comment on an issue', () => say('/cutover refine storage 1', {}, anIssue(fake.state, fake.repository).number), 0],
    ['a closed pull request', () => {
      pull.state = 'closed';
      return say('/cutover refine storage 1');
    }, 0],
  ])('leaves no trace and asks GitHub nothing: %s', async (_what, comment, requests) => {
    await save();
    expect(await comment()).toBe('not for us');
    expect([answers(), fake.count()]).toEqual([[], requests]);
  });
});
