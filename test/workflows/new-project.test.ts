import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandboxDown } from '../../sandbox/down.ts';
import { stateFile } from '../../sandbox/state.ts';
import { sandboxUp } from '../../sandbox/up.ts';
import { finished } from '../helpers/a-project.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';
import { aReview, aRunApproval } from '../helpers/github/builders.ts';
import { dispatchEvent } from '../helpers/github/events.ts';
import { pythonPath } from '../helpers/python.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aCaller, PIN, type Caller } from './act/a-caller.ts';
import { programOf } from '../helpers/program.ts';

const sandbox = temporaryFolder();
let repository: Repository | undefined;
let caller: Caller | undefined;

/** What `cutover init` writes, pushed to GitHub as it is, but for one line: there is a sandbox instead of a cloud. */
beforeAll(async () => {
  repository = aRepository(null);
  const { path } = repository;
  const { code, stdout, stderr } = await finished(spawn(process.execPath, [
    programOf('src'), '-C', path, 'init', '--yes', '--kind', 'hcl', '--name', 'shop', '--requester', 'rita@example.com',
    '--approver', 'ann@example.com', '--approver-key', `${aKey(temporaryFolder(), 'ann').file}.pub`, '--approver-login', 'ann', '--workflows', PIN,
  ], { stdio: ['ignore', 'pipe', 'pipe'] }));
  if (code !== 0) throw new Error(stdout + stderr);
  const deliver = join(path, '.github', 'workflows', 'cutover-deliver.yml');
  writeFileSync(deliver, readFileSync(deliver, 'utf8').replace("      directory: '.'\n", "      directory: '.'\n      sandbox: true\n"));
  repository.git('add', '--all', '--', '.', ':(exclude)changes');
  repository.git('commit', '--quiet', '--message', 'what there is');
  repository.git('checkout', '--quiet', '-b', 'change/CR-0001');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'ask for CR-0001');
  await sandboxUp({ root: sandbox, python: pythonPath(), lifetime: 'until-exit' });
  // Every job finds the one sandbox of the machine.
  caller = await aCaller({ repository, branch: 'change/CR-0001', bring: { '.cutover/sandbox/sandbox.json': readFileSync(stateFile(sandbox), 'utf8') } });
}, 300_000);
afterAll(async () => {
  await caller?.close();
  await sandboxDown({ root: sandbox });
});

describe('a repository that cutover init has made', () => {
  it('goes to production in one run, which ann lets through once', async () => {
    if (caller === undefined) throw new Error('there is no caller');
    const { github, pull, merge, act } = caller;
    aReview(github.state, pull, { user: 'ann' });
    merge();
    const event = dispatchEvent(github, { change: 'CR-0001', mode: 'yolo' }, { actor: 'olga', workflow: '.github/workflows/cutover-deliver.yml' });
    const asked: string[] = [];
    const { code, jobs, output } = await act({
      workflow: 'cutover-deliver.yml',
      event,
      gate: (environment) => {
        asked.push(environment);
        const [run] = github.repository.runs;
        if (environment === 'production' && run !== undefined) aRunApproval(run, { user: 'ann' });
        return undefined;
      },
    });
    expect(output).not.toContain('::error');
    expect([code, jobs]).toEqual([0, { build: 'success', rehearse: 'success', plan: 'success', promote: 'success', handover: 'success' }]);
    expect(asked).toEqual(['test', 'production-plan', 'production', 'production-plan']);
    expect(output).toContain('the seal is approved by ann@example.com');
    expect(github.repository.deployments.map(({ environment, statuses }) => [environment, statuses[0]?.state])).toEqual([['production', 'success']]);
    const status = github.repository.pullRequests.find(({ number }) => number !== pull.number);
    expect(github.repository.commits[status?.head.sha ?? '']?.files['changes/CR-0001.md']).toMatch(/^status: implemented$/m);
  }, 300_000);
});
