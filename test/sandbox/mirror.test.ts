import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeClientFiles } from '../../sandbox/client-files.ts';
import { launcherScript, REFERENCE_PROVIDER_VERSION, writeMirror } from '../../sandbox/mirror.ts';
import { sandboxFolder } from '../../sandbox/state.ts';
import { aProjectFolder } from '../helpers/a-project-folder.ts';
import { run } from '../helpers/run-terraform.ts';
import { locateTool } from '../../setup/locate.mjs';

const bindings = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'node_modules', '@cdktf', 'provider-aws', 'package.json'), 'utf8')) as { cdktf: { provider: { version: string } } };

function inAFolder<T>(work: (folder: string) => T): T {
  const folder = aProjectFolder();
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the mirror', () => {
  it('offers by default what the AWS bindings of the reference platform ask for', () => {
    expect(REFERENCE_PROVIDER_VERSION).toBe(bindings.cdktf.provider.version);
  });

  it.each(['registry.terraform.io', 'registry.opentofu.org'])('has every version for %s, executable', (registry) => {
    inAFolder((mirror) => {
      writeMirror({ mirror, python: '/usr/bin/python3', versions: ['5.100.0', '6.25.0'] });
      for (const version of ['5.100.0', '6.25.0']) {
        for (const processor of ['amd64', 'arm64']) {
          const file = join(mirror, registry, 'hashicorp', 'aws', version, `${process.platform}_${processor}`, `terraform-provider-aws_v${version}`);
          expect(statSync(file).mode & 0o111).not.toBe(0);
          expect(readFileSync(file, 'utf8')).toContain(join('sandbox', 'provider', 'start.py'));
        }
      }
    });
  });

  it('starts a Python whose path has blanks and quotes, with the arguments it was given', () => {
    inAFolder((folder) => {
      const python = join(folder, `a 'single' and a "double" $(touch oops)`, 'python');
      mkdirSync(join(python, '..'));
      writeFileSync(python, `#!/bin/sh\nprintf '%s\\n' "$@"\n`, { mode: 0o755 });
      const launcher = join(folder, 'launcher');
      writeFileSync(launcher, launcherScript(python, "/it's/main.py"), { mode: 0o755 });
      expect(execFileSync(launcher, ['one two', '$HOME'], { encoding: 'utf8', cwd: folder })).toBe("-I\n-S\n/it's/main.py\none two\n$HOME\n");
    });
  });

  it.each(['6', '../6.0.0', '6.0.0 ', '>=6.0.0'])('refuses the version "%s"', (version) => {
    expect(() => writeMirror({ mirror: '/nonexistent', python: '/python', versions: [version] })).toThrow('not a version of hashicorp/aws');
  });

  it('is all that Terraform knows: another provider is not looked for anywhere', async () => {
    const root = aProjectFolder();
    try {
      writeClientFiles({ root, python: '/usr/bin/python3' });
      writeFileSync(join(root, 'main.tf'), 'terraform {\n  required_providers {\n    random = { source = "hashicorp/random" }\n  }\n}\n');
      const env = { PATH: process.env['PATH'], TF_CLI_CONFIG_FILE: join(sandboxFolder(root), 'terraform.rc') };
      const { code, output } = await run(locateTool('terraform', process.env), ['init', '-no-color'], { cwd: root, env });
      expect(code).toBe(1);
      expect(output.replace(/\s+/g, ' ')).toMatch(/provider registry\.terraform\.io\/hashicorp\/random was not found in any of the search locations - .*mirror/);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
