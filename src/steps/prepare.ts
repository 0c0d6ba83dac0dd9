import { z } from 'zod';
import { cutMilestones, type Milestone } from '../components/milestones.ts';
import { renderRollback, rollbackProcedure } from '../components/rollback.ts';
import { readComponent } from '../components/read-component.ts';
import { stackResources } from '../components/stack-resources.ts';
import { digestOf } from '../digest.ts';
import { lastGood } from '../evidence/last-good.ts';
import type { StepRecord } from '../evidence/record.ts';
import { requireRecord, runStep, type Outcome, type Run } from '../step.ts';
import { assertApproved } from './approval.ts';
import { documentsOf, type ChangeDocuments } from './documents.ts';
import { asFacts } from './facts.ts';
import { componentDigests, componentsOf } from './synth.ts';

const milestonesSchema = z.object({ milestones: z.array(z.object({ name: z.string(), components: z.array(z.string()) })) });

/** In what order, with which milestones, undone how? */
export async function prepare(run: Run): Promise<StepRecord> {
  assertApproved(run);
  const documents = documentsOf(run);
  const components = componentsOf(run, 'production');
  const inputs = { ...componentDigests(components), groups: digestOf(run.config.groups), documents: digestOf(documents.digests) };
  return await runStep(run, { step: 'prepare', inputs, reusable: true }, () => work(run, documents));
}

async function work(run: Run, documents: ChangeDocuments): Promise<Outcome> {
  const components = componentsOf(run, 'production');
  const milestones = cutMilestones(run.mode, components, run.config.groups);
  const readings = await Promise.all(components.map(async (component) => ({ ...(await readComponent(run.root, component)), component })));
  const rollback = readings.map(({ component, stack }) => {
    const good = lastGood(run.root, component.name, 'production', run.target);
    const procedure = rollbackProcedure({
      component,
      components,
      stack: stackResources(stack),
      ...(good === undefined ? {} : { lastGood: { change: good.change, digest: good.record.subjects['stack'] ?? '' } }),
    });
    const document = run.store.addDocument('prepare', `rollback-${component.name}.md`, renderRollback(procedure));
    return { component: component.name, class: procedure.class, file: document.path, digest: document.sha256 };
  });
  run.ui.line(`${run.mode}: ${milestones.map(({ name, components: members }) => (members.length === 1 && members[0] === name ? name : `${name} (${members.join(', ')})`)).join(' → ')}`, 'good');
  return { reasons: documents.notes, subjects: Object.fromEntries(rollback.map(({ file, digest }) => [file, digest])), facts: asFacts({ milestones, rollback }) };
}

export function milestonesOf(run: Run): Milestone[] {
  return milestonesSchema.parse(requireRecord(run, 'prepare').facts).milestones;
}
