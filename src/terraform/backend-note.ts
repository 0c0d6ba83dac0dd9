import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { digestOf } from '../digest.ts';
import type { Workspace } from './engine.ts';

/** The engine's own note of the backend it settled on at init. */
const noteSchema = z.object({ backend: z.object({ type: z.string(), config: z.record(z.string(), z.json()) }) });

/** SHA-256 of where a prepared workspace keeps its state, with all its settings; undefined where the engine noted none. */
export function backendDigest({ dataDirectory }: Pick<Workspace, 'dataDirectory'>): string | undefined {
  const file = join(dataDirectory, 'terraform.tfstate');
  const note = existsSync(file) ? noteSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  return note?.success === true ? digestOf(note.data.backend) : undefined;
}
