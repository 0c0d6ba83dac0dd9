import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { maySign, notValidAt, parseApprovers, principalsOf } from '../../src/change/approvers.ts';
import { Halt } from '../../src/errors.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const folder = temporaryFolder();
const ED25519 = aKey(folder, 'ed25519').publicKey;
const ECDSA = aKey(folder, 'ecdsa', { type: 'ecdsa' }).publicKey;
const RSA = aKey(folder, 'rsa', { type: 'rsa' }).publicKey;

function complaintAbout(text: string): Halt['complaint'] {
  try {
    parseApprovers(text);
  } catch (error) {
    if (error instanceof Halt) return error.complaint;
    throw error;
  }
  throw new Error('the file was accepted');
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

  it.each([
    ['', []],
    [' laptop', []],
    [' groups=security', ['security']],
    [" ann's laptop groups=security,platform,security", ['security', 'platform']],
    [' subgroups=x', []],
  ])('with%s after the key makes a member of %j', (comment, groups) => {
    expect(parseApprovers(`ann@example.com ${ED25519}${comment}`)).toEqual([expect.objectContaining({ groups })]);
  });

  it.each([
    [' groups=security laptop', /groups stand once, at the end/, 'groups=security'],
    [' groups=security groups=network', /groups stand once/, 'groups=security'],
    [' group=security', /groups stand once/, 'group=security'],
    [' Groups=security', /groups stand once/, 'Groups=security'],
    [' groups: security', /groups stand once/, 'groups:'],
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
