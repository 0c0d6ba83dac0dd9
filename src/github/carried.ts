import { z } from 'zod';
import { changeIdSchema, digestSchema } from '../evidence/record.ts';
import { EVIDENCE_FOLDER } from '../evidence/store.ts';

/** Where an artifact was made. */
export const originSchema = z.strictObject({
  /** Id of the repository, not its name: names move. */
  repository: z.int(),
  run: z.int(),
  attempt: z.int().positive(),
  sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** `owner/name/.github/workflows/change.yml@refs/heads/main`. */
  workflow: z.string().min(1),
  job: z.string().min(1),
});
export type Origin = z.infer<typeof originSchema>;

const pathSchema = z.string().refine(isPlainPath, 'a path in the project, with slashes');

/** One file of the project; its bytes lie in the artifact under their own digest, so no name of the project's is one there. */
const entrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['file', 'executable']), blob: digestSchema }),
  /** Encrypted, because it may hold secrets. */
  z.strictObject({ kind: z.literal('locked'), blob: digestSchema }),
  z.strictObject({ kind: z.literal('link'), target: z.string().min(1) }),
]);
export type CarriedEntry = z.infer<typeof entrySchema>;

/** The list of what an artifact carries, `carried.json` in it. */
export const carriedSchema = z.strictObject({
  version: z.literal(1),
  change: changeIdSchema,
  origin: originSchema,
  files: z.record(pathSchema, entrySchema),
});
export type Carried = z.infer<typeof carriedSchema>;

export const CARRIED_FILE = 'carried.json';

/** What the next job needs of the work folder (docs/decisions/0005): the stacks, what was parsed of them, and production's plans. */
export const WORK_FOLDERS = ['.cutover/synth', '.cutover/before', '.cutover/hcl', '.cutover/plans/production'] as const;

/** What the engine leaves in a stack's folder and no job needs; a state that it could not save holds secrets. */
export const LEFT_BEHIND = new Set(['.terraform', '.terraform.tfstate.lock.info', 'errored.tfstate']);

/** A saved plan and its JSON hold secrets in clear. */
export function mayHoldSecrets(path: string): boolean {
  return path.startsWith('.cutover/plans/');
}

/** All that the bundle of a change carries. */
export function bundleFolders(change: string): readonly string[] {
  return [`${EVIDENCE_FOLDER}/${change}`, ...WORK_FOLDERS];
}

/** Whether a path that an artifact names may be written: it lies in one of those that are meant to arrive. */
export function mayArrive(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}

/** Relative, with slashes, and leading nowhere but down. */
function isPlainPath(path: string): boolean {
  return !/[\\\p{Cc}]/u.test(path) && path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}
