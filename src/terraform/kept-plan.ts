import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Component } from '../components/component.ts';
import { sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import { plan as runPlan, showPlan, type EngineCall } from './engine.ts';
import { readRawPlan, type RawPlan } from './parse-plan.ts';
import { clearPending, markUpstreamPending } from './pending.ts';
import { planKindSchema, type Plan, type PlanKind } from './plan.ts';
import { redactPlan } from './redact-plan.ts';

const metaSchema = z.strictObject({
  kind: planKindSchema,
  /** Digests of the stack, the saved plan, and its JSON; the last two keyed with `key`. */
  stack: z.string(),
  plan: z.string(),
  json: z.string(),
  /** Random, in hexadecimal, and nowhere else: the digests go into the seal, and without it they would tell whoever knows all of a plan but a short password. Null where they are of encrypted bytes. */
  key: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
  engine: z.string(),
  /** Kept encrypted to the environment's recipient of age: the digests are then those of what is kept, and tell nothing of what is in it. */
  encrypted: z.boolean().default(false),
});
export type KeptPlanMeta = z.infer<typeof metaSchema>;

/** A saved plan in `.cutover/plans/`, outside of the evidence: the file and its JSON may hold secrets. */
export interface KeptPlan {
  meta: KeptPlanMeta;
  /** Absolute path of the engine's plan file. */
  file: string;
  plan: Plan;
}

/** `kept`: shown or sealed, to be applied later, and encrypted where there is a recipient. `now`, `check`: looks at the world that must not touch the kept one. */
export type Slot = 'kept' | 'now' | 'check';

/** `opened`: what was decrypted, for as long as it is used. */
function folderOf(root: string, component: Pick<Component, 'environment' | 'name'>, slot: Slot | 'opened'): string {
  return join(root, '.cutover', 'plans', component.environment, component.name, slot);
}

/** Plans a component whose workspace is prepared, and keeps plan and JSON, readable by their owner only. */
export async function makePlan(root: string, component: Component, call: EngineCall, kind: PlanKind, slot: Slot): Promise<KeptPlan> {
  const folder = emptied(folderOf(root, component, slot));
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
  const lock = slot === 'kept' ? call.lock : undefined;
  const kept = { plan: readFileSync(file), json: bytes };
  const key = lock === undefined ? randomBytes(32).toString('hex') : null;
  const meta: KeptPlanMeta = { kind, stack: component.digest, plan: digestWith(key, kept.plan), json: digestWith(key, kept.json), key, engine: call.engine.version, encrypted: lock !== undefined };
  if (lock === undefined) writeFileSync(join(folder, 'plan.json'), kept.json, { mode: 0o600 });
  else {
    const closed = { plan: await lock.close(kept.plan), json: await lock.close(kept.json) };
    rmSync(file);
    for (const [name, content] of [[`plan.tfplan${ENCRYPTED}`, closed.plan], [`plan.json${ENCRYPTED}`, closed.json]] as const) writeFileSync(join(folder, name), content, { mode: 0o600 });
    Object.assign(meta, { plan: digestWith(key, closed.plan), json: digestWith(key, closed.json) });
  }
  writeFileSync(join(folder, 'meta.json'), JSON.stringify(meta), { mode: 0o600 });
  return { meta, file, plan: redactPlan(raw) };
}

/** HMAC-SHA256 (RFC 2104) with a key, SHA-256 without: either way only these very bytes have it. */
function digestWith(key: string | null, bytes: Uint8Array): string {
  return key === null ? sha256(bytes) : createHmac('sha256', Buffer.from(key, 'hex')).update(bytes).digest('hex');
}

function emptied(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * What a plan made now would change, as `address (action)`; empty when the world is as the stack says. It is not kept, and
 * the engine's own answer spares showing a plan that changes nothing.
 */
export async function differsNow(root: string, component: Component, call: EngineCall): Promise<string[]> {
  const file = join(emptied(folderOf(root, component, 'now')), 'plan.tfplan');
  if (!(await runPlan(call, file))) return [];
  const { resources, outputs } = redactPlan(readRawPlan(await showPlan(call, file), call.workspace.label));
  const changed = resources.filter(({ mode, action }) => mode === 'managed' && action !== 'no-op').map(({ address, action }) => `${address} (${action})`);
  return [...changed, ...Object.entries(outputs).filter(([, { action }]) => action !== 'no-op').map(([name, { action }]) => `output ${name} (${action})`)];
}

/** What is kept of a component, when there is a plan for these very stack bytes and engine, whole as it was written. Opens nothing. */
export function keptMeta(root: string, component: Component, engineVersion: string): KeptPlanMeta | undefined {
  const folder = folderOf(root, component, 'kept');
  const metaFile = join(folder, 'meta.json');
  if (!existsSync(metaFile)) return undefined;
  const meta = metaSchema.safeParse(JSON.parse(readFileSync(metaFile, 'utf8')));
  if (!meta.success || meta.data.stack !== component.digest || meta.data.engine !== engineVersion) return undefined;
  const [plan, json] = pathsIn(folder, meta.data);
  if (!existsSync(plan) || !existsSync(json) || digestWith(meta.data.key, readFileSync(plan)) !== meta.data.plan || digestWith(meta.data.key, readFileSync(json)) !== meta.data.json) {
    throw new Halt({ file: folder, problem: `the kept plan of ${component.name} is not what was written`, next: 'plan again: cutover plan' });
  }
  return meta.data;
}

/**
 * The same, ready to be read and applied. An encrypted one is decrypted beside it; `forgetOpened` removes that. Throws Halt
 * without the identity that opens it.
 */
export async function keptPlan(root: string, component: Component, { engine, lock }: Pick<EngineCall, 'engine' | 'lock'>): Promise<KeptPlan | undefined> {
  const meta = keptMeta(root, component, engine.version);
  if (meta === undefined) return undefined;
  const folder = folderOf(root, component, 'kept');
  const [plan, json] = pathsIn(folder, meta);
  if (!meta.encrypted) return { meta, file: plan, plan: redactPlan(readRawPlan(readFileSync(json), component.name)) };
  if (lock === undefined) throw new Halt({ file: folder, problem: `the kept plan of ${component.name} is encrypted, and ${component.environment} has no recipient any more`, next: 'plan again: cutover plan' });
  const [openPlan, openJson] = [await lock.open(readFileSync(plan)), Buffer.from(await lock.open(readFileSync(json)))];
  const file = join(emptied(folderOf(root, component, 'opened')), 'plan.tfplan');
  writeFileSync(file, openPlan, { mode: 0o600 });
  writeFileSync(join(file, '..', 'plan.json'), openJson, { mode: 0o600 });
  return { meta, file, plan: redactPlan(readRawPlan(openJson, component.name)) };
}

const ENCRYPTED = '.age';

function pathsIn(folder: string, { encrypted }: KeptPlanMeta): [plan: string, json: string] {
  const ending = encrypted ? ENCRYPTED : '';
  return [join(folder, `plan.tfplan${ending}`), join(folder, `plan.json${ending}`)];
}

/** The raw JSON of a kept plan, for comparison inside this folder only. */
export function rawOf(kept: KeptPlan): RawPlan {
  return readRawPlan(readFileSync(join(kept.file, '..', 'plan.json')), 'the kept plan');
}

export function forgetPlan(root: string, component: Pick<Component, 'environment' | 'name'>): void {
  rmSync(folderOf(root, component, 'kept'), { recursive: true, force: true });
  forgetOpened(root, component);
}

/** What lies open of a component whose plans are otherwise kept encrypted: what was decrypted, and what was planned to compare with it. */
export function forgetOpened(root: string, component: Pick<Component, 'environment' | 'name'>): void {
  for (const slot of ['opened', 'now'] as const) rmSync(folderOf(root, component, slot), { recursive: true, force: true });
}
