import type { Component } from '../components/component.ts';
import { readComponent } from '../components/read-component.ts';
import { providerFacts } from '../components/stack-providers.ts';
import { credentialsSeen } from '../doctor/credentials.ts';
import { profilesIn, readAwsFiles } from '../doctor/profiles.ts';
import type { EnvironmentName } from '../evidence/record.ts';
import type { Run } from '../step.ts';
import { HARMLESS } from '../terraform/access.ts';
import { backendType } from '../terraform/workspace.ts';

export const NO_CREDENTIALS = 'no credentials here';

/** What planning a component takes: nothing, an identity in AWS, or one in some other place that cannot be told from here. */
export type Need = 'nothing' | 'aws' | 'another';

/** `providers`: short addresses, without the built-in one. A state that lies in a file is read by whoever reads the file. */
export function needOf({ backend, providers }: { backend: string | undefined; providers: string[] }): Need {
  if (backend === 's3' || providers.some((address) => address.endsWith('/aws'))) return 'aws';
  return providers.length === 0 && (backend === undefined || backend === 'local') ? 'nothing' : 'another';
}

/** Of the component as it lies there. */
export async function needsOf({ root }: Pick<Run, 'root'>, component: Component): Promise<Need> {
  const { stack, locked } = await readComponent(root, component);
  return needOf({ backend: backendType(component.directory), providers: Object.keys(providerFacts(stack, locked).providerVersions) });
}

/** Why a component that needs this cannot be planned with such an environment; undefined where it can be tried. Values are not looked at. */
export function whyNotPlanned(need: Need, env: Record<string, string>, profiles: string[]): string | undefined {
  if (need === 'nothing') return undefined;
  if (need === 'aws') return typeof credentialsSeen({ env, profiles, configured: false }) === 'string' ? undefined : NO_CREDENTIALS;
  return Object.keys(env).some((name) => !HARMLESS.includes(name) && name !== 'CHECKPOINT_DISABLE') ? undefined : NO_CREDENTIALS;
}

/**
 * Component → why it is not planned here; undefined where it can be tried. A pull request from a fork has no credentials, and
 * whoever has none is not asked for any. Throws UserError for a sandbox that is not up: whoever asks for one has to have it.
 */
export async function notPlannable(run: Run, environment: EnvironmentName, components: Component[]): Promise<Map<string, string>> {
  const access = await run.access(environment);
  const profiles = profilesIn(readAwsFiles(access.env));
  const reasons = await Promise.all(
    components.map(async (component): Promise<[string, string | undefined]> => {
      const need = await needsOf(run, component);
      return [component.name, access.target === 'sandbox' ? undefined : whyNotPlanned(need, access.env, profiles)];
    }),
  );
  return new Map(reasons.flatMap(([name, why]) => (why === undefined ? [] : [[name, why]])));
}
