import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { signAdded } from '../src/evidence/sign-run.ts';
import { EvidenceStore } from '../src/evidence/store.ts';
import { baseFacts } from '../src/git.ts';
import { pastOn, trustOn } from '../src/past.ts';
import { userSigner } from '../src/user-signer.ts';
import { aDeliveredBundle, close } from './helpers/a-bundle.ts';
import { twoModulesConfig } from './helpers/a-project.ts';
import { aRepository, type Repository } from './helpers/a-repository.ts';
import { aKey } from './helpers/ssh-keys.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const folder = temporaryFolder();
const [ann, runner, mallory] = [aKey(folder, 'ann'), aKey(folder, 'runner'), aKey(folder, 'mallory')];
const signers = (key: { publicKey: string }): string => `ann@example.com namespaces="cutover-*" ${ann.publicKey}\nrunner@example.com namespaces="cutover-evidence" ${key.publicKey}\n`;
const config = (trust: string): string => twoModulesConfig('/states', trust);

let project: Repository;
beforeEach(() => void (project = aRepository({ '.gitignore': 'cutover-evidence/\n', 'cutover.yaml': config('evidence: { trust: [approvers] }\n'), approvers: signers(runner) })));
afterEach(() => project.remove());

/** Delivered at this commit, and signed. */
async function delivered(key = runner, commit = project.git('rev-parse', 'HEAD').trim()): Promise<void> {
  const signer = userSigner(folder, key.file);
  if (signer === undefined) throw new Error('no signer');
  const store: EvidenceStore = aDeliveredBundle(project.path, ann, { signer, edit: (record) => (record.facts['commit'] === undefined ? record : { ...record, facts: { ...record.facts, commit } }) });
  close(store);
  await signAdded(store, signer, new Date('2026-03-01T11:00:01.000Z'));
}

const doubt = async (): Promise<string | undefined> => (await pastOn(project.path, baseFacts(project.path))).changes[0]?.doubt;

describe('what evidence says of the past', () => {
  it('is believed of whom the base names, at a commit of the base', async () => {
    await delivered();
    expect(await pastOn(project.path, baseFacts(project.path))).toMatchObject({ assurance: 'trusted', changes: [{ change: 'CR-0001', doubt: undefined }] });
  });

  it('is not believed of somebody whom only the change names', async () => {
    project.git('checkout', '--quiet', '-b', 'change');
    project.commit({ approvers: signers(mallory), 'cutover.yaml': config('') });
    await delivered(mallory, project.git('rev-parse', 'main').trim());
    expect(await doubt()).toMatch(/not among those you trust/);
  });

  it('is integrity only where the base names nobody, whatever the change says', async () => {
    project.commit({ 'cutover.yaml': config('') });
    await delivered(mallory);
    expect(await pastOn(project.path, baseFacts(project.path))).toMatchObject({ assurance: 'integrity only', changes: [{ doubt: undefined }] });
  });

  it.each<[string, () => string]>([
    ['the commit is on no branch of it', () => project.commit({ 'stacks/x.tf': '# x\n' })],
    ['the commit is not in the clone', () => 'f'.repeat(40)],
    ['what should be a commit is none', () => '--all'],
  ])('is not believed when %s', async (_why, commit) => {
    project.git('checkout', '--quiet', '-b', 'change');
    await delivered(runner, commit());
    expect(await doubt()).toMatch(/is not in the history of the base/);
  });

  it('is believed when the very tree of the commit came to the base by a squash', async () => {
    project.git('checkout', '--quiet', '-b', 'change');
    const commit = project.commit({ 'stacks/x.tf': '# x\n' });
    await delivered(runner, commit);
    project.git('checkout', '--quiet', 'main');
    project.git('merge', '--quiet', '--squash', 'change');
    project.git('commit', '--quiet', '--message', 'all of it');
    expect(project.git('rev-parse', 'HEAD')).not.toBe(commit);
    expect(await doubt()).toBeUndefined();
  });

  it('is a HALT when the base names a file that it does not have', async () => {
    project.commit({ 'cutover.yaml': config('evidence: { trust: [approvers, signers.yaml] }\n') });
    await expect(trustOn(baseFacts(project.path))).rejects.toThrow(/cutover\.yaml on \S+: evidence\.trust: the base has no such file, so nobody can be believed\n\s+found:\s+signers\.yaml/);
  });

  it('reads trust files and what they name from the base', async () => {
    const root = readFileSync(join(project.path, 'approvers'), 'utf8');
    project.commit({ 'cutover.yaml': config('evidence: { trust: [trust/signers.yaml] }\n'), 'trust/signers.yaml': `version: 1\nkeys: [${JSON.stringify(root.split('\n')[1])}]\nidentities: [{ repository: https://github.com/acme/shop, workflow: https://github.com/acme/cutover/.github/workflows/change-deliver.yml@refs/tags/v1 }]\nsigstore: roots.json\n`, 'trust/roots.json': '{"certificateAuthorities":[]}\n' });
    expect(await trustOn(baseFacts(project.path))).toMatchObject({ keys: [{ names: ['runner@example.com'] }], identities: [{ repository: ['https://github.com/acme/shop'] }], roots: [{ certificateAuthorities: [] }] });
    await delivered();
    expect(await doubt()).toBeUndefined();
  });
});
