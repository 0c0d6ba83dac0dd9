import { rmSync } from 'node:fs';
import { sandboxAccess, type SandboxAccess } from '../../sandbox/access.ts';
import { sandboxDown } from '../../sandbox/down.ts';
import type { SandboxState } from '../../sandbox/state.ts';
import { sandboxUp } from '../../sandbox/up.ts';
import type { EnvironmentName } from '../../src/evidence/record.ts';
import { aProjectFolder } from './a-project-folder.ts';
import { pythonPath } from './python.ts';

export interface RunningSandbox {
  root: string;
  state: SandboxState;
  access: Record<EnvironmentName, SandboxAccess>;
  /** Stops it and removes its folder. */
  remove: () => Promise<void>;
}

/** A sandbox in a new folder, which ends with the test's process at the latest. */
export async function aSandbox(): Promise<RunningSandbox> {
  const root = aProjectFolder();
  const state = await sandboxUp({ root, python: pythonPath(), lifetime: 'until-exit' });
  const remove = async (): Promise<void> => {
    await sandboxDown({ root });
    rmSync(root, { recursive: true, force: true });
  };
  return { root, state, access: sandboxAccess(state), remove };
}

/** Settings of an AWS SDK client for one environment. */
export function sdkSettings(access: SandboxAccess) {
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = access.env;
  if (!AWS_ENDPOINT_URL || !AWS_REGION || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY || !AWS_SESSION_TOKEN) throw new Error('the access is not complete');
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN };
  return { endpoint: AWS_ENDPOINT_URL, region: AWS_REGION, credentials, forcePathStyle: true, maxAttempts: 1 };
}
