import { aUser } from '../builders.ts';
import type { Call } from '../route.ts';
import type { Repository } from '../state/repository.ts';

/** What rendering needs of a call. */
export type View = Pick<Call, 'state' | 'url' | 'repository'>;

const web = 'https://github.com';

export const fullName = ({ owner, name }: Repository): string => `${owner}/${name}`;

export const api = (view: View, repository: Repository = view.repository): string => `${view.url}/repos/${fullName(repository)}`;

export const page = (view: View, path: string): string => `${web}/${fullName(view.repository)}/${path}`;

export const nodeId = (kind: string, id: number): string => Buffer.from(`${kind}:${id}`).toString('base64url');

export function showUser(view: View, login: string): Record<string, unknown> {
  const { id, type } = view.state.users[login] ?? aUser(login);
  return { login, id, node_id: nodeId('User', id), url: `${view.url}/users/${encodeURIComponent(login)}`, html_url: `${web}/${login}`, type, site_admin: false };
}

export const app = (login: string): Record<string, unknown> | null => (login === 'github-actions[bot]' ? { id: 15368, slug: 'github-actions', name: 'GitHub Actions' } : null);

export const showRepository = (view: View, shown: Repository = view.repository): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('Repository', shown.id),
  name: shown.name,
  full_name: fullName(shown),
  owner: showUser(view, shown.owner),
  private: shown.private,
  visibility: shown.private ? 'private' : 'public',
  fork: shown.fork,
  default_branch: shown.defaultBranch,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  pushed_at: '2026-01-01T00:00:00Z',
  url: api(view, shown),
  html_url: `${web}/${fullName(shown)}`,
});

/** GitHub's word for what an account is to the repository. */
export function association({ repository }: View, login: string): string {
  if (login === repository.owner) return 'OWNER';
  if (repository.collaborators[login] !== undefined) return 'COLLABORATOR';
  return login.endsWith('[bot]') ? 'NONE' : 'CONTRIBUTOR';
}
