import { findRequest } from '../change/find-request.ts';
import type { LastSynth } from '../components/last-synth.ts';
import { Halt, UserError } from '../errors.ts';
import { treeDigest } from '../tree-digest.ts';

/** What cannot be shown, or not for certain, each with the step that makes it known. */
export function notYetKnown(root: string, synth: LastSynth | undefined, planned: boolean): string[] {
  if (synth === undefined) return ['what the components are going to make, and what rules say about it: nothing is synthesized yet; cutover synth'];
  const gone = [...new Set(synth.components.filter(({ stands }) => !stands).map(({ name }) => name))];
  return [
    ...(gone.length === 0 ? [] : [`what ${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} going to make, and what rules say: the stacks are not what synth wrote; cutover synth`]),
    ...(isOfThisTree(root, synth) ? [] : [`what was edited since the synth for ${synth.change}: cutover synth`]),
    ...(planned ? [] : ['what production has already, and what changes there: it is not planned as it is now; cutover plan']),
  ];
}

/** Whether the project's files are those that synth was made from. */
function isOfThisTree(root: string, { change, record }: LastSynth): boolean {
  try {
    return record.record.inputs['tree'] === treeDigest(root, [findRequest(root, change).file]);
  } catch (error) {
    // Without its request, or with files that have no digest, it cannot be told: then it is not claimed.
    if (error instanceof Halt || error instanceof UserError) return false;
    throw error;
  }
}
