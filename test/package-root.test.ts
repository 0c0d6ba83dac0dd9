import { expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPackage, packageRoot } from '../src/package-root.ts';

it('the package root is the folder that holds the sandbox', () => {
  expect(existsSync(join(packageRoot(), 'sandbox', 'server.py'))).toBe(true);
});

it('the nearest package of that name is found, past others and past what is no package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'package-root-'));
  const inner = join(folder, 'node_modules', 'wanted', 'dist', 'src');
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name":"theirs"}');
  writeFileSync(join(folder, 'node_modules', 'wanted', 'package.json'), '{"name":"wanted"}');
  writeFileSync(join(folder, 'node_modules', 'wanted', 'dist', 'package.json'), '{"type":');
  try {
    expect(findPackage(inner, 'wanted')).toBe(join(folder, 'node_modules', 'wanted'));
    expect(findPackage(inner, 'theirs')).toBe(folder);
    expect(() => findPackage(inner, 'absent')).toThrow('no package.json of absent');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
