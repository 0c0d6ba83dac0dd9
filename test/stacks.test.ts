import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDrift } from '../src/drift.ts';
import { Halt } from '../src/errors.ts';
import { broughtStacks, makeStacks } from '../src/stacks.ts';
import type { Run } from '../src/step.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from './helpers/a-project.ts';
import { aSilentUi } from './helpers/in-this-process.ts';

const none = (): Promise<never> => Promise.reject(new Error('a tool was asked for'));
let project: Project;
let run: Run;
beforeAll(() => {
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/tmp'), ...twoModules() } });
  run = openDrift({ directory: project.path, sandbox: false }, { ui: aSilentUi().ui, env: {}, signal: new AbortController().signal, conversation: undefined, toolbox: { programs: none, engineBinary: none, python: none } });
});
afterAll(() => project.remove());

describe('stacks that another job has made', () => {
  it('are what this one would have made, for the job that may not run the code', async () => {
    await expect(broughtStacks(run, 'production')).rejects.toThrow("the stacks were not brought, and the project's code does not run in a job that may become a role");
    const made = await makeStacks(run, 'production');
    expect(await broughtStacks(run, 'production')).toEqual(made);
    await expect(broughtStacks(run, 'test')).rejects.toThrow('save-stacks, environment: test');
  });

  it.each<[string, string, (text: string) => string, string]>([
    ['of another commit', 'production.json', (text) => text.replace(/"commit":"\w+"/, `"commit":"${'0'.repeat(40)}"`), 'the stacks were made of another commit'],
    ['with another file', 'production/stacks/base/main.tf', (text) => `${text}# more\n`, 'the stack of base is not what its job made'],
    ['that lie elsewhere', 'production.json', (text) => text.replace('.cutover/stacks/production/stacks/app', 'stacks/app'), 'the stack of app is not what its job made'],
    ['of another environment', 'production.json', (text) => text.replaceAll('"environment":"production"', '"environment":"test"'), 'the stack of base is not what its job made'],
    ['in no list that can be read', 'production.json', () => '{"schema":1}', 'this is no list of stacks'],
    ['in no JSON', 'production.json', () => '{', 'this is no list of stacks'],
  ])('are refused when they are others: %s', async (_what, path, edit, said) => {
    await makeStacks(run, 'production');
    const file = join(project.path, '.cutover', 'stacks', path);
    writeFileSync(file, edit(readFileSync(file, 'utf8')));
    await expect(broughtStacks(run, 'production')).rejects.toThrow(said);
    await expect(broughtStacks(run, 'production')).rejects.toThrow(Halt);
    rmSync(file);
  });
});
