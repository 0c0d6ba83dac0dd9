import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requestDigest } from '../../src/change/request.ts';
import { sha256 } from '../../src/digest.ts';
import type { Overview } from '../../src/steps/overview.ts';
import { aProject, twoModules, twoModulesConfig, type CliResult, type Project } from '../helpers/a-project.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';

/** One request on its way. The records are as the steps write them; approvals are signed by ann. */
let project: Project;
beforeAll(() => {
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere'), ...twoModules() } });
});
afterAll(() => project.remove());

const file = (): string => join(project.path, 'changes', 'CR-0001.md');
const setStatus = (status: string): void => writeFileSync(file(), readFileSync(file(), 'utf8').replace(/^status: .*$/m, `status: ${status}`));
const overview = async (change = 'CR-0001'): Promise<Overview> => JSON.parse((await project.cutover('status', change, '--json')).stdout) as Overview;
const status = async (): Promise<CliResult> => await project.cutover('status', 'CR-0001');

describe('cutover status', () => {
  it('of a submitted request names who may approve it; it writes nothing', async () => {
    expect(await status()).toMatchObject({ code: 0, stdout: expect.stringMatching(/CR-0001 Keep uploads for a year\n.* submitted\n[\s\S]*waits for its approval: nobody has approved the request\n.*ann@example\.com\n.*cutover approve CR-0001/) });
    expect([existsSync(join(project.path, 'cutover-evidence')), existsSync(join(project.path, '.cutover'))]).toEqual([false, false]);
  });

  it('of an approved one is approved, whatever the file says', async () => {
    await project.approve();
    expect(await overview()).toMatchObject({ status: 'approved', fileStatus: 'submitted', results: [], waiting: [{ next: 'cutover deliver --change CR-0001' }] });
  });

  it('shows the steps with their verdicts, and what it stopped at', async () => {
    const digest = requestDigest(readFileSync(file(), 'utf8'));
    const store = project.store();
    const facts = { startedBy: 'olga@example.com' };
    store.append(aChangeRecord({ step: 'approval', inputs: { request: digest }, facts }));
    store.append(aChangeRecord({ step: 'prepare', facts: { milestones: [{ components: ['base', 'app'] }] } }));
    for (const component of ['base', 'app']) store.append(aRecord({ step: 'refine', component, environment: 'test' }));
    store.append(aRecord({ step: 'rehearse', component: 'base', environment: 'test' }));
    store.append(aRecord({ step: 'rehearse', component: 'app', environment: 'test', verdict: 'fail', reasons: ['the check "answers" failed'], finishedAt: '2026-03-01T11:00:00.000Z' }));
    expect(await status()).toMatchObject({ code: 0, stdout: expect.stringMatching(/implementing \(the file says submitted\)\n[\s\S]*approval: pass, 2026[\s\S]*refine: pass \(app, base\)[\s\S]*rehearse: pass \(base\)[\s\S]*rehearse of app: fail: the check "answers" failed\n.*waits for rehearse of app: fail: the check "answers" failed\n.*\n.*set it right, then cutover deliver --change CR-0001 --sandbox/) });
  });

  it('waits for the approval of the seal, by somebody else than who asked, wrote or ran it', async () => {
    const store = project.store();
    for (const step of ['synth', 'scan', 'validate', 'integrate', 'checklist', 'plan'] as const) store.append(aChangeRecord({ step, finishedAt: '2026-03-01T12:00:00.000Z', facts: step === 'plan' ? { seal: sha256('seal') } : {} }));
    store.append(aRecord({ step: 'rehearse', component: 'app', environment: 'test', finishedAt: '2026-03-01T11:30:00.000Z' }));
    expect((await overview()).waiting).toEqual([{ what: expect.stringContaining('nobody has approved the promotion'), whom: ['ann@example.com'], next: 'read the production plan, then cutover approve CR-0001' }]);
  });

  it('is a HALT for a file that says what nothing shows, and says how to set it right', async () => {
    setStatus('implemented');
    expect(await status()).toMatchObject({ code: 3, stdout: expect.stringMatching(/✗ implementing \(the file says implemented\)[\s\S]*implemented is shown by a record of the step handover that passed[\s\S]*set the status in changes\/CR-0001\.md to implementing/) });
    setStatus('submitted');
  });

  it('without a change is a table of all, with files that are no requests', async () => {
    project.request({ id: 'CR-0002', status: 'draft', rollback: undefined, title: 'A title' });
    project.write({ 'changes/broken.md': '---\nid: x\n---\n' });
    const { code, stdout } = await project.cutover('status');
    expect([code, stdout.split('\n').filter((line) => line !== '')]).toEqual([0, expect.arrayContaining([
      expect.stringMatching(/^ {2}CR-0001 {2}implementing {2}normal {2}Keep uploads for a year; waits for the approval of what the production plan says \(ann@example\.com\)$/),
      expect.stringMatching(/^ {2}CR-0002 {2}draft {9}normal {2}A title; waits for being submitted \(rita@example\.com\)$/),
      expect.stringMatching(/changes\/broken\.md:\d+: title: this field is missing/),
    ])]);
    expect(JSON.parse((await project.cutover('status', '--json')).stdout)).toEqual([expect.objectContaining({ id: 'CR-0001' }), expect.objectContaining({ id: 'CR-0002', status: 'draft' }), { file: 'changes/broken.md', error: expect.stringContaining('this field is missing') }]);
  });

  it('of a change that does not exist says which there are', async () => {
    expect(await project.cutover('status', 'CR-9999')).toMatchObject({ code: 3, stdout: expect.stringContaining('no such change request') });
  });
});
