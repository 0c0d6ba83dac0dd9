import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Halt } from '../../src/errors.ts';
import type { ActionsContext } from '../../src/github/context.ts';
import { loadReport, saveReport, type LoadingReport } from '../../src/github/report-artifact.ts';
import { aForkPullRequest, anArtifact, aPullRequest, aRun } from '../helpers/github/builders.ts';
import { pullRequestEvent } from '../helpers/github/events.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import type { Artifact, WorkflowRun } from '../helpers/github/state/actions.ts';
import type { PullRequest } from '../helpers/github/state/conversations.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { Artifacts, clientOf, contextOf } from './a-run-with-artifacts.ts';

let fake: FakeGitHub;
beforeEach(async () => {
  fake = await startFakeGitHub();
});
afterEach(() => fake.close());

interface Checked {
  run: WorkflowRun;
  /** Of the job that shows it. */
  context: ActionsContext;
  artifacts: Artifacts;
  digest: string;
}

/** A pull request whose job `check` has saved its report: GitHub's commit of the job is a trial merge, that of the run the head. */
async function checked(pull: PullRequest): Promise<Checked> {
  const run = aRun(fake.state, fake.repository, { event: 'pull_request', path: '.github/workflows/cutover-check.yml', headSha: pull.head.sha });
  const { name, payload } = pullRequestEvent(fake, pull);
  const event = { name, payload: payload as ActionsContext['event']['payload'] };
  const context = (job: string): ActionsContext => contextOf(fake, run, job, { event, sha: 'e'.repeat(40) });
  const file = join(temporaryFolder(), 'any.json');
  writeFileSync(file, 'a report');
  const artifacts = new Artifacts(fake, run);
  const { digest } = await saveReport({ file, directory: '.', context: context('check'), artifacts });
  return { run, context: context('show'), artifacts, digest };
}

const load = ({ artifacts, digest, context }: Checked, overrides: Partial<LoadingReport> = {}): Promise<string> => loadReport({ directory: '.', context, artifacts, github: clientOf(fake), job: 'check', digest, into: temporaryFolder(), ...overrides });

async function refused(loading: Promise<string>): Promise<string> {
  const error: unknown = await loading.then(() => undefined, (thrown: unknown) => thrown);
  if (error instanceof Halt) return error.message;
  throw new Error('it was loaded', { cause: error });
}

describe('the report of a check, between two jobs of a run', () => {
  it('arrives, with two requests', async () => {
    const one = await checked(aPullRequest(fake.state, fake.repository));
    const before = fake.count();
    expect(readFileSync(await load(one), 'utf8')).toBe('a report');
    expect(fake.count() - before).toBe(2);
  });

  it("arrives for a fork's pull request, whose commit lies in the fork, with a token that may only read", async () => {
    const one = await checked(aForkPullRequest(fake.state, fake.repository));
    for (const permission of Object.keys(fake.permissions)) fake.permissions[permission] = 'read';
    expect(readFileSync(await load(one), 'utf8')).toBe('a report');
  });

  it('is that of an earlier attempt, where only the job that shows it is run again', async () => {
    const one = await checked(aPullRequest(fake.state, fake.repository));
    one.run.attempt = 2;
    expect(readFileSync(await load(one), 'utf8')).toBe('a report');
  });

  it('is not saved where there is none', async () => {
    const { context, artifacts } = await checked(aPullRequest(fake.state, fake.repository));
    await expect(saveReport({ file: '/nowhere/report.json', directory: 'other', context, artifacts })).rejects.toThrow('there is no report of a check');
  });
});

describe('row 20: a foreign report of a check', () => {
  const theArtifact = (): Artifact => {
    const [artifact] = fake.repository.artifacts;
    if (artifact === undefined) throw new Error('nothing was saved');
    return artifact;
  };

  it.each<[string, (one: Checked) => Partial<LoadingReport>, RegExp]>([
    ['of other bytes than its job told', () => ({ digest: 'a'.repeat(64) }), /no artifact of job check with that digest/],
    ['of another job', () => ({ job: 'install' }), /no artifact of job install with that digest/],
    ['of another folder', () => ({ directory: 'infra' }), /no artifact of job check with that digest/],
    ['of another commit', () => {
      theArtifact().headSha = fake.repository.branches['main'] ?? '';
      return {};
    }, /is not of this run: its commit is/],
    ['of another workflow', ({ run }) => {
      run.path = '.github/workflows/evil.yml';
      return {};
    }, /its workflow is \.github\/workflows\/evil\.yml/],
    ['of a size that none has', () => {
      theArtifact().size = 20_000_000;
      return {};
    }, /too large for a report/],
  ])('%s is refused', async (_title, change, why) => {
    const one = await checked(aPullRequest(fake.state, fake.repository));
    expect(await refused(load(one, change(one)))).toMatch(why);
  });

  it('of a fork that is gone, so that nobody can say whose commit it is, is refused', async () => {
    const pull = aForkPullRequest(fake.state, fake.repository);
    pull.head.repository = null;
    expect(await refused(load(await checked(pull)))).toMatch(/repository of the commit is \d+, not known/);
  });

  it('whose bytes are swapped on the way is refused', async () => {
    const one = await checked(aPullRequest(fake.state, fake.repository));
    const other = await one.artifacts.upload('other', [await load(one)]);
    const [zip] = [...one.artifacts.zips.values()];
    writeFileSync(join(zip?.folder ?? '', 'report.json'), 'another report');
    expect(other.digest).toBe(one.digest);
    expect(await refused(load(one))).toMatch(/its bytes are others/);
  });

  it('of another run with the right name and digest is not found', async () => {
    const one = await checked(aPullRequest(fake.state, fake.repository));
    const foreign = aRun(fake.state, fake.repository);
    const { name, digest } = theArtifact();
    fake.repository.artifacts.splice(0);
    anArtifact(fake.state, fake.repository, foreign, { name, digest });
    expect(await refused(load(one))).toMatch(/no artifact of job check with that digest/);
  });
});
