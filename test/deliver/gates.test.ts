import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aProject, finished, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { until } from '../helpers/processes.ts';
import { statesFolder } from '../helpers/states-folder.ts';

let project: Project;
let states: string;

beforeAll(async () => {
  states = statesFolder();
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig(states), ...twoModules() } });
  await project.approve();
  const first = project.start('deliver');
  const ended = finished(first);
  await until(() => existsSync(join(project.path, '.cutover', 'run.lock')));
  const second = await project.cutover('deliver');
  expect([second.code, second.stdout]).toEqual([3, expect.stringContaining('another run of Cutover works on this project')]);
  expect((await ended).code).toBe(3);
}, 300_000);
afterAll(() => project.remove());

const halts = async (args: string[], message: RegExp): Promise<void> => {
  const { code, stdout } = await project.cutover(...args);
  expect([args, code, stdout]).toEqual([args, 3, expect.stringMatching(message)]);
  expect(existsSync(join(states, 'production', 'base.tfstate'))).toBe(false);
};

/** Something is changed for the time of one look. */
async function whileChanged(file: string, change: (text: string) => string, look: () => Promise<void>): Promise<void> {
  const path = join(project.path, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, change(text));
  await look();
  writeFileSync(path, text);
}

describe('with a seal that waits', () => {
  it('approve signs the seal, once the request has its approval', async () => {
    await project.approve();
    expect(project.store().approvals().filter(({ statement }) => statement.predicate.kind === 'promotion')).toHaveLength(1);
  });

  it('an edited request is what is approved next, and not the seal of the old one', async () => {
    await whileChanged('changes/CR-0001.md', (text) => text.replace('30 to 365', '30 to 90'), async () => {
      expect((await project.approve()).stdout).toContain('approved the request');
    });
  });

  it.each(['scan', 'rehearse', 'validate', 'integrate', 'checklist', 'synth', 'plan'])('production needs the record of %s, not only the seal', async (step) => {
    const folder = join(project.path, 'cutover-evidence', 'CR-0001', step);
    renameSync(folder, `${folder}-away`);
    await halts(['promote'], /there is no record of/);
    renameSync(`${folder}-away`, folder);
  });

  it('the page that people read is part of it', async () => {
    await whileChanged('cutover-evidence/CR-0001/plan/production-plan.md', () => 'No change.\n', () => halts(['promote'], /the seal is not what was recorded/));
  });

  it('a file that stacks share is part of it', async () => {
    await whileChanged('.cutover/synth/production/cutover.yaml', (text) => `${text}\n`, () => halts(['promote'], /a file that stacks share is not what synth wrote/));
  });

  it('what the base makes mandatory since the checklist was decided is part of it', async () => {
    const before = project.git('rev-parse', 'main').trim();
    project.git('checkout', '--quiet', 'main');
    project.commit({ 'cutover.yaml': twoModulesConfig(states, 'checklist: { mandatory: [another-item] }\n') });
    project.git('checkout', '--quiet', 'change');
    await halts(['promote'], /the last record of checklist is about something else than what is here now[\s\S]*cutover checklist --change CR-0001/);
    project.git('branch', '--force', 'main', before);
  });

  it('other code is not planned on the scan and the rehearsal of the old', async () => {
    await whileChanged('stacks/base/main.tf', (text) => text.replace('v1', 'v9'), async () => {
      await halts(['plan'], /not all of the change is committed/);
      project.commit();
      expect((await project.cutover('synth')).code).toBe(0);
      await halts(['plan'], /the last record of (prepare|scan) is about something else/);
      await halts(['rehearse'], /the last record of scan is about something else/);
    });
    project.commit();
  });
});

describe('a request that names its components', () => {
  it('is the limit of what may change', async () => {
    const one = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), ...twoModules() }, request: { components: ['base'] } });
    await one.approve();
    const result = await one.cutover('deliver');
    expect([result.code, result.stdout]).toEqual([3, expect.stringMatching(/app \(test\) would change, and the request does not cover it[\s\S]*create terraform_data\.b/)]);
    one.remove();
  });
});

describe('an approval that would not count', () => {
  it.each([
    ['of a draft', { status: 'draft' }, /still a draft/],
    ['of one\'s own request', { requester: 'ann@example.com' }, /asked for the change/],
  ])('%s is not signed', async (_name, request, reason) => {
    const one = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere'), ...twoModules() }, request });
    const result = await one.approve();
    expect([result.code, result.stdout]).toEqual([3, expect.stringMatching(reason)]);
    expect(one.store().approvals()).toEqual([]);
    one.remove();
  });
});
