import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxAccess } from '../../../sandbox/access.ts';
import { run, type Finished } from '../../helpers/run-terraform.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import type { BlockSchema } from './schema.ts';

export interface ResourceChange {
  address: string;
  type: string;
  change: {
    actions: string[];
    before: Record<string, unknown> | null;
    after: Record<string, unknown> | null;
    after_unknown: Record<string, unknown>;
    replace_paths?: string[][];
    importing?: { id: string };
  };
}

interface StatedResource {
  address: string;
  mode: string;
  values: Record<string, unknown>;
}

const PROVIDER = /\/hashicorp\/aws$/;

/** A configuration below test/sandbox/provider, copied to a folder of its own, run by one engine in one account of a sandbox. */
export class World {
  readonly folder: string;
  readonly #engine: string;
  readonly #access: SandboxAccess;

  constructor(engine: string, access: SandboxAccess, configuration: 'world' | 'small' | 'many' = 'world') {
    this.folder = temporaryFolder();
    this.#engine = engine;
    this.#access = access;
    cpSync(join(import.meta.dirname, configuration), this.folder, { recursive: true });
  }

  /** `env` is added to the account's. */
  try(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
    const own = { ...this.#access.env, TF_INPUT: '0', TF_VAR_accounts: JSON.stringify([this.#access.accountId]) };
    return run(this.#engine, args, { cwd: this.folder, env: { ...own, ...env } });
  }

  /** Standard output and error; throws them when the engine does not end with 0. */
  async run(...args: string[]): Promise<string> {
    const { code, output } = await this.try(args);
    if (code !== 0) throw new Error(output);
    return output;
  }

  async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.run(...args)) as T;
  }

  /** Plans, and returns what the plan says about every resource; the plan is kept for `applyPlan`. */
  async plan(...args: string[]): Promise<ResourceChange[]> {
    await this.run('plan', '-no-color', '-out=plan', ...args);
    const shown = await this.json<{ resource_changes?: ResourceChange[] }>('show', '-json', 'plan');
    return shown.resource_changes ?? [];
  }

  applyPlan(): Promise<string> {
    return this.run('apply', '-no-color', 'plan');
  }

  /** Type → schema of its block. */
  async schemas(): Promise<Record<string, BlockSchema>> {
    const all = await this.json<{ provider_schemas: Record<string, { resource_schemas: Record<string, { block: BlockSchema }> }> }>('providers', 'schema', '-json');
    const own = Object.entries(all.provider_schemas).find(([name]) => PROVIDER.test(name))?.[1];
    return Object.fromEntries(Object.entries(own?.resource_schemas ?? {}).map(([type, { block }]) => [type, block]));
  }

  /** Address → values, of the state. */
  async values(): Promise<Record<string, Record<string, unknown>>> {
    const state = await this.json<{ values: { root_module: { resources: StatedResource[] } } }>('show', '-json');
    return Object.fromEntries(state.values.root_module.resources.filter(({ mode }) => mode === 'managed').map(({ address, values }) => [address, values]));
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }
}

/** The changes that are to be made, without those of nothing. */
export function pending(changes: ResourceChange[]): ResourceChange[] {
  return changes.filter(({ change }) => !['no-op', 'read'].includes(change.actions.join()));
}
