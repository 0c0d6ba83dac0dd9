import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../src/digest.ts';
import type { StepRecord } from '../src/evidence/record.ts';
import { EvidenceStore } from '../src/evidence/store.ts';
import { runStep, type Run } from '../src/step.ts';
import { aRecord } from './helpers/a-record.ts';
import { aSilentUi } from './helpers/in-this-process.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const STACK = sha256('stack');
const inputs = { stack: STACK };
const call = { step: 'refine', component: 'storage', environment: 'test', inputs, reusable: true } as const;

/** A run of which a step asks what it asks here. */
function aRun(project: string): Run {
  return {
    store: new EvidenceStore(project, 'CR-0001'), ui: aSilentUi().ui, target: 'sandbox', mode: 'incremental', now: () => new Date('2026-03-02T10:00:00.000Z'), signal: new AbortController().signal, change: { request: { id: 'CR-0001' } },
  } as unknown as Run;
}

/** A project with one record that is a pass of the step, and its document. */
function recorded(overrides: Partial<StepRecord> = {}): string {
  const project = temporaryFolder();
  const store = new EvidenceStore(project, 'CR-0001');
  const page = store.addDocument('refine', 'storage.md', '# storage\n');
  store.append(aRecord({ step: 'refine', environment: 'test', inputs, subjects: { stack: STACK, [page.path]: page.sha256 }, ...overrides }));
  return project;
}

/** Whether the work was done, or a record stood for it. */
async function worked(project: string, asked: Partial<Parameters<typeof runStep>[1]> = {}): Promise<boolean> {
  let done = false;
  await runStep(aRun(project), { ...call, ...asked }, () => {
    done = true;
    return { subjects: { stack: STACK }, facts: {} };
  });
  return done;
}

describe('a record of before stands for a step', () => {
  it('when it is a pass of the same inputs, in the same world and mode, and its documents lie there', async () => {
    expect(await worked(recorded())).toBe(false);
  });

  it.each<[string, () => Promise<boolean>]>([
    ['an input is another one today', () => worked(recorded(), { inputs: { stack: sha256('another') } })],
    ['there is one more input today', () => worked(recorded(), { inputs: { ...inputs, waivers: sha256('w') } })],
    ['it says that it is about another stack than was asked for', () => worked(recorded({ subjects: { stack: sha256('another') } }))],
    ['it failed', () => worked(recorded({ verdict: 'fail' }))],
    ['it is of another world', () => worked(recorded({ target: 'cloud' }))],
    ['the step has to look at the world each time', () => worked(recorded(), { reusable: false })],
    ['its document was edited', () => {
      const project = recorded();
      writeFileSync(join(project, 'cutover-evidence/CR-0001/refine/storage.md'), '# another\n');
      return worked(project);
    }],
    ['its document is gone', () => {
      const project = recorded();
      rmSync(join(project, 'cutover-evidence/CR-0001/refine/storage.md'));
      return worked(project);
    }],
  ])('but not when %s', async (_why, work) => {
    expect(await work()).toBe(true);
  });
});
