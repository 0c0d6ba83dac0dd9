import { UserError } from '../../errors.ts';
import type { ChecklistItem } from './item.ts';
import { slugOf } from './sections.ts';

/** An item with its place in its section, `[3]` or, under the third, `[3, 1]`. */
export interface FoundItem {
  section: string[];
  text: string;
  line: number;
  position: number[];
  explicitId?: string;
  probeId?: string;
}

const BINDING = /^(id|probe)\s*:\s*(.*)$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/;

/** Reads `id: …` and `probe: …` from an item's comments; other comments are only comments. */
export function bindingsOf(comments: string[], file: string, line: number): Pick<FoundItem, 'explicitId' | 'probeId'> {
  const found = new Map<string, string>();
  for (const comment of comments) {
    const [, kind, name = ''] = BINDING.exec(comment) ?? [];
    if (kind === undefined) continue;
    if (!NAME.test(name)) throw new UserError({ file, line, field: kind, problem: `the ${kind} comment does not hold a name`, found: name.slice(0, 120), allowed: 'letters, digits, hyphens, underscores, dots and slashes, at most 100' });
    if (found.has(kind)) throw new UserError({ file, line, field: kind, problem: `the item has two ${kind} comments`, found: `${found.get(kind) ?? ''} and ${name}` });
    found.set(kind, name);
  }
  const [explicitId, probeId] = [found.get('id'), found.get('probe')];
  return { ...(explicitId === undefined ? {} : { explicitId }), ...(probeId === undefined ? {} : { probeId }) };
}

/**
 * Names each item: by its `id` comment, or by its section's path and its position there, since texts repeat. Two sections
 * with the same path are one. Throws UserError where two items would have one name.
 */
export function identify(found: FoundItem[], file: string): ChecklistItem[] {
  const slugs = slugsOfSections(found);
  const lines = new Map<string, number>();
  return found.map(({ section, text, line, position, explicitId, probeId }) => {
    const id = explicitId ?? [slugs.get(section.join('\n')) ?? 'items', position.join('.')].join('/');
    const earlier = lines.get(id);
    if (earlier !== undefined) throw new UserError({ file, line, field: 'id', problem: `the item has the same id as the one on line ${earlier}`, found: id, next: 'give one of them another <!-- id: … -->' });
    lines.set(id, line);
    return { id, section, text, line, ...(probeId === undefined ? {} : { probeId }) };
  });
}

/** Different headings may have one slug (`1.1 Tests`, `1.2 Tests`): the later ones get a number. */
function slugsOfSections(found: FoundItem[]): Map<string, string> {
  const slugs = new Map<string, string>();
  const taken = new Set<string>();
  for (const { section } of found) {
    const key = section.join('\n');
    if (slugs.has(key) || section.length === 0) continue;
    const slug = section.map(slugOf).join('/');
    let free = slug;
    for (let count = 2; taken.has(free); count += 1) free = `${slug}-${count}`;
    taken.add(free);
    slugs.set(key, free);
  }
  return slugs;
}
