import { readFileSync } from 'node:fs';
import { sha256 } from '../digest.ts';
import type { BoundedResult } from '../verification/bounded-command.ts';

const VERSION = /\bv?(\d+\.\d+\.\d+[\w.-]*)/;

/**
 * The version as the program says it; for one that was built from source and does not know, the version in Go's build
 * information; else the digest of the program, so that two builds can still be told apart.
 */
export async function toolVersion(name: string, program: string, run: (args: string[]) => Promise<BoundedResult>, args: string[]): Promise<string> {
  const result = await run(args);
  // The first line: notices that follow name versions of other things.
  const said = result.ended === 'exit' && result.code === 0 ? VERSION.exec(result.output.trim().split('\n').at(-1) ?? '')?.[1] : undefined;
  if (said !== undefined) return said;
  try {
    const bytes = readFileSync(program);
    const at = bytes.indexOf(`\nmod\tgithub.com/aquasecurity/${name}\t`);
    return (at < 0 ? undefined : VERSION.exec(bytes.subarray(at, at + 120).toString('latin1'))?.[1]) ?? `sha256:${sha256(bytes)}`;
  } catch {
    return 'unknown';
  }
}
