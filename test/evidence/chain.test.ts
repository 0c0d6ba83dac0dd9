import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../src/digest.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import { aDeliveredBundle, close } from '../helpers/a-bundle.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';
import { aKey, type TestKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { verify } from '../helpers/verify.ts';

let key: TestKey;

beforeAll(() => {
  key = aKey(temporaryFolder(), 'ann');
});

/** A record of this step, about the component if one is named, with other inputs. */
function withInputs(name: string, inputs: StepRecord['inputs']): (record: StepRecord) => StepRecord {
  const [step, component] = name.split('/');
  return (record) => (record.step === step && record.component === component ? { ...record, inputs: { ...record.inputs, ...inputs } } : record);
}

/** Problems of a bundle that was closed over records that do not fit together, each of them valid by itself. */
async function problemsOf(edit: (record: StepRecord) => StepRecord): Promise<string[]> {
  const store = aDeliveredBundle(temporaryFolder(), key, { edit, components: ['network', 'storage'] });
  close(store);
  return (await verify(store.folder)).problems.map(({ file, why }) => `${file}: ${why}`);
}

describe('the chain of digests from production back to the request', () => {
  it('holds over several components', async () => {
    expect(await problemsOf((record) => record)).toEqual([]);
  });

  const other = sha256('other');
  it.each<[string, (record: StepRecord) => StepRecord, RegExp]>([
    ['the handover is of another seal', withInputs('handover', { seal: other }), /handover\/change\.1\.json: it hands over what no passing promotion let through/],
    ['the handover names a promotion that is not here', withInputs('handover', { 'promote/storage': other }), /handover\/change\.1\.json: it relies on a record of promote\/storage/],
    ['the handover names another component than the seal', withInputs('handover', { 'promote/other': other }), /it hands over other, which is not in the seal/],
    ['the handover relies on another checklist', withInputs('handover', { checklist: other }), /handover\/change\.1\.json: it relies on a record of checklist/],
    ['a component was promoted under another seal', withInputs('promote/storage', { seal: other }), /promote\/storage\.1\.json: it was promoted under another seal/],
    ['a component was promoted for another request', withInputs('promote/storage', { request: other }), /promote\/storage\.1\.json: it was promoted for another request/],
    ['a component was promoted with another stack', withInputs('promote/storage', { stack: other }), /promote\/storage\.1\.json: its stack is not the sealed one/],
    ['a component was promoted with another plan', (record) => (record.step === 'promote' && record.component === 'storage' ? { ...record, subjects: { ...record.subjects, plan: other } } : record), /promote\/storage\.1\.json: its plan is not the sealed one/],
    ['the gate was opened for another seal', withInputs('promote', { seal: other }), /handover\/change\.1\.json: it hands over what no passing promotion let through/],
    ['the gate was opened for another request', withInputs('promote', { request: other }), /no passing record of approval is about it/],
    ['the plan was made for another request', withInputs('plan', { request: other }), /plan\/change\.1\.json: it planned for another request/],
    ['the plan made another seal', (record) => (record.step === 'plan' ? { ...record, subjects: { ...record.subjects, seal: other } } : record), /let the seal \S+ through, and no passing plan made it/],
    ['another scan than the sealed one was decided on', withInputs('checklist', { scan: other }), /checklist\/change\.1\.json: it was decided on another record of scan/],
    ['another rehearsal than the sealed one was validated', withInputs('validate', { 'rehearse/storage': other }), /validate\/change\.1\.json: it was decided on another record of rehearse\/storage/],
    ['another stack was scanned for production', withInputs('scan', { 'production/storage': other }), /scan\/change\.1\.json: it scanned another stack of storage/],
    ['another stack was rehearsed than scanned', withInputs('rehearse/storage', { stack: other }), /rehearse\/storage\.1\.json: it rehearsed another stack than was scanned/],
    ['what was approved is another request', withInputs('approval', { request: other }), /no passing record of approval is about it/],
    ['a sealed scan did not pass', (record) => (record.step === 'scan' ? { ...record, verdict: 'fail' } : record), /plan\/seal\.json: it relies on a record of scan/],
    ['a sealed rehearsal did not pass', (record) => (record.step === 'rehearse' && record.component === 'storage' ? { ...record, verdict: 'indeterminate' } : record), /plan\/seal\.json: it relies on a record of rehearse\/storage/],
    ['a promotion did not pass', (record) => (record.step === 'promote' && record.component === 'storage' ? { ...record, verdict: 'fail' } : record), /handover\/change\.1\.json: it relies on a record of promote\/storage/],
  ])('breaks when %s', async (_name, edit, problem) => {
    expect((await problemsOf(edit)).join('\n')).toMatch(problem);
  });

  it.each<[string, string, (text: string) => string, RegExp]>([
    ['the text of the request is another', 'approval/request.md', (text) => text.replace('why:', 'why: also because'), /approval\/request\.md: it is not the request that was approved/],
    ['the text of the request is none', 'approval/request.md', () => 'hello', /the text of the request cannot be read/],
    ['the seal holds more than was approved', 'plan/seal.json', (text) => text.replace('"storage"', '"storages"'), /plan\/seal\.json: the digest of the seal is not the one that was approved/],
    ['the seal is no JSON', 'plan/seal.json', () => '{', /plan\/seal\.json: it is not a seal that can be read/],
    ['the page that people read is another', 'plan/production-plan.md', () => '# Nothing happens\n', /the page that people read is not the sealed one/],
  ])('breaks when %s', async (_name, path, change, problem) => {
    const store = aDeliveredBundle(temporaryFolder(), key);
    const file = join(store.folder, path);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    close(store);
    expect((await verify(store.folder)).problems.map(({ file: name, why }) => `${name}: ${why}`).join('\n')).toMatch(problem);
  });

  it('looks at no file outside of the bundle, whatever a record names', async () => {
    expect(await problemsOf((record) => (record.step === 'plan' ? { ...record, facts: { ...record.facts, document: '../../../../etc/passwd' } } : record))).toEqual(['../../../../etc/passwd: it is not a seal that can be read: it is not in the bundle']);
  });

  it('holds for a promotion that went on from halfway: it plans anew, and holds that to the seal', async () => {
    const promoted = (record: StepRecord): boolean => record.step === 'promote' && record.component === 'storage';
    const store = aDeliveredBundle(temporaryFolder(), key, { edit: (record) => (promoted(record) ? { ...record, subjects: { ...record.subjects, plan: sha256('planned anew') } } : record) });
    const seal = store.latest('handover')?.record.inputs['seal'] ?? '';
    store.append(aRecord({ step: 'promote', component: 'storage', environment: 'production', verdict: 'indeterminate', inputs: { seal }, facts: { begun: true } }));
    close(store);
    expect((await verify(store.folder)).problems).toEqual([]);
  });

  it('is asked for as far as a bundle goes: without a promotion there is nothing to lead back from', async () => {
    const store = aDeliveredBundle(temporaryFolder(), key, { edit: (record) => (['promote', 'handover'].includes(record.step) ? { ...record, verdict: 'halt' } : record) });
    store.append(aChangeRecord({ step: 'handover', verdict: 'fail', finishedAt: '2026-03-01T12:00:00.000Z' }));
    close(store);
    const { ok, problems } = await verify(store.folder);
    expect([ok, problems.map(({ file }) => file)]).toEqual([false, ['promote', 'handover', 'promote', 'handover', 'approvals', 'approvals']]);
  });
});
