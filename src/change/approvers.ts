import { Halt } from '../errors.ts';
import { namespaceOf, type ApprovalKind } from '../evidence/approval-statement.ts';
import { allowsNamespace } from './namespaces.ts';
import { readMarks, type Marks, type Refuse } from './approver-marks.ts';

export const APPROVERS_FILE = 'approvers';

/** One line of the `approvers` file: who may approve, with which key or under which login, of what, and when. */
export interface Approver extends Marks {
  /** Names of one person, usually one e-mail address. */
  principals: string[];
  /** Undefined, as `key` is, for somebody who only reviews on GitHub. */
  keyType: string | undefined;
  /** Base64 of the public key. */
  key: string | undefined;
  /** SSH patterns such as `cutover-*`; undefined: all namespaces. */
  namespaces: string[] | undefined;
  /** Inclusive, as ssh-keygen reads them. */
  validAfter: Date | undefined;
  validBefore: Date | undefined;
  /** 1-based line in the file. */
  line: number;
}

const KEY_TYPES = ['ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com'];

const EXAMPLE = 'ann@example.com namespaces="cutover-*" ssh-ed25519 AAAA… github=ann groups=security';
/** A comment to ssh-keygen, which gives up at a line without a key. */
const REVIEWER = /^#review(?=\s)/;
const REVIEWER_EXAMPLE = '#review bob@example.com namespaces="cutover-request" github=bob groups=security';

/**
 * Parses an `approvers` file: the `allowed_signers` format of ssh-keygen(1), without what would blur who approved (patterns
 * as principals, certificate authorities) or when (times without a time zone). A line may end in `github=ann` and
 * `groups=security,platform`, which ssh-keygen passes over; one that begins with `#review` names somebody who has no key and
 * only reviews. Throws Halt with the line; also when it names nobody.
 */
export function parseApprovers(text: string, file: string = APPROVERS_FILE): Approver[] {
  if (text.includes('\0')) throw new Halt({ file, problem: 'the file holds a NUL character, so it is not text' });
  const approvers = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => (/^\s*(#(?!review\s)|$)/.test(line) ? [] : [parseLine(line.trim(), index + 1, file)]));
  if (approvers.length === 0) throw new Halt({ file, problem: 'the file names no approver, so nothing can be approved', allowed: EXAMPLE, next: 'add a line for each approver, on the base branch' });
  return approvers;
}

/** Names that a public key (`ssh-ed25519 AAAA…`, a comment may follow) may sign as. */
export function principalsOf(approvers: Approver[], publicKey: string): string[] {
  const [type, key] = publicKey.split(' ');
  return [...new Set(approvers.filter((approver) => approver.keyType === type && approver.key === key).flatMap((approver) => approver.principals))];
}

/** True when the line's namespaces allow approvals of this kind. Pattern lists as in ssh_config(5): a negated match refuses. */
export function maySign(approver: Approver, kind: ApprovalKind): boolean {
  return allowsNamespace(approver.namespaces, namespaceOf(kind));
}

/** Undefined when the key is valid at `time`; else why not. */
export function notValidAt(approver: Approver, time: Date): string | undefined {
  if (Number.isNaN(time.getTime())) return 'the time cannot be read';
  if (approver.validAfter !== undefined && time < approver.validAfter) return `valid only after ${approver.validAfter.toISOString()}`;
  if (approver.validBefore !== undefined && time > approver.validBefore) return `valid only before ${approver.validBefore.toISOString()}`;
  return undefined;
}

function parseLine(text: string, line: number, file: string): Approver {
  const reviewer = REVIEWER.test(text);
  const refuse: Refuse = (problem, found, allowed = reviewer ? REVIEWER_EXAMPLE : EXAMPLE) =>
    new Halt({ file, line, problem, ...(found === undefined ? {} : { found: found.slice(0, 120) }), allowed, next: 'correct the line, on the base branch' });
  // Fields end at a space that is not inside double quotes.
  const fields = text.replace(REVIEWER, '').match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  if ((text.match(/"/g) ?? []).length % 2 !== 0) throw refuse('a quotation mark is not closed');
  const principals = (fields[0] ?? '').replace(/^"(.*)"$/, '$1').split(',');
  for (const principal of principals) {
    if (!/^[^\s",*?!]{1,320}$/.test(principal)) throw refuse('a principal must be one exact name, because an approval is one person\'s', principal, 'an e-mail address without * ? !');
  }
  const hasOptions = fields[2] !== undefined && /^(?!ssh-|ecdsa-|sk-|github=|groups=)[a-z-]+(=|,|$)/i.test(fields[1] ?? '');
  const rest = fields.slice(hasOptions ? 2 : 1);
  const credential = reviewer ? reviewerOf(rest, refuse) : keyOf(rest, refuse);
  const approver: Approver = { principals, ...credential, namespaces: undefined, validAfter: undefined, validBefore: undefined, line };
  if (hasOptions) readOptions(fields[1] ?? '', approver, refuse);
  return approver;
}

function keyOf([keyType, key, ...comment]: string[], refuse: Refuse): Pick<Approver, 'keyType' | 'key'> & Marks {
  if (keyType === undefined || !KEY_TYPES.includes(keyType)) throw refuse('this is no type of key that may approve', keyType ?? 'nothing', KEY_TYPES.join(', '));
  if (key === undefined || !isKey(key, keyType)) throw refuse(`this is not a public key of type ${keyType}`, key ?? 'nothing', 'the line of a .pub file');
  return { keyType, key, ...readMarks(comment, refuse) };
}

function reviewerOf(fields: string[], refuse: Refuse): Pick<Approver, 'keyType' | 'key'> & Marks {
  const marks = readMarks(fields, refuse);
  const other = fields.find((field) => !/^(github|groups)=/.test(field));
  if (other !== undefined || marks.github === undefined) throw refuse('a reviewer without a key has a login, and nothing beside it but groups', other ?? 'no login');
  return { keyType: undefined, key: undefined, ...marks };
}

/** The key names its own type again inside: a length of four bytes, then the name. RFC 4253, section 6.6. */
function isKey(key: string, keyType: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return false;
  const bytes = Buffer.from(key, 'base64');
  return bytes.length > 4 && bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString('latin1') === keyType;
}

function readOptions(text: string, approver: Approver, refuse: Refuse): void {
  const seen = new Set<string>();
  for (const option of text.match(/(?:[^,"]|"[^"]*")+/g) ?? []) {
    const [, written = '', quoted] = /^([a-z-]+)(?:="?([^"]*)"?)?$/i.exec(option) ?? [];
    const name = written.toLowerCase();
    if (seen.has(name)) throw refuse('an option is given twice', option);
    seen.add(name);
    if (name === 'cert-authority') throw refuse('a certificate authority cannot be an approver: it would let others name approvers', option, 'the public key of each approver');
    if (quoted === undefined || !['namespaces', 'valid-after', 'valid-before'].includes(name)) throw refuse('there is no such option', option, 'namespaces="…", valid-after="…", valid-before="…"');
    if (name === 'namespaces') approver.namespaces = quoted.split(',');
    if (name === 'valid-after') approver.validAfter = readTime(quoted, refuse);
    if (name === 'valid-before') approver.validBefore = readTime(quoted, refuse);
  }
}

function readTime(text: string, refuse: Refuse): Date {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?Z$/.exec(text);
  const allowed = '20261231Z or 20261231235959Z (in UTC: without the Z it would mean another time on each machine)';
  if (parts === null) throw refuse('this is not a time', text, allowed);
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00'] = parts;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time.getTime()) || time.getUTCDate() !== Number(day)) throw refuse('the calendar has no such time', text, allowed);
  return time;
}
