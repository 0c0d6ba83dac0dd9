import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { showOnGitHub } from '../../src/actions/show-on-github.ts';
import { inTheAction, type StepAction } from '../../src/actions/in-the-action.ts';
import { sha256 } from '../../src/digest.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import { clientOf, contextOf } from '../github/a-run-with-artifacts.ts';
import { aDeliveredBundle } from '../helpers/a-bundle.ts';
import { aRecord } from '../helpers/a-record.ts';
import { aRun } from '../helpers/github/builders.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import { aSilentUi } from '../helpers/in-this-process.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let fake: FakeGitHub;
let warnings: string[];
beforeEach(async () => {
  fake = await startFakeGitHub();
  warnings = [];
});
afterEach(() => fake.close());

/** The action of promote over the evidence of a change whose promotion has begun. */
function promoting(signal = new AbortController().signal): StepAction {
  const folder = temporaryFolder();
  const run = { target: 'sandbox', store: aDeliveredBundle(folder, aKey(folder, 'ann')), change: { request: { id: 'CR-0001', title: 'Keep uploads' } } };
  const call = { ui: aSilentUi().ui, signal, inputs: { token: fake.token }, annotate: (_level: string, message: string) => void warnings.push(message) };
  return { step: 'promote', run, call, github: clientOf(fake), context: contextOf(fake, aRun(fake.state, fake.repository), 'promote') } as unknown as StepAction;
}

/** The same, with what the action gives as outputs. */
function inside(records: Partial<StepRecord>[]): { action: StepAction; outputs: Record<string, string>; work: () => Promise<StepRecord[]> } {
  const action = promoting();
  const outputs: Record<string, string> = {};
  Object.assign(action.run, { root: temporaryFolder(), ui: aSilentUi().ui, change: { ...action.run.change, file: 'changes/CR-0001.md', digest: sha256('the request') } });
  Object.assign(action.call, { output: (key: string, value: string) => void (outputs[key] = value), summary: () => undefined });
  const work = (): Promise<StepRecord[]> => {
    for (const record of records) action.run.store.append(aRecord({ step: 'promote', component: 'queue', environment: 'production', inputs: { request: sha256('the request') }, ...record }));
    return Promise.reject(new Error('the check failed'));
  };
  return { action, outputs, work };
}

const states = (): string[][] => fake.repository.deployments.map(({ statuses }) => statuses.map(({ state }) => state).reverse());

describe('a promotion as its job shows it', () => {
  it.each<[string, string | undefined, Partial<StepRecord>]>([
    ['gives failed, for the job that tells main', 'true', { verdict: 'fail', facts: { begun: true, applied: true } }],
    ['does not where the apply broke off, which goes on under its approval', undefined, { verdict: 'fail', facts: { begun: true, applied: false } }],
    ['does not where production was not changed', undefined, { verdict: 'fail', facts: { begun: false } }],
    ['does not where nobody knows how far it came', undefined, { verdict: 'indeterminate', facts: { begun: true } }],
  ])('%s', async (_title, failed, record) => {
    const { action, outputs, work } = inside([record]);
    await expect(inTheAction(action, work)).rejects.toThrow('the check failed');
    expect(outputs['failed']).toBe(failed);
  });

  it('is in progress from the moment that production is changed, once, and then has succeeded', async () => {
    const action = promoting();
    const work = async (): Promise<StepRecord[]> => {
      action.run.changingProduction?.();
      action.run.changingProduction?.();
      return await Promise.resolve([]);
    };
    await showOnGitHub(action, work);
    expect([states(), warnings]).toEqual([[['in_progress', 'success']], []]);
  });

  it('has failed when it broke off, and the failure is that of the promotion', async () => {
    const action = promoting();
    await expect(showOnGitHub(action, () => {
      action.run.changingProduction?.();
      return Promise.reject(new Error('the check failed'));
    })).rejects.toThrow('the check failed');
    expect(states()).toEqual([['in_progress', 'failure']]);
  });

  it('has failed also when the job was cancelled, which ends the client of the job', async () => {
    const controller = new AbortController();
    const action = promoting(controller.signal);
    await expect(showOnGitHub(action, () => {
      controller.abort();
      return Promise.reject(new Error('cut off'));
    })).rejects.toThrow('cut off');
    expect(states()).toEqual([['failure']]);
  });

  it('is not disturbed by a GitHub that forbids it: a warning', async () => {
    fake.permissions.deployments = 'read';
    const action = promoting();
    await expect(showOnGitHub(action, () => {
      action.run.changingProduction?.();
      return Promise.resolve([]);
    })).resolves.toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('deployments: write'), expect.stringContaining('deployments: write')]);
  });
});
