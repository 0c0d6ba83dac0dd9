import { describe, expect, it } from '@jest/globals';
import { checkPlatform } from '../../setup/platform.mjs';
import { isAtLeast, versionIn } from '../../setup/versions.mjs';

describe('the machine', () => {
  it.each([
    ['linux', 'x64', '18.0.0'],
    ['linux', 'arm64', '24.21.0'],
    ['darwin', 'x64', '22.13.0'],
    ['darwin', 'arm64', '26.0.0'],
  ])('%s on %s with Node %s will do', (platform, arch, nodeVersion) => {
    expect(() => checkPlatform({ platform, arch, nodeVersion })).not.toThrow();
  });

  it('that runs Windows is told of WSL 2 and the command', () => {
    const check = (): void => checkPlatform({ platform: 'win32', arch: 'x64', nodeVersion: '24.0.0' });
    expect(check).toThrow('WSL 2');
    expect(check).toThrow('`wsl --install`');
  });

  it.each([
    ['freebsd', 'x64', '24.0.0', 'found:   freebsd-x64'],
    ['linux', 'riscv64', '24.0.0', 'allowed: linux-x64, linux-arm64, darwin-x64, darwin-arm64'],
    ['linux', 'x64', '16.20.2', 'https://nodejs.org'],
  ])('that is %s on %s with Node %s is told what is allowed', (platform, arch, nodeVersion, message) => {
    expect(() => checkPlatform({ platform, arch, nodeVersion })).toThrow(message);
  });
});

describe('versions', () => {
  it.each([
    ['1.10.0', '1.10.0', true],
    ['1.10', '1.10.0', true],
    ['1.9.8', '1.10.0', false],
    ['2.0.0', '1.10.0', true],
    ['1.10.0', '1.10.1', false],
  ])('%s is %s or newer: %s', (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });

  it.each([
    ['{"terraform_version": "1.11.4"}', '1.11.4'],
    ['go version go1.26 linux/amd64', '1.26'],
    ['You are running a locally built version of tfsec.', undefined],
  ])('in %j the version is %s', (text, expected) => {
    expect(versionIn(text)).toBe(expected);
  });
});
