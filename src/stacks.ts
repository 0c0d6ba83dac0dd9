import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import type { Component } from './components/component.ts';
import { directoryDigest } from './components/directory-digest.ts';
import { isUnchanged, synthesizedSchema } from './components/synthesized.ts';
import { Halt } from './errors.ts';
import type { EnvironmentName } from './evidence/record.ts';
import type { Run } from './step.ts';
import { synthesizeOne } from './steps/synth.ts';

/** Stacks that belong to no change, for whoever compares them with the world, from the project. */
export const STACKS_FOLDER = '.cutover/stacks';

const listSchema = z.strictObject({
  schema: z.literal(1),
  /** What they were made of. */
  commit: z.string(),
  components: z.array(synthesizedSchema.omit({ resources: true, places: true })).min(1),
});

/** Where the stacks of an environment come from: `makeStacks`, or `broughtStacks` in a job that may not run the project's code. */
export type StacksOf = (run: Run, environment: EnvironmentName) => Promise<Component[]>;

function listOf(environment: EnvironmentName): string {
  return `${STACKS_FOLDER}/${environment}.json`;
}

/** Makes the stacks of one environment anew, and leaves a list of them for a job that may not run the project's code. */
export const makeStacks: StacksOf = async (run, environment) => {
  const folder = join(run.root, STACKS_FOLDER, environment);
  rmSync(join(run.root, listOf(environment)), { force: true });
  const { components } = await run.ui.task(`synth ${environment}`, () => synthesizeOne(run, environment, folder));
  mkdirSync(folder, { recursive: true });
  const listed = components.map((component) => ({ ...component, directory: relative(run.root, component.directory), bytes: directoryDigest(component.directory) }));
  writeFileSync(join(run.root, listOf(environment)), JSON.stringify({ schema: 1, commit: run.git.head, components: listed } satisfies z.infer<typeof listSchema>));
  return components;
};

/** The stacks that another job made of this very commit. Throws Halt when there are none, or others. */
export const broughtStacks: StacksOf = async (run, environment) => {
  const file = listOf(environment);
  const refuse = (problem: string, found?: string): Halt =>
    new Halt({ file, problem, ...(found === undefined ? {} : { found }), next: `make them in a job without id-token (save-stacks, environment: ${environment}), and bring them with load-stacks before this step` });
  if (!existsSync(join(run.root, file))) throw refuse("the stacks were not brought, and the project's code does not run in a job that may become a role");
  const list = listSchema.safeParse(parsed(readFileSync(join(run.root, file), 'utf8')));
  if (!list.success) throw refuse('this is no list of stacks', list.error.issues[0]?.message);
  if (list.data.commit !== run.git.head) throw refuse('the stacks were made of another commit', list.data.commit);
  return await Promise.resolve(list.data.components.map(({ bytes, ...component }): Component => {
    const directory = resolve(run.root, component.directory);
    if (component.environment !== environment || !component.directory.startsWith(`${STACKS_FOLDER}/${environment}`) || !isUnchanged(directory, bytes)) throw refuse(`the stack of ${component.name} is not what its job made`);
    return { ...component, directory };
  }));
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
