import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { carriedSchema } from '../../../src/github/carried.ts';
import type { Artifact } from '../../helpers/github/state/actions.ts';
import { pythonPath } from '../../helpers/python.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** The evidence that a bundle carries, as it would lie in the store that outlives the run: path → text. */
export function evidenceIn({ name, zip }: Artifact): Record<string, string> {
  if (zip === undefined) throw new Error(`${name} was not uploaded`);
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.zip'), Buffer.from(zip, 'base64'));
  execFileSync(pythonPath(), ['-m', 'zipfile', '-e', 'a.zip', '.'], { cwd: folder });
  const { files } = carriedSchema.parse(JSON.parse(readFileSync(join(folder, 'carried.json'), 'utf8')));
  return Object.fromEntries(Object.entries(files).flatMap(([path, entry]) => (path.startsWith('cutover-evidence/') && entry.kind === 'file' ? [[path, readFileSync(join(folder, entry.blob), 'utf8')]] : [])));
}
