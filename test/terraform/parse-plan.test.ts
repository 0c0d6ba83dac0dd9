import { describe, expect, it } from '@jest/globals';
import { readRawPlan } from '../../src/terraform/parse-plan.ts';
import { changesAnything, type PlannedResource } from '../../src/terraform/plan.ts';
import { redactPlan } from '../../src/terraform/redact-plan.ts';

const BASE = { format_version: '1.2', terraform_version: '1.11.4', planned_values: {} };
const read = (value: unknown): ReturnType<typeof redactPlan> => redactPlan(readRawPlan(Buffer.isBuffer(value) ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), 'storage'));
const aResource = (change: object, more: object = {}): object => ({ address: 'a.b', mode: 'managed', type: 'a', name: 'b', provider_name: 'p', change, ...more });
const withChange = (change: object, more: object = {}): object => ({ ...BASE, resource_changes: [aResource(change, more)] });

describe('reading a plan', () => {
  it.each([
    ['text before the JSON', `Warning: x\n${JSON.stringify(BASE)}`, /there is text before it/],
    ['text after the JSON', `${JSON.stringify(BASE)}\nPlan: 1 to add`, /there is text after it/],
    ['the messages of plan -json', '{"@level":"info","type":"version"}\n{"@level":"info","type":"planned_change"}\n', /text after it\n {2}found: {3}the messages/],
    ['UTF-16', Buffer.from(JSON.stringify(BASE), 'utf16le'), /not in UTF-8\n {2}found: {3}UTF-16/],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${JSON.stringify(BASE)}`, 'utf16le'), /not in UTF-8\n {2}found: {3}UTF-16/],
    ['what is no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), /not in UTF-8/],
    ['nothing', '', /there is nothing/],
    ['a list', '[]', /no JSON object\n {2}found: {3}a list/],
    ['a state', { format_version: '1.0', terraform_version: '1.11.4', values: {} }, /this is a state, not a plan/],
    ['a state as it is stored', { version: 4, terraform_version: '1.11.4', serial: 1, lineage: 'x', outputs: {}, resources: [] }, /this is a state, not a plan/],
    ['an empty state', { format_version: '1.0', terraform_version: '1.11.4' }, /planned_values/],
    ['half a plan', JSON.stringify(BASE).slice(0, 30), /cut off/],
    ['another format', { ...BASE, format_version: '2.0' }, /format_version: this format of plans is not known\n {2}found: {3}"2.0"\n {2}allowed: 1.x/],
    ['the formats before Terraform 1.1', { ...BASE, format_version: '0.2' }, /format_version.*\n {2}found: {3}"0.2"/],
    ['a format that is a number', { ...BASE, format_version: 1.2 }, /format_version.*\n {2}found: {3}1.2/],
    ['no format', { terraform_version: '1.11.4', planned_values: {} }, /format_version.*\n {2}found: {3}none/],
    ['no version of the engine', { format_version: '1.2', planned_values: {} }, /terraform_version/],
    ['a plan without its changes', { ...BASE, planned_values: { root_module: { resources: [{}] } } }, /resource_changes is missing/],
    ['a resource twice', { ...BASE, resource_changes: [aResource({ actions: ['create'] }), aResource({ actions: ['delete'] })] }, /names a resource twice\n {2}found: {3}a\.b/],
    ['actions of providers', { ...BASE, action_invocations: [{ address: 'action.x.y', type: 'x' }] }, /invokes actions.*\n {2}found: {3}action\.x\.y/],
    ['deferred changes', { ...BASE, deferred_changes: [{}] }, /defers/],
    ['nesting without an end', `${JSON.stringify(BASE).slice(0, -1)},"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /nested too deeply/],
    ['a combination of actions that nobody knows', withChange({ actions: ['create', 'update'] }), /actions/],
    ['a plan that failed', { ...BASE, errored: true }, /planning failed half-way/],
    ['a plan with deferred changes', { ...BASE, complete: false }, /defers/],
    ['an unknown action', withChange({ actions: ['explode'] }), /actions/],
    ['no planned values', { format_version: '1.2', terraform_version: '1.11.4' }, /planned_values/],
  ])('refuses %s by name', (_name, value, message) => {
    expect(() => read(value)).toThrow(message);
  });

  it.each([
    [['create'], 'create'],
    [['delete', 'create'], 'replace'],
    [['create', 'delete'], 'replace'],
    [['no-op'], 'no-op'],
    [['forget'], 'forget'],
  ])('reads the actions %j as %s', (actions, action) => {
    expect(read(withChange({ actions, after: {} })).resources[0]?.action).toBe(action);
  });
});

describe('what a plan does beside its actions', () => {
  it('a mark of the order of bytes before the JSON is no text', () => {
    expect(read(`\ufeff${JSON.stringify(BASE)}`).resources).toEqual([]);
  });

  it('moves and imports are told, and change something', () => {
    const moved = read(withChange({ actions: ['no-op'], before: { x: 1 }, after: { x: 1 } }, { previous_address: 'a.old' }));
    expect([moved.resources[0]?.movedFrom, changesAnything(moved)]).toEqual(['a.old', true]);
    const imported = read(withChange({ actions: ['no-op'], before: { x: 1 }, after: { x: 1 }, importing: { id: 'i-1' } }));
    expect([imported.resources[0]?.imports, changesAnything(imported)]).toEqual(['i-1', true]);
    expect(changesAnything(read(withChange({ actions: ['no-op'], before: { x: 1 }, after: { x: 1 } })))).toBe(false);
  });

  it('what is left of a failed replacement is a resource of its own beside the one in its place', () => {
    const plan = read({ ...BASE, resource_changes: [aResource({ actions: ['update'], before: {}, after: {} }), aResource({ actions: ['delete'], before: {}, after: null }, { deposed: '1a2b3c4d' })] });
    expect(plan.resources.map(({ address, action }) => [address, action])).toEqual([['a.b', 'update'], ['a.b (deposed 1a2b3c4d)', 'delete']]);
  });
});

describe('a hidden value', () => {
  const change = (before: object, after: object, marks: object = { x: true }): Pick<PlannedResource, 'before' | 'after'> | undefined => read(withChange({ actions: ['update'], before, after, before_sensitive: marks, after_sensitive: marks })).resources[0];
  const [SAME, OTHER] = [{ $sensitive: true }, { $sensitive: true, $changed: true }];
  it.each([
    ['as it was', { x: 'one-secret' }, { x: 'one-secret' }, SAME],
    ['another one', { x: 'one-secret' }, { x: 'two-secret' }, OTHER],
    ['a flag that is turned', { x: true }, { x: false }, OTHER],
    ['set for the first time', { x: null }, { x: 'two-secret' }, OTHER],
  ])('is shown as changed or not, and nothing else of it: %s', (_title, before, after, expected) => {
    expect(change(before, after)).toMatchObject({ before: { x: SAME }, after: { x: expected } });
  });

  it('is so in nested blocks and lists', () => {
    const marks = { list: [{ inner: true }, { inner: true }] };
    expect(change({ list: [{ inner: 'aaaa' }, { inner: 'bbbb' }] }, { list: [{ inner: 'aaaa' }, { inner: 'cccc' }] }, marks)?.after).toEqual({ list: [{ inner: SAME }, { inner: OTHER }] });
  });

  it('is so where a detector found it', () => {
    expect(change({ password: 'hunter22' }, { password: 'hunter23' }, {})?.after).toEqual({ password: OTHER });
  });

  it('that is marked on one side is hidden on both, since the other one may be the same', () => {
    const { before, after } = read(withChange({ actions: ['update'], before: { x: 17 }, after: { x: 17 }, before_sensitive: {}, after_sensitive: { x: true } })).resources[0] ?? {};
    expect([before, after]).toEqual([{ x: SAME }, { x: SAME }]);
    const unmarked = read(withChange({ actions: ['update'], before: { x: 17 }, after: { x: 18 }, before_sensitive: { x: true }, after_sensitive: false })).resources[0];
    expect([unmarked?.before, unmarked?.after]).toEqual([{ x: SAME }, { x: OTHER }]);
  });
});

describe('what a redacted plan never holds', () => {
  const CANARY = 'c4n4ry-value';
  it.each([
    ['an attribute marked sensitive', { actions: ['create'], after: { password: CANARY }, after_sensitive: { password: true } }],
    ['a nested one', { actions: ['create'], after: { list: [{ inner: CANARY }] }, after_sensitive: { list: [{ inner: true }] } }],
    ['a value before', { actions: ['delete'], before: { x: CANARY }, before_sensitive: { x: true } }],
    ['an unmarked attribute with a telling name', { actions: ['create'], after: { master_password: CANARY } }],
    ['an unmarked URL with a password', { actions: ['create'], after: { url: `https://user:${CANARY}@example.com` } }],
    ['an unmarked private key', { actions: ['create'], after: { pem: `-----BEGIN RSA PRIVATE KEY-----\n${CANARY}` } }],
  ])('%s', (_name, change) => {
    expect(JSON.stringify(read(withChange(change)))).not.toContain(CANARY);
  });

  it('an unmarked copy of a value that is marked elsewhere', () => {
    const change = { actions: ['create'], after: { input: CANARY, output: { value: `copy of ${CANARY}` } }, after_sensitive: { input: true } };
    expect(JSON.stringify(read(withChange(change)))).not.toContain(CANARY);
  });

  it.each([
    ['a number', { actions: ['update'], after: { input: 8474123459, output: { pin: 8474123459, text: 'pin 8474123459' } }, after_sensitive: { input: true } }, '8474123459'],
    ['a number under a telling name', { actions: ['create'], after: { password: 8474123459 } }, '8474123459'],
    ['a key that is marked elsewhere', { actions: ['update'], after: { input: CANARY, output: { [CANARY]: 'x' } }, after_sensitive: { input: true } }, CANARY],
    ['a key of an object that is marked whole', { actions: ['update'], after: { input: { [CANARY]: 'x' }, output: { [CANARY]: 'x' } }, after_sensitive: { input: true } }, CANARY],
    ['a key whose value is unknown', { actions: ['update'], after: { input: CANARY, output: {} }, after_sensitive: { input: true }, after_unknown: { output: { [CANARY]: true } } }, CANARY],
    ['a mark that nobody knows', { actions: ['create'], after: { x: CANARY }, after_sensitive: { x: 'ephemeral' } }, CANARY],
    ['a whole resource', { actions: ['create'], after: { x: CANARY, y: { z: [CANARY] } }, after_sensitive: true }, CANARY],
    ['a value beside a telling name', { actions: ['create'], after: { environment: [{ name: 'DB_PASSWORD', value: CANARY }] } }, CANARY],
    ['a value below a telling name', { actions: ['create'], after: { master_password: { value: CANARY } } }, CANARY],
    ['a list under a telling name', { actions: ['create'], after: { api_keys: [CANARY] } }, CANARY],
    ['a path that forces a replacement, through a secret key', { actions: ['delete', 'create'], before: { x: { [CANARY]: 'a' } }, after: { x: { [CANARY]: 'b' }, y: CANARY }, after_sensitive: { y: true }, replace_paths: [['x', CANARY]] }, CANARY],
    ['a path that forces a replacement, below a mark', { actions: ['delete', 'create'], before: { x: { [CANARY]: 'a' } }, after: { x: { [CANARY]: 'b' } }, after_sensitive: { x: true }, replace_paths: [['x', CANARY]] }, CANARY],
    ['an id that is imported', { actions: ['no-op'], before: { x: CANARY }, after: { x: CANARY }, after_sensitive: { x: true }, importing: { id: `a/${CANARY}` } }, CANARY],
    ['a secret with quotation marks, in JSON', { actions: ['create'], after: { x: `"${CANARY}"`, y: JSON.stringify({ z: `"${CANARY}"` }) }, after_sensitive: { x: true } }, CANARY],
    ['a password in unmarked JSON', { actions: ['create'], after: { input: JSON.stringify({ password: CANARY }) } }, CANARY],
  ])('%s', (_name, change, secret) => {
    expect(JSON.stringify(read(withChange(change)))).not.toContain(secret);
  });

  it('addresses with it, which still differ from each other', () => {
    const marked = { actions: ['create'], after: { x: CANARY }, after_sensitive: { x: true } };
    const plan = read({ ...BASE, resource_changes: [aResource(marked), aResource(marked, { address: `a.c["${CANARY}"]` }), aResource(marked, { address: `a.c["x-${CANARY}"]`, previous_address: `a.d["${CANARY}"]` })] });
    expect(JSON.stringify(plan)).not.toContain(CANARY);
    expect(new Set(plan.resources.map(({ address }) => address)).size).toBe(3);
    expect(plan.resources[1]?.address).toBe('a.c["(hidden 1)"]');
  });

  it('copies of a variable that is sensitive, or only called like a secret', () => {
    const root = (sensitive: boolean, name: string): object => ({ ...BASE, variables: { [name]: { value: CANARY } }, configuration: { root_module: { variables: { [name]: { sensitive } } } }, resource_changes: [aResource({ actions: ['create'], after: { x: `copy ${CANARY}` } })] });
    expect(JSON.stringify(read(root(true, 'v')))).not.toContain(CANARY);
    expect(JSON.stringify(read(root(false, 'db_password')))).not.toContain(CANARY);
    expect(JSON.stringify(read(root(false, 'region')))).toContain(CANARY);
  });

  it('drift that it marks', () => {
    expect(JSON.stringify(read({ ...BASE, resource_drift: [aResource({ actions: ['update'], before: { x: CANARY }, after: { x: 'y', z: CANARY }, before_sensitive: { x: true } })] }))).not.toContain(CANARY);
  });

  it('what is used of a plan nowhere: relevant attributes, checks, the state before, planned values', () => {
    const values = { root_module: { resources: [{ address: 'a.b', values: { x: CANARY } }] } };
    expect(JSON.stringify(read({ ...BASE, planned_values: values, resource_changes: [], prior_state: { values }, relevant_attributes: [{ resource: 'a.b', attribute: [CANARY] }], checks: [{ instances: [{ problems: [{ message: CANARY }] }] }] }))).not.toContain(CANARY);
  });

  it('an output with a telling name', () => {
    expect(JSON.stringify(read({ ...BASE, output_changes: { db_password: { actions: ['create'], after: CANARY } } }))).not.toContain(CANARY);
  });

  it('but keeps attributes whose names stand in a secret or hold one', () => {
    const after = { name: 'x', tags: { name: 'y', bucket: 'z' }, input: 'hidden' };
    expect(read(withChange({ actions: ['create'], after: { ...after, input: { name: 'secret-1', other: 'name' } }, after_sensitive: { input: true } })).resources[0]?.after).toMatchObject({ name: 'x', tags: { name: 'y', bucket: 'z' } });
  });

  it('variables and configuration', () => {
    expect(JSON.stringify(read({ ...BASE, variables: { v: { value: CANARY } }, configuration: { provider_config: { aws: CANARY } } }))).not.toContain(CANARY);
  });

  it('but keeps what is not secret, and says what is unknown', () => {
    expect(read(withChange({ actions: ['create'], after: { name: 'x', tags: { a: 'b' } }, after_unknown: { arn: true, tags: {} } })).resources[0]?.after).toEqual({ name: 'x', tags: { a: 'b' }, arn: { $unknown: true } });
  });
});
