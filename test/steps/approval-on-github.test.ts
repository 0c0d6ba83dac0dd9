import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signWaiting } from '../../src/cli/sign.ts';
import { sha256 } from '../../src/digest.ts';
import { storyOf } from '../../src/evidence/story.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import type { Run } from '../../src/step.ts';
import { approval } from '../../src/steps/approval.ts';
import { reviewableIn } from '../../src/steps/emergencies.ts';
import { sealDigest, type Seal } from '../../src/terraform/seal.ts';
import { aHostedProject, mayPromote, type HostedProject } from '../helpers/a-hosted-project.ts';
import { aChangeRecord } from '../helpers/a-record.ts';
import { aReview } from '../helpers/github/builders.ts';
import { aSilentUi } from '../helpers/in-this-process.ts';

let hosted: HostedProject;
let run: Run;
let record: StepRecord;
beforeAll(async () => {
  hosted = await aHostedProject();
});
beforeEach(async () => {
  aReview(hosted.github.state, hosted.pull, { user: 'zoe', id: 80, submittedAt: '2026-03-01T10:00:00Z' });
  run = await hosted.open();
  record = await approval(run);
});
afterEach(() => hosted.restore());
afterAll(() => hosted.close());

/** A seal as the step plan leaves it, of nothing. */
function aSeal(): string {
  const page = run.store.addDocument('plan', 'production-plan.md', '# Nothing\n');
  const seal: Seal = { version: 1, change: 'CR-0001', request: run.change.digest, repository: run.git.identity, target: run.target, tree: sha256('tree'), records: {}, page: page.sha256, engine: { kind: 'terraform', version: '1.11.0' }, components: [] };
  const document = run.store.addDocument('plan', 'seal.json', `${JSON.stringify(seal, null, 2)}\n`);
  run.store.append(aChangeRecord({ step: 'plan', environment: 'production', target: run.target, facts: { seal: sealDigest(seal), document: document.path, page: page.path, startedBy: run.git.user, host: run.host?.forSeal() ?? null } }));
  return sealDigest(seal);
}

describe('a request that was approved on GitHub', () => {
  it('is recorded with where each approval was given, and with who does not count', () => {
    const { number, head } = hosted.pull;
    expect(record.facts).toMatchObject({
      startedBy: '@cid',
      approvedBy: ['zoe@example.com'],
      approvals: [{ approver: 'zoe@example.com', at: '2026-03-01T10:00:00.000Z', given: { host: 'github', kind: 'review', id: 80, commit: head.sha, login: 'zoe', url: expect.stringContaining(`/pull/${number}`) } }],
    });
    expect(record.facts['excluded']).toEqual(expect.arrayContaining([{ identity: '@cid', because: 'started the run' }, { identity: '@ben', because: `opened the pull request #${number}` }]));
  });

  it('is told as such, and that no signature vouches for it', () => {
    const told = storyOf({ manifests: [], records: [{ file: 'approval/change.1.json', record }], approvals: [], signatures: [] }, true);
    expect(told.join('\n')).toMatch(new RegExp(`2026-03-01T10:00:00\\.000Z zoe@example\\.com approved the request on GitHub as @zoe, in a review of ${hosted.pull.head.sha.slice(0, 12)} \\(https://.*\\), SHA-256 ${run.change.digest.slice(0, 12)}… \\[approval/change\\.1\\.json\\]`));
    expect(told.at(-1)).toBe('approvals on GitHub are what the run read there: no signature of their givers is in the bundle');
  });

  it('has its seal signed on somebody\'s machine, where nobody is asked about reviews', async () => {
    const seal = aSeal();
    await signWaiting({ root: () => hosted.project.path, ui: aSilentUi().ui }, 'CR-0001', { key: hosted.ann.file });
    expect(run.store.approvals().map(({ statement }) => [statement.predicate.kind, statement.subject[0].digest.sha256])).toEqual([['promotion', seal]]);
    expect(await mayPromote(run, seal)).toEqual({ by: ['ann@example.com'] });
  });

  it('has the request signed there when it was edited since', async () => {
    aSeal();
    hosted.project.request({ why: 'another reason' });
    await signWaiting({ root: () => hosted.project.path, ui: aSilentUi().ui }, 'CR-0001', { key: hosted.ann.file });
    expect(run.store.approvals().map(({ statement }) => statement.predicate.kind)).toEqual(['request']);
  });

  it('is not reviewed as an emergency by who approved it there', () => {
    const facts = { ...record.facts, risk: 'emergency' };
    run.store.append({ ...record, facts });
    run.store.append(aChangeRecord({ step: 'promote', environment: 'production', target: run.target, inputs: { seal: sha256('seal') }, facts: { begun: true } }));
    expect(reviewableIn(run.store, { target: run.target, repository: run.git.identity })?.excluded).toContainEqual({ identity: 'zoe@example.com', because: 'approved it' });
  });
});
