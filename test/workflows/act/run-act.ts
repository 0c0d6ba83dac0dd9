import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { actPath } from '../../helpers/tools.ts';
import { CUTOVER } from './cutover-copy.ts';

export interface ActRun {
  /** The caller's repository, as it is checked out by every job. */
  project: string;
  /** Of `cutoverCopy`. */
  cutover: string;
  /** In `.github/workflows`. */
  workflow: string;
  event: string;
  payload: object;
  /** GitHub's variables for all jobs of the run. */
  variables: Record<string, string>;
  secrets: Record<string, string>;
  /** Those of the repository, `vars`. */
  settings?: Record<string, string>;
  actor: string;
  /** The whole environment of the runner; with ACTIONS_RUNTIME_URL and _TOKEN, where it keeps artifacts. */
  env: NodeJS.ProcessEnv;
}

export interface ActResult {
  code: number | null;
  /** All that act and the steps said. */
  output: string;
  /** Job → what became of it; one that never began is not among them. */
  jobs: Record<string, 'success' | 'failure' | 'skipped'>;
  /** What steps gave as outputs: job → name → the last value. */
  outputs: Record<string, Record<string, string>>;
}

/** Lines of act's own log, https://nektosact.com; `jobResult` stands in that of a job's end. */
interface LogLine {
  job?: string;
  jobID?: string;
  msg?: string;
  jobResult?: 'success' | 'failure' | 'skipped';
  /** Of an output: its name and value. */
  command?: string;
  name?: string;
  arg?: string;
}

/** Runs a workflow of the project on this machine, without containers, and waits for its end. */
export async function runAct(run: ActRun): Promise<ActResult> {
  const folder = temporaryFolder();
  const payload = join(folder, 'event.json');
  writeFileSync(payload, JSON.stringify(run.payload));
  const pairs = (flag: string, values: Record<string, string> = {}): string[] => Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  const args = [
    run.event, '--directory', run.project, '--workflows', join(run.project, '.github', 'workflows', run.workflow), '--eventpath', payload, '--json',
    '--platform', 'ubuntu-latest=-self-hosted', '--local-repository', `${CUTOVER.repository}@${CUTOVER.commit}=${run.cutover}`, '--action-cache-path', join(folder, 'cache'),
    // Its own server is not asked (ACTIONS_RUNTIME_URL), but without one jobs would know of none.
    '--artifact-server-path', join(folder, 'artifacts'), '--artifact-server-addr', '127.0.0.1', '--artifact-server-port', String(await freePort()), '--no-cache-server',
    // What lies in the project and is ignored is what this machine has: the sandbox's address.
    '--use-gitignore=false', '--rm', '--actor', run.actor, ...pairs('--env', run.variables), ...pairs('--secret', run.secrets), ...pairs('--var', run.settings),
  ];
  const child = spawn(actPath(), args, { cwd: folder, env: { ...run.env, HOME: folder }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const lines = text.split('\n').map(parsed);
  const jobs: ActResult['jobs'] = {};
  const outputs: ActResult['outputs'] = {};
  for (const { jobID = '', jobResult, command, name, arg } of lines) {
    if (jobResult !== undefined) jobs[jobID] = jobResult;
    if (command === 'set-output' && name !== undefined && arg !== undefined) (outputs[jobID] ??= {})[name] = arg;
  }
  return { code, outputs, jobs, output: lines.map(({ msg }) => msg?.replace(/\n$/, '') ?? '').join('\n') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function parsed(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { msg: line };
  }
}
