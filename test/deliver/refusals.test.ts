import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aProject, finished, onPath, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const pass = { code: 0 };

async function approvedProject(options: { files?: Record<string, string>; more?: string; adopt?: boolean; states?: string }): Promise<{ project: Project; states: string }> {
  const states = options.states ?? statesFolder();
  const project = aProject({ files: { 'cutover.yaml': twoModulesConfig(states, options.more), ...twoModules(), ...options.files }, request: options.adopt === true ? { adopt: true } : {} });
  expect(await project.approve()).toMatchObject(pass);
  return { project, states };
}

describe('a component that fails', () => {
  it('leaves every later one untouched in incremental mode', async () => {
    const { project, states } = await approvedProject({ more: "checks:\n  base:\n    - { name: the value is another, output: value, schema: { pattern: '^never$' } }\n" });
    const result = await project.cutover('deliver');
    expect(result).toMatchObject({ code: 1, stdout: expect.stringMatching(/FAIL: base: the check "the value is another" failed[\s\S]*value is v1, which does not fit its schema: it must match pattern/) });
    expect(existsSync(join(states, 'test', 'base.tfstate'))).toBe(true);
    expect(existsSync(join(states, 'test', 'app.tfstate'))).toBe(false);
    expect(existsSync(join(states, 'production'))).toBe(false);
    expect(project.store().latest('refine', 'app')).toBeUndefined();
    project.remove();
  });
});

describe('Ctrl-C during apply', () => {
  const slow = 'resource "terraform_data" "slow" {\n  provisioner "local-exec" {\n    command = "sleep 4"\n  }\n}\nresource "terraform_data" "after" {\n  depends_on = [terraform_data.slow]\n}\n';

  it('tells Terraform and waits for it: the state is whole, the lock is free, and the next deliver goes on', async () => {
    const { project, states } = await approvedProject({ files: twoModules('v1', slow) });
    const child = project.start('deliver');
    const result = finished(child);
    const state = join(states, 'test', 'app.tfstate');
    const lock = join(states, 'test', '.app.tfstate.lock.info');
    while (!existsSync(lock) || !/"Operation":"OperationTypeApply"/.test(readFileSync(lock, 'utf8'))) {
      if (child.exitCode !== null) throw new Error(JSON.stringify(await result));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await result).toMatchObject({ code: 4, stdout: expect.stringMatching(/INDETERMINATE: app \(test\): apply was cut off/) });
    expect(existsSync(lock)).toBe(false);
    expect(() => JSON.parse(readFileSync(state, 'utf8')) as unknown).not.toThrow();
    expect(project.record('rehearse', 'app').verdict).toBe('indeterminate');
    expect(await project.cutover('deliver')).toMatchObject({ code: 3, stdout: expect.stringContaining('nobody has approved the promotion') });
    expect(readFileSync(state, 'utf8')).toContain('"name": "after"');
    project.remove();
  });
});

describe('a seal', () => {
  let project: Project;
  let states: string;
  beforeAll(async () => {
    ({ project, states } = await approvedProject({}));
    expect((await project.cutover('deliver')).code).toBe(3);
    expect(await project.approve()).toMatchObject(pass);
  });
  afterAll(() => project.remove());
  const appliesInProduction = (): number => project.engineCalls().filter((call) => call.includes('plans/production')).filter((call) => call.startsWith('apply')).length;

  const refused = async (message: RegExp): Promise<void> => {
    const result = await project.cutover('promote');
    expect(result.code).toBe(3);
    expect(result.stdout).toMatch(message);
    expect(appliesInProduction()).toBe(0);
  };

  it('does not hold for files that were edited after it', async () => {
    const file = join(project.path, 'stacks', 'base', 'main.tf');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}# edited\n`);
    await refused(/files of the project were edited after the seal/);
    writeFileSync(file, text);
  });

  it('does not hold for a stack that was edited where Cutover keeps it', async () => {
    const file = join(project.path, '.cutover', 'synth', 'production', 'stacks', 'base', 'main.tf');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('v1', 'v9'));
    await refused(/is not what synth wrote/);
    writeFileSync(file, text);
  });

  it('does not hold for a plan with a changed byte', async () => {
    const file = join(project.path, '.cutover', 'plans', 'production', 'base', 'kept', 'plan.tfplan');
    const bytes = readFileSync(file);
    const flipped = Buffer.from(bytes);
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    writeFileSync(file, flipped);
    await refused(/is not what was written/);
    writeFileSync(file, bytes);
  });

  it('does not hold for a production whose state has moved on', async () => {
    mkdirSync(join(states, 'production'), { recursive: true });
    const file = join(states, 'production', 'base.tfstate');
    writeFileSync(file, JSON.stringify({ version: 4, terraform_version: '1.11.4', serial: 7, lineage: '6e3f1a52-0000-4000-8000-000000000000', outputs: {}, resources: [] }));
    await refused(/production's state has moved on since the seal[\s\S]*serial 7/);
    rmSync(file);
  });

  it('holds for what it was made for, and then production is what was approved', async () => {
    const result = await project.cutover('promote');
    expect([result.code, result.stdout]).toEqual([0, expect.stringContaining('no drift')]);
    expect(readFileSync(join(states, 'production', 'app.tfstate'), 'utf8')).toContain('v1');
  });
});

describe('existing state', () => {
  it('is adopted without a change; a plan that would change anything, or create it all again, is a HALT', async () => {
    const first = await approvedProject({});
    expect((await first.project.cutover('deliver')).code).toBe(3);
    await first.project.approve();
    expect(await first.project.cutover('deliver')).toMatchObject(pass);

    const adopting = await approvedProject({ adopt: true, states: first.states });
    expect((await adopting.project.cutover('deliver')).code).toBe(3);
    for (const component of ['base', 'app']) expect(adopting.project.record('rehearse', component).facts['actions']).toEqual({});
    await adopting.project.approve();
    expect(await adopting.project.cutover('deliver')).toMatchObject(pass);

    const elsewhere = await approvedProject({ adopt: true });
    expect(await elsewhere.project.cutover('deliver')).toMatchObject({ code: 3, stdout: expect.stringMatching(/adopts what exists, so nothing may change[\s\S]*create terraform_data\.a/) });

    rmSync(join(first.states, 'production', 'base.tfstate'));
    first.project.request({ id: 'CR-0002' });
    await first.project.approve('CR-0002');
    expect(await first.project.cutover('deliver', '--change', 'CR-0002')).toMatchObject({ code: 3, stdout: expect.stringMatching(/was deployed by CR-0001, but its state is empty: the plan would create everything a second time/) });
    for (const { project } of [first, adopting, elsewhere]) project.remove();
  });
});

describe('no Terraform', () => {
  it('is said by name with the way to get it, before any step but the approval', async () => {
    const { project } = await approvedProject({});
    const bin = temporaryFolder();
    for (const program of ['git', 'ssh-keygen', 'sh']) writeFileSync(join(bin, program), `#!/bin/sh\nexec '${onPath(program) ?? ''}' "$@"\n`, { mode: 0o755 });
    const result = await project.cutoverWith({ PATH: bin, CUTOVER_CACHE: join(bin, 'cache') }, 'deliver');
    expect(result).toMatchObject({ code: 2, stdout: expect.stringMatching(/Terraform was not found[\s\S]*next: /) });
    project.remove();
  });
});
