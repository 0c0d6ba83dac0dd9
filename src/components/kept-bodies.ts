import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../digest.ts';
import { digestSchema, type StepRecord } from '../evidence/record.ts';
import type { JsonObject } from '../json.ts';

/** Where HCL that was parsed once can be found again. */
export interface HclBodies {
  get: (text: string) => JsonObject | undefined;
  put: (text: string, body: JsonObject) => void;
}

/** SHA-256 of an HCL text → of the JSON that it was parsed into. */
type Digests = Record<string, string>;

const factsSchema = z.object({ hcl: z.record(digestSchema, digestSchema).default({}) });

function folderOf(work: string): string {
  return join(work, 'hcl');
}

/**
 * Keeps what synth parses. The parser is a WebAssembly program of many megabytes: the steps after it start more engines the
 * faster, the smaller they are themselves. `digests` go into synth's record, so that nothing else is believed later. `work`: the run's, absolute (steps-folder.ts).
 */
export function keepBodies(work: string): HclBodies & { digests: Digests } {
  const folder = folderOf(work);
  rmSync(folder, { recursive: true, force: true });
  const digests: Digests = {};
  return {
    digests,
    get: () => undefined,
    put: (text, body) => {
      const json = JSON.stringify(body);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${sha256(text)}.json`), json);
      digests[sha256(text)] = sha256(json);
    },
  };
}

/** What synth parsed, as its record says it; whatever lies there instead is passed over, and parsed anew. */
export function keptBodies(work: string, synth: StepRecord['facts']): HclBodies {
  const { hcl } = factsSchema.parse(synth);
  return {
    get: (text) => {
      const digest = sha256(text);
      const file = join(folderOf(work), `${digest}.json`);
      if (hcl[digest] === undefined || !existsSync(file)) return undefined;
      const json = readFileSync(file, 'utf8');
      return sha256(json) === hcl[digest] ? (JSON.parse(json) as JsonObject) : undefined;
    },
    put: () => undefined,
  };
}
