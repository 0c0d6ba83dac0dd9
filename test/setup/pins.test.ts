import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { extras } from '../../setup/install.mjs';
import { packageRoot, readPins } from '../../setup/pins.mjs';
import { isAtLeast } from '../../setup/versions.mjs';

const pins = readPins();

describe.each(['terraform', 'tofu', 'tfsec'] as const)('what is pinned for %s', (name) => {
  const { version, minimum, releases, go } = pins[name];

  it('has a checksum of its own for each platform, and an address over https that names the version', () => {
    expect(Object.keys(releases).sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']);
    for (const { url, sha256 } of Object.values(releases)) {
      expect(url).toMatch(new RegExp(`^https://.*${version}.*\\.(zip|tar\\.gz)$`));
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(new Set(Object.values(releases).map(({ sha256 }) => sha256)).size).toBe(4);
  });

  it('is no older than what is accepted from PATH, and its Go module is of the same version', () => {
    const [major, minor] = version.split('.').map(Number);
    expect([major, minor]).toEqual([1, Math.max(minor ?? 0, Number(minimum.split('.')[1]))]);
    if (go !== undefined) expect([go.module.endsWith(`@v${version}`), go.sum]).toEqual([true, expect.stringMatching(/^h1:.{44}$/)]);
  });
});

describe.each(['act', 'actionlint', 'zizmor'] as const)('what is pinned for %s, which only the tests of Cutover run', (name) => {
  const { version, minimum, releases, go, wheel } = pins[name];

  it('can be had on each platform, as a release with a checksum or by a package manager that knows one', () => {
    for (const { url, sha256 } of Object.values(releases)) expect([url, sha256]).toEqual([expect.stringMatching(new RegExp(`^https://.*${version}.*\\.tar\\.gz$`)), expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect([0, 4]).toContain(new Set(Object.values(releases).map(({ sha256 }) => sha256)).size);
    if (go === undefined) expect(wheel?.every((hash) => /^sha256:[0-9a-f]{64}$/.test(hash)) === true && wheel.length >= 4).toBe(true);
    else expect([go.module.endsWith(`@v${version}`), go.sum]).toEqual([true, expect.stringMatching(/^h1:.{44}$/)]);
  });

  it('is no older than what is accepted from PATH, and is not installed for users', () => {
    expect(isAtLeast(version, minimum)).toBe(true);
    expect(extras).toContain(name);
    const { scripts } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    expect(Object.entries(scripts).filter(([, command]) => new RegExp(`--with [a-z,]*\\b${name}\\b`).test(command)).map(([script]) => script)).toEqual(['pretest', 'defences']);
    expect(readFileSync(join(packageRoot(), 'src', 'cli', 'tools.ts'), 'utf8')).toContain('installTools({ with: []');
  });
});

describe('the Python packages', () => {
  const requirements = readFileSync(join(packageRoot(), pins.python.requirements), 'utf8');
  const blocks = requirements.split(/\n(?=\S)/).filter((block) => block.trim() !== '');

  it('are each pinned to one version with hashes', () => {
    expect(blocks.length).toBeGreaterThan(100);
    for (const block of blocks) expect(block).toMatch(/^[a-z0-9._-]+(\[[a-z,-]+\])?==\S+( ; .+?)? \\\n {4}--hash=sha256:[0-9a-f]{64}/i);
  });

  it.each(['checkov==3.3.30', 'moto==5.2.5', 'tf==1.2.0', 'boto3==1.35.49'])('hold %s', (pin) => {
    expect(blocks.some((block) => block.replace(/\[.*?\]/, '').startsWith(`${pin} `))).toBe(true);
  });
});
