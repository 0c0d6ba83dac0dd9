import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const stepSchema = z.looseObject({ uses: z.string().optional(), run: z.string().optional(), with: z.record(z.string(), z.unknown()).default({}) });
const permissionsSchema = z.union([z.string(), z.record(z.string(), z.enum(['read', 'write', 'none']))]);
const concurrencySchema = z.union([z.string(), z.strictObject({ group: z.string(), 'cancel-in-progress': z.union([z.boolean(), z.string()]).optional(), queue: z.enum(['single', 'max']).optional() })]);
const jobSchema = z.looseObject({
  uses: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  permissions: permissionsSchema.optional(),
  environment: z.union([z.string(), z.looseObject({ name: z.string() })]).optional(),
  concurrency: concurrencySchema.optional(),
  secrets: z.union([z.literal('inherit'), z.record(z.string(), z.string())]).optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  steps: z.array(stepSchema).default([]),
});
export type Job = z.infer<typeof jobSchema>;

const triggerSchema = z.union([z.string().transform((name) => ({ [name]: null })), z.array(z.string()).transform((names) => Object.fromEntries(names.map((name) => [name, null]))), z.record(z.string(), z.unknown())]);
/** The part of a workflow that says what it may do. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
const workflowSchema = z.looseObject({ name: z.string().optional(), on: triggerSchema, permissions: permissionsSchema.optional(), concurrency: concurrencySchema.optional(), jobs: z.record(z.string(), jobSchema) });

/** Of an action only what runs is looked at. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax */
const actionSchema = z.looseObject({ runs: z.looseObject({ using: z.string(), steps: z.array(stepSchema).default([]) }) });

export interface Workflow extends z.infer<typeof workflowSchema> {
  /** From the repository, with slashes. */
  file: string;
  text: string;
}

export interface Action extends z.infer<typeof actionSchema> {
  file: string;
  text: string;
}

export function parseWorkflow(file: string, text: string): Workflow {
  return { ...workflowSchema.parse(parse(text)), file, text };
}

export function parseAction(file: string, text: string): Action {
  return { ...actionSchema.parse(parse(text)), file, text };
}

/** Folders with workflows: Cutover's own, and the callers that users copy. */
const FOLDERS = ['.github/workflows', 'workflows'];

export function readWorkflows(root: string): Workflow[] {
  return FOLDERS.flatMap((folder) => readdirSync(join(root, folder)).filter((name) => /\.ya?ml$/.test(name)).sort().map((name) => parseWorkflow(`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8'))));
}

export function readActions(root: string): Action[] {
  const files = readdirSync(join(root, 'actions'), { recursive: true, encoding: 'utf8' }).filter((file) => /(^|\/)action\.ya?ml$/.test(file)).sort().map((file) => `actions/${file}`);
  return ['action.yml', ...files].map((file) => parseAction(file, readFileSync(join(root, file), 'utf8')));
}
