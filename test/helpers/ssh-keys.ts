import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestKey {
  /** The private key's file. */
  file: string;
  /** `ssh-ed25519 AAAA…`, without the comment. */
  publicKey: string;
  source: { file: string };
}

/** A key pair made by ssh-keygen in `folder`, without a passphrase unless one is given. */
export function aKey(folder: string, name: string, options: { type?: 'ed25519' | 'ecdsa' | 'rsa'; passphrase?: string } = {}): TestKey {
  const file = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', options.type ?? 'ed25519', '-N', options.passphrase ?? '', '-C', name, '-f', file], { stdio: 'ignore' });
  return { file, publicKey: readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' '), source: { file } };
}
