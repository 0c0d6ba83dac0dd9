import { createHmac } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sha256File } from '../../src/digest.ts';
import { keptMeta, makePlan, type KeptPlanMeta } from '../../src/terraform/kept-plan.ts';
import { aComponent } from '../helpers/a-workspace.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const MODULE = 'variable "password" {\n  sensitive = true\n  default   = "4711"\n}\nresource "terraform_data" "a" {\n  input = var.password\n}\n';

describe('a plan that lies open', () => {
  it('is named by digests that nobody can guess at who has all of it but a short password: they are keyed, and the key lies beside the plan', async () => {
    const root = temporaryFolder();
    const { component, call } = await aComponent(root, 'a', MODULE);
    const folder = join(root, '.cutover', 'plans', component.environment, 'a', 'kept');
    const { meta } = await makePlan(root, component, call, 'plan', 'kept');
    const files = { plan: join(folder, 'plan.tfplan'), json: join(folder, 'plan.json') };
    for (const name of ['plan', 'json'] as const) {
      expect(meta[name]).not.toBe(sha256File(files[name]));
      expect(meta[name]).toBe(createHmac('sha256', Buffer.from(meta.key ?? '', 'hex')).update(readFileSync(files[name])).digest('hex'));
    }
    expect(meta.key).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(join(folder, 'meta.json')).mode & 0o777).toBe(0o600);
    expect(keptMeta(root, component, call.engine.version)).toEqual(meta);
    const again = await makePlan(root, component, call, 'plan', 'kept');
    expect(again.meta.key).not.toBe(meta.key);
  });

  it.each<[string, (meta: KeptPlanMeta) => object, 'refused' | 'none']>([
    ['another key', (meta) => ({ ...meta, key: 'f'.repeat(64) }), 'refused'],
    ['digests without the key', ({ stack, kind, engine }) => ({ stack, kind, engine, plan: 'x', json: 'x', key: null }), 'refused'],
    ['no word about a key, as before there was one', ({ key: _key, ...rest }) => rest, 'none'],
    ['a key that is none', (meta) => ({ ...meta, key: '' }), 'none'],
  ])('does not stand with %s', async (_what, edit, result) => {
    const root = temporaryFolder();
    const { component, call } = await aComponent(root, 'a', MODULE);
    const { meta } = await makePlan(root, component, call, 'plan', 'kept');
    writeFileSync(join(root, '.cutover', 'plans', component.environment, 'a', 'kept', 'meta.json'), JSON.stringify(edit(meta)));
    const read = (): unknown => keptMeta(root, component, call.engine.version);
    if (result === 'none') expect(read()).toBeUndefined();
    else expect(read).toThrow(/the kept plan of a is not what was written/);
  });
});
