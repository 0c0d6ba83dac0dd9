import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aClient, refusal } from './a-client.ts';
import { aPullRequest } from './builders.ts';
import type { RequestLog } from './server.ts';
import type { State } from './state/state.ts';

interface Child {
  url: string;
  token: string;
  /** Its exit code and what it complained of. */
  stop: () => Promise<{ code: number | null; said: string }>;
}

let child: Child;
beforeEach(async () => {
  const process_ = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { stdio: ['pipe', 'pipe', 'pipe'] });
  const [line] = (await once(createInterface(process_.stdout), 'line')) as [string];
  let said = '';
  process_.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(process_, 'close') as Promise<[number | null]>;
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  child = {
    url,
    token,
    stop: async () => {
      process_.stdin.end();
      const [code] = await ended;
      return { code, said };
    },
  };
});
afterEach(() => child.stop());

const look = async (): Promise<{ state: State; requests: RequestLog[] }> => (await (await fetch(`${child.url}/_control`)).json()) as { state: State; requests: RequestLog[] };

describe('a fake in a process of its own', () => {
  it('takes the state that the builders made here, and gives back what was done to it', async () => {
    const { state } = await look();
    const repository = state.repositories['acme/shop'];
    if (repository === undefined) throw new Error('no repository');
    const { number } = aPullRequest(state, repository);
    await fetch(`${child.url}/_control/state`, { method: 'PUT', body: JSON.stringify(state) });
    await aClient(child, child.token).request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { owner: 'acme', repo: 'shop', issue_number: number, body: 'from a workflow' });
    const after = await look();
    expect(after.state.repositories['acme/shop']?.comments).toMatchObject([{ number, body: 'from a workflow', user: 'github-actions[bot]' }]);
    expect(after.requests).toMatchObject([{ route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', status: 201 }]);
    expect(await child.stop()).toEqual({ code: 0, said: '' });
  });

  it('is in trouble when it is told', async () => {
    await fetch(`${child.url}/_control/trouble`, { method: 'POST', body: JSON.stringify({ kind: 'server-error', status: 503 }) });
    expect((await refusal(aClient(child, child.token).request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'shop' }))).status).toBe(503);
  });

  it('ends with 1, and what did not fit, when a request was none of GitHub', async () => {
    await refusal(aClient(child, child.token).request('GET /repos/{owner}/{repo}/pulls', { owner: 'acme', repo: 'shop', state: 'merged' as never }));
    const { code, said } = await child.stop();
    expect([code, said]).toEqual([1, expect.stringContaining('GET /repos/{owner}/{repo}/pulls: query.state')]);
  });
});
