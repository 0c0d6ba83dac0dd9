import type { RuleFacts } from '../claims/rules/facts.ts';
import { readComponent } from '../components/read-component.ts';
import { componentFacts, ruleFacts } from '../components/stack-facts.ts';
import { placesFrom } from '../components/synthesized.ts';
import { requireRecord, type Run } from '../step.ts';
import { componentsOf, projectFiles } from './synth.ts';

/** What rules judge before there is a plan: the stacks of both environments as synth left them, the engine, and the project's files. */
export async function ruleFactsOf(run: Run): Promise<RuleFacts> {
  const { facts } = requireRecord(run, 'synth');
  const components = [...componentsOf(run, 'test'), ...componentsOf(run, 'production')];
  const [engine, readings] = await Promise.all([run.engine(), Promise.all(components.map((component) => readComponent(run.root, component)))]);
  const judged = readings.map((reading) => componentFacts(reading, { places: placesFrom(facts, reading.component) }));
  return ruleFacts(judged, projectFiles(run.root), { kind: engine.kind, version: engine.version }, { stacks: 'synth/change', plans: undefined });
}
