import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { decideApproval } from '../../../src/change/approval.ts';
import { parseApprovers, type Approver } from '../../../src/change/approvers.ts';
import { findSigningKey } from '../../../src/change/sources/signing-key.ts';
import { signApproval, verifyApproval } from '../../../src/change/sources/ssh-signature.ts';
import { canonicalJson } from '../../../src/digest.ts';
import { UserError } from '../../../src/errors.ts';
import { namespaceOf, type ApprovalKind, type SignedApproval } from '../../../src/evidence/approval-statement.ts';
import { checkApprovals } from '../../../src/evidence/check-approvals.ts';
import { aRepository } from '../../helpers/a-repository.ts';
import { aQuestion } from '../../helpers/an-approval-question.ts';
import { anApproval } from '../../helpers/an-approval.ts';
import { restoreEnvironment } from '../../helpers/environment.ts';
import { aKey } from '../../helpers/ssh-keys.ts';
import { inAChild, moduleAt } from '../../helpers/in-a-child.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { refused } from '../../helpers/refused.ts';

const folder = temporaryFolder();
const ann = aKey(folder, 'ann');
const bob = aKey(folder, 'bob');
const approvers = parseApprovers(`ann@example.com ${ann.publicKey}\nbob@example.com ${bob.publicKey}\n`);
const environment = { ...process.env };

afterEach(() => {
  restoreEnvironment(environment);
});

/** Puts a program of this name before all others on PATH. */
function onPath(name: string, script: string): void {
  const bin = temporaryFolder();
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  process.env['PATH'] = `${bin}:${process.env['PATH'] ?? ''}`;
}

function edited(signed: SignedApproval, edit: (statement: SignedApproval['statement']) => void): SignedApproval {
  const copy = structuredClone(signed);
  edit(copy.statement);
  return copy;
}

function complaintOf(work: () => unknown): unknown {
  return refused(UserError, work).complaint;
}

/** What somebody who verifies a bundle says of it, without OpenSSH. */
function problemsOf(signed: SignedApproval): unknown[] {
  return checkApprovals({ approvals: [{ file: 'approvals/request.1.json', signed }] }, undefined).problems;
}

describe('an SSH signature of an approval', () => {
  it.each(['ed25519', 'ecdsa', 'rsa'] as const)('by a key of type %s is recognised as its approver\'s', (type) => {
    const key = aKey(temporaryFolder(), type, { type });
    const [approver] = parseApprovers(`ann@example.com ${key.publicKey}`);
    const signed = signApproval(anApproval(), key);
    expect(verifyApproval(signed, [approver as Approver])).toEqual({ approval: anApproval(), signedBy: approver });
    expect(problemsOf(signed)).toEqual([]);
  });

  it('can be checked by hand: it is over the canonical JSON of the statement', () => {
    const signed = signApproval(anApproval(), ann);
    const allowed = join(folder, 'allowed');
    const signature = join(folder, 'signature');
    writeFileSync(allowed, `ann@example.com ${ann.publicKey}\n`);
    writeFileSync(signature, signed.signature);
    const said = execFileSync('ssh-keygen', ['-Y', 'verify', '-f', allowed, '-I', 'ann@example.com', '-n', 'cutover-request', '-s', signature], { input: canonicalJson(signed.statement), encoding: 'utf8' });
    expect(said).toContain('Good "cutover-request" signature for ann@example.com');
    expect(signed.statement).toMatchObject({ _type: 'https://in-toto.io/Statement/v1', subject: [{ digest: { sha256: anApproval().digest } }], predicateType: 'urn:cutover:approval:v1' });
  });

  it.each<[string, (statement: SignedApproval['statement']) => void]>([
    ['digest', (statement) => (statement.subject[0].digest.sha256 = 'f'.repeat(64))],
    ['change', (statement) => (statement.predicate.change = 'CR-0002')],
    ['repository', (statement) => (statement.predicate.repository = 'f'.repeat(64))],
    ['target', (statement) => (statement.predicate.target = 'cloud')],
    ['time', (statement) => (statement.predicate.at = '2026-03-02T09:00:00.000Z')],
    ['kind', (statement) => (statement.predicate.kind = 'promotion')],
    ['approver', (statement) => (statement.predicate.approver = 'bob@example.com')],
    ['name of the subject', (statement) => (statement.subject[0].name = 'seal')],
  ])('does not hold for another %s', (_name, edit) => {
    const forged = edited(signApproval(anApproval(), ann), edit);
    expect(verifyApproval(forged, approvers)).toMatchObject({ signedBy: null, problem: expect.stringMatching(/signature is not by a key of/) });
    expect(problemsOf(forged)).toEqual([{ file: 'approvals/request.1.json', why: expect.stringContaining('not one over this approval') }]);
  });

  it('row 2: made for one kind of approval cannot be shown as another, even over the same bytes', () => {
    const signed = signApproval(anApproval(), ann);
    const file = join(temporaryFolder(), 'payload');
    for (const kind of ['promotion', 'acknowledgement'] satisfies ApprovalKind[]) {
      writeFileSync(file, canonicalJson(signed.statement));
      execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', ann.file, '-n', namespaceOf(kind), file], { stdio: 'ignore' });
      expect(verifyApproval({ ...signed, signature: readFileSync(`${file}.sig`, 'utf8') }, approvers).signedBy).toBeNull();
      rmSync(`${file}.sig`);
    }
  });

  it("row 25: by a key that only the change's own approvers file holds is nobody's", () => {
    const eve = aKey(temporaryFolder(), 'eve');
    const signed = signApproval(anApproval({ approver: 'eve@example.com' }), eve);
    expect(verifyApproval(signed, approvers)).toMatchObject({ signedBy: null, problem: 'eve@example.com is not an approver' });
    const asAnn = signApproval(anApproval(), eve);
    expect(verifyApproval(asAnn, approvers)).toMatchObject({ signedBy: null, problem: expect.stringMatching(/not by a key of ann@example\.com \(.*ould not verify signature/) });
    expect(decideApproval(aQuestion({ approvals: [signed, asAnn].map((one) => verifyApproval(one, approvers)), approvers })).allowed).toBe(false);
  });

  it('is by nobody who only reviews, unless another line holds a key', () => {
    const reviewer = '#review ann@example.com github=ann\n';
    expect(verifyApproval(signApproval(anApproval(), ann), parseApprovers(reviewer))).toMatchObject({ signedBy: null, problem: 'ann@example.com has no key in the approvers file, and only reviews' });
    expect(verifyApproval(signApproval(anApproval(), ann), parseApprovers(`${reviewer}ann@example.com ${ann.publicKey}`))).toMatchObject({ signedBy: { line: 2 } });
  });

  it('says which of two keys of one person it was', () => {
    const two = parseApprovers(`ann@example.com ${bob.publicKey}\nann@example.com ${ann.publicKey}`);
    expect(verifyApproval(signApproval(anApproval(), ann), two)).toMatchObject({ signedBy: { line: 2 } });
  });

  it('leaves validity and namespaces to the decision, at the stated time', () => {
    const limited = parseApprovers(`ann@example.com namespaces="git",valid-before="20200101Z" ${ann.publicKey}`);
    expect(verifyApproval(signApproval(anApproval(), ann), limited)).toMatchObject({ signedBy: { line: 1 } });
  });

  it('row 10: of a change with a hostile name runs nothing', () => {
    const signed = signApproval(anApproval({ approver: '$(touch${IFS}x)`touch${IFS}y`;touch' }), ann);
    const hostile: Approver = { ...(approvers[0] as Approver), principals: ['$(touch${IFS}x)`touch${IFS}y`;touch'] };
    const before = readdirSync(process.cwd());
    expect(verifyApproval(signed, [hostile]).signedBy).toBe(hostile);
    expect(readdirSync(process.cwd())).toEqual(before);
  });

  it('leaves nothing behind in the temporary folder', () => {
    const TMPDIR = temporaryFolder();
    const source = `
      import { readdirSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { parseApprovers } from ${moduleAt('src/change/approvers.ts')};
      import { signApproval, verifyApproval } from ${moduleAt('src/change/sources/ssh-signature.ts')};
      import { anApproval } from ${moduleAt('test/helpers/an-approval.ts')};
      const verified = verifyApproval(signApproval(anApproval(), ${JSON.stringify(ann)}), parseApprovers(${JSON.stringify(`ann@example.com ${ann.publicKey}`)}));
      try { signApproval(anApproval(), { source: { file: '/nowhere' } }); } catch {}
      console.log(JSON.stringify([tmpdir(), readdirSync(tmpdir()), verified.signedBy?.line]));`;
    expect(JSON.parse(inAChild(source, { TMPDIR }))).toEqual([TMPDIR, [], 1]);
  });
});

describe('signing is refused', () => {
  it('with a file that is no key', () => {
    const file = join(folder, 'text');
    writeFileSync(file, 'not a key', { mode: 0o600 });
    expect(() => signApproval(anApproval(), { source: { file } })).toThrow(/the approval could not be signed with this key/);
  });

  it('with an encrypted key when nobody is there to be asked, and does not wait', () => {
    const key = aKey(temporaryFolder(), 'locked', { passphrase: 'secret' });
    // Without a terminal ssh-keygen asks the program named here, and this one gives up.
    onPath('no-askpass', 'exit 1');
    Object.assign(process.env, { SSH_ASKPASS: 'no-askpass', SSH_ASKPASS_REQUIRE: 'force' });
    expect(() => signApproval(anApproval(), key)).toThrow(/could not be signed with this key/);
  });

  it('when ssh-keygen is missing', () => {
    process.env['PATH'] = temporaryFolder();
    expect(() => signApproval(anApproval(), ann)).toThrow(/ssh-keygen was not found[^]*OpenSSH 8\.2/);
  });

  it.each([
    ['OpenSSH 7.9', 'echo "unknown option -- Y" >&2; exit 1'],
    ['an older macOS', 'echo "ssh-keygen: illegal option -- Y" >&2; exit 1'],
    ['OpenSSH 8.0', "echo \"Unsupported operation for -Y: 'sign'\" >&2; exit 255"],
  ])('when ssh-keygen is that of %s', (_name, script) => {
    onPath('ssh-keygen', script);
    expect(() => signApproval(anApproval(), ann)).toThrow(/too old[^]*OpenSSH 8\.2 or newer/);
  });
});

describe('an encrypted key', () => {
  it('signs when its passphrase is given', () => {
    const key = aKey(temporaryFolder(), 'locked', { passphrase: 'secret' });
    onPath('askpass', 'echo secret');
    Object.assign(process.env, { SSH_ASKPASS: 'askpass', SSH_ASKPASS_REQUIRE: 'force' });
    const [approver] = parseApprovers(`ann@example.com ${key.publicKey}`);
    expect(verifyApproval(signApproval(anApproval(), key), [approver as Approver]).signedBy).toBe(approver);
  });
});

describe('the key to sign with', () => {
  const repository = aRepository();
  afterAll(() => repository.remove());
  afterEach(() => {
    for (const name of ['gpg.format', 'user.signingkey']) {
      try {
        repository.git('config', '--unset', name);
      } catch {
        // was not set
      }
    }
    delete process.env['SSH_AUTH_SOCK'];
  });

  it('is the one asked for', () => {
    expect(findSigningKey(repository.path, ann.file)).toEqual({ source: { file: ann.file }, publicKey: ann.publicKey });
  });

  it("is git's, when git signs with SSH", () => {
    delete process.env['SSH_AUTH_SOCK'];
    repository.git('config', 'user.signingkey', bob.file);
    expect(() => findSigningKey(repository.path, undefined)).toThrow(/no key to sign/);
    repository.git('config', 'gpg.format', 'ssh');
    expect(findSigningKey(repository.path, undefined).publicKey).toBe(bob.publicKey);
  });

  it('is read from the private key when no .pub lies beside it', () => {
    const alone = join(temporaryFolder(), 'alone');
    writeFileSync(alone, readFileSync(ann.file), { mode: 0o600 });
    expect(findSigningKey(repository.path, alone)).toEqual({ source: { file: alone }, publicKey: ann.publicKey });
  });

  it('may be named by its public half, which is read before anybody is asked for a passphrase', () => {
    expect(findSigningKey(repository.path, `${ann.file}.pub`)).toEqual({ source: { file: `${ann.file}.pub` }, publicKey: ann.publicKey });
    const locked = join(temporaryFolder(), 'locked');
    writeFileSync(locked, 'not one of the ssh-keys of old', { mode: 0o600 });
    writeFileSync(`${locked}.pub`, `${ann.publicKey}\n`);
    expect(findSigningKey(repository.path, locked)).toEqual({ source: { file: locked }, publicKey: ann.publicKey });
  });

  it('is found where git finds it: from the home folder, from the project, and by its own text', () => {
    repository.git('config', 'gpg.format', 'ssh');
    const configured = (value: string): unknown => (repository.git('config', 'user.signingkey', value), findSigningKey(repository.path, undefined));
    process.env['HOME'] = folder;
    expect(configured('~/ann')).toEqual({ source: { file: ann.file }, publicKey: ann.publicKey });
    const inside = join(repository.path, 'the ssh-keys of ann', 'key');
    mkdirSync(join(inside, '..'));
    writeFileSync(inside, readFileSync(ann.file), { mode: 0o600 });
    expect(configured('the ssh-keys of ann/key')).toEqual({ source: { file: inside }, publicKey: ann.publicKey });
    expect(configured(bob.publicKey)).toEqual({ source: { agent: bob.publicKey }, publicKey: bob.publicKey });
  });

  const NAME = 'name a private key with --key';
  it.each([
    ['is not there', () => join(folder, 'gone'), { problem: 'there is no such key', next: NAME }],
    ['is no key', () => (writeFileSync(join(folder, 'nokey'), 'x', { mode: 0o600 }), join(folder, 'nokey')), { problem: 'this is not a key that ssh-keygen can read', next: NAME }],
  ])('is refused when it %s', (_name, make, says) => {
    const file = make();
    expect(complaintOf(() => findSigningKey(repository.path, file))).toMatchObject({ file, ...says });
  });

  it.each([
    ['none', 'echo "The agent has no identities."; exit 1', { problem: 'there is no key to sign the approval with', found: 'no --key, no user.signingkey of git, no key in the ssh agent' }],
    ['several, named by their comments', `echo "ssh-ed25519 AAAA ${'a'.repeat(400)}"; echo "ssh-ed25519 BBBB"`, { problem: 'the ssh agent holds several keys', found: 'a'.repeat(300) }],
    ['several without comments', 'echo "ssh-ed25519 AAAA"; echo "ssh-ed25519 BBBB"', { problem: 'the ssh agent holds several keys', found: 'a key without a comment, a key without a comment' }],
  ])('is not told by an agent that holds %s', (_name, script, says) => {
    onPath('ssh-add', script);
    process.env['SSH_AUTH_SOCK'] = '/agent';
    expect(complaintOf(() => findSigningKey(repository.path, undefined))).toEqual({ ...says, next: 'name one with --key <path>, or git config gpg.format ssh && git config user.signingkey <path>' });
  });

  it("is the agent's only key, or the one git names, and signs through it", async () => {
    const socket = join(temporaryFolder(), 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      for (let tries = 0; tries < 100 && !existsSync(socket); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
      process.env['SSH_AUTH_SOCK'] = socket;
      expect(() => findSigningKey(repository.path, undefined)).toThrow(/no key to sign/);
      execFileSync('ssh-add', ['-q', ann.file], { stdio: 'ignore', env: process.env });
      const key = findSigningKey(repository.path, undefined);
      expect(key.publicKey).toBe(ann.publicKey);
      expect(verifyApproval(signApproval(anApproval(), key), approvers)).toMatchObject({ signedBy: { line: 1 } });
      execFileSync('ssh-add', ['-q', bob.file], { stdio: 'ignore', env: process.env });
      expect(() => findSigningKey(repository.path, undefined)).toThrow(/several keys[^]*ann, bob/);
      repository.git('config', 'gpg.format', 'ssh');
      repository.git('config', 'user.signingkey', `key::${bob.publicKey}`);
      expect(verifyApproval(signApproval(anApproval({ approver: 'bob@example.com' }), findSigningKey(repository.path, undefined)), approvers)).toMatchObject({ signedBy: { line: 2 } });
    } finally {
      agent.kill();
    }
  });
});
