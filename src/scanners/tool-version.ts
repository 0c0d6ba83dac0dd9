import { readFileSync } from 'node:fs';
import { sha256 } from '../digest.ts';
import type { BoundedResult } from '../verification/bounded-command.ts';

const VERSION = /^(?:Version: )?v?(\d+\.\d+\.\d+[\w.-]*)$/m;

/**
 * The version as the program says it; for one that was built from source and does not know, the version in Go's build
 * information; else the digest of the program, so that two builds can still be told apart.
 */
export async function toolVersion(name: string, program: string, run: (args: string[]) => Promise<BoundedResult>, args: string[]): Promise<string> {
  const result = await run(args);
  const said = result.ended === 'exit' && result.code === 0 ? VERSION.exec(result.output)?.[1] : undefined;
  if (said !== undefined) return said;
  try {
    const bytes = readFileSync(program);
    const module = `\nmod\tgithub.com/aquasecurity/${name}\t`;
    const at = bytes.indexOf(module);
    const [built = ''] = at < 0 ? [] : bytes.subarray(at + module.length, at + module.length + 80).toString('latin1').split(/[\t\n]/);
    return VERSION.exec(built)?.[1] ?? `sha256:${sha256(bytes)}`;
  } catch {
    return 'unknown';
  }
}
