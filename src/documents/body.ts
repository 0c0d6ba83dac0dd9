import { UserError } from '../errors.ts';
import { ARCHITECTURE_SECTIONS, MADE_OF_PARTS } from './architecture-sections.ts';
import { sectionsOf, type Section } from './sections.ts';

/** What people write where they mean to write something later, and words that give no reason. */
const PLACEHOLDER = /\{\{[^{}]*\}\}|\b(?:tbd|todo|fixme|n\/a|none|not applicable)\b/gi;

/** Where a body stands in its file. */
export interface BodyPlace {
  file: string;
  firstLine: number;
}

/** Holds the Markdown under the front matter to something too: it says something. Throws UserError where it ends. */
export function assertBody(body: string, place: BodyPlace): void {
  if (sectionsOf(body, place.firstLine).some(({ text }) => says(text))) return;
  throw new UserError({ file: place.file, line: lastLine(body, place), problem: 'the document has no text for people under its front matter', allowed: 'Markdown that says what the fields cannot', next: 'write why it is as it is' });
}

/** An architecture has every section of ARCHITECTURE_SECTIONS, each with text. Throws UserError at the first that is empty, then for all that are missing. */
export function assertArchitectureBody(body: string, place: BodyPlace): void {
  const { file } = place;
  const sections = sectionsOf(body, place.firstLine);
  const known = new Map(ARCHITECTURE_SECTIONS.map((title) => [plain(title), title]));
  for (const [index, section] of sections.entries()) {
    const title = known.get(plain(section.title));
    if (title === undefined) continue;
    const parts = MADE_OF_PARTS.has(title) ? partsOf(sections, index) : [section];
    if (parts.some(({ text }) => says(text))) continue;
    const found = section.text.trim().slice(0, 120);
    throw new UserError({ file, line: section.line, field: title, problem: 'the section is empty', found: found === '' ? 'a heading without text' : found, allowed: 'text of its own', next: 'write what holds here, or “Not applicable, because …”' });
  }
  const there = new Set(sections.map(({ title }) => plain(title)));
  const missing = ARCHITECTURE_SECTIONS.filter((title) => !there.has(plain(title)));
  if (missing.length === 0) return;
  throw new UserError({
    file,
    line: lastLine(body, place),
    problem: missing.length === 1 ? 'a section is missing' : `${missing.length} sections are missing`,
    found: `no heading “${missing.join('”, “')}”`,
    allowed: 'a heading, on any level, for each section, with text under it',
    next: 'add what is missing; where a section does not apply, write “Not applicable, because …”',
  });
}

/** A section and those under it. */
function partsOf(sections: Section[], index: number): Section[] {
  const level = sections[index]?.level ?? 0;
  const end = sections.findIndex((section, other) => other > index && section.level <= level);
  return sections.slice(index, end === -1 ? undefined : end);
}

function says(text: string): boolean {
  const rest = /\bbecause\b/i.test(text) ? text : text.replace(PLACEHOLDER, ' ');
  return /[\p{L}\p{N}]/u.test(rest);
}

/** Headings are compared without case, number (`3.1`), doubled blanks and the sign for “and”. */
function plain(title: string): string {
  return title.toLowerCase().replace(/^[\d.)\s]+/, '').replaceAll('&', 'and').replace(/\s+/g, ' ').trim();
}

function lastLine(body: string, { firstLine }: BodyPlace): number {
  return firstLine + body.trimEnd().split('\n').length - 1;
}
