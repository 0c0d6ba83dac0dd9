import { describe, expect, it } from '@jest/globals';
import type { Answer, Point } from '../../src/refinement/option.ts';
import { NO_PAINT, renderMarkdown, renderText, wrap, type Paint } from '../../src/refinement/render.ts';
import { SENSITIVE, UNKNOWN } from '../../src/terraform/plan.ts';

const aPoint = (overrides: Partial<Point> = {}): Point => ({ component: 'storage', address: 'aws_s3_bucket.data', attribute: 'bucket', value: 'one', level: 'risk', says: 'something is wrong with it', ...overrides });
const anAnswer = (overrides: Partial<Answer> = {}): Answer => ({ option: 1, title: 'Security', points: [aPoint()], unanswered: [], ...overrides });
const text = (given: Answer, width = 80): string => renderText(given, { width, paint: NO_PAINT });

describe('an answer as text', () => {
  it('names level, component, address, attribute, value and meaning', () => {
    expect(text(anAnswer())).toBe('1 Security  1 risk\n\nrisk  storage: aws_s3_bucket.data  bucket = "one"\n      something is wrong with it');
  });

  it('lines the attributes up', () => {
    const lines = text(anAnswer({ points: [aPoint({ attribute: 'first' }), aPoint({ address: 'aws_sqs_queue.w', level: 'note', attribute: 'second' })] })).split('\n');
    const columns = ['first', 'second'].map((attribute) => lines.find((line) => line.includes(attribute))?.indexOf(attribute));
    expect(columns[0]).toBe(columns[1]);
  });

  it.each([40, 60, 100])('is no wider than %d columns', (width) => {
    const long = anAnswer({
      points: [aPoint({ says: 'word '.repeat(60).trim(), attribute: 'a'.repeat(90), value: 'v'.repeat(300), address: `aws_s3_bucket.${'x'.repeat(120)}` })],
      unanswered: ['nothing '.repeat(40).trim()],
    });
    const widest = Math.max(...text(long, width).split('\n').filter((line) => !line.includes('xxx')).map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(width);
    expect(text(long, width).split('\n').length).toBeGreaterThan(10);
  });

  it.each([
    [null, '(not set)'],
    [UNKNOWN, '(known after apply)'],
    [SENSITIVE, '(sensitive)'],
    [[UNKNOWN, 'a'], '[(known after apply), "a"]'],
    [{ a: SENSITIVE, b: 1 }, '{a: (sensitive), b: 1}'],
    ['{"Statement":[{"Effect":"Deny"}]}', '{Statement: [{Effect: "Deny"}]}'],
    ['{not json', '"{not json"'],
    [true, 'true'],
    [0, '0'],
  ])('shows the value %j as %s', (value, shown) => {
    expect(text(anAnswer({ points: [aPoint({ value })] }))).toContain(`bucket = ${shown}`);
  });

  it('obeys nothing that a value, an address or a waiver says', () => {
    const hostile = '\u001b]0;owned\u0007\u001b[2J\r\nrm';
    const shown = text(anAnswer({ title: hostile, points: [aPoint({ component: hostile, address: hostile, attribute: hostile, value: hostile, says: hostile })], unanswered: [hostile] }));
    // oxlint-disable-next-line no-control-regex -- that none of them is left is what is tested
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(shown).not.toContain('\nrm');
  });

  it('lists what it could not say, and says so when it has nothing to say', () => {
    const shown = text(anAnswer({ points: [], unanswered: ['terraform_data (1): nothing is known'] }));
    expect(shown).toContain('It has nothing to say about these plans.');
    expect(shown).toContain('Not answered\n- terraform_data (1): nothing is known');
  });

  it('brings no colour of its own, and paints by level without moving anything', () => {
    const mark = (name: string) => (part: string): string => `<${name}>${part}</${name}>`;
    const paint: Paint = { heading: mark('h'), faint: mark('f'), level: { good: mark('good'), note: mark('note'), risk: mark('risk') } };
    const painted = renderText(anAnswer(), { width: 80, paint });
    expect(painted).toContain('<risk>risk  </risk>storage');
    expect(painted.replace(/<\/?[a-z]+>/g, '')).toBe(text(anAnswer()));
  });
});

describe('wrapping', () => {
  it.each([
    ['a b c', 3, ['a b', 'c']],
    ['abcdef', 3, ['abc', 'def']],
    ['ab cdefgh', 4, ['ab', 'cdef', 'gh']],
    ['', 5, ['']],
  ])('breaks %j at %d', (given, width, lines) => {
    expect(wrap(given, width)).toEqual(lines);
  });
});

describe('an answer as Markdown', () => {
  it('is a table and a list', () => {
    expect(renderMarkdown(anAnswer({ unanswered: ['what it costs'] }))).toBe(
      '## 1 Security\n\n1 risk.\n\n| level | component | address | attribute | value | what it means |\n| --- | --- | --- | --- | --- | --- |\n| risk | storage | `aws_s3_bucket.data` | `bucket` | `"one"` | something is wrong with it |\n\nNot answered:\n\n- what it costs\n',
    );
  });

  it('keeps its cells whatever they hold', () => {
    const hostile = 'a | b `c` <img src=x> [d](http://e) @all\n| new row |';
    const page = renderMarkdown(anAnswer({ title: hostile, points: [aPoint({ component: hostile, address: hostile, attribute: hostile, value: hostile, says: hostile })], unanswered: [hostile] }));
    const rows = page.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(3);
    expect(rows[2]?.match(/(?<!\\)\|/g)).toHaveLength(7);
    for (const cell of [rows[2]?.split(/(?<!\\)\|/).at(-2) ?? '', page.split('\n').at(-2) ?? '', page.split('\n')[0] ?? '']) {
      expect(cell).toContain('&lt;img');
      expect(cell).not.toMatch(/<img|@all|[^\\]\[d/);
    }
  });
});
