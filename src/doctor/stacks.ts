import { lastSynth, standingStacks, type LastSynth } from '../components/last-synth.ts';
import type { ComponentFacts } from '../claims/rules/facts.ts';
import { backendType } from '../terraform/workspace.ts';

/** A stack that the last synth left, with what doctor asks of it. */
export interface StackSeen {
  component: LastSynth['components'][number];
  /** Where its state is kept, `s3`. */
  backend: string | undefined;
  providerVersions: ComponentFacts['providerVersions'];
}

export interface StacksSeen {
  change: string;
  stacks: StackSeen[];
  /** Names of components whose folder is not what synth wrote; they are in no list. */
  gone: string[];
}

/** The stacks as they lie there, both environments; undefined when nothing was synthesized yet. */
export async function stacksSeen(root: string): Promise<StacksSeen | undefined> {
  const found = lastSynth(root);
  if (found === undefined) return undefined;
  const stacks = (await standingStacks(root, found)).map(({ component, facts }) => ({ component, backend: backendType(component.directory), providerVersions: facts.providerVersions }));
  return { change: found.change, stacks, gone: [...new Set(found.components.filter(({ stands }) => !stands).map(({ name }) => name))] };
}
