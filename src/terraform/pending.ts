import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The stand-in for "an upstream is about to change". */
const NAME = 'cutover_pending';
export const PENDING_ADDRESS = `terraform_data.${NAME}`;

/** `_override` is the engine's own suffix for files that are merged over the rest. */
const FILES = ['cutover_pending.tf.json', 'cutover_pending_override.tf.json'] as const;

/**
 * Makes every `terraform_remote_state` of the stack wait for a resource that does not exist yet, so that a plan takes all
 * upstream values as unknown instead of reading today's. An argument is overridden (`workspace`, which only its own
 * backend reads), because `depends_on` cannot be. The names are read from the stack's JSON, or found in its HCL.
 */
export function markUpstreamPending(directory: string): void {
  const names = remoteStates(directory);
  const override = Object.fromEntries(names.map((name) => [name, { workspace: `\${${PENDING_ADDRESS}.id}` }]));
  writeFileSync(join(directory, FILES[0]), JSON.stringify({ resource: { terraform_data: { [NAME]: {} } } }));
  if (names.length > 0) writeFileSync(join(directory, FILES[1]), JSON.stringify({ data: { terraform_remote_state: override } }));
}

/** Removes the marks; also what a run that was killed has left. */
export function clearPending(directory: string): void {
  for (const file of FILES) rmSync(join(directory, file), { force: true });
}

export function remoteStates(directory: string): string[] {
  const names = readdirSync(directory).flatMap((file) => {
    const path = join(directory, file);
    if (file.endsWith('.tf.json')) return namesInJson(readFileSync(path, 'utf8'));
    if (file.endsWith('.tf')) return namesInHcl(readFileSync(path, 'utf8'));
    return [];
  });
  return [...new Set(names)];
}

function namesInJson(text: string): string[] {
  const stack = JSON.parse(text) as { data?: { terraform_remote_state?: Record<string, unknown> } };
  return Object.keys(stack.data?.terraform_remote_state ?? {});
}

/** A name too many is harmless only if it exists: an override of nothing is refused by the engine, which is the safe side. */
function namesInHcl(text: string): string[] {
  return [...text.matchAll(/^\s*data\s+"terraform_remote_state"\s+"([^"]+)"/gm)].map((match) => match[1] ?? '');
}

export function hasStackFiles(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).some((file) => file.endsWith('.tf') || file.endsWith('.tf.json'));
}
