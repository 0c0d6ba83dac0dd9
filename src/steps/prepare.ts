import { join } from 'node:path';
import { z } from 'zod';
import type { Claim } from '../claims/claim.ts';
import { weighClaims } from '../claims/verdict.ts';
import type { Component } from '../components/component.ts';
import { cutMilestones, type Milestone } from '../components/milestones.ts';
import { renderRollback, rollbackProcedure, type Rollback } from '../components/rollback.ts';
import { readComponent } from '../components/read-component.ts';
import { stackResources } from '../components/stack-resources.ts';
import { digestOf } from '../digest.ts';
import { deliveredCommit, lastGood } from '../evidence/last-good.ts';
import type { StepRecord } from '../evidence/record.ts';
import { criteriaOf } from '../presentation/criteria.ts';
import { renderImplementationPlan } from '../presentation/implementation-plan.ts';
import { plannedClaims, plannedRequirements, type ImplementationPlanInput } from '../presentation/plan-input.ts';
import { pastOf } from '../past.ts';
import { requireRecord, runStep, type Outcome, type Run } from '../step.ts';
import { assertSchemas } from '../verification/check-schemas.ts';
import { assertApprovedOrCheck } from './approval.ts';
import { claimsInputs, claimsOfCode, countsOf } from './claims.ts';
import { documentsOf, type ChangeDocuments } from './documents.ts';
import { asFacts } from './facts.ts';
import { strayAttestations } from './inputs.ts';
import { componentDigests, componentsOf, projectFiles } from './synth.ts';

const milestonesSchema = z.object({ milestones: z.array(z.object({ name: z.string(), components: z.array(z.string()) })) });

/** In what order, with which milestones, aligned with the documents, undone how? */
export async function prepare(run: Run): Promise<StepRecord> {
  assertApprovedOrCheck(run);
  await assertSchemas(run.config);
  const documents = documentsOf(run);
  const { engine, groups, checks, requirements, roles, operations } = run.config;
  const inputs = {
    ...componentDigests([...componentsOf(run, 'test'), ...componentsOf(run, 'production')]),
    ...claimsInputs(run, documents),
    files: digestOf(projectFiles(run.root)),
    engine: digestOf(await run.engine()),
    plan: digestOf({ groups, checks, requirements, roles, operations: operations ?? null, engine, mandatory: run.policy.mandatory }),
  };
  return await runStep(run, { step: 'prepare', inputs, reusable: true }, () => work(run, documents));
}

async function work(run: Run, documents: ChangeDocuments): Promise<Outcome> {
  const components = componentsOf(run, 'production');
  const milestones = cutMilestones(run.mode, components, run.config.groups);
  const claims = await claimsOfCode(run, documents);
  const { verdict, reasons } = weighClaims(documents.statements, claims, { final: false });
  const rollback = await rollbackOf(run, components);
  const written = rollback.map((procedure) => ({ procedure, document: run.store.addDocument('prepare', `rollback-${procedure.component}.md`, renderRollback(procedure)) }));
  const stray = strayAttestations(run, documents);
  for (const line of stray) run.ui.line(line, 'bad');
  const input = planInput(run, { documents, components, milestones, claims, rollback });
  const plan = run.store.addDocument('prepare', 'implementation-plan.md', renderImplementationPlan(input));
  const criteria = criteriaOf(input);
  run.ui.line(`${run.mode}: ${milestones.map(({ name, components: members }) => (members.length === 1 && members[0] === name ? name : `${name} (${members.join(', ')})`)).join(' → ')}`, verdict === 'pass' ? 'good' : 'note');
  run.ui.line(`claims: ${countsOf(claims)}; the plan: ${join(run.store.folder, plan.path)}`, verdict === 'pass' ? 'note' : 'bad');
  return {
    verdict,
    reasons: [...reasons, ...stray, ...documents.notes],
    subjects: Object.fromEntries([plan, ...written.map(({ document }) => document)].map(({ path, sha256 }) => [path, sha256])),
    facts: asFacts({
      milestones: criteria.milestones,
      before: criteria.before,
      after: criteria.after,
      rollback: written.map(({ procedure, document }) => ({ component: procedure.component, class: procedure.class, file: document.path, digest: document.sha256, dependents: procedure.dependents, dataLost: procedure.dataLost.map(({ address, recovery }) => ({ address, recovery })) })),
      implementationPlan: plan.path,
      documents: documents.written,
      architecture: architectureFacts(documents),
      claims,
    }),
  };
}

/** What the architecture says of each component and decision, for the items that ask for it. */
function architectureFacts({ architecture }: ChangeDocuments): object {
  return {
    components: Object.entries(architecture.components).map(([name, { owner = architecture.owner, criticality, dataClass }]) => ({ name, owner, criticality, dataClass })),
    decisions: architecture.decisions.map(({ id, why }) => ({ id, why })),
  };
}

async function rollbackOf(run: Run, components: Component[]): Promise<Rollback[]> {
  const [past, readings] = await Promise.all([pastOf(run), Promise.all(components.map(async (component) => ({ ...(await readComponent(run.root, component)), component })))]);
  return readings.map(({ component, stack }) => {
    const good = lastGood(past, component.name, 'production', run.target, { except: run.change.request.id });
    const commit = good === undefined ? undefined : deliveredCommit(past, good);
    return rollbackProcedure({
      component,
      components,
      stack: stackResources(stack),
      ...(good === undefined ? {} : { lastGood: { change: good.change, digest: good.record.subjects['stack'] ?? '', ...(commit === undefined ? {} : { commit }) } }),
    });
  });
}

type Parts = Pick<ImplementationPlanInput, 'milestones' | 'rollback'> & { documents: ChangeDocuments; components: Component[]; claims: Claim[] };

function planInput(run: Run, { documents, components, milestones, claims, rollback }: Parts): ImplementationPlanInput {
  const { config, change, mode, policy } = run;
  const { architecture, statements } = documents;
  return {
    change: change.request,
    mode,
    milestones,
    components: components.map(({ name, dependsOn }) => ({ name, dependsOn, architecture: architecture.components[name] })),
    rollback,
    claims: plannedClaims(statements, claims),
    requirements: plannedRequirements(statements, config.requirements),
    checks: config.checks,
    roles: config.roles,
    checklist: { file: config.checklist.file, mandatory: policy.mandatory },
    operations: config.operations,
    owner: architecture.owner,
  };
}

export function milestonesOf(run: Run): Milestone[] {
  return milestonesSchema.parse(requireRecord(run, 'prepare').facts).milestones;
}
