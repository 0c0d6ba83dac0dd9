import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signAdded } from '../../src/evidence/sign-run.ts';
import type { BundleVerification } from '../../src/evidence/verify.ts';
import { userSigner } from '../../src/user-signer.ts';
import { aDeliveredBundle, close } from '../helpers/a-bundle.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { aKey, type TestKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { programOf } from '../helpers/program.ts';

/** A P-256 key in PEM, with its public half beside it. */
function pemKey(): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = join(temporaryFolder(), 'key.pem');
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  writeFileSync(`${file}.pub`, publicKey.export({ format: 'pem', type: 'spki' }));
  return file;
}

describe('a run signs what it adds to the evidence', () => {
  let project: Project;
  beforeAll(async () => {
    project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere'), ...twoModules() } });
    await project.approve();
  });
  afterAll(() => project.remove());

  const signatures = (): string[] => {
    const folder = join(project.store().folder, 'signatures');
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  };
  const lastSubjects = (): string[] => {
    const { dsseEnvelope } = JSON.parse(readFileSync(join(project.store().folder, 'signatures', signatures().at(-1) ?? ''), 'utf8')) as { dsseEnvelope: { payload: string } };
    return (JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString()) as { subject: { name: string }[] }).subject.map(({ name }) => name);
  };

  it('not at all without a key, and says so', async () => {
    expect(await project.cutover('approval')).toMatchObject({ code: 0, stdout: expect.stringContaining('nobody signs this evidence') });
    expect(signatures()).toEqual([]);
  });

  it('with the P-256 key that it is told: what this run has added, and nothing that lay there before', async () => {
    expect(await project.cutover('approval', '--sign-with', pemKey())).toMatchObject({ code: 0, stdout: expect.stringMatching(/signed with the key SHA256:\S+: signatures\/1-/) });
    expect(lastSubjects()).toEqual(['approval/change.2.json']);
  });

  it('with git\'s signing key, as approve does; a run that failed signs too', async () => {
    const key = aKey(temporaryFolder(), 'olga');
    project.git('config', 'gpg.format', 'ssh');
    project.git('config', 'user.signingkey', key.file);
    expect(await project.cutover('scan')).toMatchObject({ code: 3 });
    expect(await project.cutover('approval')).toMatchObject({ code: 0, stdout: expect.stringContaining('signatures/2-') });
    expect(await project.cutover('approval', '--sign-with', 'none')).toMatchObject({ code: 0, stdout: expect.stringContaining('nobody signs this evidence') });
    expect(signatures()).toHaveLength(2);
  });

  it('and fails with what to do when the key cannot sign; sign does it later, once', async () => {
    const { file } = aKey(temporaryFolder(), 'gone');
    rmSync(file);
    project.git('config', 'user.signingkey', `${file}.pub`);
    const { code, stdout } = await project.cutover('approval');
    expect([code, stdout]).toEqual([1, expect.stringMatching(/could not be signed with the key SHA256:[^]*cutover sign CR-0001/)]);
    expect(await project.cutover('sign', 'CR-0001', '--sign-with', pemKey())).toMatchObject({ code: 0, stdout: expect.stringContaining('signatures/3-') });
    expect(lastSubjects()).toEqual(expect.arrayContaining(['approval/change.1.json', 'approvals/request.1.json']));
    expect(await project.cutover('sign', 'CR-0001', '--sign-with', pemKey())).toMatchObject({ code: 0, stdout: expect.stringContaining('there is nothing to sign') });
  });

  it('and says that there is no such key before any step has started', async () => {
    const before = project.store().about('approval').length;
    expect(await project.cutover('approval', '--sign-with', '/no/such/key')).toMatchObject({ code: 2, stdout: expect.stringContaining('there is no such key') });
    expect(project.store().about('approval')).toHaveLength(before);
  });
});

describe('cutover verify', () => {
  let ann: TestKey;
  let folder: string;
  beforeAll(async () => {
    folder = temporaryFolder();
    ann = aKey(folder, 'ann');
    const pem = pemKey();
    const signer = userSigner('.', pem);
    if (signer === undefined) throw new Error('no signer');
    const project = temporaryFolder();
    const store = aDeliveredBundle(project, ann, { signer, target: 'cloud' });
    close(store);
    await signAdded(store, signer, new Date('2026-03-01T11:00:01.000Z'));
    cpSync(store.folder, join(folder, 'bundle'), { recursive: true });
    cpSync(`${pem}.pub`, join(folder, 'runner.pub'));
    writeFileSync(join(folder, 'trust.yaml'), JSON.stringify({ version: 1, keys: [`ann@example.com namespaces="cutover-*" ${ann.publicKey}`] }));
    writeFileSync(join(folder, 'policy.yaml'), 'version: 1\ntarget: cloud\napprovals: { promotion: 1 }\n');
  });

  /** In that folder, with no program to be found, no child process to be started and no socket to be opened. */
  function verify(...args: string[]): { status: number | null; stdout: string } {
    const noNetwork = `data:text/javascript,${encodeURIComponent("import net from 'node:net'; import dgram from 'node:dgram'; net.Socket.prototype.connect = dgram.createSocket = () => { throw new Error('the network was used'); };")}`;
    const main = programOf('src');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--permission', '--allow-fs-read=*', '--import', noNetwork, main, 'verify', ...args], { cwd: folder, env: { PATH: '/nonexistent', NO_COLOR: '1' }, encoding: 'utf8' });
    return { status, stdout: stdout + stderr };
  }

  it('needs no network, no git, no ssh-keygen and nothing but the folder, and says who signed', () => {
    const { status, stdout } = verify('bundle', '--trust', 'trust.yaml', '--trust', 'runner.pub', '--policy', 'policy.yaml');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/ann@example\.com approved the request[^]*\[approvals\/request\.1\.json\][^]*scan: scanned[^]*\[scan\/change\.1\.json\][^]*changed production: storage \(production, cloud\)[^]*\[promote\/storage\.1\.json\][^]*none changed, missing or added; signed by the key SHA256:/)]);
  });

  it('says integrity only without trust', () => {
    expect(verify('bundle')).toEqual({ status: 0, stdout: expect.stringMatching(/integrity only\n$/) });
  });

  it('fails with file and reason', () => {
    expect(verify('bundle', '--trust', 'trust.yaml')).toEqual({ status: 1, stdout: expect.stringMatching(/signatures\/1-\S+: it is signed with the key SHA256:\S+, which is not among those you trust\n.*this bundle does not hold: 1 problem/) });
  });

  it('prints all of it for machines', () => {
    const { status, stdout } = verify('bundle', '--json', '--trust', 'trust.yaml', '--trust', 'runner.pub');
    expect(status).toBe(0);
    expect(JSON.parse(stdout) as BundleVerification).toMatchObject({ ok: true, assurance: 'trusted', problems: [], statements: 17 });
  });

  const ANN = 'ssh-ed25519 AAAA';
  it.each<[string, string, string[], RegExp]>([
    ['a trust file that is not there', '', ['--trust', 'nothing'], /--trust: there is no such file/],
    ['a line that is no key', `ann@example.com ${ANN}`, ['--trust', 'given'], /given:1: this is not a public key of type ssh-ed25519/],
    ['a public key that is none', 'ssh-ed25519 !!!!', ['--trust', 'given'], /given: this public key cannot be read/],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n', ['--trust', 'given'], /given:1/],
    ['a field that a trust file does not have', 'version: 1\nkey: []\n', ['--trust', 'given.yaml'], /given\.yaml:2: key/],
    ['an identity of anybody', 'version: 1\nidentities:\n  - { environment: production }\nsigstore: root.json\n', ['--trust', 'given.yaml'], /repository and workflow are needed/],
    ['identities without roots', 'version: 1\nidentities:\n  - { repository: https://github.com/a/b, workflow: https://github.com/a/b/.github/workflows/c.yml@refs/heads/main }\n', ['--trust', 'given.yaml'], /sigstore: this field is missing[^]*trusted_root\.json/],
    ['roots that are none', 'version: 1\nsigstore: given.yaml\n', ['--trust', 'given.yaml'], /not the trusted_root\.json/],
    ['a policy of an unknown step', 'version: 1\nsteps: [scann]\n', ['--policy', 'given.yaml'], /given\.yaml:2: steps[^]*scann/],
    ['a policy about signers without trust', 'version: 1\nsigners:\n  promote: { environment: production }\n', ['--policy', 'given.yaml'], /signers: who signed can only be told of signers that you trust[^]*--trust/],
  ])('refuses %s by name, before it looks at the bundle', (_name, text, args, why) => {
    for (const name of ['given', 'given.yaml']) writeFileSync(join(folder, name), text);
    const { status, stdout } = verify('bundle', ...args);
    expect([stdout, status]).toEqual([expect.stringMatching(why), expect.any(Number)]);
    expect([2, 3]).toContain(status);
    expect(stdout).not.toMatch(/\n\s+at /);
  });
});
