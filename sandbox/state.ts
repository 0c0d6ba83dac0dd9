import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { environmentNameSchema, type EnvironmentName } from '../src/evidence/record.ts';

/** Fixed, so that a plan, a bucket's name and a test can say them. */
export const SANDBOX_ACCOUNTS: Record<EnvironmentName, string> = { test: '111111111111', production: '222222222222' };
export const SANDBOX_REGION = 'eu-central-1';

const sandboxEnvironmentSchema = z.strictObject({
  accountId: z.string().regex(/^\d{12}$/),
  stateBucket: z.string().min(3),
  /** For the role `cutover-deploy` of that account, by sts:AssumeRole. Good for nothing outside this sandbox. */
  credentials: z.strictObject({ accessKeyId: z.string(), secretAccessKey: z.string(), sessionToken: z.string() }),
});

export const sandboxEnvironmentsSchema = z.record(environmentNameSchema, sandboxEnvironmentSchema);

/** What the server writes into its state file, and says when it is ready. */
export const writtenStateSchema = z.strictObject({
  schema: z.literal(1),
  /** A UUID, made anew by every `up`: what was deployed into another instance does not exist in this one. */
  instance: z.uuid(),
  pid: z.int().positive(),
  port: z.int().min(1).max(65535),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  environments: sandboxEnvironmentsSchema,
});

/** A sandbox that is up. `root` is the project's absolute folder, `endpoint` the URL that every AWS service answers at. */
export type SandboxState = z.infer<typeof writtenStateSchema> & { root: string; endpoint: string };

export function sandboxFolder(root: string): string {
  return join(resolve(root), '.cutover', 'sandbox');
}

export function stateFile(root: string): string {
  return join(sandboxFolder(root), 'sandbox.json');
}

export function stateOf(root: string, written: z.infer<typeof writtenStateSchema>): SandboxState {
  return { ...written, root: resolve(root), endpoint: `http://127.0.0.1:${written.port}` };
}

/** The state file's content; undefined without one, `unreadable` for anything that no sandbox of this version wrote. */
export function readState(root: string): SandboxState | 'unreadable' | undefined {
  if (!existsSync(stateFile(root))) return undefined;
  try {
    return stateOf(root, writtenStateSchema.parse(JSON.parse(readFileSync(stateFile(root), 'utf8'))));
  } catch {
    return 'unreadable';
  }
}
