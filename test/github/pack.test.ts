import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { directoryDigest } from '../../src/components/directory-digest.ts';
import { sha256 } from '../../src/digest.ts';
import { Halt } from '../../src/errors.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import type { Carried, Origin } from '../../src/github/carried.ts';
import { pack } from '../../src/github/pack.ts';
import { unpack } from '../../src/github/unpack.ts';
import { planLock, type PlanLock } from '../../src/terraform/plan-lock.ts';
import { aRecord } from '../helpers/a-record.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aWorkFolder, origin, write } from './a-work-folder.ts';

async function packed(lock?: PlanLock, project = aWorkFolder()): Promise<{ project: string; folder: string; files: string[] }> {
  const folder = temporaryFolder();
  return { project, folder, files: await pack({ project, change: 'CR-0001', origin, into: folder, lock }) };
}

const arrive = (from: string, project: string, overrides: Partial<Origin> = {}, lock?: PlanLock | 'leave'): Promise<void> => unpack({ from, project, change: 'CR-0001', expected: { ...origin, ...overrides }, lock });

const listOf = (folder: string): Carried => JSON.parse(readFileSync(join(folder, 'carried.json'), 'utf8')) as Carried;

function rewrite(folder: string, edit: (list: Carried) => void): void {
  const list = listOf(folder);
  edit(list);
  writeFileSync(join(folder, 'carried.json'), JSON.stringify(list));
}

describe('what one job leaves for the next', () => {
  it('arrives byte for byte: records, stacks with hidden files, modes and links, and the sealed plans', async () => {
    const { project, folder } = await packed();
    const there = temporaryFolder();
    await arrive(folder, there);
    for (const part of ['cutover-evidence/CR-0001', '.cutover/synth/test', '.cutover/synth/production', '.cutover/hcl', '.cutover/plans/production/base/kept']) {
      expect([part, directoryDigest(join(there, part))]).toEqual([part, directoryDigest(join(project, part))]);
    }
    const base = join(there, '.cutover/synth/production/base');
    expect(statSync(join(base, 'run.sh')).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(base, 'link.tf'))).toBe('main.tf');
    expect(statSync(join(there, '.cutover/plans/production/base/kept/plan.tfplan')).mode & 0o777).toBe(0o600);
    expect(new EvidenceStore(there, 'CR-0001').latest('scan', 'storage')?.record).toEqual(aRecord());
  });

  it('leaves behind what no job needs, above all a state that could not be saved', async () => {
    const { folder } = await packed();
    const paths = Object.keys(listOf(folder).files).join('\n');
    expect(paths).not.toMatch(/errored|\.terraform\/|\/now\/|plans\/test|\.cutover\/data|run\.lock/);
    expect(paths).toMatch(/\.hidden/);
  });

  it('has no name of the project in the artifact, and equal files once', async () => {
    const { files, folder } = await packed();
    expect(files.map((file) => basename(file)).filter((name) => !/^[0-9a-f]{64}$/.test(name))).toEqual(['carried.json']);
    expect(new Set(files).size).toBe(files.length);
    expect(readdirSync(folder).sort()).toEqual(files.map((file) => basename(file)).sort());
  });

  it('replaces stacks and plans that lay there before, and keeps other evidence', async () => {
    const { folder } = await packed();
    const there = temporaryFolder();
    write(there, { '.cutover/synth/production/gone/main.tf': 'of yesterday', '.cutover/plans/production/base/kept/more': 'of yesterday' });
    new EvidenceStore(there, 'CR-0001').append(aRecord({ component: 'network' }));
    await arrive(folder, there);
    expect(existsSync(join(there, '.cutover/synth/production/gone'))).toBe(false);
    expect(existsSync(join(there, '.cutover/plans/production/base/kept/more'))).toBe(false);
    expect(new EvidenceStore(there, 'CR-0001').ofStep('scan')).toHaveLength(2);
  });

  it('HALTs where the evidence here is another under the same name', async () => {
    const { folder } = await packed();
    const there = temporaryFolder();
    new EvidenceStore(there, 'CR-0001').append(aRecord({ verdict: 'fail' }));
    await expect(arrive(folder, there)).rejects.toThrow(/not the evidence that the artifact carries/);
  });
});

describe('an artifact that is not what a job of this run saved', () => {
  const blobOf = (folder: string, path: string): string => {
    const entry = listOf(folder).files[path];
    return entry === undefined || entry.kind === 'link' ? '' : join(folder, entry.blob);
  };
  const plan = '.cutover/plans/production/base/kept/plan.tfplan';
  it.each<[string, (folder: string) => void, RegExp]>([
    ['one byte of the plan is another', (folder) => writeFileSync(blobOf(folder, plan), 'PLAN with a canary-4712'), /other bytes/],
    ['a file is missing', (folder) => renameSync(blobOf(folder, plan), join(temporaryFolder(), 'x')), /missing/],
    ['a file is a link', (folder) => {
      const blob = blobOf(folder, plan);
      renameSync(blob, `${blob}x`);
      symlinkSync(`${blob}x`, blob);
    }, /more than its list|missing/],
    ['a file is too many', (folder) => writeFileSync(join(folder, 'extra'), ''), /more than its list/],
    ['the list is gone', (folder) => renameSync(join(folder, 'carried.json'), join(temporaryFolder(), 'x')), /no list/],
    ['the list is half a list', (folder) => writeFileSync(join(folder, 'carried.json'), '{"version":1,'), /no list/],
    ['another change', (folder) => rewrite(folder, (list) => (list.change = 'CR-0002')), /another change/],
    ['a path that climbs', (folder) => rewrite(folder, (list) => (list.files['.cutover/synth/../../x'] = { kind: 'link', target: 'y' })), /no list/],
    ['a file of the project itself', (folder) => rewrite(folder, (list) => (list.files['cutover.yaml'] = { kind: 'link', target: 'y' })), /no job may bring/],
    ['evidence of another change', (folder) => rewrite(folder, (list) => (list.files['cutover-evidence/CR-0002/scan/a.1.json'] = { kind: 'file', blob: sha256('') })), /no job may bring/],
    ['evidence that is a link', (folder) => rewrite(folder, (list) => (list.files['cutover-evidence/CR-0001/scan/a.1.json'] = { kind: 'link', target: '/etc/passwd' })), /no job may bring/],
    ['a hook of git', (folder) => rewrite(folder, (list) => (list.files['.git/hooks/post-checkout'] = { kind: 'link', target: 'y' })), /no job may bring/],
  ])('is refused, and nothing is written: %s', async (_what, edit, why) => {
    const { folder } = await packed();
    edit(folder);
    const there = temporaryFolder();
    await expect(arrive(folder, there)).rejects.toThrow(Halt);
    await expect(arrive(folder, there)).rejects.toThrow(why);
    expect(readdirSync(there)).toEqual([]);
  });

  it.each<[keyof Origin, Partial<Origin>]>([
    ['repository', { repository: 1002 }],
    ['run', { run: 78 }],
    ['sha', { sha: 'd'.repeat(40) }],
    ['workflow', { workflow: 'acme/shop/.github/workflows/other.yml@refs/heads/main' }],
    ['job', { job: 'build' }],
  ])('is refused when it says another %s', async (name, expected) => {
    const { folder } = await packed();
    await expect(arrive(folder, temporaryFolder(), expected)).rejects.toThrow(new RegExp(`another ${name}`));
  });

  it('may be of an earlier attempt, not of a later one', async () => {
    const { folder } = await packed();
    await arrive(folder, temporaryFolder(), { attempt: 3 });
    rewrite(folder, (list) => (list.origin.attempt = 2));
    await expect(arrive(folder, temporaryFolder(), { attempt: 1 })).rejects.toThrow(/has not begun/);
  });

  it('is not written through a link that lies in the project', async () => {
    const { folder } = await packed();
    const [there, elsewhere] = [temporaryFolder(), temporaryFolder()];
    mkdirSync(join(there, '.cutover'));
    symlinkSync(elsewhere, join(there, '.cutover', 'synth'));
    await expect(arrive(folder, there)).rejects.toThrow(/symbolic link/);
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(lstatSync(join(there, '.cutover', 'synth')).isSymbolicLink()).toBe(true);
  });
});

describe('plans of a real account', () => {
  it('leave encrypted, and only the identity of production opens them', async () => {
    const [mine, other] = [await generateIdentity(), await generateIdentity()];
    const recipient = await identityToRecipient(mine);
    const lockWith = (identity: string | undefined): PlanLock | undefined => planLock({ target: 'cloud', recipient, identity });
    const { folder, files } = await packed(lockWith(undefined));
    expect(files.some((file) => readFileSync(file).includes('canary-4711'))).toBe(false);
    const there = temporaryFolder();
    await arrive(folder, there, {}, lockWith(`${mine}\n`));
    expect(readFileSync(join(there, '.cutover/plans/production/base/kept/plan.tfplan'), 'utf8')).toBe('PLAN with a canary-4711');
    const without = temporaryFolder();
    await arrive(folder, without, {}, 'leave');
    expect(existsSync(join(without, 'cutover-evidence/CR-0001'))).toBe(true);
    expect(existsSync(join(without, '.cutover/plans'))).toBe(false);
    await expect(arrive(folder, temporaryFolder(), {}, lockWith(other))).rejects.toThrow(/cannot be opened/);
    await expect(arrive(folder, temporaryFolder(), {}, lockWith(undefined))).rejects.toThrow(/CUTOVER_PLAN_IDENTITY/);
    await expect(arrive(folder, temporaryFolder())).rejects.toThrow(/not encrypted/);
  });

  it('do not leave at all without a recipient; records and stacks do', async () => {
    const lock = planLock({ target: 'cloud', recipient: undefined, identity: undefined });
    await expect(packed(lock)).rejects.toThrow(/planRecipient/);
    const project = temporaryFolder();
    write(project, { '.cutover/synth/test/base/main.tf': '' });
    expect((await packed(lock, project)).files).toHaveLength(2);
  });

  it('says what is no recipient and what is no identity', async () => {
    const lock = planLock({ target: 'cloud', recipient: 'age1nonsense', identity: 'nonsense' });
    await expect(lock?.close(Buffer.from('x'))).rejects.toThrow(/no recipient of age/);
    await expect(lock?.open(Buffer.from('x'))).rejects.toThrow(/no identity of age/);
  });
});
