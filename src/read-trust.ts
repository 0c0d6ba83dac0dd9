import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { notValidAt, parseApprovers, type Approver } from './change/approvers.ts';
import { allowsNamespace } from './change/namespaces.ts';
import { namesOf } from './change/person.ts';
import { UserError } from './errors.ts';
import { fingerprint, readSshKey, sshTextOf } from './evidence/ssh-key.ts';
import { trustFileSchema, type Trust, type TrustedKey } from './evidence/trust.ts';
import { isJson } from './json.ts';

const MAX_BYTES = 10_000_000;
const STRUCTURED = ['.yaml', '.yml', '.json'];
const ALLOWED = 'a file like approvers (allowed_signers of ssh), a public key (.pub, or PEM of a P-256 key), or a trust file (.yaml, .json)';

/** Where the files lie. `beside`: the path of a file that `file` names. */
export interface TrustPlace {
  read: (file: string, field: string) => string;
  beside: (file: string, path: string) => string;
}
const ON_DISK: TrustPlace = { read: readGiven, beside: (file, path) => resolve(dirname(file), path) };

/**
 * Whom the files name, for `cutover verify --trust` and `evidence.trust` of the base. A file that ends in .yaml, .yml or .json is a trust
 * file; any other holds lines as in `approvers`, or one public key. Throws UserError or Halt with file and field for what cannot be read.
 */
export async function readTrust(files: string[], place = ON_DISK): Promise<Trust> {
  const trust: Trust = { keys: [], identities: [], roots: [] };
  const lines: Approver[] = [];
  for (const file of files) {
    const text = place.read(file, '--trust');
    if (STRUCTURED.includes(extname(file))) {
      const { keys, identities, sigstore } = await parseStructured(text, file);
      if (keys.length > 0) lines.push(...parseApprovers(keys.join('\n'), file));
      trust.identities.push(...identities);
      if (sigstore !== undefined) trust.roots.push(...readRoots(place, place.beside(file, sigstore)));
    } else {
      const bare = bareKey(text, file);
      if (bare === undefined) lines.push(...parseApprovers(text, file));
      else trust.keys.push(bare);
    }
  }
  trust.keys.push(...lines.flatMap((line) => (line.key === undefined ? [] : [trustedKey(line, lines)])));
  return trust;
}

/** A file that the command line names. */
export function readGiven(file: string, field: string): string {
  if (!existsSync(file) || !statSync(file).isFile()) throw new UserError({ field, problem: 'there is no such file', found: file, ...(field === '--trust' ? { allowed: ALLOWED } : {}) });
  if (statSync(file).size > MAX_BYTES) throw new UserError({ file, problem: 'the file is too large', allowed: `at most ${MAX_BYTES} bytes` });
  return readFileSync(file, 'utf8');
}

async function parseStructured(text: string, file: string): Promise<ReturnType<typeof trustFileSchema.parse>> {
  const { parseYaml } = await import('./documents/yaml.ts');
  return parseYaml(text, { file }, trustFileSchema);
}

/** One instance, or one a line, as `gh attestation trusted-root` prints them. */
function readRoots(place: TrustPlace, file: string): object[] {
  const text = place.read(file, 'sigstore');
  try {
    const roots = (isJson(text) ? [text] : text.split('\n').filter((line) => line.trim() !== '')).map((one) => JSON.parse(one) as unknown);
    if (roots.length > 0 && roots.every((root): root is object => typeof root === 'object' && root !== null && 'certificateAuthorities' in root)) return roots;
  } catch {
    // Said below.
  }
  throw new UserError({ file, problem: 'this is not the trusted_root.json of a Sigstore instance', next: 'gh attestation trusted-root > trusted_root.jsonl, or cosign trusted-root create' });
}

/** A key without a name: whoever verifies has said whose it is by naming the file. */
function bareKey(text: string, file: string): TrustedKey | undefined {
  const pem = text.trimStart().startsWith('-----BEGIN PUBLIC KEY-----');
  if (!pem && !/^(ssh|ecdsa|sk)-\S+ \S+/.test(text)) return undefined;
  try {
    const key = pem ? sshTextOf(createPublicKey(text)) : readSshKey(text).text;
    return { text: key, names: [], person: fingerprint(key), mayUse: () => true, notValidAt: () => undefined };
  } catch (error) {
    throw new UserError({ file, problem: `this public key cannot be read: ${error instanceof Error ? error.message : ''}`, allowed: ALLOWED });
  }
}

function trustedKey(line: Approver, lines: Approver[]): TrustedKey {
  return {
    text: `${line.keyType ?? ''} ${line.key ?? ''}`,
    names: line.principals,
    person: namesOf(line.principals[0] ?? '', lines)[0] ?? '',
    mayUse: (namespace) => allowsNamespace(line.namespaces, namespace),
    notValidAt: (time) => notValidAt(line, time),
  };
}
