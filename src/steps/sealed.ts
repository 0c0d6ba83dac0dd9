import { treeDigest } from '../tree-digest.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Component } from '../components/component.ts';
import { forEachInOrder } from '../components/graph.ts';
import { digestOf, sha256File } from '../digest.ts';
import { Halt } from '../errors.ts';
import { requireRecordOf, sameInputs, type Run } from '../step.ts';
import type { EngineCall } from '../terraform/engine.ts';
import { keptMeta, keptPlan, type KeptPlan } from '../terraform/kept-plan.ts';
import { sealDigest, type Seal } from '../terraform/seal.ts';
import { readState, readyWorkspace } from './deployment.ts';
import { itemsAsked } from './checklist.ts';
import { documentsOf } from './documents.ts';
import { readSeal, wasBegun, wasPromoted, type Sealed } from './read-seal.ts';
import { componentDigests, componentsOf } from './synth.ts';
import { askedOf, rehearsals } from './validate.ts';

/** Record → SHA-256 of what production relies on. Throws Halt when one is missing, no pass, or about other bytes than those of now. */
export function reliedOn(run: Run): Record<string, string> {
  const production = componentsOf(run, 'production');
  const both = [...componentsOf(run, 'test'), ...production];
  const documents = documentsOf(run);
  requireRecordOf(run, 'prepare', { ...componentDigests(production), documents: digestOf(documents.digests) });
  const scan = requireRecordOf(run, 'scan', { ...componentDigests(both), waivers: digestOf(run.policy.waivers) });
  const rehearsed = rehearsals(run);
  const validate = requireRecordOf(run, 'validate', { ...askedOf(run, documents), ...rehearsed });
  const integrate = requireRecordOf(run, 'integrate', { roles: digestOf(run.config.roles), validate: validate.sha256, ...rehearsed });
  const checklist = requireRecordOf(run, 'checklist', { ...itemsAsked(run), scan: scan.sha256, validate: validate.sha256, integrate: integrate.sha256, ...rehearsed });
  return { scan: scan.sha256, ...rehearsed, validate: validate.sha256, integrate: integrate.sha256, checklist: checklist.sha256 };
}

/** What differs between the seal and what is here now, in words; empty when nothing does. Does not look at production. */
export async function sealBreaks(run: Run, { seal }: Sealed, components: Component[]): Promise<string[]> {
  const engine = await run.engine();
  const breaks = [
    seal.change === run.change.request.id ? '' : `the seal is of change ${seal.change}`,
    seal.request === run.change.digest ? '' : 'the change request was edited after the seal',
    seal.repository === run.git.identity ? '' : 'the seal is of another repository',
    seal.target === run.target ? '' : `the seal is for ${seal.target}`,
    seal.tree === (treeDigest(run.root, [run.change.file])) ? '' : 'files of the project were edited after the seal',
    seal.engine.kind === engine.kind && seal.engine.version === engine.version ? '' : `the seal was made with ${seal.engine.kind} ${seal.engine.version}, here is ${engine.kind} ${engine.version}`,
    sameInputs(seal.records, reliedOn(run)) ? '' : 'what the seal relies on (scan, rehearsals, validate, integrate, checklist) was recorded anew since',
    seal.components.map(({ name }) => name).sort().join() === components.map(({ name }) => name).sort().join() ? '' : 'the components are not those of the seal',
    ...components.map((component) => componentBreak(run, seal, component, engine.version)),
  ];
  return breaks.filter((text) => text !== '');
}

function componentBreak(run: Run, seal: Seal, component: Component, engineVersion: string): string {
  const sealed = seal.components.find(({ name }) => name === component.name);
  if (sealed === undefined || wasPromoted(run, sealDigest(seal), component.name)) return '';
  if (sealed.stack !== component.digest) return `the stack of ${component.name} was edited after the seal`;
  const kept = keptMeta(run.root, component, engineVersion);
  if (kept === undefined) return `the plan of ${component.name} is gone`;
  if (kept.plan !== sealed.plan || kept.json !== sealed.json) return `the plan of ${component.name} is not the sealed one`;
  const lock = join(component.directory, '.terraform.lock.hcl');
  if (sealed.lock !== null && existsSync(lock) && sha256File(lock) !== sealed.lock) return `the provider lock of ${component.name} is not the sealed one`;
  return '';
}

export async function sealedPlan(run: Run, component: Component, call: EngineCall): Promise<KeptPlan> {
  const kept = await keptPlan(run.root, component, call);
  if (kept === undefined) throw new Halt({ problem: `the sealed plan of ${component.name} is gone`, next: 'cutover plan, which makes a new seal to approve' });
  return kept;
}

/** True when the last seal may still be promoted: nothing here differs, and production's states are where they were, or where this seal's own promotion left them. */
export async function sealStillHolds(run: Run, components: Component[]): Promise<boolean> {
  if (run.store.latest('plan')?.record.verdict !== 'pass') return false;
  const sealed = readSeal(run);
  if ((await sealBreaks(run, sealed, components)).length > 0) return false;
  let holds = true;
  // Reading states in any order is safe; the order of components only bounds how many are read at once.
  await forEachInOrder(components.map((component) => ({ ...component, dependsOn: [] })), run.parallelism, async (component) => {
    const entry = sealed.seal.components.find(({ name }) => name === component.name);
    if (entry !== undefined && wasBegun(run, sealed.digest, component.name)) return;
    const { lineage, serial } = await readState(await readyWorkspace(run, component), undefined);
    if (lineage !== entry?.lineage || serial !== entry.serial) holds = false;
  });
  return holds;
}
