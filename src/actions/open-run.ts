import { join } from 'node:path';
import { isInside } from '../documents/inside.ts';
import { UserError } from '../errors.ts';
import { findProject } from '../find-project.ts';
import type { ActionsContext } from '../github/context.ts';
import { onlyRequest } from '../locked-run.ts';
import { openRun } from '../project.ts';
import type { Run } from '../step.ts';
import { createToolbox } from '../toolbox.ts';
import type { StepInput } from './declarations.ts';
import type { ActionCall } from './run-action.ts';

/** The project that `directory`, relative to the workspace, is in. */
export function projectIn({ workspace }: Pick<ActionsContext, 'workspace'>, directory: string): string {
  if (directory !== '.' && !isInside(directory)) throw new UserError({ field: 'with: directory', problem: 'this is not a folder of the repository', found: directory, allowed: 'a path inside the workspace, such as . or infra' });
  return findProject(join(workspace, directory));
}

/** Opens the run that an action's inputs ask for; nobody is asked anything. */
export function openActionRun<Output extends string>({ inputs, env, ui, signal, projectIs }: ActionCall<StepInput, Output>, context: ActionsContext): Run {
  const root = projectIn(context, inputs.directory);
  projectIs(root);
  const { mode, sandbox, engine, parallelism } = inputs;
  const change = inputs.change ?? onlyRequest(root, 'with: change');
  return openRun({ directory: root, change, mode, sandbox, engine, parallelism }, { ui, env, signal, conversation: undefined, toolbox: createToolbox(env) });
}
