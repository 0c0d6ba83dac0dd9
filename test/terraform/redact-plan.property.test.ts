import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../src/json.ts';
import { readRawPlan } from '../../src/terraform/parse-plan.ts';
import { redactPlan } from '../../src/terraform/redact-plan.ts';

/** Texts that hold no secret, whatever is marked: the secrets begin with what these never have. */
const PLAIN = fc.string({ unit: fc.constantFrom(...'abcdefgh 0123-_./"\\{}[]\u00e9'), maxLength: 12 });
const NAME = fc.constantFrom('name', 'tags', 'list', 'input', 'size', 'x', 'rule', 'enabled');
const VALUE: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, PLAIN, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(NAME, tie('value'), { maxKeys: 4 }) as fc.Arbitrary<Json>),
})).value;
const SECRET = fc.string({ unit: fc.constantFrom(...'XYZxyz!$%"\\/+ 47\u00fc'), minLength: 3, maxLength: 40 }).map((text) => `Q${text}`);

/** A value with secrets put into some places, and the marks of those places: at the leaf, or at anything around it. */
interface Planted {
  value: Json;
  marks: Json;
}

function plant(value: Json, secrets: string[], pick: () => number): Planted {
  if (value !== null && typeof value === 'object' && pick() % 5 > 0) {
    const members = Object.entries(value).map(([key, member]) => [key, plant(member, secrets, pick)] as const);
    const part = (which: keyof Planted): Json => (Array.isArray(value) ? members.map(([, member]) => member[which]) : Object.fromEntries(members.map(([key, member]) => [key, member[which]])));
    return { value: part('value'), marks: part('marks') };
  }
  const secret = secrets[pick() % (secrets.length * 2)];
  if (secret === undefined) return { value, marks: false };
  const around: Json[] = [secret, [secret], { inner: secret }, `before ${secret} after`];
  return { value: around[pick() % around.length] ?? secret, marks: true };
}

function planWith(change: object): ReturnType<typeof redactPlan> {
  const resource = { address: 'a.b', mode: 'managed', type: 'a', name: 'b', provider_name: 'p', change };
  return redactPlan(readRawPlan(Buffer.from(JSON.stringify({ format_version: '1.2', terraform_version: '1.11.4', planned_values: {}, resource_changes: [resource] })), 'a component'));
}

const attributes = fc.dictionary(fc.constantFrom('alpha', 'beta', 'gamma', 'delta'), VALUE, { minKeys: 1 });

describe('any plan', () => {
  it('holds no text, as it stands or as JSON, from a place that is marked, and tells nothing of it by what is not marked', () => {
    fc.assert(fc.property(attributes, attributes, fc.array(SECRET, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat(1000)), (before, after, secrets, numbers) => {
      const pick = (): number => numbers.next().value as number;
      const [old, now] = [plant(before, secrets, pick), plant(after, secrets, pick)];
      const copy = secrets[0] ?? '';
      const isMarked = JSON.stringify([old.marks, now.marks]).includes('true');
      const everywhere = JSON.stringify([old.value, now.value]);
      const change = { actions: ['update'], before: old.value, after: { ...(now.value as object), ...(everywhere.includes(JSON.stringify(copy)) && isMarked ? { copy: `a copy of ${copy} here` } : {}) }, before_sensitive: old.marks, after_sensitive: now.marks };
      const shown = JSON.stringify(planWith(change));
      for (const secret of secrets.filter(({ length }) => length >= 4)) expect([secret, shown.includes(JSON.stringify(secret).slice(1, -1))]).toEqual([secret, false]);
    }), { numRuns: 400 });
  });

  it('keeps everything that is not secret as it is', () => {
    fc.assert(fc.property(attributes, attributes, (before, after) => {
      const [resource] = planWith({ actions: ['update'], before, after, before_sensitive: {}, after_sensitive: false, after_unknown: {} }).resources;
      expect([resource?.before, resource?.after]).toEqual([JSON.parse(JSON.stringify(before)), JSON.parse(JSON.stringify(after))]);
    }), { numRuns: 400 });
  });

  it('tells of a marked value only whether it is another one', () => {
    fc.assert(fc.property(SECRET, SECRET, (one, two) => {
      const shown = (before: string, after: string): Json => planWith({ actions: ['update'], before: { x: before }, after: { x: after }, before_sensitive: { x: true }, after_sensitive: { x: true } }).resources[0]?.after ?? null;
      expect(shown(one, two)).toEqual({ x: one === two ? { $sensitive: true } : { $sensitive: true, $changed: true } });
    }), { numRuns: 100 });
  });
});
