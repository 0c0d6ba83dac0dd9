import type { Repository } from './state/repository.ts';
import type { State, Token } from './state/state.ts';

/** One request, after the token, the description and the permission were checked. */
export interface Call {
  state: State;
  /** Where the fake listens, without a slash at its end. */
  url: string;
  token: Token;
  /** Of the path, decoded. */
  params: Record<string, string>;
  /** Of the query string. */
  query: Record<string, string>;
  body: unknown;
  /** The `Accept` header. */
  accept: string;
  /** The one the path names. */
  repository: Repository;
}

export interface Answer {
  status: number;
  /** Sent as JSON; what GitHub requires and it leaves out is filled in (`complete.ts`). */
  body?: unknown;
  /** Sent as it is, with its content type. */
  raw?: { type: string; content: string | Buffer };
  /** Paged by the server; under `key`, beside `total_count`, where GitHub wraps the list. */
  list?: { items: unknown[]; key?: string };
  headers?: Record<string, string>;
}

export interface Route {
  /** What GitHub says in `x-accepted-github-permissions`: `issues=write; pull_requests=write` (one of them). Empty: no permission needed. */
  accepts: string;
  answer: (call: Call) => Answer;
}

/** `METHOD /path/{as}/in/the/description` → what the fake does. */
export type Routes = Record<string, Route>;

/** An answer that is not a success: what GitHub says and how. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: unknown[] | undefined;
  constructor(status: number, message: string, errors?: unknown[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found');

/** GitHub's 422, with the fields at fault. */
export const invalid = (resource: string, field: string, code: string, message?: string): Refusal =>
  new Refusal(422, 'Validation Failed', [{ resource, field, code, ...(message === undefined ? {} : { message }) }]);

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const noContent = (): Answer => ({ status: 204 });
export const listed = (items: unknown[], key?: string): Answer => ({ status: 200, list: { items, ...(key === undefined ? {} : { key }) } });

/** The first that fits, or 404. */
export function found<T>(items: T[], fits: (item: T) => boolean): T {
  const item = items.find(fits);
  if (item === undefined) throw notFound();
  return item;
}

/** A parameter that the route's template has. */
export const text = (call: Call, name: string): string => call.params[name] ?? '';

/** A parameter that the description declares an integer. */
export const number = (call: Call, name: string): number => Number(call.params[name]);
