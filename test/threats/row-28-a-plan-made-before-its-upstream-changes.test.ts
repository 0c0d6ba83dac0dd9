import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aProject, twoModules, twoModulesConfig, type CliResult, type Project } from '../helpers/a-project.ts';
import { statesFolder } from '../helpers/states-folder.ts';

/** `app` reads an output of `base`. What it does with it needs a file beside the states, which is looked at only once the value is there. */
let project: Project;
let states: string;
const GUARDED = `resource "terraform_data" "kept" {
  input = "as it was"
}
resource "terraform_data" "guarded" {
  input = data.terraform_remote_state.base.outputs.value
  lifecycle {
    precondition {
      condition     = terraform_data.b.output == "" || fileexists("\${var.states}/ready")
      error_message = "it is not ready"
    }
  }
}
`;

beforeAll(async () => {
  states = statesFolder();
  for (const environment of ['test', 'production']) {
    mkdirSync(join(states, environment));
    writeFileSync(join(states, environment, 'ready'), '');
  }
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig(states), ...twoModules('v1', GUARDED) } });
  expect((await deliver('CR-0001')).code).toBe(0);
  merge();
}, 300_000);
afterAll(() => project.remove());

/** As what was delivered is; before, nobody believes what its evidence says. */
const merge = (): unknown => project.git('update-ref', 'refs/heads/main', 'HEAD');

async function toTheSeal(id: string): Promise<void> {
  await project.approve(id);
  await project.cutover('deliver', '--change', id, '--mode', 'yolo');
  await project.approve(id);
}

async function deliver(id: string): Promise<CliResult> {
  await toTheSeal(id);
  return await project.cutover('deliver', '--change', id, '--mode', 'yolo');
}

const stateOf = (component: string, environment = 'production'): string => join(states, environment, `${component}.tfstate`);
const inProduction = (component: string): string => readFileSync(stateOf(component), 'utf8');
function replaceInProduction(component: string, value: string, other: string): void {
  writeFileSync(stateOf(component), inProduction(component).replaceAll(JSON.stringify(value), JSON.stringify(other)));
}

describe('row 28: a downstream plan made before its upstream changes', () => {
  const promote = (): Promise<CliResult> => project.cutover('promote', '--change', 'CR-0002', '--mode', 'yolo');
  const ready = (): string => join(states, 'production', 'ready');

  beforeAll(async () => {
    project.commit(twoModules('v2', GUARDED));
    project.request({ id: 'CR-0002' });
    await toTheSeal('CR-0002');
  }, 300_000);

  it('is sealed as an expectation, in which the upstream\'s value is unknown', () => {
    expect(project.record('plan', undefined, 'CR-0002').facts['components']).toEqual([
      expect.objectContaining({ component: 'base', kind: 'plan', actions: { update: 1 } }),
      expect.objectContaining({ component: 'app', kind: 'expectation', actions: { update: 2 } }),
    ]);
  });

  it('a surprise below is a HALT: the upstream is what was approved, and nothing below it is touched', async () => {
    replaceInProduction('app', 'as it was', 'changed by hand');
    const before = inProduction('app');
    expect(await promote()).toMatchObject({ code: 3, stdout: expect.stringMatching(/app: the plan made after its upstream was applied is not what was approved\s+found:\s+terraform_data\.kept: no-op was approved, the plan says update\s+next:\s+cutover plan --change CR-0002, which makes a new seal to approve/) });
    expect(inProduction('base')).toContain('"v2"');
    expect(inProduction('app')).toBe(before);
    expect(project.record('promote', 'app', 'CR-0002')).toMatchObject({ verdict: 'halt', facts: { begun: false } });
    replaceInProduction('app', 'changed by hand', 'as it was');
  });

  it('an apply that fails halfway is a failure, and not the end of the change', async () => {
    rmSync(ready());
    expect(await promote()).toMatchObject({ code: 1, stdout: expect.stringMatching(/base: already promoted under this seal[\s\S]*it is not ready/) });
    expect(project.record('promote', 'app', 'CR-0002')).toMatchObject({ verdict: 'fail', facts: { begun: true, applied: false } });
    expect(inProduction('app')).toContain('"v1"');
    expect(inProduction('app')).toContain('"v2"');
    expect(await project.cutover('status', 'CR-0002')).toMatchObject({ code: 0, stdout: expect.stringMatching(/implementing/) });
  });

  it('what is no longer as sealed does not go on', async () => {
    replaceInProduction('app', 'as it was', 'changed by hand');
    writeFileSync(ready(), '');
    expect(await promote()).toMatchObject({ code: 3, stdout: expect.stringContaining('terraform_data.kept: no-op was approved, the plan says update') });
    expect(inProduction('app')).toContain('"changed by hand"');
    replaceInProduction('app', 'changed by hand', 'as it was');
  });

  it('what still is goes on from there, and production ends with the new value in both, under one approval', async () => {
    expect(await project.cutover('deliver', '--change', 'CR-0002', '--mode', 'yolo')).toMatchObject({ code: 0, stdout: expect.stringMatching(/base: already promoted under this seal[\s\S]*CR-0002 is implemented/) });
    for (const component of ['base', 'app']) {
      expect(inProduction(component)).toContain('"v2"');
      expect(inProduction(component)).not.toContain('"v1"');
    }
    expect(project.store('CR-0002').ofStep('plan')).toHaveLength(1);
    expect(project.store('CR-0002').approvals().filter(({ statement }) => statement.predicate.kind === 'promotion')).toHaveLength(1);
    expect(await project.cutover('verify', join(project.path, 'cutover-evidence', 'CR-0002'))).toMatchObject({ code: 0 });
  });

  it('the way back was rehearsed for what changed, and is said to be open for what only follows', () => {
    expect(project.record('rehearse', 'base', 'CR-0001').facts['rollback']).toMatchObject({ outcome: 'not-rehearsed', detail: expect.stringContaining('no earlier delivery of it is known') });
    expect(project.record('rehearse', 'base', 'CR-0002').facts['rollback']).toMatchObject({ outcome: 'pass', change: 'CR-0001', actions: { update: 1 } });
    expect(readFileSync(stateOf('base', 'test'), 'utf8')).toContain('"v2"');
    expect(project.record('rehearse', 'app', 'CR-0002').facts['rollback']).toMatchObject({ outcome: 'not-rehearsed', detail: expect.stringContaining('what changed comes from elsewhere') });
  });
});

describe('a request that covers an upstream alone', () => {
  /** A change of `base` that no output shows. */
  const addToBase = (name: string): void => {
    merge();
    const file = join(project.path, 'stacks', 'base', 'main.tf');
    project.commit({ 'stacks/base/main.tf': `${readFileSync(file, 'utf8')}resource "terraform_data" "${name}" {}\n` });
  };

  it('is delivered where nothing below it changes', async () => {
    addToBase('more');
    project.request({ id: 'CR-0003', components: ['base'] });
    const { code, stdout } = await deliver('CR-0003');
    expect([code, stdout]).toEqual([0, expect.stringContaining('CR-0003 is implemented')]);
    expect(project.record('plan', undefined, 'CR-0003').facts['components']).toEqual([expect.objectContaining({ component: 'base', kind: 'plan' }), expect.objectContaining({ component: 'app', kind: 'expectation' })]);
    expect(project.record('promote', 'app', 'CR-0003').facts['actions']).toEqual({});
    expect(project.record('rehearse', 'base', 'CR-0003').facts['rollback']).toMatchObject({ outcome: 'pass', change: 'CR-0002', actions: { delete: 1 } });
    expect(project.record('rehearse', 'app', 'CR-0003').facts['rollback']).toMatchObject({ outcome: 'not-needed' });
  }, 300_000);

  it('does not apply what turns out to change below it in production', async () => {
    replaceInProduction('app', 'v2', 'v0');
    addToBase('evenMore');
    project.request({ id: 'CR-0004', components: ['base'] });
    const { code, stdout } = await deliver('CR-0004');
    expect([code, stdout]).toEqual([3, expect.stringMatching(/app \(production\) would change, and the request does not cover it[\s\S]*update terraform_data\.b/)]);
    expect(inProduction('app')).toContain('"v0"');
  }, 300_000);
});
