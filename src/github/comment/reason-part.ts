import { code, escapeMarkdown, fence } from '../../documents/markdown.ts';
import { placeLink, type Links } from './links.ts';
import type { Room } from './room.ts';

const WIDEST_LINE = 300;

/** `  found:   …`, as our own errors say what was found, what is allowed and what to do. */
const DETAIL = /^ {2}(found|allowed|next): +(.*)$/;
/** `    stacks/storage.ts:12: …`, as an app's errors name their line. A path that leads out of the project is no place. */
const PLACED = /^\s*((?!\/|\.\.\/)[\w@./ -]+\.\w+):(\d{1,7}): (.*)$/;

/**
 * Why a step did not pass: our own words as text that wraps, with places as links; what only looks right in columns, such as the
 * engine's words, as a block.
 */
export function reasonPart(reason: string, links: Links, room: Room): string {
  const all = reason.split(/\r?\n/).filter((line) => line.trim() !== '');
  const lines = all.slice(0, room.reasonLines);
  const left = all.length - lines.length;
  const [first = '', ...rest] = lines;
  const ours = rest.every((line) => DETAIL.test(line) || PLACED.test(line));
  const details = rest.map((line) => `- ${detail(line, links)}`);
  const columns = rest.length === 0 ? '' : fence(rest.map((line) => cut(line)));
  const more = left === 0 ? '' : `and ${left} more lines${room.rest === undefined ? '' : `: ${room.rest}`}`;
  return [sentenceOf(first, links), ours ? details.join('\n') : columns, more].filter((part) => part !== '').join('\n\n');
}

function sentenceOf(line: string, links: Links): string {
  const [, file, number, said = ''] = PLACED.exec(line) ?? [];
  return file === undefined ? escapeMarkdown(cut(line)) : `${placeLink(links, { file, line: Number(number) })} ${escapeMarkdown(cut(said))}`;
}

function detail(line: string, links: Links): string {
  const [, name, said = ''] = DETAIL.exec(line) ?? [];
  if (name === undefined) return sentenceOf(line, links);
  return name === 'next' ? `**next:** ${escapeMarkdown(cut(said))}` : `${name}: ${code(cut(said))}`;
}

function cut(line: string): string {
  return line.length <= WIDEST_LINE ? line : `${line.slice(0, WIDEST_LINE)}…`;
}
