import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { init, plan, showPlan, type EngineCall } from './engine.ts';
import { readRawPlan, type RawPlan } from './parse-plan.ts';

/** Their resources are nowhere but in the state, so asking for them says what the state says. */
const ONLY_IN_THE_STATE = /(^|\/)(builtin\/terraform|hashicorp\/(random|null|time|tls))$/;

/** An override file replaces the backend block: https://developer.hashicorp.com/terraform/language/files/override */
const OVERRIDE = 'cutover_proof_override.tf.json';

/**
 * Asks the providers for every resource of a state that was emptied since: the old state in a file of its own, and a plan, which refreshes.
 * What it does not want to create is still there. `root`: what was kept of the stack; `folder`: for copies, wiped before and after. Returns the addresses
 * that are left, and how many were asked for.
 */
export async function leftInTheWorld(call: EngineCall, { state, folder, root }: { state: Buffer; folder: string; root: string }): Promise<{ left: string[]; asked: number }> {
  if (state.toString().trim() === '') return { left: [], asked: 0 };
  rmSync(folder, { recursive: true, force: true });
  try {
    const [stack, file] = [join(folder, 'stack'), join(folder, 'before.tfstate')];
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    cpSync(root, stack, { recursive: true, verbatimSymlinks: true });
    writeFileSync(file, state, { mode: 0o600 });
    const directory = join(stack, relative(root, call.workspace.directory));
    writeFileSync(join(directory, OVERRIDE), JSON.stringify({ terraform: { backend: { local: { path: file } } } }));
    const { access, label } = call.workspace;
    const asking: EngineCall = { ...call, workspace: { label, directory, dataDirectory: join(folder, 'data'), access: { ...access, backend: {} } } };
    mkdirSync(asking.workspace.dataDirectory, { recursive: true });
    await init(asking, access.target === 'cloud' && existsSync(join(directory, '.terraform.lock.hcl')) ? 'readonly' : 'free');
    await plan(asking, join(folder, 'plan.tfplan'), { lock: false });
    const raw = readRawPlan(await showPlan(asking, join(folder, 'plan.tfplan')), label);
    const asked = (resource: RawPlan['resource_changes'][number]): boolean => resource.mode === 'managed' && !ONLY_IN_THE_STATE.test(resource.provider_name);
    const left = raw.resource_changes.filter((resource) => asked(resource) && (resource.change.before ?? null) !== null);
    const gone = raw.resource_drift.filter((resource) => asked(resource) && (resource.change.after ?? null) === null);
    return { left: left.map(({ address }) => address), asked: left.length + gone.length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
