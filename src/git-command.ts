import { spawnSync } from 'node:child_process';
import { UserError } from './errors.ts';
import { printable } from './escape.ts';

/** Larger than a list of a million files. */
const MAX_OUTPUT = 256_000_000;

export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** Standard output of git. Throws UserError with git's own words when it fails. */
export function git(folder: string, args: string[]): string {
  return gitBytes(folder, args).toString();
}

export function gitBytes(folder: string, args: string[], input?: string): Buffer {
  const result = runGit(folder, args, input);
  if (result.ok) return result.stdout;
  throw new UserError({ file: folder, problem: `git ${args[0] ?? ''} failed`, found: lines(result.stderr).at(-1)?.slice(0, 300) ?? 'no message' });
}

export function tryGit(folder: string, args: string[]): string | undefined {
  const result = runGit(folder, args);
  return result.ok ? result.stdout.toString() : undefined;
}

/** Settings that would make git run programs of the repository's choice, or go to the network, are off. */
const SETTINGS = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'protocol.allow=never'];

/** Throws UserError where git cannot be started, or says more than `most` bytes. */
export function runGit(folder: string, args: string[], input?: string, most = MAX_OUTPUT): { ok: boolean; stdout: Buffer; stderr: string } {
  const result = spawnSync('git', ['--no-pager', '--no-replace-objects', ...SETTINGS.flatMap((setting) => ['-c', setting]), ...args], { cwd: folder, env: environment(), maxBuffer: most, ...(input === undefined ? {} : { input }) });
  if (result.error !== undefined) {
    const { code } = result.error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UserError({ problem: 'git was not found, or the folder does not exist', found: folder, next: 'install git 2.28 or newer, and check the folder' });
    const command = printable(`git ${args.join(' ')}`).slice(0, 200);
    if (code === 'ENOBUFS') throw new UserError({ file: folder, problem: `git says more than Cutover takes in: ${command}`, found: `more than ${most} bytes`, allowed: `at most ${most} bytes`, next: `run it yourself in ${folder} and see what is so large: a file or a list of files that does not belong into the repository; keep it out with .gitignore, or in Git LFS` });
    throw new UserError({ file: folder, problem: `git could not be run: ${command}`, found: code ?? result.error.message.slice(0, 200), next: 'run it yourself: what it says there is what is wrong' });
  }
  return { ok: result.status === 0, stdout: result.stdout, stderr: result.stderr.toString() };
}

/** No GIT_* variable of the caller: they can point at another repository, another identity, another configuration. */
function environment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'TMPDIR'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
}
