import type { Repository } from './repository.ts';

/**
 * What the fake GitHub knows: plain objects without functions, so that they can be written in a test, sent as JSON, and compared.
 * Field names are ours (camelCase); `render/` turns them into what GitHub sends. Times are ISO 8601.
 */
export interface State {
  /** By login. */
  users: Record<string, User>;
  /** By the token itself. */
  tokens: Record<string, Token>;
  /** By `owner/name`. */
  repositories: Record<string, Repository>;
  /** The last number given to anything that has an id. */
  lastId: number;
  /** When set, the time of everything that is made from now on. */
  now?: string;
  /** Claims of the job's identity that differ from what its run says. */
  oidc?: Record<string, unknown>;
}

export interface User {
  login: string;
  id: number;
  type: 'User' | 'Bot' | 'Organization';
}

export type Access = 'read' | 'write';

export interface Token {
  /** Who acts with it: `github-actions[bot]` for a job's token. */
  login: string;
  /** Names as in `x-accepted-github-permissions`: `pull_requests`, `checks`, `security_events`, … `metadata` is always readable. */
  permissions: Record<string, Access>;
}
