import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { sandboxDown } from '../../sandbox/down.ts';
import { sandboxUp } from '../../sandbox/up.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { STACK_KINDS } from '../../src/init/component/kinds.ts';
import { packageRoot } from '../../src/package-root.ts';
import { finished, type CliResult } from '../helpers/a-project.ts';
import { aRepository } from '../helpers/a-repository.ts';
import { pythonPath } from '../helpers/python.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { terraformPath } from '../helpers/tools.ts';
import { programOf } from '../helpers/program.ts';

describe('a component of every kind that component new makes', () => {
  it('passes claims, controls and both scanners with what waivers.yaml explains, works in the sandbox, and can be sealed for production', async () => {
    const { path, git, remove } = aRepository(null);
    const ann = aKey(temporaryFolder(), 'ann');
    const env = { PATH: [dirname(terraformPath()), join(packageRoot(), 'node_modules', '.bin'), process.env['PATH']].join(delimiter), HOME: process.env['HOME'], XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'], CUTOVER_CACHE: process.env['CUTOVER_CACHE'], LANG: 'C.UTF-8' };
    const cutover = (...args: string[]): Promise<CliResult> => finished(spawn(process.execPath, [programOf('src'), '-C', path, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
    try {
      await cutover('init', '--yes', '--name', 'shop', '--approver', 'ann@example.com', '--approver-key', `${ann.file}.pub`, '--requester', 'rita@example.com');
      for (const kind of STACK_KINDS.filter((one) => one !== 'key')) await cutover('component', 'new', `my-${kind}`, '--kind', kind);
      symlinkSync(join(packageRoot(), 'node_modules'), join(path, 'node_modules'));
      git('add', '--all', '--', ':(exclude)changes');
      git('commit', '--quiet', '--message', 'what there is');
      git('checkout', '--quiet', '-b', 'change');
      git('add', '--all');
      git('commit', '--quiet', '--message', 'ask for it');
      await sandboxUp({ root: path, python: pythonPath(), lifetime: 'until-exit' });
      expect(await cutover('approve', 'CR-0001', '--key', ann.file)).toMatchObject({ code: 0 });
      const { code, stdout } = await cutover('deliver', '--sandbox', '--mode', 'yolo');
      expect(`${code}\n${stdout}`).toMatch(/^3\n[\s\S]*HALT: nobody has approved the promotion/);
      const store = new EvidenceStore(path, 'CR-0001');
      expect(store.latest('scan')?.record).toMatchObject({ verdict: 'pass', facts: { unwaived: 0 } });
      for (const component of ['encryption', 'my-bucket', 'my-table', 'my-queue', 'my-topic', 'my-network']) {
        expect(store.latest('rehearse', component, 'test')?.record).toMatchObject({ verdict: 'pass', facts: { checks: [{ outcome: 'pass' }] } });
      }
    } finally {
      await sandboxDown({ root: path });
      remove();
    }
  }, 300_000);
});
