import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { sha256 } from '../src/digest.ts';
import { walk } from '../src/evidence/folder.ts';
import type { StepRecord } from '../src/evidence/record.ts';
import { SIGNATURES_FOLDER } from '../src/evidence/run-statement.ts';
import { signAdded } from '../src/evidence/sign-run.ts';
import { p256Signer, type EvidenceSigner } from '../src/evidence/signer.ts';
import type { EvidenceStore } from '../src/evidence/store.ts';
import { packageRoot } from '../src/package-root.ts';
import { planLock } from '../src/terraform/plan-lock.ts';
import { userSigner } from '../src/user-signer.ts';
import { aDeliveredBundle, close } from '../test/helpers/a-bundle.ts';
import { aKey } from '../test/helpers/ssh-keys.ts';

export interface VerifyTime {
  components: number;
  files: number;
  mebibytes: number;
  /** `cutover verify --trust`, from the start of the process to its end; in seconds. */
  verify: number[];
  /** Per component, in milliseconds. With an SSH key the time that ssh-keygen takes is counted whole, as if it were all CPU. */
  signP256: number[];
  signSsh: number[];
  /** Digests and encryption of a component's saved plan; per component, in milliseconds of CPU. */
  seal: number[];
}

/** As many as the platform's components have on average, and as much as they say of one. */
const RESOURCES = Array.from({ length: 10 }, (_item, index) => ({ address: `aws_s3_bucket.data[${index}]`, type: 'aws_s3_bucket', values: { arn: `arn:aws:s3:::data-${index}`, region: 'eu-central-1', tags: Object.fromEntries(Array.from({ length: 8 }, (_tag, tag) => [`tag-${tag}`, 'a value of some length'])) } }));
const PLAN = { file: Buffer.alloc(20_000, 'p'), json: Buffer.alloc(100_000, '{"address":"aws_s3_bucket.data"},') };

/** The time to verify, and to sign and seal, the evidence of a delivered change with `count` components. */
export async function timeVerify(count: number, rounds: number): Promise<VerifyTime> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'cutover-bench-')));
  try {
    const key = aKey(root, 'ann');
    const ssh = userSigner(root, key.file);
    if (ssh === undefined) throw new Error('there is no signer');
    const components = Array.from({ length: count }, (_item, index) => `c${String(index + 1).padStart(3, '0')}`);
    const store = aDeliveredBundle(root, key, { components, signer: ssh, edit: (record) => withResources(record) });
    close(store);
    const signP256 = await signing(store, p256Signer(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey), count, rounds);
    const signSsh = await signing(store, ssh, count, rounds);
    const trust = join(root, 'trusted');
    writeFileSync(trust, `ann@example.com ${key.publicKey}\n`);
    const verify = Array.from({ length: rounds }, () => verifying(store.folder, trust));
    const files = walk(store.folder);
    const bytes = Number(execFileSync('du', ['-sb', store.folder], { encoding: 'utf8' }).split('\t')[0]);
    return { components: count, files: files.length, mebibytes: Math.round(bytes / 1024 / 102.4) / 10, verify, signP256, signSsh, seal: await sealing(count, rounds) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function withResources(record: StepRecord): StepRecord {
  return record.component === undefined ? record : { ...record, facts: { ...record.facts, resources: RESOURCES } };
}

/** What the bundle holds is signed anew in each round; the last signature stays. */
async function signing(store: EvidenceStore, signer: EvidenceSigner, count: number, rounds: number): Promise<number[]> {
  const all = [...store.unsigned];
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    rmSync(join(store.folder, SIGNATURES_FOLDER), { recursive: true, force: true });
    for (const [path, digest] of all) store.unsigned.set(path, digest);
    const began = performance.now();
    await signAdded(store, signer, new Date());
    times.push((performance.now() - began) / count);
  }
  for (const [path, digest] of all) store.unsigned.set(path, digest);
  return times;
}

function verifying(folder: string, trust: string): number {
  const began = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [join(packageRoot(), 'dist', 'src', 'main.js'), 'verify', folder, '--trust', trust], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the bundle does not verify\n${stdout.slice(-2000)}`);
  return (performance.now() - began) / 1000;
}

async function sealing(count: number, rounds: number): Promise<number[]> {
  const identity = await generateIdentity();
  const lock = planLock({ target: 'cloud', recipient: await identityToRecipient(identity), identity: undefined });
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = process.cpuUsage();
    for (let component = 0; component < count; component += 1) {
      for (const bytes of [PLAN.file, PLAN.json]) sha256((await lock?.close(bytes)) ?? bytes);
    }
    const { user, system } = process.cpuUsage(began);
    times.push((user + system) / 1000 / count);
  }
  return times;
}
