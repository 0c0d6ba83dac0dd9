import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes the file hold `content`, in one move: who reads beside us sees the old or the new, never half of it. A file that
 * reads so already is not touched. `beside`: the folder, of the same file system, for the unfinished one.
 */
export function writeIfOther(file: string, content: string, options: { beside?: string; mode?: number } = {}): void {
  try {
    if (readFileSync(file, 'utf8') === content) return;
  } catch {
    mkdirSync(dirname(file), { recursive: true });
  }
  const unfinished = join(options.beside ?? dirname(file), `.unfinished-${process.pid}`);
  writeFileSync(unfinished, content, { mode: options.mode ?? 0o644 });
  renameSync(unfinished, file);
}
