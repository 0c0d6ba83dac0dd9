import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** `app` reads an output of `base`; requests cover `base` alone. */
let project: Project;
let states: string;

beforeAll(async () => {
  states = temporaryFolder();
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig(states), ...twoModules() } });
  expect((await deliver('CR-0001')).code).toBe(0);
}, 300_000);
afterAll(() => project.remove());

async function deliver(id: string): Promise<{ code: number | null; stdout: string }> {
  await project.approve(id);
  await project.cutover('deliver', '--change', id, '--mode', 'yolo');
  await project.approve(id);
  return await project.cutover('deliver', '--change', id, '--mode', 'yolo');
}

/** A change of `base` that no output shows. */
function addToBase(name: string): void {
  const file = join(project.path, 'stacks', 'base', 'main.tf');
  project.commit({ 'stacks/base/main.tf': `${readFileSync(file, 'utf8')}resource "terraform_data" "${name}" {}\n` });
}

it('a request covers an upstream alone where nothing below it changes', async () => {
  addToBase('more');
  project.request({ id: 'CR-0002', components: ['base'] });
  const { code, stdout } = await deliver('CR-0002');
  expect([code, stdout]).toEqual([0, expect.stringContaining('CR-0002 is implemented')]);
  expect(project.record('plan', undefined, 'CR-0002').facts['components']).toEqual([expect.objectContaining({ component: 'base', kind: 'plan' }), expect.objectContaining({ component: 'app', kind: 'expectation' })]);
  expect(project.record('promote', 'app', 'CR-0002').facts['actions']).toEqual({});
}, 300_000);

it('what turns out to change below it in production alone is not applied', async () => {
  const state = join(states, 'production', 'app.tfstate');
  writeFileSync(state, readFileSync(state, 'utf8').replaceAll('"v1"', '"v0"'));
  addToBase('evenMore');
  project.request({ id: 'CR-0003', components: ['base'] });
  const { code, stdout } = await deliver('CR-0003');
  expect([code, stdout]).toEqual([3, expect.stringMatching(/app \(production\) would change, and the request does not cover it[\s\S]*update terraform_data\.b/)]);
  expect(readFileSync(state, 'utf8')).toContain('"v0"');
}, 300_000);
