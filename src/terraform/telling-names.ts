/** The end of a name whose value is a secret: `master_password`, `DB_PASSWORD`, `clientSecret`. */
export const TELLING = String.raw`(?:password|passwd|passphrase|secret|secret_?string|secret_?access_?key|secret_?key|private_?key|token|api_?key|access_?key|account_?key|shared_?key|connection_?string)`;
/** Words that are the end of others too: telling only as a part of their own, `DB_PASS`, not `bypass`. */
export const SHORT = String.raw`(?:^|[^A-Za-z0-9])(?:pass|pwd|credentials?)`;
const TELLING_NAME = new RegExp(`(?:${TELLING}|(?:password|passphrase|secret|private_?key|api_?key|access_?key)s|${SHORT})$`, 'i');

/** What a secret is often called, and other things as well: `signing_key`, `auth`, `token_2`. */
const PERHAPS = /key|token|secret|pass|pwd|cred|auth|sign|salt|seed|session|cookie|bearer|license|webhook|dsn/i;
/** What is said about a secret, and public. */
const ABOUT = /public|arn$|(?:^|[-_.])(?:ids?|name|url|uri|type|hash|sha\d*|path|file|version|length|size|count|algorithm|endpoint|policy|prefix|suffix|fingerprint|location|region|thumbprint)$|(?:s3|object|hash|range|sort|partition|route|routing|cache|map|^)[-_.]?keys?$/i;

/** One of these is in every name that tells. */
const HINT = /pass|pwd|secret|key|token|cred|connection/i;

/** True for a name whose value is hidden whatever it is. */
export function isTellingName(name: string): boolean {
  return HINT.test(name) && (TELLING_NAME.test(parted(name)) || TELLING_NAME.test(name));
}

/** True for a name whose value is hidden where nobody can have made it up. */
export function mayBeTelling(name: string): boolean {
  return PERHAPS.test(name) && !ABOUT.test(parted(name));
}

/** `dbPassword` → `db_Password`. */
function parted(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
}
