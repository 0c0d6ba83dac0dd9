import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judge } from '../../../src/claims/rules/judge.ts';
import { conditionSchema, type Condition } from '../../../src/claims/rules/rule.ts';
import type { Json, JsonObject } from '../../../src/json.ts';
import { SENSITIVE, UNKNOWN } from '../../../src/terraform/plan.ts';
import { aComponent, aResource, aRule, someFacts } from './some-facts.ts';

const KEYS = ['a', 'b'];
const scalar = fc.oneof(fc.constantFrom('', 'x', 'y', 'x-y', '0.0.0.0/0'), fc.integer({ min: -2, max: 8 }), fc.boolean(), fc.constant(null));
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 2 }) as fc.Arbitrary<Json>),
})).value;
const attributes = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 2 }) as fc.Arbitrary<JsonObject>;

const some = fc.constantFrom('x', 'y', 3, true, false, '0.0.0.0/0');
const demand: fc.Arbitrary<Partial<Condition>> = fc.oneof(
  fc.record({ equals: some }),
  fc.record({ oneOf: fc.array(some, { minLength: 1, maxLength: 2 }) }),
  fc.record({ noneOf: fc.array(some, { minLength: 1, maxLength: 2 }) }),
  fc.record({ matches: fc.constantFrom('^x', 'y$', '0') }),
  fc.record({ notMatches: fc.constantFrom('^x', 'y$', '0') }),
  fc.record({ atLeast: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ atMost: fc.integer({ min: 0, max: 5 }) }),
  fc.constant({ absent: true } as const),
  fc.constant({ denies: { action: 's3:*', when: {}, resources: 1 } }),
);
const lenient: fc.Arbitrary<Partial<Condition>> = fc.oneof(fc.constant({ present: true } as const), fc.record({ notWritten: fc.constantFrom('^x', '0') }));
const path = fc.constantFrom('a', 'b', 'a.b', 'a.a', 'b.a.b');
const conditionOf = (demands: fc.Arbitrary<Partial<Condition>>): fc.Arbitrary<Condition> => fc.tuple(path, demands).map(([attribute, each]) => conditionSchema.parse({ attribute, ...each }));
const anyCondition = conditionOf(fc.oneof(demand, lenient));

const outcomeOf = (condition: Condition, ...resources: { written: JsonObject | undefined; planned: JsonObject | undefined }[]): string =>
  judge(aRule({ kind: 'attributes', types: ['t_x'], must: [condition] }), someFacts([aComponent(resources.map((facts, index) => aResource(`t_x.${index}`, {}, facts)))])).outcome;

/** Every value gone, and something that tells nothing in its place. */
const emptied = (values: JsonObject, standIn: Json): JsonObject => Object.fromEntries([...new Set([...Object.keys(values), ...KEYS])].map((key) => [key, standIn]));

/** As a provider gives blocks back: each one a list. */
const asBlocks = (json: Json): Json => (Array.isArray(json) ? json.map(asBlocks) : json !== null && typeof json === 'object' ? [Object.fromEntries(Object.entries(json).map(([key, inner]) => [key, asBlocks(inner)]))] : json);

describe('for any values and any condition', () => {
  it('what passes, or fails, as it is written does so when the plan confirms it', () => {
    fc.assert(
      fc.property(attributes, anyCondition, (written, condition) => {
        const before = outcomeOf(condition, { written, planned: undefined });
        fc.pre(before !== 'unknown');
        expect(outcomeOf(condition, { written, planned: structuredClone(written) })).toBe(before);
        expect(outcomeOf(condition, { written: undefined, planned: structuredClone(written) })).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it('what passes as it is written does so when the plan gives blocks back as lists', () => {
    fc.assert(
      fc.property(attributes, anyCondition, (written, condition) => {
        fc.pre(outcomeOf(condition, { written, planned: undefined }) === 'pass');
        const planned = Object.fromEntries(Object.entries(written).map(([key, each]) => [key, asBlocks(each)]));
        expect(outcomeOf(condition, { written, planned })).toBe('pass');
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Json]>([
    ['unknown', { ...UNKNOWN }],
    ['hidden', { ...SENSITIVE }],
  ])('what is planned as %s, and written nowhere, passes nothing', (_words, standIn) => {
    fc.assert(
      fc.property(attributes, conditionOf(fc.oneof(demand, fc.constant({ present: true } as const))), (values, condition) => {
        expect(outcomeOf(condition, { written: undefined, planned: emptied(values, standIn) })).toBe('unknown');
        expect(outcomeOf(condition, { written: {}, planned: emptied(values, standIn) })).toBe('unknown');
      }),
    );
  });

  it('what is written as a reference passes no condition on its value, with a plan that does not know it or without one', () => {
    fc.assert(
      fc.property(attributes, conditionOf(demand), fc.constantFrom('${var.x}', 'x${var.x}', '%{ if var.x }x%{ endif }'), (values, condition, reference) => {
        const written = emptied(values, reference);
        expect(outcomeOf(condition, { written, planned: undefined })).toBe('unknown');
        expect(outcomeOf(condition, { written, planned: emptied(values, { ...UNKNOWN }) })).toBe('unknown');
      }),
    );
  });

  it('what nobody can read passes nothing at all', () => {
    fc.assert(
      fc.property(attributes, anyCondition, (values, condition) => {
        expect(outcomeOf(condition, { written: undefined, planned: undefined })).toBe('unknown');
        expect(outcomeOf(condition, { written: undefined, planned: emptied(values, { ...UNKNOWN }) })).toBe('unknown');
      }),
    );
  });

  it('nothing that is added makes up for what is wrong, and the order does not matter', () => {
    const facts = fc.record({ written: fc.option(attributes, { nil: undefined }), planned: fc.option(attributes, { nil: undefined }) });
    fc.assert(
      fc.property(facts, facts, anyCondition, (one, other, condition) => {
        const both = outcomeOf(condition, one, other);
        expect(outcomeOf(condition, other, one)).toBe(both);
        const each = [outcomeOf(condition, one), outcomeOf(condition, other)];
        expect(both).toBe(each.includes('fail') ? 'fail' : each.includes('unknown') ? 'unknown' : 'pass');
      }),
    );
  });
});
