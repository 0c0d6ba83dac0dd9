import { describe, expect, it } from '@jest/globals';
import { aboutComponents } from '../../../src/claims/rules/rule.ts';
import type { DocumentStatement } from '../../../src/documents/document-statement.ts';
import { statementsAboutPlans } from '../../../src/steps/claims.ts';
import { aRule } from './some-facts.ts';

const FILES = aRule({ kind: 'files', required: ['README.md'] });
const GRAPH = aRule({ kind: 'components', dependsOn: { a: [] } });
const QUEUES = aRule({ kind: 'attributes', types: ['aws_sqs_queue'], must: [{ attribute: 'encrypted', equals: true }] });
const TYPES = aRule({ kind: 'types', forbidden: ['aws_eip'] });
const all = (...rules: object[]): ReturnType<typeof aRule> => aRule({ kind: 'all', rules });

const CASES: [string, ReturnType<typeof aRule>, ReturnType<typeof aRule> | undefined][] = [
  ['files alone: nothing', FILES, undefined],
  ['the graph alone: nothing', GRAPH, undefined],
  ['values alone: all of it', QUEUES, QUEUES],
  ['files and values: the values', all(FILES, QUEUES), QUEUES],
  ['the graph, files and two others: the two', all(GRAPH, QUEUES, FILES, TYPES), all(QUEUES, TYPES)],
  ['files and the graph: nothing', all(FILES, GRAPH), undefined],
];

describe('what plans can tell of a rule', () => {
  it.each(CASES)('about %s', (_words, rule, left) => {
    expect(aboutComponents(rule)).toEqual(left);
  });

  it.each(CASES)('is what they decide: %s', (_words, rule, left) => {
    const bare: DocumentStatement = { id: 'x', owner: 'o', statement: 'All is well', section: [], source: { file: 'd.md', line: 1 }, level: 'must' };
    const statement = { ...bare, rule };
    expect(statementsAboutPlans({ statements: [statement, bare] })).toEqual(left === undefined ? [] : [{ ...statement, rule: left }]);
  });
});
