import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readActions } from '../../scripts/workflows/read.ts';
import { packageRoot } from '../../src/package-root.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const steps = readActions(packageRoot()).find(({ file }) => file === 'actions/setup/action.yml')?.runs.steps ?? [];

/** The first step of actions/setup as the runner runs it, in a checkout of Cutover with these files beside the action. */
function firstStep(files: string[]): { code: number | null; said: string } {
  const checkout = temporaryFolder();
  cpSync(join(packageRoot(), 'actions', 'setup'), join(checkout, 'actions', 'setup'), { recursive: true });
  for (const file of files) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true });
    writeFileSync(join(checkout, file), '');
  }
  const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', steps[0]?.run ?? 'exit 9'], { encoding: 'utf8', env: { PATH: process.env['PATH'], GITHUB_ACTION_PATH: join(checkout, 'actions', 'setup') } });
  return { code: status, said: stdout };
}

describe('actions/setup', () => {
  it('on a commit of main, which has no dist, says before anything else that a tag is to be pinned', () => {
    const { code, said } = firstStep([]);
    expect(code).toBe(2);
    expect(said).toMatch(/^::error title=Cutover::this commit holds no dist\/[^\n]*Pin the commit of a release tag[^\n]*\n$/);
  });

  it('on a commit of a release says nothing, and goes on to the program that installs', () => {
    expect(firstStep(['dist/actions/approval/main.js'])).toEqual({ code: 0, said: '' });
    expect(steps[1]?.uses).toBe('$/actions/setup/install');
  });
});
