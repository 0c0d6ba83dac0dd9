import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseRequest } from '../../src/change/request.ts';
import { noteDrift, type DriftOutcome } from '../../src/github/drift-issue.ts';
import type { ComponentDrift, DriftReport } from '../../src/presentation/drift-report.ts';
import { anIssue, aPullRequest, aRun } from '../helpers/github/builders.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import type { Issue } from '../helpers/github/state/conversations.ts';
import type { WorkflowRun } from '../helpers/github/state/actions.ts';
import { clientOf, contextOf } from './a-run-with-artifacts.ts';

let fake: FakeGitHub;
let run: WorkflowRun;
beforeEach(async () => {
  fake = await startFakeGitHub();
  run = aRun(fake.state, fake.repository, { event: 'schedule', path: '.github/workflows/drift.yml' });
  fake.state.now = '2026-03-02T06:00:00Z';
});
afterEach(() => fake.close());

const component = (overrides: Partial<ComponentDrift> = {}): ComponentDrift => ({
  name: 'storage', delivered: { change: 'CR-0001', at: '2026-03-01T10:00:00.000Z' }, state: 'drifted', resources: [{ address: 'aws_s3_bucket.uploads', what: 'differs', attributes: ['tags', 'versioning'] }], outputs: [], notes: [], ...overrides,
});
const good = component({ name: 'network', state: 'as delivered', resources: [] });
const report = (components: ComponentDrift[] = [component(), good], overrides: Partial<DriftReport> = {}): DriftReport => ({ schema: 1, project: 'shop', target: 'cloud', commit: 'c'.repeat(40), at: '2026-03-02T06:00:00.000Z', components, ...overrides });

const note = (one: DriftReport = report()): Promise<DriftOutcome> => noteDrift(clientOf(fake), { report: one, context: contextOf(fake, run, 'drift') }, 1);
const open = (): Issue[] => fake.repository.issues.filter(({ state }) => state === 'open');
const writes = (): number => fake.requests.filter(({ method }) => method !== 'GET').length;

describe('drift as an issue', () => {
  it('is opened with what differs and the draft of a change request, which is valid once somebody asks', async () => {
    expect(await note()).toMatchObject({ state: 'opened' });
    const [issue] = open();
    expect(issue).toMatchObject({ title: 'Production of shop is not what was delivered: storage', labels: ['cutover-drift'] });
    expect(issue?.body).toMatch(/`aws_s3_bucket\.uploads differs: tags, versioning`/);
    const draft = /```markdown\n([\s\S]*?)```/.exec(issue?.body ?? '')?.[1] ?? '';
    expect(() => parseRequest(draft, 'draft.md')).toThrow(/requester/);
    expect(parseRequest(draft.replace('requester: #', 'requester: rita@example.com #'), 'draft.md')).toMatchObject({ status: 'draft', components: ['storage'], expires: '2026-04-01' });
    expect(issue?.body).toContain(`changes/${/^id: (.*)$/m.exec(draft)?.[1] ?? ''}.md`);
  });

  it('stays as it is while the same differs, whatever the day', async () => {
    await note();
    const [before, sent] = [structuredClone(fake.repository.issues), writes()];
    fake.state.now = '2026-03-05T06:00:00Z';
    expect(await note(report(undefined, { at: '2026-03-05T06:00:00.000Z', commit: 'c'.repeat(40) }))).toMatchObject({ state: 'unchanged' });
    expect([fake.repository.issues, writes()]).toEqual([before, sent]);
  });

  it('is written anew in place when something else differs, and closed when it is gone', async () => {
    await note();
    expect(await note(report([component(), component({ name: 'queue' })]))).toMatchObject({ state: 'updated' });
    expect(open().map(({ title }) => title)).toEqual(['Production of shop is not what was delivered: storage, queue']);
    expect(await note(report([good]))).toMatchObject({ state: 'closed' });
    expect([open(), fake.repository.issues.length]).toEqual([[], 1]);
    expect(await note(report([good]))).toEqual({ state: 'none' });
    expect(await note()).toMatchObject({ state: 'opened' });
    expect([open().length, fake.repository.issues.length]).toEqual([1, 2]);
  });

  it('is not closed while a component could not be looked at', async () => {
    await note();
    const unseen = component({ name: 'storage', state: 'not seen', resources: [], notes: ['the state is locked'] });
    expect(await note(report([unseen]))).toMatchObject({ state: 'updated' });
    expect(open()[0]?.body).toContain('the state is locked');
    fake.repository.issues.length = 0;
    expect(await note(report([unseen]))).toEqual({ state: 'none' });
  });

  it('is opened once when the answer is lost, and not at all more often than it has to be tried', async () => {
    fake.trouble.push({ kind: 'drop-answer', route: 'POST /repos/{owner}/{repo}/issues' });
    await note();
    expect(fake.repository.issues).toHaveLength(1);
  });

  it('two runs at once end with one issue', async () => {
    await Promise.all([note(), note()]);
    expect(open()).toHaveLength(1);
    await note();
    expect(open()).toHaveLength(1);
  });

  it('is never taken from what others wrote', async () => {
    await note();
    const body = open()[0]?.body ?? '';
    fake.repository.issues.length = 0;
    const theirs = [anIssue(fake.state, fake.repository, { body, labels: ['cutover-drift'], user: 'mallory' }), anIssue(fake.state, fake.repository, { body, user: 'github-actions[bot]' })];
    aPullRequest(fake.state, fake.repository, { body, labels: ['cutover-drift'], user: 'github-actions[bot]' });
    expect(await note(report([good]))).toEqual({ state: 'none' });
    expect(theirs.map(({ state }) => state)).toEqual(['open', 'open']);
    expect(await note()).toMatchObject({ state: 'opened' });
  });

  it('is one for each project of the repository', async () => {
    await note();
    await note(report(undefined, { project: 'shop-data' }));
    expect(open()).toHaveLength(2);
    await note(report([good]));
    expect(open().map(({ title }) => title)).toEqual([expect.stringContaining('shop-data')]);
  });

  it('fits into an issue, whatever differs, and nothing in it is interpreted', async () => {
    const resources = Array.from({ length: 300 }, (_, index) => ({ address: `module.x["<img src=x> @everyone \`\`\`"].aws_s3_bucket.b[${index}]`, what: 'differs' as const, attributes: ['tags'] }));
    await note(report(Array.from({ length: 120 }, (_, index) => component({ name: `component-${index}`, resources, notes: ['<img src=x> @everyone'] }))));
    const body = open()[0]?.body ?? '';
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(/and \d+ more/.test(body)).toBe(true);
    const outside = body.replace(/(`{3,})markdown\n[\s\S]*?\1/g, '').replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
    expect(/<img|@everyone/.test(outside)).toBe(false);
  });

  it('names the permission it takes', async () => {
    fake.permissions.issues = 'read';
    await expect(note()).rejects.toThrow(/permissions: issues: write/);
  });
});
