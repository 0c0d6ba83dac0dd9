import type { List, ListItem, Nodes, Paragraph, Root, Table } from 'mdast';
import { basename } from 'node:path';
import { UserError } from '../../errors.ts';
import { bindingsOf, identify, type FoundItem } from './identity.ts';
import { commentsIn, linesOf, refuseHtmlBox, type InlineLine } from './inline.ts';
import type { Checklist } from './item.ts';
import { behindBox, columnsOf } from './marks.ts';
import { trackSections, type SectionTracker } from './sections.ts';
import { parseMarkdown } from './source.ts';

/** Longer than that is no statement that anybody could decide. */
const MAX_TEXT = 10_000;

interface Reading {
  file: string;
  sections: SectionTracker;
  items: FoundItem[];
  /** Place (section and items around it) → how many items it has so far. */
  counts: Map<string, number>;
}

/**
 * Reads any Markdown checklist: task lists (nested, numbered), lines that begin with a box, and tables with a column of
 * states. Whether a box is ticked is not read. `<!-- id: name -->` and `<!-- probe: name -->` inside an item bind it.
 * Throws UserError with file and line: limits, an id used twice, an item without text, or no items at all.
 */
export function parseChecklist(bytes: string | Uint8Array, file: string): Checklist {
  const root = parseMarkdown(bytes, file);
  const titles = root.children.filter((node) => node.type === 'heading' && node.depth === 1);
  const [title] = titles.length === 1 ? titles : [];
  const reading: Reading = { file, sections: trackSections(title === undefined ? 0 : 1), items: [], counts: new Map() };
  readBlocks(root, [], reading);
  if (reading.items.length === 0) {
    throw new UserError({
      file,
      problem: 'the document has no checklist items, so there is nothing to decide',
      allowed: 'task lists (- [ ] text), lines that begin with ☐, or tables with a status column',
      next: 'check the path: checklist.file in cutover.yaml',
    });
  }
  return { file, title: title === undefined ? basename(file) : headingText(title, file), items: identify(reading.items, file) };
}

/** `position`: where the item around this block stands in its section, for nested lists. */
function readBlocks(parent: Extract<Nodes, { children: unknown[] }>, position: number[], reading: Reading): void {
  for (const node of parent.children) {
    if (node.type === 'heading' && parent.type === 'root') reading.sections.heading(node.depth, headingText(node, reading.file));
    else if (node.type === 'thematicBreak' && parent.type === 'root') reading.sections.rule();
    else if (node.type === 'list') readList(node, position, reading);
    else if (node.type === 'paragraph') readLooseLines(linesOf(node, reading.file), position, reading);
    else if (node.type === 'table') readTable(node, position, reading);
    else if (node.type === 'html') refuseHtmlBox(node.value, reading.file, node.position?.start.line ?? 1);
    else if ('children' in node) readBlocks(node, position, reading);
  }
}

function readList(list: List, position: number[], reading: Reading): void {
  for (const entry of list.children) {
    const [first, ...rest] = entry.children;
    const lines = first?.type === 'paragraph' ? linesOf(first, reading.file) : [];
    const boxed = typeof entry.checked === 'boolean' || behindBox((lines[0]?.text ?? '').trimStart()) !== undefined;
    if (!boxed) {
      readBlocks(entry, position, reading);
      continue;
    }
    // A second box in the same paragraph is an item of its own, written without its bullet.
    const [head = [], ...others] = splitAtBoxes(lines);
    const own = addItem(head, [...head.flatMap(({ comments }) => comments), ...commentsBelow(entry)], position, reading, entry.position?.start.line);
    for (const other of others) addItem(other, other.flatMap(({ comments }) => comments), position, reading);
    readBlocks({ ...entry, children: rest }, own, reading);
  }
}

/** Comments that stand under an item's text, on lines of their own. */
function commentsBelow(entry: ListItem): string[] {
  return entry.children.slice(1).flatMap((node) => (node.type === 'html' ? commentsIn(node.value) : []));
}

function readLooseLines(lines: InlineLine[], position: number[], reading: Reading): void {
  for (const group of splitAtBoxes(lines)) {
    if (behindBox(group[0]?.text.trimStart() ?? '') !== undefined) addItem(group, group.flatMap(({ comments }) => comments), position, reading);
  }
}

function readTable(table: Table, position: number[], reading: Reading): void {
  const [titleRow, ...body] = table.children;
  const cells = body.map((row) => row.children.map((cell) => linesOf(cell, reading.file)));
  const textOf = (lines: InlineLine[]): string => lines.map(({ text }) => text).join(' ').trim();
  const columns = columnsOf(titleRow?.children.map((cell) => textOf(linesOf(cell, reading.file))) ?? [], cells.map((row) => row.map(textOf)));
  for (const row of cells) {
    if (columns === undefined) {
      for (const cell of row) readLooseLines(cell.map((line) => ({ ...line, text: line.text.replace(/^\s*[-*+]\s+/, '') })), position, reading);
      continue;
    }
    const statement = row[columns.statement] ?? [];
    if (textOf(statement) === '' && row.every((cell) => textOf(cell) === '')) continue;
    addItem(statement, row.flat().flatMap(({ comments }) => comments), position, reading, row.flat()[0]?.line);
  }
}

function splitAtBoxes(lines: InlineLine[]): InlineLine[][] {
  const groups: InlineLine[][] = [];
  for (const line of lines) {
    if (groups.length === 0 || behindBox(line.text.trimStart()) !== undefined) groups.push([line]);
    else groups.at(-1)?.push(line);
  }
  return groups;
}

/** Returns the item's position, which the items under it begin with. */
function addItem(lines: InlineLine[], comments: string[], position: number[], reading: Reading, startLine?: number): number[] {
  const joined = lines.map(({ text }) => text).join(' ').trim();
  const text = (behindBox(joined) ?? joined).replace(/\s+/g, ' ').trim();
  const line = startLine ?? lines[0]?.line ?? 1;
  if (text === '') throw new UserError({ file: reading.file, line, problem: 'the checklist item has no text', next: 'write what has to be true, or delete the line' });
  if (text.length > MAX_TEXT) throw new UserError({ file: reading.file, line, problem: 'the checklist item is too long', found: `${text.length} characters`, allowed: `at most ${MAX_TEXT}`, next: 'write what has to be true in one sentence, and the rest beside the list' });
  const section = reading.sections.path();
  const place = JSON.stringify([section, position]);
  const count = (reading.counts.get(place) ?? 0) + 1;
  reading.counts.set(place, count);
  const own = [...position, count];
  reading.items.push({ section, text, line, position: own, ...bindingsOf(comments, reading.file, line) });
  return own;
}

function headingText(heading: Root['children'][number], file: string): string {
  return heading.type === 'heading' ? linesOf({ type: 'paragraph', children: heading.children } satisfies Paragraph, file).map(({ text }) => text).join(' ').trim() : '';
}
