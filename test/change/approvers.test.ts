import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { maySign, notValidAt, parseApprovers, principalsOf } from '../../src/change/approvers.ts';
import { Halt } from '../../src/errors.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { refused } from '../helpers/refused.ts';

const folder = temporaryFolder();
const ED25519 = aKey(folder, 'ed25519').publicKey;
const ECDSA = aKey(folder, 'ecdsa', { type: 'ecdsa' }).publicKey;
const RSA = aKey(folder, 'rsa', { type: 'rsa' }).publicKey;

function complaintAbout(text: string): Halt['complaint'] {
  return refused(Halt, () => parseApprovers(text)).complaint;
}

describe('the approvers file', () => {
  it('is read line by line, past comments and empty lines, with CRLF and a byte order mark', () => {
    const text = `\uFEFF# who may approve\r\n\r\nann@example.com ${ED25519} ann's laptop\r\n  bob@example.com,rob@example.com namespaces="cutover-request,git",valid-after="20260101Z" ${ECDSA}\r\n"eve@example.com"\tVALID-BEFORE=20261231235959Z ${RSA}`;
    const [type, key] = ED25519.split(' ');
    expect(parseApprovers(text)).toEqual([
      { principals: ['ann@example.com'], keyType: type, key, namespaces: undefined, validAfter: undefined, validBefore: undefined, groups: [], github: undefined, line: 3 },
      expect.objectContaining({ principals: ['bob@example.com', 'rob@example.com'], keyType: 'ecdsa-sha2-nistp256', namespaces: ['cutover-request', 'git'], validAfter: new Date('2026-01-01T00:00:00Z'), line: 4 }),
      expect.objectContaining({ principals: ['eve@example.com'], keyType: 'ssh-rsa', validBefore: new Date('2026-12-31T23:59:59Z'), line: 5 }),
    ]);
  });

  it.each<[string, string, number | undefined, RegExp]>([
    ['nothing', '', undefined, /names no approver/],
    ['only comments', '# nobody\n\n', undefined, /names no approver/],
    ['a NUL', `ann@example.com ${ED25519}\0`, undefined, /NUL/],
    ['a pattern for a principal', `# x\n*@example.com ${ED25519}`, 2, /one exact name/],
    ['a question mark in a principal', `ann?@example.com ${ED25519}`, 1, /one exact name/],
    ['a negated principal', `ann@example.com,!bob@example.com ${ED25519}`, 1, /one exact name/],
    ['an empty principal', `ann@example.com, ${ED25519}`, 1, /one exact name/],
    ['a certificate authority', `ann@example.com cert-authority ${ED25519}`, 1, /certificate authority/],
    ['a certificate authority in capitals, among others', `ann@example.com namespaces="git",CERT-AUTHORITY ${ED25519}`, 1, /certificate authority/],
    ['an unknown option', `ann@example.com permit-pty ${ED25519}`, 1, /no such option/],
    ['an option twice', `ann@example.com valid-after=20260101Z,valid-after=20250101Z ${ED25519}`, 1, /given twice/],
    ['a time without a time zone', `ann@example.com valid-before="20261231" ${ED25519}`, 1, /not a time/],
    ['a day that is none', `ann@example.com valid-before="20260230Z" ${ED25519}`, 1, /calendar/],
    ['an hour that is none', `ann@example.com valid-before="202602012500Z" ${ED25519}`, 1, /calendar/],
    ['an open quotation', `ann@example.com namespaces="cutover-* ${ED25519}`, 1, /quotation/],
    ['no key', `ok@example.com ${ED25519}\nann@example.com`, 2, /no type of key/],
    ['a key type and no key', 'ann@example.com ssh-ed25519', 1, /not a public key/],
    ['a retired key type', `ann@example.com ssh-dss ${ED25519.split(' ')[1] ?? ''}`, 1, /no type of key/],
    ['a key cut short', `ann@example.com ${ED25519.slice(0, 20)}`, 1, /not a public key/],
    ['a key of another type than it says', `ann@example.com ssh-rsa ${ED25519.split(' ')[1] ?? ''}`, 1, /not a public key of type ssh-rsa/],
    ['a key without a name', ED25519, 1, /no type of key|one exact name/],
  ])('with %s is one error with the line', (_name, text, line, problem) => {
    expect(complaintAbout(text)).toMatchObject({ file: 'approvers', problem: expect.stringMatching(problem), ...(line === undefined ? {} : { line }) });
  });

  const EXAMPLE = 'ann@example.com namespaces="cutover-*" ssh-ed25519 AAAA… github=ann groups=security';
  const TYPES = 'ssh-ed25519, ssh-rsa, ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521, sk-ssh-ed25519@openssh.com, sk-ecdsa-sha2-nistp256@openssh.com';
  const TIMES = '20261231Z or 20261231235959Z (in UTC: without the Z it would mean another time on each machine)';
  const OPTIONS = 'namespaces="…", valid-after="…", valid-before="…"';
  const KEY = ED25519.split(' ')[1] ?? '';
  const NAME = { problem: 'a principal must be one exact name, because an approval is one person\'s', allowed: 'an e-mail address without * ? !' };
  const NO_KEY = { problem: 'this is not a public key of type ssh-ed25519', allowed: 'the line of a .pub file' };
  const NO_OPTION = { problem: 'there is no such option', allowed: OPTIONS };

  it.each<[string, string, object]>([
    ['an open quotation', `ann@example.com namespaces="cutover-* ${ED25519}`, { problem: 'a quotation mark is not closed', allowed: EXAMPLE }],
    ['an open quotation, of a reviewer', '#review "bob@example.com github=bob', { problem: 'a quotation mark is not closed', allowed: '#review bob@example.com namespaces="cutover-request" github=bob groups=security' }],
    ['a long pattern', `${'*'.repeat(200)} ${ED25519}`, { ...NAME, found: '*'.repeat(120) }],
    ['something before a quoted name', `x"ann@example.com" ${ED25519}`, { ...NAME, found: 'x"ann@example.com"' }],
    ['something after a quoted name', `"ann@example.com"x ${ED25519}`, { ...NAME, found: '"ann@example.com"x' }],
    ['a byte order mark within a name', `ann\uFEFF@example.com ${ED25519}`, { problem: 'this is no type of key that may approve', found: '@example.com', allowed: TYPES }],
    ['an option and no key', 'ann@example.com namespaces="git"', { problem: 'this is no type of key that may approve', found: 'namespaces="git"', allowed: TYPES }],
    ['a name alone', 'ann@example.com', { problem: 'this is no type of key that may approve', found: 'nothing', allowed: TYPES }],
    ['a key type alone', 'ann@example.com ssh-ed25519', { ...NO_KEY, found: 'nothing' }],
    ['something after a key', `ann@example.com ssh-ed25519 ${KEY}!`, { ...NO_KEY, found: `${KEY}!` }],
    ['something before a key', `ann@example.com ssh-ed25519 !${KEY}`, { ...NO_KEY, found: `!${KEY}` }],
    ['a key of three bytes', 'ann@example.com ssh-ed25519 AAAA', { ...NO_KEY, found: 'AAAA' }],
    ['a certificate authority', `ann@example.com cert-authority ${ED25519}`, { problem: 'a certificate authority cannot be an approver: it would let others name approvers', found: 'cert-authority', allowed: 'the public key of each approver' }],
    ['an option without its value', `ann@example.com namespaces ${ED25519}`, { ...NO_OPTION, found: 'namespaces' }],
    ['something before an option', `ann@example.com valid-after=20260101Z,1namespaces=git ${ED25519}`, { ...NO_OPTION, found: '1namespaces=git' }],
    ['something after an option', `ann@example.com namespaces="git"x ${ED25519}`, { ...NO_OPTION, found: 'namespaces="git"x' }],
    ['something before a time', `ann@example.com valid-after=x20260101Z ${ED25519}`, { problem: 'this is not a time', found: 'x20260101Z', allowed: TIMES }],
    ['something after a time', `ann@example.com valid-after=20260101Zx ${ED25519}`, { problem: 'this is not a time', found: '20260101Zx', allowed: TIMES }],
    ['a day that is none', `ann@example.com valid-before=20260230Z ${ED25519}`, { problem: 'the calendar has no such time', found: '20260230Z', allowed: TIMES }],
    ['a reviewer with a word that ends as a mark begins', '#review bob@example.com 1github=1 github=bob', { problem: 'a reviewer without a key has a login, and nothing beside it but groups', found: '1github=1' }],
  ])('with %s says what was found, what is allowed, and what to do', (_name, text, says) => {
    expect(complaintAbout(text)).toMatchObject({ file: 'approvers', line: 1, ...says, next: 'correct the line, on the base branch' });
  });

  it('that names nobody says what a line looks like', () => {
    expect(complaintAbout('')).toEqual({ file: 'approvers', problem: 'the file names no approver, so nothing can be approved', allowed: EXAMPLE, next: 'add a line for each approver, on the base branch' });
  });

  it('may speak of reviews behind a key, and have blanks before a reviewer', () => {
    expect(parseApprovers(`ann@example.com ${ED25519} see #review notes\n \t#review bob@example.com github=bob`)).toEqual([expect.objectContaining({ key: KEY, github: undefined }), expect.objectContaining({ principals: ['bob@example.com'], github: 'bob' })]);
  });

  it.each([
    ['', []],
    [' laptop', []],
    [' groups=security', ['security']],
    [" ann's laptop groups=security,platform,security", ['security', 'platform']],
    [' subgroups=x', []],
    [' xgroups=x groups=security', ['security']],
    [' xgroups=x xgroups=y groups=security', ['security']],
    [' groups laptop: groups=security', ['security']],
  ])('with%s after the key makes a member of %j', (comment, groups) => {
    expect(parseApprovers(`ann@example.com ${ED25519}${comment}`)).toEqual([expect.objectContaining({ groups })]);
  });

  it.each([
    [' groups=security laptop', /groups stand once, at the end/, 'groups=security'],
    [' groups=security groups=network', /groups stand once/, 'groups=security'],
    [' group=security', /groups stand once/, 'group=security'],
    [' Groups=security', /groups stand once/, 'Groups=security'],
    [' groups: security', /groups stand once/, 'groups:'],
    [' group=github laptop', /groups stand once/, 'group=github'],
    [' groups=', /no name of a group/, 'groups='],
    [' groups=security,', /no name of a group/, 'groups=security,'],
    [' groups=security, network', /groups stand once/, 'groups=security,'],
    [' groups=Security', /no name of a group/, 'Security'],
    [' groups=*', /no name of a group/, '*'],
  ])('with%s after the key is an error with the line', (comment, problem, found) => {
    expect(complaintAbout(`# x\nann@example.com ${ED25519}${comment}`)).toMatchObject({ line: 2, problem: expect.stringMatching(problem), found, allowed: expect.stringContaining('groups=security,platform') });
  });

  it.each([
    [' github=ann', 'ann', []],
    [' laptop github=Ann-Smith groups=security', 'Ann-Smith', ['security']],
    [' groups=security github=ann_corp', 'ann_corp', ['security']],
  ])('with%s after the key names the login %s, in the groups %j', (comment, github, groups) => {
    expect(parseApprovers(`ann@example.com ${ED25519}${comment}`)).toEqual([expect.objectContaining({ github, groups })]);
  });

  it.each([
    [' github=ann laptop', /the login stands once, at the end/, 'github=ann'],
    [' github=ann github=bob', /the login stands once/, 'github=ann'],
    [' GitHub=ann', /the login stands once/, 'GitHub=ann'],
    [' github: ann', /the login stands once/, 'github:'],
    [' github=', /no login/, 'github='],
    [' github=@ann', /no login/, 'github=@ann'],
    [' github=ann,bob', /no login/, 'github=ann,bob'],
    [' github=dependabot[bot]', /no login/, 'github=dependabot[bot]'],
    [' github=org/team', /no login/, 'github=org/team'],
    [' github=-ann', /no login/, 'github=-ann'],
    [' github=ann-', /no login/, 'github=ann-'],
  ])('with%s after the key is an error with the line', (comment, problem, found) => {
    expect(complaintAbout(`# x\nann@example.com ${ED25519}${comment}`)).toMatchObject({ line: 2, problem: expect.stringMatching(problem), found, allowed: expect.stringContaining('github=ann') });
  });

  it('names people without a key, who only review', () => {
    const text = `#review bob@example.com github=bob\n#review  eve@example.com,eve namespaces="cutover-request",valid-before="20261231Z" groups=security github=Eve\n# review nobody@example.com github=nobody\n#reviewer nobody@example.com github=nobody\n`;
    expect(parseApprovers(text)).toEqual([
      { principals: ['bob@example.com'], keyType: undefined, key: undefined, namespaces: undefined, validAfter: undefined, validBefore: undefined, groups: [], github: 'bob', line: 1 },
      expect.objectContaining({ principals: ['eve@example.com', 'eve'], key: undefined, namespaces: ['cutover-request'], validBefore: new Date('2026-12-31T00:00:00Z'), groups: ['security'], github: 'Eve', line: 2 }),
    ]);
    expect(principalsOf(parseApprovers(text), '')).toEqual([]);
  });

  it.each<[string, string, RegExp, string | undefined]>([
    ['no login', '#review bob@example.com groups=security', /a reviewer without a key has a login/, 'no login'],
    ['a key', `#review bob@example.com ${ED25519} github=bob`, /nothing beside it but groups/, 'ssh-ed25519'],
    ['words beside the login', '#review bob@example.com github=bob of the platform team', /login stands once/, 'github=bob'],
    ['a pattern for a name', '#review *@example.com github=bob', /one exact name/, '*@example.com'],
    ['nobody', '#review github=bob', /a reviewer without a key has a login/, 'no login'],
    ['an unknown option', '#review bob@example.com permit-pty github=bob', /no such option/, 'permit-pty'],
  ])('a reviewer\'s line with %s is an error with the line', (_name, text, problem, found) => {
    expect(complaintAbout(`\n${text}`)).toMatchObject({ line: 2, problem: expect.stringMatching(problem), ...(found === undefined ? {} : { found }) });
  });

  it('stays one that ssh-keygen reads, with groups and logins at the end of its lines and reviewers between them', () => {
    const key = aKey(folder, 'grouped');
    const [allowed, payload] = [join(folder, 'allowed'), join(folder, 'payload')];
    writeFileSync(allowed, `#review bob@example.com namespaces="cutover-request" github=bob\nann@example.com namespaces="cutover-*",valid-before="20991231Z" ${key.publicKey} ann's laptop github=ann groups=security,platform\n`);
    writeFileSync(payload, 'x');
    execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', key.file, '-n', 'cutover-request', payload], { stdio: 'ignore' });
    const said = execFileSync('ssh-keygen', ['-Y', 'verify', '-f', allowed, '-I', 'ann@example.com', '-n', 'cutover-request', '-s', `${payload}.sig`], { input: 'x', encoding: 'utf8' });
    expect(said).toContain('Good "cutover-request" signature for ann@example.com');
    expect(parseApprovers(readFileSync(allowed, 'utf8'))).toEqual([expect.objectContaining({ github: 'bob' }), expect.objectContaining({ github: 'ann', groups: ['security', 'platform'] })]);
  });

  it('names whom a key belongs to', () => {
    const approvers = parseApprovers(`ann@example.com ${ED25519}\nann@home.example,ann@example.com ${ED25519}\nbob@example.com ${ECDSA}`);
    expect(principalsOf(approvers, `${ED25519} comment`)).toEqual(['ann@example.com', 'ann@home.example']);
    expect(principalsOf(approvers, RSA)).toEqual([]);
    expect(principalsOf(approvers, aKey(folder, 'another').publicKey)).toEqual([]);
    expect(principalsOf(approvers, '')).toEqual([]);
  });

  it.each([
    [undefined, true],
    ['cutover-promotion', true],
    ['cutover-*', true],
    ['*', true],
    ['git,cutover-promotio?', true],
    ['cutover-request', false],
    ['cutover', false],
    ['CUTOVER-promotion', false],
    ['cutover.promotion', false],
    ['*,!cutover-promotion', false],
    ['!cutover-request', false],
  ])('with namespaces %s lets a key promote: %s', (namespaces, may) => {
    const [approver] = parseApprovers(`ann@example.com ${namespaces === undefined ? '' : `namespaces="${namespaces}" `}${ED25519}`);
    expect(approver === undefined ? undefined : maySign(approver, 'promotion')).toBe(may);
  });

  it.each([
    ['2026-01-01T00:00:00Z', undefined],
    ['2026-12-31T23:59:59Z', undefined],
    ['2025-12-31T23:59:59.999Z', /only after/],
    ['2027-01-01T00:00:00Z', /only before/],
    ['never', /cannot be read/],
  ])('at %s holds a key valid in 2026 for: %s', (at, why) => {
    const [approver] = parseApprovers(`ann@example.com valid-after=20260101Z,valid-before=20261231235959Z ${ED25519}`);
    if (approver === undefined) throw new Error('no approver');
    const problem = notValidAt(approver, new Date(at));
    if (why === undefined) expect(problem).toBeUndefined();
    else expect(problem).toMatch(why);
  });
});
