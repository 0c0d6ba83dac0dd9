import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command, CommanderError } from 'commander';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { registerSandbox } from '../../sandbox/commands.ts';
import { sandboxDown } from '../../sandbox/down.ts';
import { readState } from '../../sandbox/state.ts';
import { aProjectFolder } from '../helpers/a-project-folder.ts';
import { run, type Finished } from '../helpers/run-terraform.ts';

let root: string;
const cutover = (...args: string[]): Promise<Finished> => run(process.execPath, [join(import.meta.dirname, '..', 'helpers', 'sandbox-program.ts'), root, ...args], { cwd: root, env: process.env });

beforeAll(() => {
  root = aProjectFolder();
});
afterAll(async () => {
  await sandboxDown({ root });
  rmSync(root, { recursive: true, force: true });
});

describe('cutover sandbox', () => {
  it('is down at first, and status says so with 1', async () => {
    expect(await cutover('sandbox', 'status')).toEqual({ code: 1, output: 'the sandbox is down\n' });
    expect(await cutover('sandbox', 'status', '--json')).toEqual({ code: 1, output: '{"status":"down"}\n' });
  });

  it('up, status and down speak of the same sandbox, in one JSON object each', async () => {
    const up = await cutover('sandbox', 'up', '--json');
    expect(up.code).toBe(0);
    const state = readState(root);
    if (state === undefined || state === 'unreadable') throw new Error('there is no state');
    expect(JSON.parse(up.output)).toEqual({
      status: 'up',
      endpoint: `http://127.0.0.1:${state.port}`,
      port: state.port,
      pid: state.pid,
      instance: state.instance,
      startedAt: state.startedAt,
      accounts: { test: { accountId: '111111111111', stateBucket: 'tfstate-111111111111' }, production: { accountId: '222222222222', stateBucket: 'tfstate-222222222222' } },
      folder: join(root, '.cutover', 'sandbox'),
    });
    expect(up.output).not.toContain(state.environments.test.credentials.secretAccessKey);
    expect(await cutover('sandbox', 'status', '--json')).toEqual(up);

    const again = await cutover('sandbox', 'up', '--port', String(state.port));
    expect(again.code).toBe(0);
    expect(again.output).toContain(`http://127.0.0.1:${state.port} (process ${state.pid}`);
    expect(again.output).toContain('account 222222222222, state bucket tfstate-222222222222');

    expect(await cutover('sandbox', 'down', '--json')).toEqual({ code: 0, output: '{"status":"down","stopped":true}\n' });
    expect(await cutover('sandbox', 'down')).toEqual({ code: 0, output: 'the sandbox was not up\n' });
  });

  it.each(['-1', '65536', 'eighty', '80.5', ''])('refuses --port "%s", and starts nothing', async (port) => {
    expect(await inProcess('up', `--port=${port}`)).toContain('Allowed: 0 (a free one) to 65535.');
    expect(readState(root)).toBeUndefined();
  });

  it.each(['up', 'down', 'status'])('%s --help says what it does and how it exits', async (command) => {
    const help = await inProcess(command, '--help');
    expect(help).toMatch(/Exit codes?: 0/);
    expect(help).toContain('--json');
  });
});

/** What a command line that runs no command prints. */
async function inProcess(...args: string[]): Promise<string> {
  let printed = '';
  const write = (text: string): void => void (printed += text);
  const program = new Command('cutover').exitOverride().configureOutput({ writeOut: write, writeErr: write });
  registerSandbox(program, { root: () => root, python: () => Promise.reject(new Error('a command was run')), out: write });
  await expect(program.parseAsync(['sandbox', ...args], { from: 'user' })).rejects.toThrow(CommanderError);
  return printed;
}
