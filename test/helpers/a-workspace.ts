import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component } from '../../src/components/component.ts';
import { directoryDigest } from '../../src/components/directory-digest.ts';
import { harmlessEnvironment, type EnvironmentAccess } from '../../src/terraform/access.ts';
import { findEngine, type Engine, type EngineCall } from '../../src/terraform/engine.ts';
import { prepareWorkspace, workspaceOf } from '../../src/terraform/workspace.ts';

export const NO_CLOUD: EnvironmentAccess = { target: 'sandbox', world: 'test', env: harmlessEnvironment(process.env), backend: {} };

export async function theEngine(): Promise<Engine> {
  return await findEngine('terraform', 'terraform', NO_CLOUD.env);
}

/** An HCL component with a local state in `root`, ready to be planned. Writing it again is an edit. */
export async function aComponent(root: string, name: string, hcl: string, signal?: AbortSignal): Promise<{ component: Component; call: EngineCall }> {
  const directory = join(root, 'stacks', name);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'main.tf'), `terraform {\n  backend "local" {\n    path = "${join(root, `${name}.tfstate`)}"\n  }\n}\n${hcl}`);
  const component: Component = { name, environment: 'test', stack: name, directory, dependsOn: [], digest: directoryDigest(directory) };
  const call: EngineCall = { engine: await theEngine(), workspace: workspaceOf(root, component, NO_CLOUD), signal };
  await prepareWorkspace(root, component, call);
  return { component, call };
}
