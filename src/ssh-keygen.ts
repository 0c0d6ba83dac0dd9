import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from './errors.ts';
import { printable } from './escape.ts';

export interface SshKeygenResult {
  ok: boolean;
  stdout: string;
  stderr: string;
}

/** What ssh-keygen needs to find keys, agents and a person; nothing else of the caller's environment. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'TERM', 'SSH_AUTH_SOCK', 'SSH_ASKPASS', 'SSH_ASKPASS_REQUIRE', 'SSH_SK_PROVIDER', 'DISPLAY', 'WAYLAND_DISPLAY'];

/**
 * Runs ssh-keygen. It may ask for a passphrase or a touch on the terminal, so it stays in our session. Throws UserError
 * when it is not there or too old to sign and verify files (OpenSSH 8.2 can).
 */
export function sshKeygen(args: string[], options: { input?: Buffer; terminal?: boolean } = {}): SshKeygenResult {
  return runSsh('ssh-keygen', args, options);
}

/** Public keys that the ssh agent holds, one per line as in a .pub file; none without an agent. */
export function agentKeys(): string[] {
  if (process.env['SSH_AUTH_SOCK'] === undefined) return [];
  const result = runSsh('ssh-add', ['-L'], {});
  return result.ok ? result.stdout.split('\n').filter((line) => line !== '') : [];
}

/** A folder that only this user can read, removed afterwards. */
export function inPrivateFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function lastLine(text: string): string {
  return printable(text.trim().split('\n').at(-1)?.trim().slice(0, 200) ?? '');
}

function runSsh(command: 'ssh-keygen' | 'ssh-add', args: string[], { input, terminal }: { input?: Buffer; terminal?: boolean }): SshKeygenResult {
  const kept = KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  const result = spawnSync(command, args, {
    env: { ...Object.fromEntries(kept), LC_ALL: 'C' },
    ...(input === undefined ? {} : { input }),
    // A key on a token asks to be touched on standard error.
    stdio: [input === undefined ? 'inherit' : 'pipe', 'pipe', terminal === true && process.stdin.isTTY ? 'inherit' : 'pipe'],
    maxBuffer: 10_000_000,
  });
  const next = 'install OpenSSH 8.2 or newer (Debian, Ubuntu: apt-get install openssh-client; macOS has it)';
  const error: NodeJS.ErrnoException | undefined = result.error;
  if (error?.code === 'ENOENT') throw new UserError({ problem: `the program ${command} was not found; approvals are SSH signatures`, next });
  if (error !== undefined) throw error;
  const stderr = (result.stderr as Buffer | null)?.toString() ?? '';
  if (result.status !== 0 && /(unknown|illegal|invalid|unrecognized) option|Unsupported operation for -Y/i.test(stderr)) {
    throw new UserError({ problem: `${command} is too old to sign and verify approvals`, found: lastLine(stderr.split('\n')[0] ?? ''), allowed: 'OpenSSH 8.2 or newer', next });
  }
  return { ok: result.status === 0, stdout: result.stdout.toString(), stderr };
}
