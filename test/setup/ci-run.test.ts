import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../setup/pins.mjs';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aMachine, program } from './world.ts';

/** Runs `.ci/run` with an `npm` that writes this report where jest is told to, says something, and exits. */
function ciRun(report: string | undefined, code: number): { status: number | null; lines: string[]; asked: string } {
  const machine = aMachine();
  const root = temporaryFolder();
  mkdirSync(join(root, '.ci'));
  copyFileSync(join(packageRoot(), '.ci', 'run'), join(root, '.ci', 'run'));
  const write = report === undefined ? '' : `for last; do :; done; printf '%s' '${report}' > "\${last#--outputFile=}"`;
  program(join(machine.bin, 'npm'), `echo "$CI $*" > '${root}/asked'; cat; echo 'what the tests say'; ${write}\nexit ${String(code)}`);
  for (const name of ['node', 'bash', 'env', 'mktemp', 'timeout']) {
    const path = name === 'node' ? process.execPath : spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    symlinkSync(path, join(machine.bin, name));
  }
  const { status, stdout } = spawnSync('bash', [join(root, '.ci', 'run')], { env: machine.env, cwd: '/', input: 'nobody may read this', encoding: 'utf8' });
  return { status, lines: stdout.trimEnd().split('\n'), asked: readFileSync(join(root, 'asked'), 'utf8') };
}

const jest = (passed: number, failed: number, broken = 0): string => JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: broken });

describe('.ci/run', () => {
  it.each([
    ['all tests pass', jest(12, 0), 0, 'tests: 12 passed, 0 failed', 0],
    ['some fail', jest(10, 2), 1, 'tests: 10 passed, 2 failed', 1],
    ['a test file cannot be loaded', jest(10, 0, 1), 1, 'tests: 10 passed, 1 failed', 1],
    ['set-up, lint, types or build fail, so that jest never starts', undefined, 2, 'tests: 0 passed, 1 failed', 1],
    ['npm says no for a reason jest does not know', jest(12, 0), 1, 'tests: 12 passed, 1 failed', 1],
    ['no test ran', jest(0, 0), 0, 'tests: 0 passed, 1 failed', 1],
    ['the report is cut off', '{"numPassed', 0, 'tests: 0 passed, 1 failed', 1],
  ])('when %s ends with the right line and exit code', (_name, report, code, line, status) => {
    const outcome = ciRun(report, code);
    expect([outcome.status, outcome.lines]).toEqual([status, ['what the tests say', line]]);
  });

  it('runs the test command of the README, as in CI and without standard input', () => {
    expect(ciRun(jest(1, 0), 0).asked).toMatch(/^true test -- -- --json --outputFile=/);
  });
});
