import { listRequests } from '../change/find-request.ts';
import { requestSchema } from '../change/request.ts';
import { UserError } from '../errors.ts';
import { changeIdSchema } from '../evidence/record.ts';
import { gitConfig } from '../git.ts';

/** What a command line says of a request that it is to draft, as far as it can be told to be wrong before anything else is read. */
export interface DraftFlags {
  requester: string;
  /** Ids that requests have already. */
  taken: string[];
}

/** Throws UserError for an id that no request can have or that one has, and for a requester that is none. */
export function draftFlags(project: string, { id, requester = gitConfig(project, 'user.email') }: { id?: string; requester?: string | undefined }): DraftFlags {
  const listed = listRequests(project);
  if (id !== undefined && !changeIdSchema.safeParse(id).success) throw new UserError({ field: '--id', problem: 'this cannot be the id of a change', found: JSON.stringify(id.slice(0, 100)), allowed: 'such as CR-0001' });
  const same = listed.find(({ found }) => found?.request.id === id && id !== undefined);
  if (same !== undefined) throw new UserError({ field: '--id', problem: 'there is a request with this id already', found: same.file });
  if (requester === undefined) throw new UserError({ field: '--requester', problem: 'it has to say who asks', next: 'pass --requester, or git config user.email you@example.com' });
  if (!requestSchema.shape.requester.safeParse(requester).success) throw new UserError({ field: '--requester', problem: 'this is no e-mail address', found: JSON.stringify(requester.slice(0, 100)), allowed: 'such as you@example.com' });
  return { requester, taken: listed.flatMap(({ found }) => found?.request.id ?? []) };
}
