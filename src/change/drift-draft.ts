import { sha256 } from '../digest.ts';
import { escapeMarkdown } from '../documents/markdown.ts';

export interface DriftToMend {
  component: string;
  /** What differs, one line each. */
  lines: string[];
}

/** A request that a person completes: who asks is left open, so that it is not valid before somebody has said it. */
export interface DriftDraft {
  id: string;
  /** Path from the project. */
  file: string;
  text: string;
}

/**
 * The draft of the change request that makes production what was delivered. Its id follows from what drifted, so the same drift is
 * the same draft. `since`: when it was first seen; the request expires 30 days later. `most`: lines shown of each component.
 */
export function driftDraft(drifted: DriftToMend[], since: Date, most = 20): DriftDraft {
  const components = drifted.map(({ component }) => component).sort();
  const id = `DRIFT-${sha256(JSON.stringify(drifted.map(({ component, lines }) => [component, lines.toSorted()]).sort())).slice(0, 8)}`;
  const expires = new Date(since.getTime() + 30 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const text = [
    '---',
    `id: ${id}`,
    `title: ${JSON.stringify(`Make production what was delivered: ${listed(components)}`)}`,
    'why: Production was changed past Cutover, and differs from what was delivered',
    'requester: # your e-mail address',
    'status: draft',
    'risk: normal',
    `expires: ${expires}`,
    `components: ${JSON.stringify(components)}`,
    'environments: [test, production]',
    '# rollback: how this is taken back, before it is submitted',
    '---',
    '',
    'What differs:',
    '',
    ...drifted.flatMap(({ component, lines }) => [`- ${escapeMarkdown(component)}`, ...lines.slice(0, most).map((line) => `  - ${escapeMarkdown(line)}`), ...(lines.length > most ? [`  - and ${lines.length - most} more`] : [])]),
    '',
    'As it stands, this change puts production back. To keep what was changed by hand instead, write it into the code on the branch of this request: the',
    'plan then says that nothing is left to do.',
    '',
  ].join('\n');
  return { id, file: `changes/${id}.md`, text };
}

/** A title has at most 300 characters. */
function listed(names: string[]): string {
  const shown = names.slice(0, 3).join(', ').slice(0, 200);
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
