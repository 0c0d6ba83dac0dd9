import { SHORT, TELLING } from './telling-names.ts';
import { TOKENS } from './token-patterns.ts';

/** A quotation mark, also one inside a JSON text that stands in a JSON text. */
const QUOTE = String.raw`\\*"`;
/** What stands where a secret would, and tells none: a reference, a comparison, or nothing. */
const REFERENCE = [
  String.raw`(?:\\*["'])?(?:(?:var|local|data|module|each|self)\.|\$\{|\$\(|\$[A-Z_][A-Z0-9_]*(?:["'\s;]|$)|\((?:sensitive|known|hidden))`,
  String.raw`(?:null|true|false)\s*(?:$|[,;})])`,
  String.raw`\\*"\\*"|''|=|$`,
].join('|');
/** "name": "DB_PASSWORD", and the same with what else such lists call it. */
const NAMED = `"(?:name|key|parameterkey|variable)${QUOTE}\\s*:\\s*${QUOTE}[^"\\\\]*${TELLING}${QUOTE}`;
const VALUE = `${QUOTE}(?:parameter)?value${QUOTE}\\s*:\\s*${QUOTE}(?!\\\\*")`;

/**
 * Secrets that providers leave unmarked. Whole values are hidden, never a part: a part can be guessed from the rest. None begins
 * with what may be long, so that each takes time by the length of the text and not by its square.
 */
const DETECTORS = [
  // A password in an address, with a user before it or without.
  /[a-z0-9+.-]:\/\/[^\s/:@?#]*:[^\s/@]+@/i,
  // What is signed for whoever has the address.
  /[?&;](?:X-Amz-Signature|X-Goog-Signature|sig)=[A-Za-z0-9%]/i,
  // The header of a request, in any writing.
  /\b(?:bearer|basic)\s+(?=[A-Za-z+/_.~-]{0,60}\d)[A-Za-z0-9+/_.~-]{16}/i,
  // "password": "…" in JSON.
  new RegExp(`${TELLING}${QUOTE}\\s*:\\s*(?:${QUOTE}(?!\\\\*")|-?\\d{4})`, 'i'),
  new RegExp(`${SHORT}${QUOTE}\\s*:\\s*(?:${QUOTE}(?!\\\\*")|-?\\d{4})`, 'i'),
  // "name": "DB_PASSWORD", "value": "…", as container definitions have it. Backslashes before the first quotation mark change nothing.
  new RegExp(`${NAMED}\\s*,\\s*${VALUE}`, 'i'),
  new RegExp(`"(?:parameter)?value${QUOTE}\\s*:\\s*${QUOTE}[^"\\\\]+${QUOTE}\\s*,\\s*\\\\*${NAMED}`, 'i'),
  // password = … in settings, scripts and connection strings.
  new RegExp(`(?:^|[\\s;&?"'])[\\w.-]{0,80}${TELLING}\\s{0,8}=(?!\\s*(?:${REFERENCE}))`, 'im'),
  new RegExp(`${SHORT}\\s{0,8}=(?!\\s*(?:${REFERENCE}))`, 'im'),
  // password: … in YAML, and in what prints like it.
  new RegExp(`^[ \\t]{0,80}(?:- )?["']?[\\w.-]{0,80}(?:${TELLING}|${SHORT})["']?:[ \\t]{1,8}(?!\\s*(?:${REFERENCE}))\\S`, 'im'),
  // --password … on a command line.
  new RegExp(`\\s--[\\w-]{0,80}${TELLING}[ \\t]{1,8}(?!-|[ \\t]|${REFERENCE})\\S`, 'i'),
];

/** What any of the others needs, looked for first: most texts are short, or names. */
const WORTH_A_LOOK = /[=:]|--|[A-Za-z0-9_+/.~-]{14}/;

export function looksSecret(text: string): boolean {
  return WORTH_A_LOOK.test(text) && (DETECTORS.some((detector) => detector.test(text)) || TOKENS.some((token) => token.test(text)));
}

const HIDDEN = '(hidden: it looks like a secret)';

/** A text with nothing secret in it: itself, or a note that it was hidden. */
export function redactText(text: string): string {
  return looksSecret(text) ? HIDDEN : text;
}

const KEY_BEGINS = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY/;
const KEY_ENDS = /-----END [A-Z ]{0,40}PRIVATE KEY/;

/** The same line by line, for what a program prints. A key that goes over many lines is hidden from its first to its last. */
export function redactLines(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => KEY_ENDS.test(line));
  // Cut off at its beginning, so that only its end tells what it was.
  const headless = first !== -1 && !lines.slice(0, first + 1).some((line) => KEY_BEGINS.test(line));
  let inside = headless;
  return lines.flatMap((line, index) => {
    const before = inside;
    if (KEY_BEGINS.test(line)) inside = true;
    const hidden = inside;
    if (KEY_ENDS.test(line)) inside = false;
    if (!hidden) return [redactText(line)];
    return before && index > 0 ? [] : [HIDDEN];
  }).join('\n');
}
