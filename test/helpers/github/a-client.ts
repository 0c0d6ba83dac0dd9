import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import type { FakeGitHub } from './fake-github.ts';

const Client = Octokit.plugin(paginateRest);
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** GitHub's own client, without retries, that says nothing. `token` undefined: no token. */
export const aClient = ({ url }: Pick<FakeGitHub, 'url'>, token: string | undefined): InstanceType<typeof Client> => new Client({ ...(token === undefined ? {} : { auth: token }), baseUrl: url, log: quiet });

/** The status, message and headers of a request that was refused. */
export async function refusal(asked: Promise<unknown>): Promise<{ status: number; message: string; headers: Record<string, string> }> {
  try {
    await asked;
  } catch (error) {
    const { status, response } = error as { status: number; response: { data: { message: string }; headers: Record<string, string> } };
    return { status, message: response.data.message, headers: response.headers };
  }
  throw new Error('it was not refused');
}
