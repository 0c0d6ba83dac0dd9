import { join } from 'node:path';
import type { Run } from '../step.ts';
import type { CheckResult, CommandCheck } from '../verification/check.ts';
import { connectionSettings, developmentEnvironment, dotenv, variablesOf, type DevelopmentEnvironment } from '../verification/development-environment.ts';
import { outputsOfComponents, type StackOutputs } from '../verification/output-environment.ts';
import { withPrivateFiles } from '../verification/private-files.ts';
import { DEVELOPERS, type Developer } from '../verification/role-people.ts';
import { runCheck } from '../verification/run-check.ts';
import { stackOutputs } from './outputs.ts';

/** A developer's environment, with the outputs that it is made from, so that what is secret in them is hidden in what commands print. */
export interface Development extends DevelopmentEnvironment {
  outputs: StackOutputs;
}

/** Developer → what they are told of test; nobody who has declared nothing is in it. */
export type Developments = Partial<Record<Developer, Development>>;

/** Credentials of Terraform's own are for Terraform. */
const OF_TERRAFORM = /^TF_/;

/** Read from the stacks as they stand in test. */
export async function developmentOf(run: Run, components: string[]): Promise<Developments> {
  const developments: Developments = {};
  for (const developer of DEVELOPERS) {
    const declared = run.config.roles[developer];
    if (declared === undefined) continue;
    const names = declared.environment.components ?? components;
    const outputs = await stackOutputs(run, 'test', names);
    const { env } = await run.access('test');
    developments[developer] = { ...developmentEnvironment({ outputs, variables: declared.environment.variables, access: env }), outputs: outputsOfComponents([...names, ''], outputs) };
  }
  return developments;
}

/**
 * Runs a developer's command as an application of theirs would run: told where things are, by variables and by two files that only this
 * user can read and that are gone afterwards, with the credentials of test and no others.
 */
export async function runInDevelopment(run: Pick<Run, 'root' | 'access' | 'target' | 'signal'>, command: CommandCheck, development: Development | undefined): Promise<CheckResult> {
  if (development === undefined) throw new Error(`the command ${command.name} has no development environment`);
  const { env } = await run.access('test');
  const { settings, outputs } = development;
  const files = { '.env': dotenv(settings, { secrets: true }), 'connection.json': `${JSON.stringify(connectionSettings(settings, { secrets: true }), null, 2)}\n` };
  return await withPrivateFiles(files, async (folder) => {
    const allowed = Object.fromEntries(Object.entries(env).filter(([name]) => !OF_TERRAFORM.test(name)));
    const told = { ...allowed, ...variablesOf(settings), CUTOVER_ENV_FILE: join(folder, '.env'), CUTOVER_CONNECTION_FILE: join(folder, 'connection.json') };
    return await runCheck(command, { cwd: run.root, env: told, component: '', environment: 'test', target: run.target, outputs, signal: run.signal });
  });
}

/** Keeps what may be seen of the environments, for developers to take over: `frontend-developer.env`, and the settings as JSON. */
export function keepDevelopments(run: Pick<Run, 'store'>, developments: Developments): { path: string; sha256: string }[] {
  return DEVELOPERS.flatMap((developer) => {
    const settings = developments[developer]?.settings;
    if (settings === undefined) return [];
    return [
      run.store.addDocument('integrate', `${developer}.env`, dotenv(settings, { secrets: false })),
      run.store.addDocument('integrate', `${developer}-connection.json`, `${JSON.stringify(connectionSettings(settings, { secrets: false }), null, 2)}\n`),
    ];
  });
}
