import { describe, expect, it } from '@jest/globals';
import { isMeant, judgeConditions } from '../../../src/claims/rules/condition.ts';
import { conditionSchema, type Condition } from '../../../src/claims/rules/rule.ts';
import type { Json, JsonObject } from '../../../src/json.ts';
import { SENSITIVE, UNKNOWN } from '../../../src/terraform/plan.ts';

type Verdict = 'fits' | 'breaks' | 'unknown';
type Demand = Partial<Condition>;

const OWNER = { name: 'storage', environment: 'test' } as const;
const NOT_PLANNED = Symbol('there is no plan');
const HIDDEN = { ...SENSITIVE };
const OPEN = { ...UNKNOWN };
const PRESENT: Demand = { present: true };
const ABSENT: Demand = { absent: true };
const NOT_AWS: Demand = { notWritten: '^alias/aws/' };

const judge = (attribute: string, demand: Demand, written: JsonObject | undefined, planned: JsonObject | undefined) => judgeConditions([conditionSchema.parse({ attribute, ...demand })], { written, planned }, OWNER);

function verdictOf(attribute: string, demand: Demand, written: JsonObject | undefined, planned: JsonObject | undefined): Verdict {
  const { breaks, unknown } = judge(attribute, demand, written, planned);
  return breaks.length > 0 ? 'breaks' : unknown.length > 0 ? 'unknown' : 'fits';
}

/** The attribute `a`: what is written (undefined: nothing), what is planned, and what comes of it. */
const CASES: [Demand, Json | undefined, Json | typeof NOT_PLANNED, Verdict][] = [
  [{ equals: 'x' }, 'x', NOT_PLANNED, 'fits'],
  [{ equals: 'x' }, 'y', NOT_PLANNED, 'breaks'],
  [{ equals: 'x' }, undefined, NOT_PLANNED, 'breaks'],
  [{ equals: 'x' }, null, NOT_PLANNED, 'breaks'],
  [{ equals: 'x' }, {}, NOT_PLANNED, 'breaks'],
  [{ equals: true }, 'true', NOT_PLANNED, 'fits'],
  [{ equals: true }, false, NOT_PLANNED, 'breaks'],
  [{ equals: 5 }, '5', NOT_PLANNED, 'fits'],
  [{ equals: '$${x}' }, '$$${x}', NOT_PLANNED, 'unknown'],
  [{ equals: '${x}' }, '$${x}', NOT_PLANNED, 'fits'],
  [{ equals: 'x' }, '${var.x}', NOT_PLANNED, 'unknown'],
  [{ equals: 'x' }, 'x%{ if var.y }y%{ endif }', NOT_PLANNED, 'unknown'],
  [{ equals: 'x' }, '${var.x}', 'x', 'fits'],
  [{ equals: 'x' }, '${var.x}', 'y', 'breaks'],
  [{ equals: 'x' }, '${var.x}', OPEN, 'unknown'],
  [{ equals: 'x' }, 'x', OPEN, 'fits'],
  [{ equals: 'x' }, 'y', OPEN, 'breaks'],
  [{ equals: 'x' }, 'x', 'y', 'breaks'],
  [{ equals: 'x' }, undefined, 'x', 'fits'],
  [{ equals: 'x' }, undefined, OPEN, 'unknown'],
  [{ equals: 'x' }, undefined, null, 'breaks'],
  [{ equals: 'x' }, 'x', HIDDEN, 'unknown'],
  [{ oneOf: ['x', 'y'] }, 'y', NOT_PLANNED, 'fits'],
  [{ oneOf: ['x', 'y'] }, 'z', NOT_PLANNED, 'breaks'],
  [{ oneOf: ['x', 'y'] }, ['x', 'z'], NOT_PLANNED, 'breaks'],
  [{ noneOf: ['x'] }, 'y', NOT_PLANNED, 'fits'],
  [{ noneOf: ['x'] }, 'x', NOT_PLANNED, 'breaks'],
  [{ noneOf: ['x'] }, ['y', 'x'], NOT_PLANNED, 'breaks'],
  [{ noneOf: ['x'] }, undefined, NOT_PLANNED, 'fits'],
  [{ noneOf: ['x'] }, [], NOT_PLANNED, 'fits'],
  [{ noneOf: ['x'] }, '${var.x}', NOT_PLANNED, 'unknown'],
  [{ noneOf: ['x'] }, { b: 'x' }, NOT_PLANNED, 'unknown'],
  [{ noneOf: ['x'] }, undefined, OPEN, 'unknown'],
  [{ matches: '^{component}-{environment}$' }, 'storage-test', NOT_PLANNED, 'fits'],
  [{ matches: '^{component}-{environment}$' }, 'storage-production', NOT_PLANNED, 'breaks'],
  [{ matches: '^s' }, undefined, NOT_PLANNED, 'breaks'],
  [{ matches: '^s' }, 's-${var.x}', NOT_PLANNED, 'unknown'],
  [{ notMatches: '^s' }, 't', NOT_PLANNED, 'fits'],
  [{ notMatches: '^s' }, 's', NOT_PLANNED, 'breaks'],
  [{ notMatches: '^s' }, undefined, NOT_PLANNED, 'fits'],
  [{ notMatches: '^s' }, '${var.x}', NOT_PLANNED, 'unknown'],
  [{ atLeast: 365 }, 365, NOT_PLANNED, 'fits'],
  [{ atLeast: 365 }, '400', NOT_PLANNED, 'fits'],
  [{ atLeast: 365 }, 364, NOT_PLANNED, 'breaks'],
  [{ atLeast: 0 }, '', NOT_PLANNED, 'breaks'],
  [{ atLeast: 0 }, true, NOT_PLANNED, 'breaks'],
  [{ atLeast: 365 }, undefined, NOT_PLANNED, 'breaks'],
  [{ atLeast: 365 }, '${var.days}', NOT_PLANNED, 'unknown'],
  [{ atMost: 7 }, 7, NOT_PLANNED, 'fits'],
  [{ atMost: 7 }, 8, NOT_PLANNED, 'breaks'],
  [{ atMost: 7 }, undefined, NOT_PLANNED, 'breaks'],
  [PRESENT, 'x', NOT_PLANNED, 'fits'],
  [PRESENT, false, NOT_PLANNED, 'fits'],
  [PRESENT, ['x'], NOT_PLANNED, 'fits'],
  [PRESENT, '', NOT_PLANNED, 'breaks'],
  [PRESENT, [], NOT_PLANNED, 'breaks'],
  [PRESENT, ['x', ''], NOT_PLANNED, 'breaks'],
  [PRESENT, {}, NOT_PLANNED, 'breaks'],
  [PRESENT, undefined, NOT_PLANNED, 'breaks'],
  [PRESENT, '${var.x}', NOT_PLANNED, 'fits'],
  [PRESENT, '${var.x}', OPEN, 'fits'],
  [PRESENT, '${var.x}', null, 'breaks'],
  [PRESENT, undefined, OPEN, 'unknown'],
  [PRESENT, '${aws_kms_key.a["x"].arn}', OPEN, 'fits'],
  [PRESENT, 'key-${var.x}', OPEN, 'fits'],
  [PRESENT, '${var.on ? "k" : null}', NOT_PLANNED, 'unknown'],
  [PRESENT, '${var.on ? "k" : null}', OPEN, 'unknown'],
  [PRESENT, '${sensitive("")}', NOT_PLANNED, 'unknown'],
  [PRESENT, '${try(var.x, null)}', OPEN, 'unknown'],
  [PRESENT, '${aws_kms_key.a[*].arn}', OPEN, 'unknown'],
  [PRESENT, '${null}', NOT_PLANNED, 'unknown'],
  [PRESENT, '${var.a}${var.b}', NOT_PLANNED, 'unknown'],
  [PRESENT, '%{ if var.x }x%{ endif }', NOT_PLANNED, 'unknown'],
  [PRESENT, undefined, HIDDEN, 'unknown'],
  [PRESENT, {}, HIDDEN, 'unknown'],
  [PRESENT, '', HIDDEN, 'unknown'],
  [PRESENT, '${sensitive("")}', HIDDEN, 'unknown'],
  [PRESENT, '${var.x}', HIDDEN, 'fits'],
  [PRESENT, 'x', HIDDEN, 'fits'],
  [PRESENT, OPEN, NOT_PLANNED, 'unknown'],
  [PRESENT, HIDDEN, NOT_PLANNED, 'unknown'],
  [ABSENT, undefined, NOT_PLANNED, 'fits'],
  [ABSENT, [], NOT_PLANNED, 'fits'],
  [ABSENT, '', NOT_PLANNED, 'fits'],
  [ABSENT, false, NOT_PLANNED, 'breaks'],
  [ABSENT, [{ b: 1 }], NOT_PLANNED, 'breaks'],
  [ABSENT, '${var.x}', NOT_PLANNED, 'unknown'],
  [ABSENT, undefined, OPEN, 'unknown'],
  [ABSENT, undefined, [], 'fits'],
  [ABSENT, undefined, HIDDEN, 'unknown'],
  [NOT_AWS, 'alias/aws/sqs', NOT_PLANNED, 'breaks'],
  [NOT_AWS, 'alias/ours', NOT_PLANNED, 'fits'],
  [NOT_AWS, undefined, NOT_PLANNED, 'fits'],
  [NOT_AWS, '${aws_kms_key.key.arn}', NOT_PLANNED, 'fits'],
  [NOT_AWS, 'alias/aws/${var.service}', NOT_PLANNED, 'breaks'],
  [NOT_AWS, '${aws_kms_key.key.arn}', OPEN, 'fits'],
  [NOT_AWS, '${aws_kms_key.key.arn}', 'alias/aws/sqs', 'breaks'],
  [NOT_AWS, undefined, OPEN, 'fits'],
  [NOT_AWS, 'alias/aws/sqs', HIDDEN, 'breaks'],
  [NOT_AWS, undefined, HIDDEN, 'unknown'],
  [NOT_AWS, { b: 'alias/aws/sqs' }, NOT_PLANNED, 'unknown'],
];

describe('a condition', () => {
  it.each(CASES)('%j, with %j written and %j planned: %#', (demand, written, planned, verdict) => {
    expect(verdictOf('a', demand, written === undefined ? {} : { a: written }, planned === NOT_PLANNED ? undefined : { a: planned })).toBe(verdict);
  });

  it.each<[Demand]>([[{ equals: 'x' }], [PRESENT], [ABSENT], [{ noneOf: ['x'] }], [NOT_AWS]])('%j is unknown where neither stack nor plan can be read', (demand) => {
    expect(verdictOf('a', demand, undefined, undefined)).toBe('unknown');
    expect(verdictOf('a', demand, undefined, { a: OPEN })).toBe('unknown');
  });

  it.each<[string, JsonObject, JsonObject | undefined, Verdict]>([
    ['every block of a list', { rule: [{ on: true }, { on: true }] }, undefined, 'fits'],
    ['one block of a list that differs', { rule: [{ on: true }, { on: false }] }, undefined, 'breaks'],
    ['one block of a list that does not say', { rule: [{ on: true }, {}] }, undefined, 'breaks'],
    ['no block', { rule: [] }, undefined, 'breaks'],
    ['a block that a loop makes', { dynamic: { rule: { for_each: '${var.rules}', content: { on: true } } } }, undefined, 'unknown'],
    ['a block that a loop makes beside a wrong one', { rule: { on: false }, dynamic: [{ rule: [{ for_each: '${var.rules}' }] }] }, undefined, 'breaks'],
    ['a block that a loop makes beside a right one', { rule: { on: true }, dynamic: { rule: {} } }, undefined, 'unknown'],
    ['a block that a loop made, once it is planned', { dynamic: { rule: {} } }, { rule: [{ on: true }] }, 'fits'],
    ['blocks of which the plan knows one', { rule: [{ on: true }, { on: '${var.on}' }] }, { rule: [{ on: true }, { on: OPEN }] }, 'unknown'],
    ['blocks of which the plan knows a wrong one', { rule: [{ on: '${var.on}' }, { on: '${var.off}' }] }, { rule: [{ on: OPEN }, { on: false }] }, 'breaks'],
    ['blocks that the plan does not know, but the stack', { rule: { on: true } }, { rule: OPEN }, 'fits'],
    ['a whole block from elsewhere', { rule: '${var.rule}' }, undefined, 'unknown'],
    ['a text where a block should be', { rule: 'on' }, undefined, 'unknown'],
    ['a hidden block', { rule: { on: true } }, { rule: HIDDEN }, 'unknown'],
  ])('judges %s', (_words, written, planned, verdict) => {
    expect(verdictOf('rule.on', { equals: true }, written, planned)).toBe(verdict);
  });

  it.each(['constructor', 'toString', '__proto__', 'tags.constructor.name'])('takes %s for nothing where it is not written', (attribute) => {
    expect(verdictOf(attribute, PRESENT, { tags: {} }, undefined)).toBe('breaks');
    expect(verdictOf(attribute, PRESENT, { tags: {}, dynamic: {} }, { tags: {} })).toBe('breaks');
    expect(verdictOf('a.valueOf', ABSENT, { a: {} }, undefined)).toBe('fits');
  });

  it('takes nothing for set that is not written inside of what is hidden, or that a loop may leave out', () => {
    expect(verdictOf('rule.on', PRESENT, { rule: {} }, { rule: HIDDEN })).toBe('unknown');
    expect(verdictOf('rule.on', PRESENT, { rule: { on: '${var.on}' } }, { rule: HIDDEN })).toBe('fits');
    expect(verdictOf('rule', PRESENT, { dynamic: { rule: { for_each: '${var.rules}' } } }, undefined)).toBe('unknown');
    expect(verdictOf('rule', PRESENT, { dynamic: { rule: { for_each: '${var.rules}' } } }, { rule: HIDDEN })).toBe('unknown');
  });

  it('lets nothing pass that a loop may bring in', () => {
    expect(verdictOf('ingress.cidr_blocks', { noneOf: ['0.0.0.0/0'] }, { dynamic: { ingress: { for_each: '${var.open}' } } }, undefined)).toBe('unknown');
    expect(verdictOf('ingress.cidr_blocks', ABSENT, { dynamic: { ingress: { for_each: '${var.open}' } } }, undefined)).toBe('unknown');
  });
});

describe('a pattern with names in it', () => {
  const outcome = (demand: Demand, a: string, name: string) => judgeConditions([conditionSchema.parse({ attribute: 'a', ...demand })], { written: { a }, planned: undefined }, { name, environment: 'test' });

  it.each<[string, string, boolean]>([
    ['^[{component}]+$', 'storage-api', true],
    // Between brackets a hyphen of the name is no range: `e-a` is none, and `a-p` would hold `b`.
    ['^[{component}]+$', 'b', false],
    ['^{component}$', 'storage-api', true],
    ['^{component}-{environment}$', 'storage-api-test', true],
  ])('takes them by the letter: %s, %s', (matches, a, fits) => {
    expect(outcome({ matches }, a, 'storage-api').breaks).toHaveLength(fits ? 0 : 1);
  });

  it.each<[Demand]>([[{ matches: '^[w-{component}]+$' }], [{ notMatches: '^[w-{component}]+$' }], [{ notWritten: '^[w-{component}]+$' }]])('that they make none of shows nothing: %j', (demand) => {
    expect(outcome(demand, 'w', 'storage')).toMatchObject({ breaks: [], unknown: ['a cannot be judged: ^[w-{component}]+$ is no regular expression for storage (test)'] });
  });
});

describe('what is said of a broken condition', () => {
  it.each<[Demand, Json | undefined, string]>([
    [{ equals: 'aws:kms' }, 'AES256', 'a is "AES256"; it must be "aws:kms"'],
    [{ oneOf: ['x', 1] }, undefined, 'a is not set; it must be "x" or 1'],
    [{ noneOf: [false] }, false, 'a is false; it must not be false'],
    [{ matches: '^{component}-' }, 'db', 'a is "db"; it must match ^storage-'],
    [{ atLeast: 365 }, 7, 'a is 7; it must be 365 or more'],
    [PRESENT, '', 'a is ""; it must be set'],
    [ABSENT, [{ b: 1 }], 'a is {"b":1}; it must not be set'],
  ])('%j: %j', (demand, value, words) => {
    expect(judge('a', demand, value === undefined ? {} : { a: value }, undefined).breaks).toEqual([words]);
  });

  it.each([
    ['by the attribute’s name', 'master_password', 'hunter2hunter2'],
    ['by its look', 'user_data', 'export DB_PASSWORD=hunter2hunter2'],
    ['inside a block', 'settings', { password: 'hunter2hunter2' }],
    ['in a template', 'url', 'postgres://user:hunter2hunter2@${aws_db.a.host}'],
  ])('it never shows a secret, known %s', (_words, attribute, value) => {
    for (const demand of [{ equals: 'x' }, { matches: '^x' }, { noneOf: ['hunter2hunter2', value] }, { notWritten: 'hunter2' }, ABSENT].filter((each) => conditionSchema.safeParse({ attribute, ...each }).success)) {
      const { breaks, unknown } = judge(attribute, demand as Demand, { [attribute]: value }, undefined);
      expect([...breaks, ...unknown]).not.toEqual([]);
      // What a rule itself names is no secret.
      if (!('noneOf' in demand)) expect([...breaks, ...unknown].join('\n').replaceAll('match hunter2', '')).not.toContain('hunter2');
    }
  });

  it('it is cut where nobody would read on', () => {
    expect(judge('a', { equals: 'x' }, { a: 'y'.repeat(5000) }, undefined).breaks.join('').length).toBeLessThan(200);
  });
});

describe('whether a rule is about a resource', () => {
  const where = [conditionSchema.parse({ attribute: 'type', equals: 'ingress' })];
  it.each([
    [{ type: 'ingress' }, 'yes'],
    [{ type: 'egress' }, 'no'],
    [{}, 'no'],
    [{ type: '${var.type}' }, 'perhaps'],
  ])('%j: %s', (written, meant) => {
    expect(isMeant(where, { written, planned: undefined }, OWNER)).toBe(meant);
  });

  it('without conditions it is', () => {
    expect(isMeant(undefined, { written: undefined, planned: undefined }, OWNER)).toBe('yes');
  });
});

describe('a condition in a document', () => {
  it.each<[string, object]>([
    ['demands nothing', {}],
    ['demands two things', { equals: 'x', present: true }],
    ['has a pattern that is none', { matches: '(' }],
    ['demands not present', { present: false }],
  ])('is refused when it %s', (_words, demand) => {
    expect(conditionSchema.safeParse({ attribute: 'a', ...demand }).success).toBe(false);
  });

  it.each(['', 'a..b', '.a', 'a[0]', 'a b'])('is refused with the path %j', (attribute) => {
    expect(conditionSchema.safeParse({ attribute, present: true }).success).toBe(false);
  });
});
