import { draftRequest } from '../change/draft.ts';
import { CHANGES_FOLDER, listRequests } from '../change/find-request.ts';
import { parseRequest } from '../change/request.ts';
import { nextId } from '../change/request-of-branch.ts';
import { UserError } from '../errors.ts';
import { gitConfig } from '../git.ts';
import { writeFiles } from '../init/write-files.ts';
import type { RequestDeps, RequestFlags } from './request.ts';

/** Writes the draft. Throws UserError, and writes nothing, for a value that a request cannot have, or an id that is taken. */
export function newRequest({ root, ui }: RequestDeps, flags: RequestFlags, now = new Date()): void {
  const project = root();
  const taken = listRequests(project);
  const id = flags.id ?? nextId(taken.flatMap(({ found }) => found?.request.id ?? []));
  const requester = flags.requester ?? gitConfig(project, 'user.email');
  if (requester === undefined) throw new UserError({ field: '--requester', problem: 'it has to say who asks', next: 'pass --requester, or git config user.email you@example.com' });
  const same = taken.find(({ found }) => found?.request.id === id);
  if (same !== undefined) throw new UserError({ field: '--id', problem: 'there is a request with this id already', found: same.file });
  const file = `${CHANGES_FOLDER}/${id}.md`;
  const components = flags.components.trim() === 'all' ? 'all' : flags.components.split(',').map((name) => name.trim()).filter((name) => name !== '');
  const text = draftRequest({ id, title: flags.title, why: flags.why, requester, components, now });
  parseRequest(text, file);
  writeFiles(project, [{ path: file, text, before: undefined }]);
  ui.line(`written: ${file}`, 'good');
  ui.line('next: say in it how the change is taken back (rollback), set its status to submitted, and commit it with the change', 'note');
}
