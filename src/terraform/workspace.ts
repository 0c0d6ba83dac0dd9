import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Component } from '../components/component.ts';
import { digestOf } from '../digest.ts';
import { Halt } from '../errors.ts';
import type { EnvironmentAccess } from './access.ts';
import { init, type EngineCall, type Workspace } from './engine.ts';
import { clearPending } from './pending.ts';

const LOCK = '.terraform.lock.hcl';

/** Where the engine keeps providers and backend settings for one component in one environment. */
export function workspaceOf(root: string, component: Component, access: EnvironmentAccess): Workspace {
  return {
    label: `${component.name} (${component.environment})`,
    directory: component.directory,
    dataDirectory: dataDirectory(root, component),
    access,
  };
}

/** Outside of the component's own folder, which synth replaces. */
export function dataDirectory(root: string, component: Component): string {
  return join(root, '.cutover', 'data', component.environment, component.name);
}

/** The committed provider lock of a component: `locks/<environment>/<component>.hcl`. */
export function committedLock(root: string, component: Component): string {
  return join(root, 'locks', component.environment, `${component.name}.hcl`);
}

/**
 * Makes the workspace ready for plan and apply: the provider lock in place, `init` run unless it already ran for these very
 * bytes, engine and backend. In a real account a stack that needs providers must have a committed lock; the sandbox's
 * provider has other hashes, so there the committed lock is left out and never written.
 */
export async function prepareWorkspace(root: string, component: Component, call: EngineCall, lock = committedLock(root, component)): Promise<void> {
  const { directory, dataDirectory, access } = call.workspace;
  clearPending(directory);
  mkdirSync(dataDirectory, { recursive: true });
  const useCommitted = access.target === 'cloud' && existsSync(lock);
  const key = digestOf({ engine: call.engine, stack: component.digest, backend: access.backend, lock: useCommitted ? readFileSync(lock, 'utf8') : null, config: access.env['TF_CLI_CONFIG_FILE'] ?? null, endpoint: access.env['AWS_ENDPOINT_URL'] ?? null });
  const marker = join(dataDirectory, 'initialised');
  const keptLock = join(dataDirectory, 'lock.hcl');
  if (useCommitted) copyFileSync(lock, join(directory, LOCK));
  if (existsSync(marker) && readFileSync(marker, 'utf8') === key) {
    if (existsSync(keptLock)) copyFileSync(keptLock, join(directory, LOCK));
    return;
  }
  rmSync(marker, { force: true });
  // The engine's note of the backend before: without it, a stack that lost its backend block would seem to have one.
  rmSync(join(dataDirectory, 'terraform.tfstate'), { force: true });
  if (!useCommitted) rmSync(join(directory, LOCK), { force: true });
  await init(call, useCommitted ? 'readonly' : 'free');
  if (access.target === 'cloud' && !useCommitted) assertNoProviders(root, component, call);
  if (existsSync(join(directory, LOCK))) copyFileSync(join(directory, LOCK), keptLock);
  else rmSync(keptLock, { force: true });
  assertStateIsKept(component, dataDirectory);
  writeFileSync(marker, key);
}

/** Provider's address → version, from the lock that the engine worked with; empty for built-in providers only. */
export function providerVersions(directory: string): Record<string, string> {
  return versionsIn(join(directory, LOCK));
}

/** The same from the committed lock; before one is committed, from the one that the engine made. */
export function lockedVersions(root: string, component: Component): Record<string, string> {
  const committed = committedLock(root, component);
  return existsSync(committed) ? versionsIn(committed) : providerVersions(component.directory);
}

function versionsIn(lock: string): Record<string, string> {
  const text = existsSync(lock) ? readFileSync(lock, 'utf8') : '';
  return Object.fromEntries([...text.matchAll(/^provider "([^"]+)" \{\r?\n\s*version\s*=\s*"([^"]+)"/gm)].map(([, address = '', version = '']) => [address, version]));
}

/** What the stack's backend block is, `s3`, or undefined without one. The engine's own parser has the last word at init. */
export function backendType(directory: string): string | undefined {
  const json = join(directory, 'cdk.tf.json');
  if (existsSync(json)) return Object.keys((JSON.parse(readFileSync(json, 'utf8')) as { terraform?: { backend?: object } }).terraform?.backend ?? {})[0];
  const hcl = readdirSync(directory).filter((file) => file.endsWith('.tf')).map((file) => readFileSync(join(directory, file), 'utf8').replace(/^\s*(#|\/\/).*$/gm, ''));
  return hcl.map((text) => /\bbackend\s+"([^"]+)"/.exec(text)?.[1]).find((type) => type !== undefined);
}

/** The engine writes the backend it settled on; without one, or with a relative path, the state would lie in a folder that synth replaces. */
function assertStateIsKept(component: Component, dataDirectory: string): void {
  const file = join(dataDirectory, 'terraform.tfstate');
  const backend = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { backend?: { type?: string; config?: { path?: string | null } } }).backend : undefined;
  const problem =
    backend?.type === undefined ? 'the stack has no backend, so its state would be lost'
    : backend.type === 'local' && backend.config?.path?.startsWith('/') !== true ? 'the local backend has no absolute path, so its state would be lost'
    : undefined;
  if (problem === undefined) return;
  throw new Halt({ problem: `${component.name}: ${problem}`, next: 'give it a backend block, such as backend "s3" {}, and its settings in cutover.yaml under environments.<environment>.backend' });
}

/** Built-in providers have no lock entry; any other needs one that people have reviewed. Nothing of it has run yet. */
function assertNoProviders(root: string, component: Component, call: EngineCall): void {
  const made = join(component.directory, LOCK);
  if (!existsSync(made) || !/^provider /m.test(readFileSync(made, 'utf8'))) return;
  throw new Halt({
    file: relative(root, committedLock(root, component)),
    problem: `${component.name} needs providers and has no committed provider lock`,
    next: `read ${made}, add your platforms (${call.engine.kind} -chdir=${component.directory} providers lock), and commit it under that name`,
  });
}
