import { draftRequest } from '../change/draft.ts';
import { CHANGES_FOLDER } from '../change/find-request.ts';
import { parseRequest } from '../change/request.ts';
import { nextId } from '../change/request-of-branch.ts';
import { parseConfig } from '../config.ts';
import type { Architecture } from '../documents/architecture.ts';
import { assertComponentsKnown } from '../documents/check-together.ts';
import { readDocument } from '../documents/read-document.ts';
import { readText } from '../documents/read-text.ts';
import { UserError } from '../errors.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { writeFiles } from '../init/write-files.ts';
import { draftFlags } from './draft-flags.ts';
import type { RequestDeps, RequestFlags } from './request.ts';

/** Writes the draft. Throws UserError, and writes nothing, for a value that a request cannot have, a component that the architecture does not, or an id that is taken. */
export function newRequest({ root, ui }: RequestDeps, flags: RequestFlags, now = new Date()): void {
  const project = root();
  const { requester, taken } = draftFlags(project, flags);
  const id = flags.id ?? nextId(taken);
  const file = `${CHANGES_FOLDER}/${id}.md`;
  const components = flags.components.trim() === 'all' ? 'all' : flags.components.split(',').map((name) => name.trim()).filter((name) => name !== '');
  const text = draftRequest({ id, title: flags.title, why: flags.why, requester, components, now });
  parseRequest(text, file);
  if (components !== 'all') assertComponentsKnown(components, architectureOf(project), { field: '--components' });
  writeFiles(project, [{ path: file, text, before: undefined }]);
  ui.line(`written: ${file}`, 'good');
  ui.line('next: say in it how the change is taken back (rollback), set its status to submitted, and commit it with the change', 'note');
}

/** That of the working tree: a delivery takes no component that it does not have. */
function architectureOf(project: string): Architecture {
  const file = parseConfig(readText(project, CONFIG_FILE) ?? '').documents.architecture;
  const text = readText(project, file);
  if (text === undefined) throw new UserError({ field: '--components', problem: `there is no ${file}, which says what components there are`, next: 'cutover init writes it; if it lies elsewhere, name it in cutover.yaml under documents.architecture; or pass --components all' });
  return readDocument('architecture', text, file).document;
}
