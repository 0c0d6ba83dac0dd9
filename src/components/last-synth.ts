import { resolve } from 'node:path';
import { z } from 'zod';
import type { ComponentFacts } from '../claims/rules/facts.ts';
import { changesWithEvidence } from '../evidence/last-good.ts';
import { EvidenceStore, type StoredRecord } from '../evidence/store.ts';
import { readComponent } from './read-component.ts';
import { componentFacts } from './stack-facts.ts';
import type { Stack } from './stack.ts';
import { isUnchanged, synthesizedSchema, type Synthesized } from './synthesized.ts';

/** What the last synth left, over all changes. */
export interface LastSynth {
  change: string;
  record: StoredRecord;
  /** Both environments; `directory` is absolute. `stands`: the folder still holds what synth wrote. */
  components: (Synthesized & { stands: boolean })[];
}

const factsSchema = z.object({ components: z.array(synthesizedSchema).min(1) });

/** The newest pass of synth; undefined when nothing was synthesized yet. Nothing is run. Throws Halt on evidence that cannot be relied on. */
export function lastSynth(project: string): LastSynth | undefined {
  const records = changesWithEvidence(project).flatMap((change) => {
    const record = new EvidenceStore(project, change).latest('synth');
    return record?.record.verdict === 'pass' ? [{ change, record }] : [];
  });
  const newest = records.sort((a, b) => Date.parse(a.record.record.finishedAt) - Date.parse(b.record.record.finishedAt)).at(-1);
  if (newest === undefined) return undefined;
  const components = factsSchema.parse(newest.record.record.facts).components.map((component) => {
    const directory = resolve(project, component.directory);
    return { ...component, directory, stands: isUnchanged(directory, component.bytes) };
  });
  return { ...newest, components };
}

/** A stack as synth left it, read. */
export interface StandingStack {
  component: LastSynth['components'][number];
  stack: Stack;
  facts: ComponentFacts;
}

/** Reads the stacks that still are what synth wrote, both environments. Throws StepFailure for a file that cannot be read for certain. */
export async function standingStacks(root: string, { components }: LastSynth): Promise<StandingStack[]> {
  return await Promise.all(
    components.filter(({ stands }) => stands).map(async (component) => {
      const reading = await readComponent(root, component);
      return { component, stack: reading.stack, facts: componentFacts(reading, { places: component.places }) };
    }),
  );
}
