import type { Json } from './json.ts';
import { TextFinder } from './text-finder.ts';

const MARK = '(hidden)';
/** Shorter than this, a value occurs by chance everywhere and cannot be told from other text. */
const SHORTEST = 4;

/** True when a value is too short to be found in text without doubt, so that text beside it has to be hidden whole. */
export function tooShortToHide(value: Json): boolean {
  return leaves(value).some((leaf) => leaf !== '' && leaf.length < SHORTEST);
}

/** The strings that must not appear for `values` to stay hidden: each leaf, each of its lines, and its common encodings. */
export function needlesOf(values: Json[]): string[] {
  const plain = values.flatMap((value) => [...leaves(value), JSON.stringify(value)]);
  const lines = plain.flatMap((text) => text.split(/\r?\n/).map((line) => line.trim()));
  const encoded = plain.flatMap((text) => [
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    Buffer.from(text).toString('base64url'),
    Buffer.from(text).toString('hex'),
  ]);
  return [...new Set([...plain, ...lines, ...encoded])].filter((needle) => needle.length >= SHORTEST);
}

/**
 * Replaces each character that belongs to a needle. Positions are found in the original text, so that needles that overlap
 * leave nothing of each other; `maskOf` keeps the length, which lets a caller cut the text before `closeMask`.
 */
export function maskOf(text: string, needles: string[]): string {
  const hidden = new TextFinder(needles.map(flatten)).placesIn(flatten(text));
  return Array.from({ length: text.length }, (_, index) => (hidden[index] === 1 ? '\uE000' : text[index])).join('');
}

/** As long as the text: who wraps lines puts a line break in the place of a blank. */
function flatten(text: string): string {
  return text.replace(/\s/g, ' ');
}

export function closeMask(masked: string): string {
  return masked.replace(/\uE000+/g, MARK);
}

export function hide(text: string, values: Json[]): string {
  return closeMask(maskOf(text, needlesOf(values)));
}

function leaves(value: Json): string[] {
  if (value === null || typeof value === 'boolean') return [];
  if (typeof value !== 'object') return [String(value)];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap(leaves);
}
