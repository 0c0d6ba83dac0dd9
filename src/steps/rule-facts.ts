import { join } from 'node:path';
import type { RuleFacts } from '../claims/rules/facts.ts';
import type { Component } from '../components/component.ts';
import { keptBodies } from '../components/kept-bodies.ts';
import { readComponent } from '../components/read-component.ts';
import { componentFacts, ruleFacts } from '../components/stack-facts.ts';
import { namesIn, placesFrom } from '../components/synthesized.ts';
import { requireRecord, type Run } from '../step.ts';
import type { Plan } from '../terraform/plan.ts';
import { stepsFolder } from '../steps-folder.ts';
import { componentsOf, projectFiles } from './synth.ts';

/** A component, with its plan where there is one. */
export interface Judged {
  component: Component;
  plan?: Plan;
}

/** All components of both environments, without plans. */
export function everyComponent(run: Run): Judged[] {
  return [...componentsOf(run, 'test'), ...componentsOf(run, 'production')].map((component) => ({ component }));
}

/**
 * What rules judge of these components: their stacks as synth left them, their plans, the engine, and the project's files.
 * `plans`: name of the record that holds the plans, for evidence; files are judged before there are any. `facts`: those of synth.
 */
export async function ruleFactsOf(run: Run, judged: Judged[], plans?: string, facts = requireRecord(run, 'synth').facts): Promise<RuleFacts> {
  const engine = await run.engine();
  const bodies = keptBodies(join(run.root, stepsFolder(run.store)), facts);
  const components = await Promise.all(judged.map(async ({ component, plan }) => componentFacts(await readComponent(run.root, component, bodies), { places: placesFrom(facts, component), plan })));
  return ruleFacts(components, plans === undefined ? projectFiles(run.root) : [], { kind: engine.kind, version: engine.version }, { stacks: 'synth/change', plans }, namesIn(facts));
}
