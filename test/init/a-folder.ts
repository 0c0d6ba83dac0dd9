import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import type { CliStreams } from '../../src/cli/streams.ts';
import { runCli } from '../../src/cli.ts';
import { listFiles } from '../helpers/a-project.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A new folder called `shop`, with these files. */
export function aFolder(files: Record<string, string> = {}): string {
  const folder = join(temporaryFolder(), 'shop');
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Runs the command line in this process, without a terminal. */
export async function cli(folder: string, ...args: string[]): Promise<{ code: number; output: string }> {
  let output = '';
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => ((output += chunk.toString()), done()) });
  const streams = { env: {}, stdin: { isTTY: false }, stdout: stream, stderr: stream } as unknown as CliStreams;
  const code = await runCli(['-C', folder, ...args], streams);
  return { code, output };
}

let publicKey: string | undefined;

/** `cutover init` with all that nobody can propose. */
export async function init(folder: string, ...more: string[]): Promise<{ code: number; output: string }> {
  publicKey ??= `${aKey(temporaryFolder(), 'ann').publicKey} ann`;
  return await cli(folder, 'init', '--yes', '--approver', 'ann@example.com', '--approver-key', publicKey, '--requester', 'rita@example.com', ...more);
}

/** Every file, with slashes, but git's own. */
export function filesIn(folder: string): string[] {
  return listFiles(folder).filter((file) => !file.startsWith('.git/') && statSync(join(folder, file)).isFile());
}
