import { assertCovers } from '../change/scope.ts';
import type { Component } from '../components/component.ts';
import { forEachInOrder } from '../components/graph.ts';
import { digestOf, sha256 } from '../digest.ts';
import type { StepRecord } from '../evidence/record.ts';
import type { RefinementInput } from '../refinement/option.ts';
import { answer, FINALISE, OPTIONS } from '../refinement/options.ts';
import { renderMarkdown } from '../refinement/render.ts';
import { notReviewed, refineTogether, type NotReviewed, type Reviewed } from '../refinement/session.ts';
import { requireRecordOf, runStep, type Run } from '../step.ts';
import type { KeptPlan } from '../terraform/kept-plan.ts';
import { changesAnything, type Plan } from '../terraform/plan.ts';
import { treeDigest } from '../tree-digest.ts';
import { assertApproved } from './approval.ts';
import { actionCounts, kindOf, planChecked, readyWorkspace, summary } from './deployment.ts';
import { asFacts } from './facts.ts';
import { componentDigests, componentsOf } from './synth.ts';

type Planned = RefinementInput['components'][number];

/**
 * Can these components be made better? They are planned for test and shown; a person asks any of the eight options and says
 * what is missing, until the eighth. Without a terminal the answers are recorded, and that nobody looked.
 * `edited`: something was changed meanwhile, so that synth and scan must run again, and this after them.
 */
export async function refine(run: Run, names: string[]): Promise<'finalised' | 'edited'> {
  assertApproved(run);
  assertCovers(run.change, 'test', 'the components are planned for test');
  const components = componentsOf(run, 'test').filter(({ name }) => names.includes(name));
  requireRecordOf(run, 'scan', componentDigests(components));
  const access = await run.access('test');
  const inputsOf = (component: Component): StepRecord['inputs'] => ({ stack: component.digest, world: sha256(access.world), reviewed: digestOf(run.conversation !== undefined) });
  // What was rehearsed as it is now needs no second look.
  const open = components.filter((component) => !isDone(run, component, inputsOf(component)));
  if (open.length === 0) {
    run.ui.line(`${names.join(', ')}: refined and rehearsed as it is now`, 'note');
    return 'finalised';
  }
  const planned = await planAll(run, open);
  const startedAt = run.now();
  const records = run.store.all().map(({ record }) => record);
  const result = await review(run, { components: planned, records });
  for (const { component, plan } of planned) {
    const answers = OPTIONS.filter(({ number }) => number !== FINALISE).map(({ number }) => answer(number, { components: [{ component, plan }], records }));
    const document = run.store.addDocument('refine', `${component.name}.md`, answers.map(renderMarkdown).join('\n'));
    await runStep({ ...run, now: clockFrom(startedAt, run.now) }, { step: 'refine', component: component.name, environment: 'test', inputs: inputsOf(component), reusable: false }, () => ({
      reasons: result.reviewed ? [] : [result.reason],
      subjects: { stack: component.digest, [document.path]: document.sha256 },
      facts: asFacts({ ...result, finalised: !(result.reviewed && result.edited), actions: actionCounts(plan), answers }),
    }));
  }
  return result.reviewed && result.edited ? 'edited' : 'finalised';
}

/**
 * Where nobody can be asked, what has no record yet is recorded as not reviewed, so that a milestone can be rehearsed before the next
 * one, which may need what it applied, is planned. What was refined as it is now stays so, reviewed or not.
 */
export async function refineUnasked(run: Run, names: string[]): Promise<void> {
  if (run.conversation !== undefined) return;
  const world = sha256((await run.access('test')).world);
  const isRefined = ({ name, digest }: Component): boolean => {
    const record = run.store.latest('refine', name, 'test')?.record;
    return record?.verdict === 'pass' && record.inputs['stack'] === digest && record.inputs['world'] === world;
  };
  const open = componentsOf(run, 'test').filter((component) => names.includes(component.name) && !isRefined(component));
  if (open.length > 0) await refine(run, open.map(({ name }) => name));
}

function isDone(run: Run, component: Component, inputs: StepRecord['inputs']): boolean {
  const [refined, rehearsed] = [run.store.latest('refine', component.name, 'test'), run.store.latest('rehearse', component.name, 'test')];
  const same = refined?.record.verdict === 'pass' && Object.entries(inputs).every(([name, digest]) => refined.record.inputs[name] === digest);
  return same && rehearsed?.record.verdict === 'pass' && rehearsed.record.inputs['refine'] === refined.sha256;
}

/** Within a group an upstream is not applied yet: what needs it is planned with its values unknown. */
async function planAll(run: Run, components: Component[]): Promise<Planned[]> {
  const planned = new Map<string, Planned>();
  const changing = new Set<string>();
  await forEachInOrder(components, run.parallelism, async (component) => {
    const kind = kindOf(components, component, changing);
    const { plan } = await run.ui.task(`plan ${component.name} for test`, async (): Promise<KeptPlan> => {
      const call = await readyWorkspace(run, component);
      return await planChecked(run, component, call, kind);
    });
    if (changesAnything(plan)) changing.add(component.name);
    run.ui.line(`${component.name}: ${summary(plan)}`, 'note');
    if (run.conversation !== undefined) showPlan(run, plan);
    planned.set(component.name, { component, plan });
  });
  return components.flatMap(({ name }) => planned.get(name) ?? []);
}

const SIGNS: Record<string, string> = { create: '+', update: '~', replace: '-/+', delete: '-', forget: '.' };

function showPlan(run: Run, plan: Plan): void {
  for (const { address, mode, action } of plan.resources) {
    if (mode === 'managed' && action !== 'no-op') run.ui.line(`  ${SIGNS[action] ?? '?'} ${address}`);
  }
}

async function review(run: Run, input: RefinementInput): Promise<Reviewed | NotReviewed> {
  if (run.conversation === undefined) return notReviewed('there is no terminal');
  const tree = (): string => treeDigest(run.root, [run.change.file]);
  return await refineTogether({ input, conversation: run.conversation, stackDigest: tree, now: run.now });
}

/** The record of a review begins when the review began. */
function clockFrom(start: Date, now: () => Date): () => Date {
  let first = true;
  return () => {
    if (!first) return now();
    first = false;
    return start;
  };
}
