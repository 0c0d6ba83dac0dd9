import type { EnvironmentName } from '../evidence/record.ts';
import type { Run } from '../step.ts';
import type { StackOutputs } from '../verification/output-environment.ts';
import { readState, readyWorkspace } from './deployment.ts';
import { componentsOf } from './synth.ts';

/** The outputs of components as they stand in an environment, read once a run. */
export async function stackOutputs(run: Run, environment: EnvironmentName, names: string[]): Promise<Record<string, StackOutputs>> {
  const wanted = [...new Set(names)];
  for (const component of componentsOf(run, environment)) {
    const key = `${environment}/${component.name}`;
    if (!wanted.includes(component.name) || run.outputs.has(key)) continue;
    const state = await readState(await readyWorkspace(run, component), undefined);
    run.outputs.set(key, state.outputs);
  }
  return Object.fromEntries(wanted.map((name) => [name, run.outputs.get(`${environment}/${name}`) ?? {}]));
}
