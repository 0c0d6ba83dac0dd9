import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SigningKey } from './change/sources/signing-key.ts';
import { UserError } from './errors.ts';
import { inPrivateFolder, lastLine, sshKeygen } from './ssh-keygen.ts';

/**
 * Signs bytes with `ssh-keygen -Y sign` and returns the armoured signature. An encrypted key makes ssh-keygen ask for its
 * passphrase on the terminal, a token for a touch. `what` is signed, for the complaint. Throws UserError when no signature
 * comes of it.
 */
export function sshSign(bytes: Buffer, namespace: string, key: Pick<SigningKey, 'source'>, what: string): string {
  return inPrivateFolder((folder) => {
    const payload = join(folder, 'payload');
    writeFileSync(payload, bytes, { mode: 0o600 });
    const file = 'file' in key.source ? key.source.file : join(folder, 'key.pub');
    if ('agent' in key.source) writeFileSync(file, `${key.source.agent}\n`, { mode: 0o600 });
    const result = sshKeygen(['-q', '-Y', 'sign', '-f', file, '-n', namespace, payload], { terminal: true });
    if (!result.ok) {
      throw new UserError({ file: 'file' in key.source ? file : 'ssh agent', problem: `${what} could not be signed with this key`, found: lastLine(result.stderr), next: 'name another private key, or start the ssh agent that holds it' });
    }
    return readFileSync(`${payload}.sig`, 'utf8').replaceAll('\r\n', '\n');
  });
}
