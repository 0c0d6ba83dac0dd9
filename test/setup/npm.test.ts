import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { installNodeModules, nodeModulesMatch } from '../../setup/npm.mjs';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aMachine, aTask, program } from './world.ts';

type Packages = Record<string, { version?: string; integrity?: string; optional?: boolean }>;

const locked: Packages = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7', integrity: 'sha512-zod' },
  'node_modules/other-platform': { version: '1.0.0', integrity: 'sha512-other', optional: true },
};
const installed: Packages = { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-zod' } };

function write(path: string, packages: Packages): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ packages }));
}

function aCheckout(have: Packages | undefined, node = process.execPath): string {
  const root = temporaryFolder();
  write(join(root, 'package-lock.json'), locked);
  if (have !== undefined) write(join(root, 'node_modules', '.package-lock.json'), have);
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(node, join(root, 'node_modules', '.bin', 'node'));
  return root;
}

describe('node_modules', () => {
  const cases: [string, Packages | undefined, boolean][] = [
    ['what the lock says, without other platforms', installed, true],
    ['more than the lock says', { ...installed, 'node_modules/extra': { version: '1.0.0' } }, true],
    ['no note of npm, as after an install that broke off', undefined, false],
    ['another version', { 'node_modules/zod': { version: '4.6.6', integrity: 'sha512-zod' } }, false],
    ['other bytes of the same version', { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-else' } }, false],
    ['nothing', {}, false],
  ];
  it.each(cases)('with %s', (_name, have, expected) => {
    expect(nodeModulesMatch(aCheckout(have))).toBe(expected);
  });

  it('whose Node is gone do not match', () => {
    expect(nodeModulesMatch(aCheckout(installed, '/gone/node'))).toBe(false);
  });

  it.each([
    ['a private CA', 'npm error code SELF_SIGNED_CERT_IN_CHAIN', 'npm config set cafile'],
    ['a lock that is out of step', 'npm error Missing: a-package@1.0.0 from lock file', 'Missing: a-package@1.0.0'],
  ])('that npm cannot install because of %s are reported with its words and what to do', async (_name, said, message) => {
    const machine = aMachine();
    program(join(machine.bin, 'npm'), `echo '${said}' >&2; exit 1`);
    await expect(installNodeModules(aCheckout(undefined), machine.env, aTask())).rejects.toThrow(message);
  });

  it('without the pinned Node are reported with the setting of npm that explains it', async () => {
    const machine = aMachine();
    program(join(machine.bin, 'npm'), 'exit 0');
    await expect(installNodeModules(aCheckout(undefined, '/gone/node'), machine.env, aTask())).rejects.toThrow('npm config get ignore-scripts');
  });

  it('need npm', async () => {
    await expect(installNodeModules(aCheckout(undefined), aMachine().env, aTask())).rejects.toThrow('npm is not on PATH');
  });
});
