import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { digestOf } from '../digest.ts';
import type { Covered, Finding, Scanned } from './finding.ts';
import type { ScannerTool } from './tool.ts';

/** What one tool said about one component. */
const resultSchema = z.strictObject({
  version: z.string(),
  passed: z.number().int().nonnegative(),
  passedBy: z.record(z.string(), z.number().int().positive()),
  findings: z.array(z.strictObject({ check: z.string(), severity: z.string().nullable(), address: z.string(), construct: z.string().nullable(), file: z.string(), line: z.number().int(), problem: z.string(), fix: z.string().nullable(), guideline: z.string().nullable() })),
});
export type ComponentResult = z.infer<typeof resultSchema>;

const DAY = 24 * 60 * 60 * 1000;
/** What nobody has asked for within this time is thrown away. */
const KEEP_DAYS = 30;

/** The key of a result: everything that it depends on, but for the names of component and environment. */
export interface ResultKey {
  tool: ScannerTool;
  /** Path of the executable. */
  program: string;
  /** SHA-256 over all that the tool is given about the component. */
  content: string;
}

/**
 * A scanner says the same about the same files, so what it said is kept, by the digest of tool, program and files. The folder lies in
 * the user's cache, beside the scanners themselves: who can write there could as well put another scanner there.
 */
export class KeptResults {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined when there is none, or none that can be read. */
  find(key: ResultKey): ComponentResult | undefined {
    try {
      const file = this.#file(key);
      const result = resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      utimesSync(file, new Date(), new Date());
      return result;
    } catch {
      return undefined;
    }
  }

  /** Whole or not at all. A cache that cannot be written costs time and nothing else. */
  keep(key: ResultKey, result: ComponentResult): void {
    const unfinished = join(this.#folder, `unfinished.${randomUUID()}`);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(unfinished, JSON.stringify(resultSchema.parse(result)), { mode: 0o600 });
      renameSync(unfinished, this.#file(key));
    } catch {
      rmSync(unfinished, { force: true });
    }
  }

  /** Throws away what is old. */
  tidy(now: Date): void {
    try {
      for (const name of readdirSync(this.#folder)) {
        const file = join(this.#folder, name);
        if (now.getTime() - lstatSync(file).mtimeMs > KEEP_DAYS * DAY) rmSync(file, { force: true });
      }
    } catch {
      // No folder, or another run tidies it.
    }
  }

  #file({ tool, program, content }: ResultKey): string {
    return join(this.#folder, `${digestOf({ form: 2, tool: tool.name, args: tool.args(''), env: tool.env, program: programIdentity(program), content })}.json`);
  }
}

/** Another version of a program is another file, or the same one written anew. */
function programIdentity(program: string): (string | number)[] {
  const path = realpathSync(program);
  const { size, mtimeMs, ino } = lstatSync(path);
  return [path, size, mtimeMs, ino];
}

export function asResult(version: string, { passed, passedBy }: Pick<Covered, 'passed' | 'passedBy'>, findings: Finding[]): ComponentResult {
  return { version, passed, passedBy, findings: findings.map(({ tool: _tool, component: _component, environment: _environment, ...rest }) => rest) };
}

export function asFindings(result: ComponentResult, tool: string, { component, environment }: Scanned): Finding[] {
  return result.findings.map((finding) => ({ tool, component, environment, ...finding }));
}
