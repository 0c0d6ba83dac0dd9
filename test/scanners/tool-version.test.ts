import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { toolVersion } from '../../src/scanners/tool-version.ts';
import type { BoundedResult } from '../../src/verification/bounded-command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const LOCAL = 'You are running a locally built version of tfsec.\n';

describe('the version of a scanner', () => {
  it.each<[string, string, number, string | RegExp]>([
    ['as it says it, between notices', '=== tfsec is joining 2.0.0 ===\nv1.28.14\n=== discussions/1994', 0, '1.28.14'],
    ['of a build from source, from its build information', LOCAL, 0, '1.28.13'],
    ['of a program that fails, from its build information', 'v9.9.9\n', 1, '1.28.13'],
  ])('%s', async (_title, output, code, version) => {
    const program = join(temporaryFolder(), 'tfsec');
    writeFileSync(program, 'ELF\0path\tgithub.com/aquasecurity/tfsec/cmd/tfsec\nmod\tgithub.com/aquasecurity/tfsec\tv1.28.13\th1:abc=\n\0');
    const result: BoundedResult = { ended: 'exit', code, detail: '', output, seconds: 0 };
    expect(await toolVersion('tfsec', program, () => Promise.resolve(result), ['--version'])).toBe(version);
  });

  it('is the digest of the program when nothing says it', async () => {
    const program = join(temporaryFolder(), 'tfsec');
    writeFileSync(program, 'abc');
    expect(await toolVersion('tfsec', program, () => Promise.resolve({ ended: 'exit', code: 0, detail: '', output: LOCAL, seconds: 0 }), [])).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
