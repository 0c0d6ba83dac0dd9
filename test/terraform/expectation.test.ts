import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { apply } from '../../src/terraform/engine.ts';
import { differences } from '../../src/terraform/expectation.ts';
import { makePlan, rawOf } from '../../src/terraform/kept-plan.ts';
import { readRawPlan, type RawPlan } from '../../src/terraform/parse-plan.ts';
import { aComponent } from '../helpers/a-workspace.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const change = (actions: string[], after: unknown, unknown: unknown = {}): object => ({ actions, before: null, after, after_unknown: unknown });
const rawPlan = (resources: Record<string, object>): RawPlan =>
  readRawPlan(
    Buffer.from(
      JSON.stringify({
        format_version: '1.2',
        terraform_version: '1.11.4',
        planned_values: {},
        resource_changes: Object.entries(resources).map(([address, inner]) => ({ address, mode: 'managed', type: 'x', name: 'y', provider_name: 'p', change: inner })),
      }),
    ),
    'a plan',
  );

describe('a plan against what was sealed', () => {
  it('what is left of a failed replacement does not hide what happens to the one in its place', () => {
    const resource = (actions: string[], more: object = {}): object => ({ address: 'a.b', mode: 'managed', type: 'a', name: 'b', provider_name: 'p', change: change(actions, actions.includes('delete') ? null : {}), ...more });
    const raw = (...resources: object[]): RawPlan => readRawPlan(Buffer.from(JSON.stringify({ format_version: '1.2', terraform_version: '1.11.4', planned_values: {}, resource_changes: resources })), 'a plan');
    expect(differences(raw(resource(['update']), resource(['delete'], { deposed: '1a2b' })), raw(resource(['delete', 'create']), resource(['delete'], { deposed: '1a2b' })))).toEqual([{ address: 'a.b', what: 'update was approved, the plan says replace' }]);
  });

  it('names no key that is secret, and nothing below a mark', () => {
    const marked = (actions: string[], value: string): object => ({ ...change(actions, { x: { [`c4nary-${value}`]: value }, y: { 'c4nary-key': value }, z: 'c4nary-key' }), after_sensitive: { x: true, z: true } });
    const found = differences(rawPlan({ 'a["c4nary-key"]': marked(['create'], 'one') }), rawPlan({ 'a["c4nary-key"]': marked(['create'], 'two') }));
    expect(JSON.stringify(found)).not.toContain('c4nary');
    expect(found).toEqual([{ address: 'a["(hidden 1)"]', what: 'x is not what was approved' }, { address: 'a["(hidden 1)"]', what: 'y is not what was approved' }]);
  });

  it.each([
    ['the same create', { a: change(['create'], { v: 1 }) }, { a: change(['create'], { v: 1 }) }, []],
    ['a value that was unknown then', { a: change(['create'], {}, { v: true }) }, { a: change(['create'], { v: 7 }) }, []],
    ['less than was approved', { a: change(['delete', 'create'], { v: 1 }) }, { a: change(['update'], { v: 1 }) }, []],
    ['nothing at all', { a: change(['create'], { v: 1 }) }, {}, []],
    ['another value', { a: change(['create'], { v: 1 }) }, { a: change(['create'], { v: 2 }) }, ['v is not what was approved']],
    ['another value deep inside', { a: change(['update'], { v: [{ w: 1 }] }) }, { a: change(['update'], { v: [{ w: 2 }] }) }, ['v[0].w is not what was approved']],
    ['a known value that became unknown', { a: change(['create'], { v: 1 }) }, { a: change(['create'], {}, { v: true }) }, ['v is not what was approved']],
    ['a worse action', { a: change(['update'], { v: 1 }) }, { a: change(['delete', 'create'], { v: 1 }) }, ['update was approved, the plan says replace']],
    ['a delete instead of a create', { a: change(['create'], { v: 1 }) }, { a: change(['delete'], null) }, ['create was approved, the plan says delete']],
    ['another address', { a: change(['create'], { v: 1 }) }, { a: change(['create'], { v: 1 }), b: change(['create'], {}) }, ['create was not approved']],
  ])('%s', (_name, sealed, now, expected) => {
    expect(differences(rawPlan(sealed), rawPlan(now)).map(({ what }) => what)).toEqual(expected);
  });

  it('sees a changed secret, and does not tell it', () => {
    const secret = (value: string): RawPlan => rawPlan({ a: { ...change(['update'], { password: value }), after_sensitive: { password: true } } });
    const found = differences(secret('old-secret'), secret('new-secret'));
    expect(found).toEqual([{ address: 'a', what: 'password is not what was approved' }]);
  });
});

describe('a downstream of a changing upstream, with real Terraform', () => {
  const root = temporaryFolder();
  const upstream = (value: string): string => `resource "terraform_data" "a" { input = "${value}" }\noutput "x" { value = terraform_data.a.output }\n`;
  const downstream = (extra = ''): string =>
    `data "terraform_remote_state" "up" {\n  backend = "local"\n  config = { path = "${join(root, 'up.tfstate')}" }\n}\nresource "terraform_data" "b" { input = data.terraform_remote_state.up.outputs.x }\n${extra}`;
  const applyAll = async (name: string, hcl: string): Promise<void> => {
    const { component, call } = await aComponent(root, name, hcl);
    await apply(call, (await makePlan(root, component, call, 'plan', 'now')).file);
  };
  beforeAll(async () => {
    await applyAll('up', upstream('v1'));
    await applyAll('down', downstream());
  });

  it('is planned with unknown upstream values, so the stale value is never sealed; the real plan fits afterwards', async () => {
    const { component, call } = await aComponent(root, 'down', downstream());
    const stale = await makePlan(root, component, call, 'plan', 'kept');
    expect(stale.plan.resources.find(({ address }) => address === 'terraform_data.b')?.action).toBe('no-op');
    const expected = await makePlan(root, component, call, 'expectation', 'kept');
    const planned = expected.plan.resources.find(({ address }) => address === 'terraform_data.b');
    expect(planned).toMatchObject({ action: 'update', after: { input: { $unknown: true } } });
    expect(expected.plan.resources.map(({ address }) => address)).not.toContain('terraform_data.cutover_pending');
    await applyAll('up', upstream('v2'));
    const now = await makePlan(root, component, call, 'plan', 'now');
    expect(now.plan.resources.find(({ address }) => address === 'terraform_data.b')?.after).toMatchObject({ input: 'v2' });
    expect(differences(rawOf(expected), rawOf(now))).toEqual([]);
    const { component: edited, call: editedCall } = await aComponent(root, 'down', downstream('resource "terraform_data" "c" {}'));
    const more = await makePlan(root, edited, editedCall, 'plan', 'now');
    expect(differences(rawOf(expected), rawOf(more))).toEqual([{ address: 'terraform_data.c', what: 'create was not approved' }]);
  });
});
