import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes files that only this user can read, for as long as the work takes. Name → text; the work is given the folder. They are gone
 * afterwards, whatever happens in between, and when this process exits.
 */
export async function withPrivateFiles<T>(files: Record<string, string>, work: (folder: string) => Promise<T>): Promise<T> {
  // Made with mode 0700: https://nodejs.org/api/fs.html#fsmkdtempsyncprefix-options
  const folder = mkdtempSync(join(tmpdir(), 'cutover-private-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600, flag: 'wx' });
    return await work(folder);
  } finally {
    process.removeListener('exit', remove);
    remove();
  }
}
