import { blocks, code, escapeMarkdown, table } from '../documents/markdown.ts';
import { printable } from '../escape.ts';
import { LEVELS, type Answer, type Level, type Point } from './option.ts';
import { valueText } from './value-text.ts';

/** How text looks in a terminal. Every member adds nothing but colour: widths are counted before. */
export interface Paint {
  heading: (text: string) => string;
  faint: (text: string) => string;
  level: Record<Level, (text: string) => string>;
}

const same = (text: string): string => text;
export const NO_PAINT: Paint = { heading: same, faint: same, level: { good: same, note: same, risk: same } };

const INDENT = '      ';

/** An answer as plain text, `width` columns wide: level and place in one line, what it means wrapped below. */
export function renderText(answer: Answer, { width, paint }: { width: number; paint: Paint }): string {
  const columns = Math.max(width, 40);
  const places = answer.points.map(place);
  // Attributes line up, as long as the longest address leaves them room.
  const aligned = Math.min(Math.max(0, ...places.map((text) => text.length)), Math.floor(columns / 2));
  return [
    paint.heading(`${answer.option} ${printable(answer.title)}`) + paint.faint(`  ${summary(answer)}`),
    '',
    ...answer.points.flatMap((point, index) => pointLines(point, places[index] ?? '', aligned, columns, paint)),
    ...(answer.points.length === 0 ? ['It has nothing to say about these plans.'] : []),
    ...(answer.unanswered.length === 0 ? [] : ['', paint.heading('Not answered'), ...answer.unanswered.flatMap((text) => wrap(printable(text), columns - 2).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`))]),
  ].join('\n');
}

function pointLines(point: Point, where: string, aligned: number, columns: number, paint: Paint): string[] {
  const head = `${point.level.padEnd(INDENT.length)}${where.padEnd(aligned)}`;
  const fact = `${printable(point.attribute)} = ${valueText(point.value)}`;
  const label = paint.level[point.level](head.slice(0, INDENT.length)) + head.slice(INDENT.length);
  const first = head.length + 2 + fact.length <= columns ? [`${label}  ${fact}`] : [label.trimEnd(), ...wrap(fact, columns - INDENT.length).map((line) => INDENT + line)];
  return [...first, ...wrap(printable(point.says), columns - INDENT.length).map((line) => paint.faint(INDENT + line))];
}

function place({ component, address }: Point): string {
  return component === address ? printable(component) : `${printable(component)}: ${printable(address)}`;
}

/** `3 risk, 1 note, 7 good`. */
export function summary({ points }: Answer): string {
  const counts = LEVELS.map((level) => ({ level, count: points.filter((point) => point.level === level).length })).filter(({ count }) => count > 0);
  return counts.length === 0 ? 'nothing to say' : counts.map(({ level, count }) => `${count} ${level}`).join(', ');
}

/** Lines of at most `width` characters, broken at spaces; a word that is longer is broken inside. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}

/** An answer as Markdown: a table of its points, and what it could not say. */
export function renderMarkdown(answer: Answer): string {
  const rows = answer.points.map((point) => [point.level, escapeMarkdown(point.component), code(point.address), code(point.attribute), code(valueText(point.value)), escapeMarkdown(point.says)]);
  return blocks(
    `## ${answer.option} ${escapeMarkdown(answer.title)}`,
    `${summary(answer)}.`,
    rows.length === 0 ? '' : table(['level', 'component', 'address', 'attribute', 'value', 'what it means'], rows),
    answer.unanswered.length === 0 ? '' : `Not answered:\n\n${answer.unanswered.map((text) => `- ${escapeMarkdown(text)}`).join('\n')}`,
  );
}
