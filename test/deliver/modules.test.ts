import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aProject, twoModules, twoModulesConfig } from '../helpers/a-project.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { walk, walkFirst } from './walk.ts';

describe('plain HCL root modules', () => {
  it.each([['terraform', walk], ['tofu', walkFirst]] as const)('go from request to production with %s', async (engine, walked) => {
    const states = temporaryFolder();
    const project = aProject({ files: { 'cutover.yaml': twoModulesConfig(states), ...twoModules() } });
    await walked({
      project,
      flags: ['--engine', engine, '--mode', 'incremental'],
      components: ['base', 'app'],
      assertDeployed: (environment, edited) => expect(readFileSync(join(states, environment, 'app.tfstate'), 'utf8')).toContain(edited ? 'v2' : 'v1'),
      assertUntouched: (environment) => expect(existsSync(join(states, environment, 'base.tfstate'))).toBe(false),
      edit: () => project.commit(twoModules('v2')),
      editedComponent: 'base',
    });
    expect(project.engineCalls().length).toBeGreaterThan(0);
    project.remove();
  }, 300_000);
});
