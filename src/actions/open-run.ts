import { join } from 'node:path';
import { nameOfLogin } from '../change/person.ts';
import { isInside } from '../documents/inside.ts';
import { UserError } from '../errors.ts';
import type { EnvironmentName } from '../evidence/record.ts';
import type { EvidenceSigner } from '../evidence/signer.ts';
import { findProject } from '../find-project.ts';
import type { ActionsContext } from '../github/context.ts';
import { noteDefaultBranch } from '../github/default-branch.ts';
import { jobAccess, regionIn } from '../github/job-access.ts';
import type { IdTokenRequest } from '../github/oidc.ts';
import { onlyRequest } from '../locked-run.ts';
import { assertOwnFoldersUntracked } from '../own-folders.ts';
import { openRun } from '../project.ts';
import type { Run } from '../step.ts';
import { createToolbox } from '../toolbox.ts';
import type { StepInput } from './declarations.ts';
import { jobSigner } from './job-signer.ts';
import type { ActionCall } from './run-action.ts';

/** The project that `directory`, relative to the workspace, is in. */
export function projectIn({ workspace, event }: Pick<ActionsContext, 'workspace' | 'event'>, directory: string): string {
  if (directory !== '.' && !isInside(directory)) throw new UserError({ field: 'with: directory', problem: 'this is not a folder of the repository', found: directory, allowed: 'a path inside the workspace, such as . or infra' });
  noteDefaultBranch({ workspace, event });
  const root = findProject(join(workspace, directory));
  // Each action reads what lies in them, some before a run is opened.
  assertOwnFoldersUntracked(root);
  return root;
}

/** What a step's job is, beside its inputs. */
export interface StepJob {
  context: ActionsContext;
  /** How to ask GitHub who this job is; undefined where it may not. */
  identity: IdTokenRequest | undefined;
  /** The one environment that the step reaches; undefined for those that reach none. */
  environment: EnvironmentName | undefined;
}

/** Opens the run that an action's inputs ask for. Nobody is asked anything at a terminal; GitHub has not been asked yet (`Run.host`). */
export function openActionRun<Output extends string>({ inputs, env, ui, signal, mask, projectIs }: ActionCall<StepInput, Output>, { context, identity, environment }: StepJob): Run {
  const root = projectIn(context, inputs.directory);
  projectIs(root);
  const { mode, sandbox, engine, parallelism, role } = inputs;
  const change = inputs.change ?? onlyRequest(root, 'with: change');
  const signer = (): EvidenceSigner | undefined => jobSigner({ context, identity, choice: run.config.evidence.sigstore, mask, signal });
  const surroundings = { ui, env, signal, conversation: undefined, toolbox: createToolbox(env), user: nameOfLogin(context.triggeringActor), signer };
  const run = openRun({ directory: root, change, mode, sandbox, engine, parallelism }, surroundings);
  if (role === undefined || environment === undefined || sandbox) return run;
  const { account } = run.config.environments[environment];
  return { ...run, access: jobAccess({ environment, role, account, region: regionIn(run.config.environments[environment]), request: identity, context, env, mask, signal, now: run.now }) };
}
