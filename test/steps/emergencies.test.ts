import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRequest } from '../../src/change/find-request.ts';
import { signWaiting } from '../../src/cli/sign.ts';
import { sha256 } from '../../src/digest.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import { gitFacts } from '../../src/git.ts';
import { tipsNow } from '../../src/git-base.ts';
import { judgesOn } from '../../src/policy-on-base.ts';
import { approval } from '../../src/steps/approval.ts';
import { emergenciesOf } from '../../src/steps/emergencies.ts';
import { overviewOf } from '../../src/steps/overview.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { aRun, aSilentUi, putApproval } from '../helpers/in-this-process.ts';
import { aKey, type TestKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const folder = temporaryFolder();
const KEYS: Record<string, TestKey> = Object.fromEntries(['ann', 'bob', 'rita', 'olga', 'wes'].map((name) => [name, aKey(folder, name)]));
const keyOf = (name: string): TestKey => KEYS[name] as TestKey;
const SEAL = sha256('seal');
const CHANGED_AT = '2026-03-02T10:00:00.000Z';

let project: Project;
beforeEach(() => {
  const approvers = Object.entries(KEYS).map(([name, { publicKey }]) => `${name}@example.com ${publicKey}\n`).join('');
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere'), ...twoModules(), approvers }, request: { risk: 'emergency' } });
});
afterEach(() => project.remove());

/** What an emergency leaves that rita asked for, wes wrote, olga ran and ann approved, on the second of March 2026. */
function delivered(overrides: { promotion?: Partial<StepRecord>; risk?: string } = {}): void {
  const store = project.store();
  const hands = { risk: overrides.risk ?? 'emergency', excluded: [{ identity: 'rita@example.com', because: 'asked for the change' }, { identity: 'wes@example.com', because: 'wrote a part of the change' }, { identity: 'olga@example.com', because: 'runs this' }] };
  putApproval(project, keyOf('ann'), 'ann@example.com');
  store.append(aChangeRecord({ step: 'approval', target: 'cloud', facts: hands }));
  store.append(aRecord({ step: 'promote', component: 'base', environment: 'production', target: 'cloud', finishedAt: CHANGED_AT, inputs: { seal: SEAL }, facts: { begun: true }, ...overrides.promotion }));
  store.append(aChangeRecord({ step: 'handover', target: 'cloud', facts: {} }));
}

const emergencies = () => {
  const { run } = aRun(project);
  return emergenciesOf(project.path, { target: 'cloud', repository: run.git.identity, ...judgesOn(tipsNow(run.git).facts), now: new Date() });
};
const review = (name: string, overrides = {}) => putApproval(project, keyOf(name), `${name}@example.com`, { kind: 'review', digest: SEAL, target: 'cloud', ...overrides });
const sign = async (name: string): Promise<string[]> => {
  const { ui, said } = aSilentUi();
  await signWaiting({ root: () => project.path, ui }, 'CR-0001', { key: keyOf(name).file });
  return said;
};
/** A change of its own that ann has approved, begun in July: its record. */
async function begun(id: string, risk: string): Promise<StepRecord> {
  project.request({ id, risk });
  putApproval(project, keyOf('ann'), 'ann@example.com', { change: id });
  return await approval(aRun(project, { change: id, now: new Date(Date.now() + 1000) }).run);
}

describe('an emergency that changed production', () => {
  it('is one that has to be reviewed, from when it first changed it', () => {
    delivered();
    project.store().append(aRecord({ step: 'promote', component: 'app', environment: 'production', target: 'cloud', finishedAt: '2026-03-02T11:00:00.000Z', inputs: { seal: SEAL }, facts: { begun: true } }));
    expect(emergencies()).toEqual([{ change: 'CR-0001', at: new Date(CHANGED_AT), reviewed: false }]);
  });

  it.each<[string, Parameters<typeof delivered>[0]]>([
    ['was not an emergency', { risk: 'normal' }],
    ['did not get to production', { promotion: { verdict: 'halt', facts: { begun: false } } }],
    ['happened in the sandbox', { promotion: { target: 'sandbox' } }],
  ])('is none when it %s', (_name, overrides) => {
    delivered(overrides);
    expect(emergencies()).toEqual([]);
  });

  it('is one too when it failed there', () => {
    delivered({ promotion: { verdict: 'fail' } });
    expect(emergencies()).toHaveLength(1);
  });

  it.each<[string, boolean, () => unknown]>([
    ['by somebody who had no hand in it', true, () => review('bob')],
    ['by who asked for it', false, () => review('rita')],
    ['by who wrote it', false, () => review('wes')],
    ['by who ran it', false, () => review('olga')],
    ['by who approved it', false, () => review('ann')],
    ['of another seal', false, () => review('bob', { digest: sha256('another') })],
    ['of the sandbox', false, () => review('bob', { target: 'sandbox' })],
    ['from before it happened', false, () => review('bob', { at: '2026-03-02T09:59:59.999Z' })],
    ['in the name of somebody else', false, () => putApproval(project, keyOf('ann'), 'bob@example.com', { kind: 'review', digest: SEAL, target: 'cloud' })],
    ['that is no review but an approval', false, () => review('bob', { kind: 'promotion' })],
  ])('with a review %s is reviewed: %s', (_name, reviewed, give) => {
    delivered();
    give();
    expect(emergencies()).toEqual([expect.objectContaining({ reviewed })]);
  });
});

describe('an overdue review', () => {
  it('is a warning in every later change, and stops a later emergency, until it is given', async () => {
    delivered();
    const warning = 'the review of emergency CR-0001 was due on 2026-03-07 and is missing (cutover approve CR-0001)';
    expect(await begun('CR-0002', 'normal')).toMatchObject({ verdict: 'pass', reasons: [warning] });
    await expect(begun('CR-0003', 'emergency')).rejects.toThrow(`no further emergency: ${warning}`);
    await expect(sign('ann')).rejects.toThrow(/this would not count: approval of the review of the emergency by ann@example\.com .*ann@example\.com does not count: approved it\n\s+allowed: an approval by bob@example\.com/);
    expect(await sign('bob')).toEqual([expect.stringContaining('bob@example.com reviewed the emergency CR-0001'), expect.stringContaining('review.1.json'), expect.stringContaining('closed again: manifest.1.json')]);
    expect(readFileSync(join(project.store().folder, 'manifest.1.json'), 'utf8')).toMatch(/"signer": "SHA256:[^]*approvals\/review\.1\.json/);
    expect(readdirSync(join(project.store().folder, 'signatures'))).toEqual([expect.stringMatching(/^1-/)]);
    expect(await begun('CR-0004', 'emergency')).toMatchObject({ verdict: 'pass', reasons: [] });
  });

  it('is told later by who the gates say had a hand in the change', async () => {
    delivered();
    expect(await begun('CR-0005', 'normal')).toMatchObject({ facts: { risk: 'normal', excluded: expect.arrayContaining([{ identity: 'rita@example.com', because: 'asked for the change' }, { identity: 'olga@example.com', because: 'runs this' }]) } });
  });
});

describe('an emergency that operations have taken over', () => {
  const takenOver = (): void => {
    delivered();
    project.store().append(aChangeRecord({ step: 'handover', target: 'cloud', facts: { acknowledgement: { by: 'bob@example.com' } } }));
  };
  const file = (): string => readFileSync(join(project.path, 'changes', 'CR-0001.md'), 'utf8');
  const status = () => overviewOf({ root: project.path, git: gitFacts(project.path), store: project.store(), change: findRequest(project.path, 'CR-0001'), now: () => new Date() });

  it('is implemented until somebody has reviewed it, and then closed, also in its file', async () => {
    takenOver();
    expect(status()).toMatchObject({ status: 'implemented', waiting: [{ what: expect.stringContaining('the review of the emergency'), whom: ['bob@example.com'], next: 'cutover approve CR-0001' }] });
    await sign('bob');
    expect(status()).toMatchObject({ status: 'closed', fileStatus: 'closed', waiting: [] });
    expect(file()).toContain('status: closed');
  });

  it('is not closed by a file that says so', () => {
    takenOver();
    project.write({ 'changes/CR-0001.md': file().replace('status: submitted', 'status: closed') });
    expect(status()).toMatchObject({ status: 'implemented', problem: expect.stringContaining('closed is shown by a signed acknowledgement in the record of the handover, and for an emergency its review') });
  });

  it('is not closed by a review before operations have taken over', async () => {
    delivered();
    await sign('bob');
    expect(status()).toMatchObject({ status: 'implemented' });
    expect(file()).toContain('status: submitted');
  });
});

describe('a key that has signed already', () => {
  it('does not sign the same again: one signature is kept, and what is missing is said all the same', async () => {
    expect(await sign('ann')).toEqual([expect.stringMatching(/^ann@example\.com approved the request/), expect.stringContaining('request.1.json')]);
    expect(await sign('ann')).toEqual([expect.stringMatching(/^ann@example\.com has approved the request changes\/CR-0001\.md \(SHA-256 [0-9a-f]{64}\) already, at 2\S+Z: it counts, and was not signed again$/)]);
    expect(project.store().approvals()).toHaveLength(1);
  });

  it('signs again what it signed before an edit', async () => {
    await sign('ann');
    project.write({ 'changes/CR-0001.md': readFileSync(join(project.path, 'changes', 'CR-0001.md'), 'utf8').replace('30 to 365', '30 to 90') });
    await sign('ann');
    expect(project.store().approvals()).toHaveLength(2);
  });

  it('signs what another key has signed in its name', async () => {
    putApproval(project, keyOf('bob'), 'ann@example.com');
    await sign('ann');
    expect(project.store().approvals()).toHaveLength(2);
  });
});
