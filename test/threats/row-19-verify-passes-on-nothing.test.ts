import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { NO_POLICY, verificationPolicySchema } from '../../src/evidence/policy.ts';
import { STEPS } from '../../src/evidence/record.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aDeliveredBundle, close } from '../helpers/a-bundle.ts';
import { aKey, type TestKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { verify } from '../helpers/verify.ts';

let key: TestKey;
beforeAll(() => {
  key = aKey(temporaryFolder(), 'ann');
});

describe('row 19: verify passes on nothing', () => {
  it('not on an empty folder, and not on a bundle that was closed over nothing but an approval', async () => {
    const empty = join(temporaryFolder(), 'bundle');
    mkdirSync(empty);
    expect((await verify(empty)).ok).toBe(false);
    const store = aDeliveredBundle(temporaryFolder(), key);
    for (const step of STEPS) rmSync(join(store.folder, step), { recursive: true });
    close(store);
    const { ok, problems } = await verify(store.folder);
    expect(ok).toBe(false);
    expect(problems.map(({ file }) => file)).toEqual([...STEPS, 'approvals', 'approvals']);
  });

  it('not where trust is asked for and nobody has signed', async () => {
    const store = aDeliveredBundle(temporaryFolder(), key);
    close(store);
    expect((await verify(store.folder, { trust: { keys: [], identities: [], roots: [] } })).ok).toBe(false);
  });

  it.each(STEPS)('not without a statement of step %s', async (step) => {
    const store = aDeliveredBundle(temporaryFolder(), key);
    rmSync(join(store.folder, step), { recursive: true });
    close(store);
    expect((await verify(store.folder)).problems).toContainEqual({ file: step, why: expect.stringContaining(`step ${step} passed`) });
  });

  it('not by a policy that asks for nothing', () => {
    expect(verificationPolicySchema.safeParse({ version: 1, steps: [] }).success).toBe(false);
    expect(NO_POLICY).toMatchObject({ steps: STEPS, approvals: { request: 1, promotion: 1 } });
  });

  it.each<[string, object, RegExp]>([
    ['another world', { target: 'cloud' }, /production was changed in sandbox, and has to be in cloud/],
    ['another change', { change: 'CR-0002' }, /the bundle is of CR-0001, and has to be of CR-0002/],
    ['two who approve the promotion', { approvals: { promotion: 2 } }, /2 people have to approve the promotion that step plan sealed, and 1 did/],
    ['operations to have taken over', { approvals: { acknowledgement: 1 } }, /there is no approval of the handover, by operations/],
  ])('not when the policy asks for %s', async (_name, policy, why) => {
    const store = aDeliveredBundle(temporaryFolder(), key);
    close(store);
    const { ok, problems } = await verify(store.folder, { policy: verificationPolicySchema.parse({ version: 1, ...policy }) });
    expect([ok, problems.map((problem) => problem.why).join('\n')]).toEqual([false, expect.stringMatching(why)]);
  });

  it('but on less, when the policy asks for less: a bundle of one step', async () => {
    const store = new EvidenceStore(temporaryFolder(), 'CR-0001');
    const whole = aDeliveredBundle(temporaryFolder(), key);
    const record = whole.latest('synth')?.record;
    if (record !== undefined) store.append(record);
    close(store);
    expect((await verify(store.folder)).ok).toBe(false);
    expect((await verify(store.folder, { policy: verificationPolicySchema.parse({ version: 1, steps: ['synth'], approvals: { request: 0, promotion: 0 } }) })).ok).toBe(true);
  });
});
