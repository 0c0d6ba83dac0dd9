import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { gitConfig } from '../../git.ts';
import { agentKeys, lastLine, sshKeygen } from '../../ssh-keygen.ts';

/** A key to sign with: what ssh-keygen is given, and its public half, `ssh-ed25519 AAAA…`. */
export interface SigningKey {
  /** A file, or the line of a public key whose private half the ssh agent holds. */
  source: { file: string } | { agent: string };
  publicKey: string;
}

/**
 * The key to sign with: `--key`, else git's `user.signingkey` when `gpg.format` is `ssh`, else the only key of the ssh agent.
 * Throws UserError when there is none, or more than one to choose from.
 */
export function findSigningKey(project: string, asked: string | undefined): SigningKey {
  if (asked !== undefined) return keyInFile(resolve(asked));
  const configured = gitConfig(project, 'gpg.format') === 'ssh' ? gitConfig(project, 'user.signingkey') : undefined;
  const literal = configured === undefined ? undefined : /^(?:key::)?((?:ssh|ecdsa|sk)-\S+ \S+)/.exec(configured)?.[1];
  if (literal !== undefined) return { source: { agent: literal }, publicKey: literal };
  if (configured !== undefined) return keyInFile(isAbsolute(configured) ? configured : configured.startsWith('~/') ? join(homedir(), configured.slice(2)) : resolve(project, configured));
  const held = agentKeys();
  const next = 'name one with --key <path>, or git config gpg.format ssh && git config user.signingkey <path>';
  if (held.length > 1) throw new UserError({ problem: 'the ssh agent holds several keys', found: held.map((key) => key.split(' ')[2] ?? 'a key without a comment').join(', ').slice(0, 300), next });
  if (held[0] === undefined) throw new UserError({ problem: 'there is no key to sign the approval with', found: 'no --key, no user.signingkey of git, no key in the ssh agent', next });
  return { source: { agent: held[0] }, publicKey: twoFields(held[0]) };
}

function keyInFile(file: string): SigningKey {
  if (!existsSync(file)) throw new UserError({ file, problem: 'there is no such key', next: 'name a private key with --key' });
  for (const candidate of [file, `${file}.pub`]) {
    const text = existsSync(candidate) ? readFileSync(candidate, 'utf8') : '';
    if (/^(ssh|ecdsa|sk)-\S+ \S/.test(text)) return { source: { file }, publicKey: twoFields(text) };
  }
  // Without a .pub beside it the key itself is asked, which may ask for its passphrase.
  const result = sshKeygen(['-y', '-f', file], { terminal: true });
  if (!result.ok) throw new UserError({ file, problem: 'this is not a key that ssh-keygen can read', found: lastLine(result.stderr), next: 'name a private key with --key' });
  return { source: { file }, publicKey: twoFields(result.stdout) };
}

function twoFields(text: string): string {
  return text.split(/\s/).slice(0, 2).join(' ');
}
