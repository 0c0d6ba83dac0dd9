import { describe, expect, it } from '@jest/globals';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component } from '../../src/components/component.ts';
import { sha256File } from '../../src/digest.ts';
import { walk } from '../../src/evidence/folder.ts';
import { apply, pullState, type EngineCall } from '../../src/terraform/engine.ts';
import { forgetOpened, keptMeta, keptPlan, makePlan, rawOf } from '../../src/terraform/kept-plan.ts';
import { changesAnything } from '../../src/terraform/plan.ts';
import { planLock } from '../../src/terraform/plan-lock.ts';
import { aComponent } from '../helpers/a-workspace.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const SECRET = 'c4n4ry-in-a-plan';
const MODULE = `variable "secret" {\n  default = "${SECRET}"\n}\nresource "terraform_data" "x" { input = sensitive(var.secret) }`;

/** A component planned with a recipient; whoever goes on with `call` holds `identity`. */
async function planned(): Promise<{ root: string; component: Component; call: EngineCall; recipient: string; folder: string; meta: Awaited<ReturnType<typeof makePlan>>['meta'] }> {
  const root = temporaryFolder();
  const identity = await generateIdentity();
  const recipient = await identityToRecipient(identity);
  const { component, call } = await aComponent(root, 'a', MODULE);
  const { meta, plan } = await makePlan(root, component, { ...call, lock: planLock({ target: 'cloud', recipient, identity: undefined }) }, 'plan', 'kept');
  expect(changesAnything(plan)).toBe(true);
  return { root, component, recipient, meta, call: { ...call, lock: planLock({ target: 'cloud', recipient, identity }) }, folder: join(root, '.cutover', 'plans') };
}

/** Files in which the secret can be read; a plan file is a zip, so its own begin tells it too. */
function openFiles(folder: string): string[] {
  return walk(folder).map(({ path }) => path).filter((path) => {
    const bytes = readFileSync(join(folder, path));
    return bytes.includes(SECRET) || bytes.subarray(0, 2).toString() === 'PK';
  });
}

describe('a plan that is kept for an environment with a recipient', () => {
  it('lies there encrypted, and its digests are those of what lies there', async () => {
    const { root, component, call, folder, meta } = await planned();
    expect(walk(folder).map(({ path }) => path.split('/').slice(2).join('/'))).toEqual(['kept/meta.json', 'kept/plan.json.age', 'kept/plan.tfplan.age']);
    expect(openFiles(folder)).toEqual([]);
    expect(keptMeta(root, component, call.engine.version)).toEqual(meta);
    expect(meta).toMatchObject({ encrypted: true, plan: sha256File(join(folder, component.environment, 'a/kept/plan.tfplan.age')), json: sha256File(join(folder, component.environment, 'a/kept/plan.json.age')) });
  });

  it('is opened with the identity, applied, and then forgotten', async () => {
    const { root, component, call, folder, meta } = await planned();
    const kept = await keptPlan(root, component, call);
    if (kept === undefined) throw new Error('nothing is kept');
    expect(kept.meta).toEqual(meta);
    expect(rawOf(kept)).toBeDefined();
    await apply(call, kept.file);
    expect((await pullState(call)).toString()).toContain(SECRET);
    expect(openFiles(folder)).toHaveLength(2);
    forgetOpened(root, component);
    expect(openFiles(folder)).toEqual([]);
  });

  it.each<[string, (recipient: string) => Promise<string | undefined>, RegExp]>([
    ['without an identity', () => Promise.resolve(undefined), /nothing to open them with[^]*CUTOVER_PLAN_IDENTITY/],
    ['with another identity', () => generateIdentity(), /cannot be opened/],
  ])('is not opened %s', async (_name, identity, why) => {
    const { root, component, call, recipient, folder } = await planned();
    const lock = planLock({ target: 'cloud', recipient, identity: await identity(recipient) });
    await expect(keptPlan(root, component, { ...call, lock })).rejects.toThrow(why);
    expect(openFiles(folder)).toEqual([]);
  });

  it('is not opened where the environment has no recipient any more', async () => {
    const { root, component, call } = await planned();
    await expect(keptPlan(root, component, { ...call, lock: undefined })).rejects.toThrow(/is encrypted, and test has no recipient any more/);
  });

  it.each(['plan.tfplan.age', 'plan.json.age'])('is refused with a changed byte of %s, before anything is opened', async (name) => {
    const { root, component, call, folder } = await planned();
    const file = join(folder, component.environment, 'a/kept', name);
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    await expect(keptPlan(root, component, call)).rejects.toThrow(/not what was written/);
    expect(openFiles(folder)).toEqual([]);
  });
});
