import { digestOf } from '../digest.ts';
import type { FoundRequest, ListedRequest } from './find-request.ts';
import type { ChangeRequest } from './request.ts';

/** The request that a branch carries, or why there is none; `atFault`: the file that is none, or the several of which each has to come by itself. */
export type BranchRequest = { found: FoundRequest } | { found: undefined; why: string; atFault: string[] };

/** What stands in for a request that is missing: it covers everything, so that everything is looked at, and is no file. */
export type StandIn = Pick<FoundRequest, 'file' | 'request' | 'digest'>;

/**
 * The one request that differs from the base. One that lies there already is not taken: the branch may have nothing to do with it.
 * `changed`: paths from the project.
 */
export function requestOfBranch(listed: ListedRequest[], changed: string[]): BranchRequest {
  const own = listed.filter(({ file }) => changed.includes(file));
  const [only] = own;
  if (only === undefined) return { found: undefined, why: 'there is no change request in this change', atFault: [] };
  const files = own.map(({ file }) => file);
  if (own.length > 1) return { found: undefined, why: `this change has ${own.length} change requests, and each has to come by itself: ${files.join(', ')}`, atFault: files };
  if (only.found === undefined) return { found: undefined, why: only.error, atFault: files };
  return { found: only.found };
}

/** `CR-0008` where the highest is `CR-0007`; ids without a number at their end count nothing. */
export function nextId(ids: string[]): string {
  const numbered = ids.flatMap((id) => {
    const [, head = '', digits = ''] = /(.*?)(\d{1,9})$/.exec(id) ?? [];
    return digits === '' ? [] : [{ head, digits }];
  });
  const last = numbered.sort((a, b) => Number(a.digits) - Number(b.digits)).at(-1);
  return last === undefined ? 'CR-0001' : `${last.head}${String(Number(last.digits) + 1).padStart(last.digits.length, '0')}`;
}

export function standIn(id: string, file: string): StandIn {
  const request: ChangeRequest = {
    id,
    title: 'no change request yet',
    why: 'nobody has said',
    requester: 'nobody@example.invalid',
    status: 'draft',
    risk: 'normal',
    expires: '9999-12-31',
    components: 'all',
    environments: ['test', 'production'],
    freezeExceptions: [],
    requirements: [],
    adopt: false,
  };
  return { file, request, digest: digestOf(request) };
}
