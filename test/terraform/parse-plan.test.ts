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

  it('variables and configuration', () => {
    expect(JSON.stringify(read({ ...BASE, variables: { v: { value: CANARY } }, configuration: { provider_config: { aws: CANARY } } }))).not.toContain(CANARY);
  });

  it('but keeps what is not secret, and says what is unknown', () => {
    expect(read(withChange({ actions: ['create'], after: { name: 'x', tags: { a: 'b' } }, after_unknown: { arn: true, tags: {} } })).resources[0]?.after).toEqual({ name: 'x', tags: { a: 'b' }, arn: { $unknown: true } });
  });
});
