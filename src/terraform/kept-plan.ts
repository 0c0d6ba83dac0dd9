import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Component } from '../components/component.ts';
import { sha256, sha256File } from '../digest.ts';
import { Halt } from '../errors.ts';
import { plan as runPlan, showPlan, type EngineCall } from './engine.ts';
import { readRawPlan, redactPlan, type RawPlan } from './parse-plan.ts';
import { clearPending, markUpstreamPending } from './pending.ts';
import type { Plan } from './plan.ts';

/** `plan`: applied as it is. `expectation`: made while an upstream is about to change, with its values taken as unknown. */
export type PlanKind = 'plan' | 'expectation';

const metaSchema = z.strictObject({
  kind: z.enum(['plan', 'expectation']),
  /** Digests of the stack, the saved plan, and its JSON. */
  stack: z.string(),
  plan: z.string(),
  json: z.string(),
  engine: z.string(),
});
export type KeptPlanMeta = z.infer<typeof metaSchema>;

/** A saved plan in `.cutover/plans/`, outside of the evidence: the file and its JSON may hold secrets. */
export interface KeptPlan {
  meta: KeptPlanMeta;
  /** Absolute path of the engine's plan file. */
  file: string;
  plan: Plan;
}

/** `kept`: shown or sealed, to be applied later. `now`, `check`: looks at the world that must not touch the kept one. */
export type Slot = 'kept' | 'now' | 'check';

function folderOf(root: string, component: Component, slot: Slot): string {
  return join(root, '.cutover', 'plans', component.environment, component.name, slot);
}

/** Plans a component whose workspace is prepared, and keeps plan and JSON, readable by their owner only. */
export async function makePlan(root: string, component: Component, call: EngineCall, kind: PlanKind, slot: Slot): Promise<KeptPlan> {
  const folder = folderOf(root, component, slot);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'plan.tfplan');
  const directory = call.workspace.directory;
  clearPending(directory);
  try {
    if (kind === 'expectation') markUpstreamPending(directory);
    await runPlan(call, file, { lock: slot !== 'check' });
  } finally {
    clearPending(directory);
  }
  chmodSync(file, 0o600);
  const bytes = await showPlan(call, file);
  const raw = readRawPlan(bytes, call.workspace.label);
  const jsonFile = join(folder, 'plan.json');
  writeFileSync(jsonFile, bytes, { mode: 0o600 });
  const meta: KeptPlanMeta = { kind, stack: component.digest, plan: sha256File(file), json: sha256(bytes), engine: call.engine.version };
  writeFileSync(join(folder, 'meta.json'), JSON.stringify(meta));
  return { meta, file, plan: redactPlan(raw) };
}

/**
 * What a plan made now would change, as `address (action)`; empty when the world is as the stack says. It is not kept, and
 * the engine's own answer spares showing a plan that changes nothing.
 */
export async function differsNow(root: string, component: Component, call: EngineCall): Promise<string[]> {
  const folder = folderOf(root, component, 'now');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'plan.tfplan');
  if (!(await runPlan(call, file))) return [];
  const { resources, outputs } = redactPlan(readRawPlan(await showPlan(call, file), call.workspace.label));
  const changed = resources.filter(({ mode, action }) => mode === 'managed' && action !== 'no-op').map(({ address, action }) => `${address} (${action})`);
  return [...changed, ...Object.entries(outputs).filter(([, { action }]) => action !== 'no-op').map(([name, { action }]) => `output ${name} (${action})`)];
}

/** The kept plan of a component, when there is one for these very stack bytes and engine, whole as it was written. */
export function keptPlan(root: string, component: Component, engineVersion: string): KeptPlan | undefined {
  const folder = folderOf(root, component, 'kept');
  const metaFile = join(folder, 'meta.json');
  if (!existsSync(metaFile)) return undefined;
  const meta = metaSchema.safeParse(JSON.parse(readFileSync(metaFile, 'utf8')));
  if (!meta.success || meta.data.stack !== component.digest || meta.data.engine !== engineVersion) return undefined;
  const file = join(folder, 'plan.tfplan');
  const bytes = readFileSync(join(folder, 'plan.json'));
  if (sha256File(file) !== meta.data.plan || sha256(bytes) !== meta.data.json) {
    throw new Halt({ file: folder, problem: `the kept plan of ${component.name} is not what was written`, next: 'plan again: cutover plan' });
  }
  return { meta: meta.data, file, plan: redactPlan(readRawPlan(bytes, component.name)) };
}

/** The raw JSON of a kept plan, for comparison inside this folder only. */
export function rawOf(kept: KeptPlan): RawPlan {
  return readRawPlan(readFileSync(join(kept.file, '..', 'plan.json')), 'the kept plan');
}

export function forgetPlan(root: string, component: Component): void {
  rmSync(folderOf(root, component, 'kept'), { recursive: true, force: true });
}
