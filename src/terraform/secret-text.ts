/** The end of a name whose value is a secret: `master_password`, `DB_PASSWORD`, `clientSecret`. */
const TELLING = String.raw`(?:password|passwd|passphrase|secret|secret_?string|secret_?access_?key|secret_?key|private_?key|token|api_?key|access_?key|connection_?string)`;
/** Words that are the end of others too: telling only as a part of their own, `DB_PASS`, not `bypass`. */
const SHORT = String.raw`(?:^|[^A-Za-z0-9])(?:pass|pwd|credentials?)`;
const TELLING_NAME = new RegExp(`(?:${TELLING}|${SHORT})$`, 'i');

/** A quotation mark, also one inside a JSON text that stands in a JSON text. */
const QUOTE = String.raw`\\*"`;
/** What stands where a secret would, and tells none: a reference, a comparison, or nothing. */
const REFERENCE = [
  String.raw`(?:\\*["'])?(?:(?:var|local|data|module|each|self)\.|\$\{|\$\(|\$[A-Z_][A-Z0-9_]*(?:["'\s;]|$)|\((?:sensitive|known|hidden))`,
  String.raw`(?:null|true|false)\s*(?:$|[,;})])`,
  String.raw`\\*"\\*"|''|=|$`,
].join('|');

/**
 * Secrets that providers leave unmarked. Whole values are hidden, never a part: a part can be guessed from the rest. None begins
 * with what may be long, so that each takes time by the length of the text and not by its square.
 */
const DETECTORS = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{40,}\b/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  // A web token. What stands before the dot is looked at from there: looked for from its beginning, it would be read again from each `eyJ`.
  /\.(?<=\beyJ[A-Za-z0-9_-]{10,}\.)eyJ[A-Za-z0-9_-]{10,}\./,
  // A password in an address.
  /[a-z0-9+.-]:\/\/[^\s/:@]+:[^\s/@]+@/i,
  // "password": "…" in JSON.
  new RegExp(`${TELLING}${QUOTE}\\s*:\\s*(?:${QUOTE}(?!\\\\*")|-?\\d{4})`, 'i'),
  new RegExp(`${SHORT}${QUOTE}\\s*:\\s*(?:${QUOTE}(?!\\\\*")|-?\\d{4})`, 'i'),
  // "name": "DB_PASSWORD", "value": "…", as container definitions have it. Backslashes before the first quotation mark change nothing.
  new RegExp(`"name${QUOTE}\\s*:\\s*${QUOTE}[^"\\\\]*${TELLING}${QUOTE}\\s*,\\s*${QUOTE}value${QUOTE}\\s*:\\s*${QUOTE}(?!\\\\*")`, 'i'),
  // password = … in settings, scripts and connection strings.
  new RegExp(`(?:^|[\\s;&?"'])[\\w.-]{0,80}${TELLING}\\s{0,8}=(?!\\s*(?:${REFERENCE}))`, 'im'),
  new RegExp(`${SHORT}\\s{0,8}=(?!\\s*(?:${REFERENCE}))`, 'im'),
];

export function looksSecret(text: string): boolean {
  return DETECTORS.some((detector) => detector.test(text));
}

/** True for a name whose value is hidden whatever it is. */
export function isTellingName(name: string): boolean {
  return TELLING_NAME.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2')) || TELLING_NAME.test(name);
}

/** A text with nothing secret in it: itself, or a note that it was hidden. */
export function redactText(text: string): string {
  return looksSecret(text) ? '(hidden: it looks like a secret)' : text;
}
