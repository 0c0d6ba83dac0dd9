import type { Component } from '../components/component.ts';
import type { Run } from '../step.ts';
import type { EnvironmentAccess } from '../terraform/access.ts';
import { backendType } from '../terraform/workspace.ts';

/** What is said of a component's backend outside of its stack; `{component}` is still in it. */
export function backendSettings(run: Pick<Run, 'config'>, { environment, directory }: Pick<Component, 'environment' | 'directory'>, { backend }: EnvironmentAccess): EnvironmentAccess['backend'] {
  // The sandbox's settings are those of an S3 backend; a state in a local file is nobody's but the project's.
  return { ...run.config.environments[environment].backend, ...(backendType(directory) === 's3' ? backend : {}) };
}
