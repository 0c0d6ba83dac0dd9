import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { digestOf } from '../digest.ts';
import type { Workspace } from './engine.ts';

/** The engine's own note of the backend it settled on at init. */
const noteSchema = z.object({ backend: z.object({ type: z.string(), config: z.record(z.string(), z.json()) }) });
type Backend = z.infer<typeof noteSchema>['backend'];

/** SHA-256 of where a prepared workspace keeps its state, with all its settings; undefined where the engine noted none. */
export function backendDigest(workspace: Pick<Workspace, 'dataDirectory'>): string | undefined {
  const backend = backendIn(workspace);
  return backend === undefined ? undefined : digestOf(backend);
}

/** Where the state of a prepared workspace lies: `s3://bucket/key`, the path of a file, or the type of another backend. */
export function stateAddress(workspace: Pick<Workspace, 'dataDirectory'>): string {
  const { type = 'unknown', config = {} } = backendIn(workspace) ?? {};
  const text = (name: string): string => (typeof config[name] === 'string' ? config[name] : '');
  if (type === 's3') return `s3://${text('bucket')}/${text('key')}`;
  return type === 'local' ? text('path') : type;
}

function backendIn({ dataDirectory }: Pick<Workspace, 'dataDirectory'>): Backend | undefined {
  const file = join(dataDirectory, 'terraform.tfstate');
  const note = existsSync(file) ? noteSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  return note?.success === true ? note.data.backend : undefined;
}
