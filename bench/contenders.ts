import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/package-root.ts';
import type { BenchProject } from './project.ts';

/** Same environment for both, so that neither has another provider, endpoint or PATH. */
export interface BenchOptions {
  env: Record<string, string>;
  flags: string[];
  concurrency: number;
}

const CUTOVER = join(packageRoot(), 'dist', 'src', 'main.js');

export function cutover(project: BenchProject, options: BenchOptions, args: string[], expected = 0, nodeArgs: string[] = []): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeArgs, CUTOVER, '-C', project.root, ...args], { env: { ...process.env, ...options.env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (status !== expected) throw new Error(`cutover ${args.join(' ')} ended with ${status ?? 'a signal'}\n${stdout}\n${stderr}`);
}

export function rehearse(project: BenchProject, options: BenchOptions): number {
  for (const left of ['.cutover/data', '.cutover/plans', 'state', 'cutover-evidence/CR-0001/rehearse']) rmSync(join(project.root, left), { recursive: true, force: true });
  return timed(() => cutover(project, options, ['rehearse', '--mode', 'yolo', '--parallelism', String(options.concurrency), ...options.flags]));
}

/** The same commands with the same settings, and nothing kept but the state. */
const BARE = 'cd "$0" && terraform init -input=false -no-color -backend-config=path="$1/state/bare/$(basename "$0").tfstate" && terraform plan -input=false -no-color -out=plan.tfplan && terraform apply -input=false -no-color plan.tfplan';

export function bare(project: BenchProject, options: BenchOptions): number {
  const folder = join(project.root, 'bare');
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(project.root, 'state'), { recursive: true, force: true });
  cpSync(join(project.root, 'stacks'), folder, { recursive: true });
  mkdirSync(join(project.root, 'state', 'bare'), { recursive: true });
  const names = project.components.map((name) => join(folder, name)).join('\n');
  return timed(() => {
    const { status, stderr } = spawnSync('xargs', ['-P', String(options.concurrency), '-I{}', 'sh', '-c', BARE, '{}', project.root], {
      input: names,
      env: { ...options.env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' },
      encoding: 'utf8',
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    if (status !== 0) throw new Error(`bare terraform failed\n${stderr}`);
  });
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

/** Peak resident memory in MiB of one `cutover deliver` that goes as far as the seal, children not included. */
export function peakMemory(project: BenchProject, options: BenchOptions): number {
  const file = join(project.root, '.cutover', 'peak');
  const preload = `data:text/javascript,import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(file)},String(process.resourceUsage().maxRSS)))`;
  cutover(project, options, ['deliver', '--mode', 'yolo', ...options.flags], 3, ['--import', preload]);
  return Number(readFileSync(file, 'utf8')) / 1024;
}
