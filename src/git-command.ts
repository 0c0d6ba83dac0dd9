import { spawnSync } from 'node:child_process';
import { UserError } from './errors.ts';

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

export function runGit(folder: string, args: string[], input?: string): { ok: boolean; stdout: Buffer; stderr: string } {
  const result = spawnSync('git', ['--no-pager', '--no-replace-objects', ...SETTINGS.flatMap((setting) => ['-c', setting]), ...args], { cwd: folder, env: environment(), maxBuffer: MAX_OUTPUT, ...(input === undefined ? {} : { input }) });
  if (result.error !== undefined) {
    const { code } = result.error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UserError({ problem: 'git was not found, or the folder does not exist', found: folder, next: 'install git 2.28 or newer, and check the folder' });
    throw result.error;
  }
  return { ok: result.status === 0, stdout: result.stdout, stderr: result.stderr.toString() };
}

/** No GIT_* variable of the caller: they can point at another repository, another identity, another configuration. */
function environment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'TMPDIR'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
}
