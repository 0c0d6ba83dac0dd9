import { describe, expect, it } from '@jest/globals';
import { readRawPlan, redactPlan } from '../../src/terraform/parse-plan.ts';

const BASE = { format_version: '1.2', terraform_version: '1.11.4', planned_values: {} };
const read = (value: unknown): ReturnType<typeof redactPlan> => redactPlan(readRawPlan(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), 'storage'));
const withChange = (change: object): object => ({ ...BASE, resource_changes: [{ address: 'a.b', mode: 'managed', type: 'a', name: 'b', provider_name: 'p', change }] });

describe('reading a plan', () => {
  it.each([
    ['text before the JSON', `Warning: x\n${JSON.stringify(BASE)}`, /not JSON/],
    ['UTF-16', Buffer.from(JSON.stringify(BASE), 'utf16le').toString('latin1'), /not JSON/],
    ['a state', { format_version: '1.0', terraform_version: '1.11.4', values: {} }, /this is a state, not a plan/],
    ['half a plan', JSON.stringify(BASE).slice(0, 30), /not JSON/],
    ['another format', { ...BASE, format_version: '2.0' }, /format_version/],
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
    ['a password in unmarked JSON', { actions: ['create'], after: { input: JSON.stringify({ password: CANARY }) } }, CANARY],
  ])('%s', (_name, change, secret) => {
    expect(JSON.stringify(read(withChange(change)))).not.toContain(secret);
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
