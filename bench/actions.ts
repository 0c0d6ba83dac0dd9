import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/package-root.ts';
import { cloudAccess } from '../src/terraform/access.ts';
import { reachOf } from '../test/helpers/bundle.ts';
import { anEnvironment, aRun } from '../test/helpers/github/builders.ts';
import { dispatchEvent } from '../test/helpers/github/events.ts';
import { startFakeGitHub, type FakeGitHub } from '../test/helpers/github/fake-github.ts';
import { jobEnv } from '../test/helpers/github/job.ts';
import { push } from '../test/helpers/github/push.ts';
import { cutover } from './contenders.ts';
import { makeProject } from './project.ts';

export interface ActionsTime {
  /** Seconds from the start of the process to its first request, and of `node -e 0` as a whole. */
  firstRequest: number[];
  node: number[];
  /** What the approval action loads from its start to its end, in bytes; and how many files that is. */
  approvalBytes: number;
  approvalFiles: number;
  /** Action → bytes that it loads at once, and all that it can come to load. */
  sizes: Record<string, { atOnce: number; all: number }>;
}

/** Notes each file that a program loads, on standard error at its end. */
const NOTES = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module';
import { writeSync } from 'node:fs';
const loaded = [];
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
process.on('exit', () => writeSync(2, loaded.join('\\n')));
`)}`;

/** The actions as they are built in `dist/`, and the approval action with valid inputs against the fake GitHub. */
export async function timeActions(rounds: number): Promise<ActionsTime> {
  const dist = join(packageRoot(), 'dist');
  const program = join(dist, 'actions', 'approval', 'main.js');
  const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
  const project = makeProject('builtin', 1);
  const github = await startFakeGitHub({ pageSize: 100 });
  try {
    cutover(project, { env: cloudAccess(process.env, undefined).env, flags: [], concurrency: 1 }, ['approve', 'CR-0001', '--key', project.key]);
    Object.assign(github.repository, { commits: {}, branches: {} });
    push(github.state, github.repository, project.root);
    anEnvironment(github.state, github.repository);
    const env = environment(github, folder, project.root);
    const firstRequest: number[] = [];
    const node: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const began = performance.now();
      spawnSync(process.execPath, ['-e', '0'], { env });
      const bare = (performance.now() - began) / 1000;
      const first = await untilFirstRequest(github, [program], env);
      if (round === 0) continue; // the warm-up
      node.push(bare);
      firstRequest.push(first);
    }
    const noted = loadedBy(['--import', NOTES, program], env);
    const loaded = [...(await noted).matchAll(/^file:\/\/(\/.*\.js)$/gm)].map(([, file]) => file ?? '').filter((file) => file.startsWith(dist));
    return { firstRequest, node, approvalBytes: bytesOf(loaded), approvalFiles: loaded.length, sizes: sizesIn(dist) };
  } finally {
    await github.close();
    for (const made of [folder, project.root]) rmSync(made, { recursive: true, force: true });
  }
}

function environment(github: FakeGitHub, folder: string, workspace: string): NodeJS.ProcessEnv {
  const files = Object.fromEntries(['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'].map((name) => [name, join(folder, name)]));
  for (const file of Object.values(files)) writeFileSync(file, '');
  const run = aRun(github.state, github.repository, { actor: 'cid', triggeringActor: 'cid' });
  return { PATH: process.env['PATH'], HOME: process.env['HOME'], ...jobEnv(github, { event: dispatchEvent(github, {}), folder, run }), ...files, GITHUB_WORKSPACE: workspace, INPUT_TOKEN: github.token };
}

/** Seconds until the fake has its next request. Waits for the end of the program, which has to be a pass. */
async function untilFirstRequest(github: FakeGitHub, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const log = github.requests.push.bind(github.requests);
  let first: number | undefined;
  github.requests.push = (...entries) => {
    first ??= performance.now();
    return log(...entries);
  };
  const began = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
  const code = await new Promise((resolve) => child.on('close', resolve));
  github.requests.push = log;
  if (code !== 0 || first === undefined) throw new Error(`the approval action ended with ${String(code)}`);
  return (first - began) / 1000;
}

async function loadedBy(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  return text;
}

function sizesIn(dist: string): ActionsTime['sizes'] {
  const names = readdirSync(join(dist, 'actions')).filter((name) => existsSync(join(dist, 'actions', name, 'main.js')));
  const sizeOf = (name: string, later: boolean): number => bytesOf([...reachOf(dist, [`actions/${name}/main.js`], { later }).files].map((file) => join(dist, file)));
  return Object.fromEntries(names.map((name) => [name, { atOnce: sizeOf(name, false), all: sizeOf(name, true) }]));
}

function bytesOf(files: string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}
