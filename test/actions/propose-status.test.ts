import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../src/digest.ts';
import { findRequest } from '../../src/change/find-request.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aHostedProject, type HostedProject } from '../helpers/a-hosted-project.ts';
import { aRecord } from '../helpers/a-record.ts';
import type { PullRequest } from '../helpers/github/state/conversations.ts';
import { runAnAction, type ActionResult } from './run-an-action.ts';

const SEAL = sha256('the seal');
let hosted: HostedProject;
let store: EvidenceStore;
beforeAll(async () => {
  hosted = await aHostedProject();
  // After the merge, where deliveries begin.
  hosted.project.git('branch', '--force', 'main', 'change');
  hosted.push();
  store = new EvidenceStore(hosted.project.path, 'CR-0001');
});
afterAll(() => hosted.close());

const promotion = (verdict: 'fail' | 'halt', begun: boolean, finishedAt: string): void => {
  const { digest } = findRequest(hosted.project.path, 'CR-0001');
  store.append(aRecord({ step: 'promote', component: 'base', environment: 'production', verdict, reasons: ['the check "answers" failed'], finishedAt, inputs: { request: digest }, facts: { seal: SEAL, begun, applied: true } }));
};
const propose = (): Promise<ActionResult> => runAnAction(hosted, 'propose-status', { job: 'failed', inputs: { change: 'CR-0001', directory: '.' } });
const proposed = (): PullRequest[] => hosted.github.repository.pullRequests.filter(({ number }) => number !== hosted.pull.number);
const textOf = (pull: PullRequest | undefined): string => hosted.github.repository.commits[pull?.head.sha ?? '']?.files['changes/CR-0001.md'] ?? '';

describe('a promotion that failed', () => {
  it('and never touched production is not told to main', async () => {
    promotion('halt', false, '2026-03-01T10:00:00.000Z');
    promotion('fail', false, '2026-03-01T10:01:00.000Z');
    const { code, stdout } = await propose();
    expect([code, proposed()]).toEqual([0, []]);
    expect(stdout).toContain('no promotion has failed after it changed production');
  });

  it('after it changed production reaches the protected main as a pull request, with what failed and when', async () => {
    promotion('fail', true, '2026-03-01T11:00:00.000Z');
    expect(await propose()).toMatchObject({ code: 0 });
    expect(proposed()).toMatchObject([{ state: 'open', base: { ref: 'main' }, user: 'github-actions[bot]', title: 'CR-0001: status failed' }]);
    expect(proposed()[0]?.body).toContain('Production was changed, and the promotion failed, of `CR-0001`');
    expect(textOf(proposed()[0])).toMatch(new RegExp(`^status: failed$[^]*seal: "?${SEAL}"?\\n[^]*failed: "?base"?\\n[^]*at: "?2026-03-01T11:00:00.000Z`, 'm'));
  });

  it('is not told twice by a re-run of that job, from a checkout in which nothing is written yet', async () => {
    hosted.project.git('checkout', '--quiet', '--', 'changes/CR-0001.md');
    expect(await propose()).toMatchObject({ code: 0 });
    expect(proposed()).toHaveLength(1);
  });

  it('and that failed once more has one pull request that is open: the newest', async () => {
    hosted.project.git('checkout', '--quiet', '--', 'changes/CR-0001.md');
    promotion('fail', true, '2026-03-01T12:00:00.000Z');
    expect(await propose()).toMatchObject({ code: 0 });
    expect(proposed().map(({ state }) => state)).toEqual(['closed', 'open']);
    expect(textOf(proposed()[1])).toContain('2026-03-01T12:00:00.000Z');
  });
});
