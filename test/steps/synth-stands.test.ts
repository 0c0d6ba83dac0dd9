import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCheck } from '../../src/open-check.ts';
import { openRun } from '../../src/project.ts';
import type { Run } from '../../src/step.ts';
import { componentsOf, synth } from '../../src/steps/synth.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { aSilentUi } from '../helpers/in-this-process.ts';

const none = (): Promise<never> => Promise.reject(new Error('a tool was asked for'));
const NOTES = 'stacks/notes.txt';
const CODE = { [NOTES]: 'a file beside the modules\n', ...twoModules() };

let project: Project;
beforeAll(async () => {
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/tmp'), ...CODE } });
  await project.approve();
});
afterAll(() => project.remove());

const surroundings = (): Parameters<typeof openRun>[1] => ({ ui: aSilentUi().ui, env: { PATH: process.env['PATH'] }, signal: new AbortController().signal, conversation: undefined, toolbox: { programs: none, engineBinary: none, python: none } });
const aDelivery = (): Run => openRun({ directory: project.path, change: 'CR-0001', mode: 'incremental', sandbox: false }, surroundings());
const records = (): number => project.store().about('synth').length;
const inTest = (run: Run, file: string): string => join(componentsOf(run, 'test')[0]?.directory ?? '', '..', '..', file);

describe('what synth left, and its record', () => {
  it('is no state: one that the code brings would be pushed as if an engine could not save it', async () => {
    project.write({ 'stacks/app/errored.tfstate': '{}' });
    await expect(synth(aDelivery())).rejects.toThrow(/^stacks\/app\/errored\.tfstate: the code brings a state/);
    rmSync(join(project.path, 'stacks', 'app', 'errored.tfstate'));
  });

  it('outlives a check of other code: the check works in a folder of its own', async () => {
    await synth(aDelivery());
    project.write({ [NOTES]: 'a stray edit\n', ...twoModules('v2') });
    const { run } = openCheck({ directory: project.path, sandbox: false }, surroundings());
    await synth(run);
    expect(readFileSync(inTest(run, NOTES), 'utf8')).toBe('a stray edit\n');
    project.write(CODE);
    const before = records();
    const again = aDelivery();
    await synth(again);
    expect(records()).toBe(before);
    expect(readFileSync(inTest(again, NOTES), 'utf8')).toBe('a file beside the modules\n');
  });

  it.each([['a file that stacks share', NOTES], ['a stack', 'stacks/base/main.tf']])('is made anew where it is not what the record says: %s', async (_what, file) => {
    const run = aDelivery();
    await synth(run);
    const [left, before] = [inTest(run, file), records()];
    writeFileSync(left, '# edited\n');
    expect(() => componentsOf(run, 'test')).toThrow('is not what synth wrote');
    await synth(run);
    expect(records()).toBe(before + 1);
    expect(readFileSync(left, 'utf8')).toBe(readFileSync(join(project.path, file), 'utf8'));
    expect(componentsOf(run, 'test')).toHaveLength(2);
  });
});
