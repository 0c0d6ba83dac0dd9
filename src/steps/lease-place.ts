import type { Component } from '../components/component.ts';
import { readComponent } from '../components/read-component.ts';
import { objectsOf } from '../components/stack.ts';
import { objectStore, type ObjectStore } from '../evidence/object-store.ts';
import { folderObjects } from '../leases/folder-objects.ts';
import { LeaseLog } from '../leases/lease-log.ts';
import { leasePlace, type LeasePlace } from '../leases/place.ts';
import { join } from 'node:path';
import { trustOn } from '../past.ts';
import type { Run } from '../step.ts';
import type { EnvironmentAccess } from '../terraform/access.ts';
import { backendSettings } from './backend-settings.ts';

/** The leases that lie beside the state of a component of test. */
export async function leaseLog(run: Run, component: Component, access?: EnvironmentAccess): Promise<LeaseLog> {
  const reached = access ?? (await run.access('test'));
  return await openLog(run, await placeFor(run, component, reached), reached);
}

/** What is written there is noted in the project, and signed by who signs the evidence of the run. */
export async function openLog(run: Pick<Run, 'config' | 'root' | 'git' | 'store'>, place: LeasePlace, { env }: Pick<EnvironmentAccess, 'env'>): Promise<LeaseLog> {
  return new LeaseLog(await objectsAt(place, env), run.config.name, { signer: run.store.signer(), trust: () => trustOn(run.git), notes: join(run.root, '.cutover', 'leases') });
}

export async function objectsAt(place: LeasePlace, env: Record<string, string>): Promise<ObjectStore> {
  if (place.kind === 'folder') return folderObjects(place.folder);
  return await objectStore(place.bucket, { ...env, ...(place.region === undefined ? {} : { AWS_REGION: place.region }) }, { field: 'environments.test.backend', holds: 'the states and leases of test' });
}

/** What the settings say, else what the stack itself says; for any other backend a folder of this machine. */
export async function placeFor(run: Pick<Run, 'root' | 'config'>, component: Component, access: EnvironmentAccess): Promise<LeasePlace> {
  const settings = leasePlace(backendSettings(run, component, access));
  if (settings !== undefined) return settings;
  const { stack } = await readComponent(run.root, component);
  const blocks = stack.files.flatMap(({ body }) => objectsOf(body['terraform'])).flatMap(({ backend }) => objectsOf(backend)).flatMap((backend) => Object.values(backend).flatMap(objectsOf));
  const own = blocks.map(leasePlace).find((place) => place !== undefined);
  return own ?? { kind: 'folder', folder: join(run.root, '.cutover') };
}
