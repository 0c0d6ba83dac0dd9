import { treeDigest } from '../tree-digest.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assertCovers } from '../change/scope.ts';
import type { Component } from '../components/component.ts';
import { forEachInOrder } from '../components/graph.ts';
import { sha256File } from '../digest.ts';
import type { StepRecord } from '../evidence/record.ts';
import { runStep, type Outcome, type Run } from '../step.ts';
import type { EngineCall } from '../terraform/engine.ts';
import type { KeptPlan } from '../terraform/kept-plan.ts';
import { changesAnything, type Plan } from '../terraform/plan.ts';
import { renderProductionPlan } from '../terraform/render-plan.ts';
import { sealDigest, type Seal } from '../terraform/seal.ts';
import { assertApproved } from './approval.ts';
import { actionCounts, kindOf, planChecked, planLockOf, readState, readyWorkspace, summary } from './deployment.ts';
import { assertCommitted } from './committed.ts';
import { claimsInputs, countsOf, weighPlans } from './claims.ts';
import { documentsOf, type ChangeDocuments } from './documents.ts';
import { asFacts } from './facts.ts';
import { assertOwnCredentials } from './own-credentials.ts';
import { scanPlans } from './scan-plans.ts';
import { reliedOn, sealStillHolds } from './sealed.ts';
import { componentDigests, componentsOf } from './synth.ts';

/** What exactly will happen in production? Ends in a seal, which waits for its approval. A seal that still holds is kept. */
export async function plan(run: Run): Promise<StepRecord> {
  assertApproved(run);
  assertCovers(run.change, 'production', 'production is planned');
  assertCommitted(run);
  const components = componentsOf(run, 'production');
  await assertOwnCredentials(run, components);
  const documents = documentsOf(run);
  const inputs = {
    ...componentDigests(components),
    ...claimsInputs(run, documents),
    ...reliedOn(run),
    tree: treeDigest(run.root, [run.change.file]),
    request: run.change.digest,
  };
  const reusable = await sealStillHolds(run, components);
  return await runStep(run, { step: 'plan', environment: 'production', inputs, reusable }, () => work(run, documents, components));
}

async function work(run: Run, documents: ChangeDocuments, components: Component[]): Promise<Outcome> {
  const sealed = new Map<string, Seal['components'][number]>();
  const plans = new Map<string, Plan>();
  const changing = new Set<string>();
  await forEachInOrder(components, run.parallelism, async (component) => {
    await run.ui.task(`plan ${component.name} for production`, async () => {
      const call = await readyWorkspace(run, component);
      const kept = await planChecked(run, component, call, kindOf(components, component, changing));
      if (changesAnything(kept.plan)) changing.add(component.name);
      sealed.set(component.name, await sealedComponent(component, call, kept));
      plans.set(component.name, kept.plan);
      run.ui.line(`${component.name}: ${summary(kept.plan)}${kept.meta.kind === 'expectation' ? ' (expected: values of its upstream are not known yet)' : ''}`, 'note');
    });
  });
  const [engine, access] = await Promise.all([run.engine(), run.access('production')]);
  const planned = components.flatMap((component) => {
    const [entry, plan] = [sealed.get(component.name), plans.get(component.name)];
    return entry === undefined || plan === undefined ? [] : [{ component, kind: entry.kind, plan }];
  });
  const { claims, ...demanded } = await weighPlans(run, documents, planned, { record: 'plan/change/production', final: true });
  run.ui.line(`claims about production's plans: ${countsOf(claims)}`, demanded.verdict === 'pass' ? 'good' : 'bad');
  const scanned = await scanPlans(run, planned);
  const refused = [demanded, scanned].filter(({ verdict }) => verdict === 'fail');
  if (refused.length > 0) return { verdict: 'fail', reasons: refused.flatMap(({ reasons }) => reasons), facts: asFacts({ claims, scan: scanned.facts }) };
  const page = run.store.addDocument('plan', 'production-plan.md', renderProductionPlan({ ...run.change.request, target: run.target, world: access.world }, planned.map(({ component, ...rest }) => ({ ...rest, component: component.name }))));
  const seal: Seal = {
    version: 1,
    change: run.change.request.id,
    request: run.change.digest,
    repository: run.git.identity,
    target: run.target,
    tree: treeDigest(run.root, [run.change.file]),
    records: reliedOn(run),
    page: page.sha256,
    engine: { kind: engine.kind, version: engine.version },
    components: components.flatMap(({ name }) => sealed.get(name) ?? []),
  };
  const document = run.store.addDocument('plan', 'seal.json', `${JSON.stringify(seal, null, 2)}\n`);
  const digest = sealDigest(seal);
  // What is approved there already is approved for something else than this seal.
  await run.host?.refresh();
  run.ui.line(`sealed: ${digest}`, 'good');
  if (run.target === 'cloud' && run.host === undefined && planLockOf(run, 'production') === undefined) run.ui.line('the sealed plans lie in .cutover/plans as they are, secrets and all, readable by you alone; with environments.production.planRecipient in the base\'s cutover.yaml they are encrypted', 'note');
  run.ui.line(`to read before it is approved: ${join(run.store.folder, page.path)}`, 'note');
  return {
    reasons: demanded.reasons,
    subjects: { seal: digest, [document.path]: document.sha256, [page.path]: page.sha256, ...Object.fromEntries(seal.components.map((component) => [`plan/${component.name}`, component.plan])) },
    facts: asFacts({
      seal: digest,
      startedBy: run.git.user,
      host: run.host?.forSeal() ?? null,
      document: document.path,
      page: page.path,
      components: components.map(({ name }) => ({ component: name, kind: sealed.get(name)?.kind, actions: sealed.get(name)?.actions, changes: changesOf(plans.get(name)) })),
      claims,
      scan: scanned.facts,
    }),
  };
}

async function sealedComponent(component: Component, call: EngineCall, kept: KeptPlan): Promise<Seal['components'][number]> {
  const { lineage, serial } = await readState(call, undefined);
  const lock = join(component.directory, '.terraform.lock.hcl');
  return {
    name: component.name,
    kind: kept.meta.kind,
    stack: component.digest,
    lock: existsSync(lock) ? sha256File(lock) : null,
    plan: kept.meta.plan,
    json: kept.meta.json,
    lineage,
    serial,
    actions: actionCounts(kept.plan),
  };
}

/** What will change, redacted, for people and for the runbook. */
function changesOf(plan: Plan | undefined): object[] {
  return (plan?.resources ?? []).filter(({ mode, action }) => mode === 'managed' && action !== 'no-op').map(({ address, type, action, replacePaths }) => ({ address, type, action, replacePaths }));
}

