import { request } from 'node:http';
import { z } from 'zod';
import { UserError } from '../src/errors.ts';
import type { EnvironmentName } from '../src/evidence/record.ts';
import { sandboxEnvironmentsSchema, type SandboxState } from './state.ts';

const PATH = '/.cutover/sandbox';

interface Answer {
  status: number;
  body: unknown;
}

/** True when the server at that port says that it is the instance, with that process id. Never throws. */
export async function answersAs(state: SandboxState, timeoutMs = 5000): Promise<boolean> {
  const identity = z.object({ instance: z.literal(state.instance), pid: z.literal(state.pid) });
  try {
    const answer = await ask(state.port, 'GET', PATH, undefined, timeoutMs);
    return answer.status === 200 && identity.safeParse(answer.body).success;
  } catch {
    return false;
  }
}

/** Sees to it that these state buckets exist, and returns the state that names them. */
export async function useStateBuckets(state: SandboxState, stateBuckets: Record<EnvironmentName, string>): Promise<SandboxState> {
  const answer = await ask(state.port, 'POST', `${PATH}/state-buckets`, { instance: state.instance, stateBuckets }, 30_000);
  if (answer.status === 200) return { ...state, ...z.object({ environments: sandboxEnvironmentsSchema }).parse(answer.body) };
  const { error } = z.object({ error: z.string() }).parse(answer.body);
  throw new UserError({ field: 'stateBuckets', problem: 'the sandbox cannot make the state buckets', found: `${Object.values(stateBuckets).join(', ')}: ${error}` });
}

/** An agent of its own: the global one goes through a proxy when NODE_USE_ENV_PROXY is set. */
function ask(port: number, method: 'GET' | 'POST', path: string, body: unknown, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, method, path, agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
        } catch {
          reject(new Error(`the server at port ${port} is no sandbox: its answer is not JSON`));
        }
      });
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
