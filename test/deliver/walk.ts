import { expect } from '@jest/globals';
import { join } from 'node:path';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import type { EnvironmentName, StepRecord } from '../../src/evidence/record.ts';
import { STEPS } from '../../src/evidence/record.ts';
import { parseRequest } from '../../src/change/request.ts';
import type { Project } from '../helpers/a-project.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** What one front of the engine brings: how its project looks, and what an edit of it must show. */
export interface Front {
  project: Project;
  /** Flags of every deliver: engine, mode, sandbox. */
  flags: string[];
  components: string[];
  /** Asks the world, not Cutover, what stands in an environment: what was delivered first, or the edit. */
  assertDeployed: (environment: EnvironmentName, edited: boolean) => Promise<void> | void;
  assertUntouched: (environment: EnvironmentName) => Promise<void> | void;
}

/** A front that is walked again, with an edit of the code that updates the named component in place. */
export interface EditedFront extends Front {
  edit: () => void;
  editedComponent: string;
}

/**
 * The same walk for every front: delivered from request to production with two approvals; a second change plans nothing; an
 * edited stack is delivered as an update. What was created is asked of the world.
 */
export async function walk(front: EditedFront): Promise<void> {
  const { project } = front;
  await walkFirst(front);
  project.request({ id: 'CR-0002' });
  await deliverApproved(front, 'CR-0002');
  for (const component of front.components) {
    expect(project.record('rehearse', component, 'CR-0002').facts['actions']).toEqual({});
    expect(project.record('promote', component, 'CR-0002').facts['actions']).toEqual({});
  }
  front.edit();
  project.request({ id: 'CR-0003' });
  await deliverApproved(front, 'CR-0003');
  await front.assertDeployed('production', true);
  expect(project.record('promote', front.editedComponent, 'CR-0003').facts['actions']).toEqual({ update: 1 });
}

/** The first change only: from nothing to production, closed, and used once. The rest is shown by the fronts that cost less. */
export async function walkFirst(front: Front): Promise<void> {
  const { project, flags } = front;
  const change = ['--change', 'CR-0001'];
  const trust = signedByOlga(project);
  await ok(project.approve());
  const waiting = await project.cutover('deliver', ...change, ...flags);
  expect(waiting).toMatchObject({ code: 3, stdout: expect.stringMatching(/nobody has approved the promotion[\s\S]*ann@example\.com[\s\S]*cutover approve CR-0001/) });
  await front.assertDeployed('test', false);
  await front.assertUntouched('production');
  await ok(project.approve());
  const before = project.engineCalls().length;
  await ok(project.cutover('deliver', ...change, ...flags));
  expect(project.engineCalls().slice(before).filter((call) => call.startsWith('apply'))).toHaveLength(front.components.length);
  await front.assertDeployed('production', false);
  assertClosed(project, 'CR-0001', front.components);
  await assertUsedOnce(project, () => project.cutover('deliver', ...change, ...flags));
  await ok(project.cutover('verify', join(project.path, 'cutover-evidence', 'CR-0001')));
  await acknowledged(front, trust);
  merge(project);
}

/** From now on her runs sign what they add. Whom somebody elsewhere has to believe: her key, and the approvers of the base. */
function signedByOlga(project: Project): string[] {
  const folder = temporaryFolder();
  const { file } = aKey(folder, 'olga');
  project.git('config', 'gpg.format', 'ssh');
  project.git('config', 'user.signingkey', file);
  writeFileSync(join(folder, 'approvers'), project.git('show', 'main:approvers'));
  return ['--trust', `${file}.pub`, '--trust', join(folder, 'approvers')];
}

/** Operations take over: the bundle is closed again, over the same as-built documents. */
async function acknowledged({ project, flags }: Front, trust: string[]): Promise<void> {
  await ok(project.acknowledge());
  await ok(project.cutover('handover', '--change', 'CR-0001', ...flags));
  expect(project.record('handover').facts['acknowledgement']).toMatchObject({ by: 'ann@example.com' });
  expect(parseRequest(readFileSync(join(project.path, 'changes', 'CR-0001.md'), 'utf8'), 'changes/CR-0001.md').status).toBe('closed');
  const folder = join(project.path, 'cutover-evidence', 'CR-0001');
  expect(readdirSync(join(folder, 'handover')).filter((name) => /^(as-built|runbook|monitoring)/.test(name)).sort()).toEqual(['as-built.md', 'monitoring.json', 'runbook.md']);
  const elsewhere = join(temporaryFolder(), 'bundle');
  cpSync(folder, elsewhere, { recursive: true });
  expect(await project.cutover('verify', elsewhere, ...trust)).toMatchObject({ code: 0, stdout: expect.stringMatching(/none changed, missing or added; signed by the key SHA256:/) });
}

/** Nor after somebody has set its status back. */
async function assertUsedOnce(project: Project, deliver: () => ReturnType<Project['cutover']>): Promise<void> {
  const usedOnce = { code: 3, stdout: expect.stringContaining('a request is used once') };
  expect(await deliver()).toMatchObject(usedOnce);
  const file = join(project.path, 'changes', 'CR-0001.md');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('status: implemented', 'status: approved'));
  expect(await deliver()).toMatchObject(usedOnce);
  writeFileSync(file, text);
}

async function deliverApproved({ project, flags, components }: Front, change: string): Promise<void> {
  await ok(project.approve(change));
  expect((await project.cutover('deliver', '--change', change, ...flags)).code).toBe(3);
  await ok(project.approve(change));
  await ok(project.cutover('deliver', '--change', change, ...flags));
  assertClosed(project, change, components);
  merge(project);
}

/** What was delivered comes to main, so that the next change may believe its evidence. */
function merge(project: Project): void {
  project.git('update-ref', 'refs/heads/main', 'HEAD');
}

function assertClosed(project: Project, change: string, components: string[]): void {
  const file = `changes/${change}.md`;
  const request = parseRequest(readFileSync(join(project.path, file), 'utf8'), file);
  expect(request.status).toBe('implemented');
  expect(request.implementation).toBeDefined();
  const passed = (step: StepRecord['step'], component?: string): boolean => project.record(step, component, change).verdict === 'pass';
  const perComponent = ['refine', 'rehearse', 'promote'];
  for (const step of STEPS) {
    if (!perComponent.includes(step)) expect([step, passed(step)]).toEqual([step, true]);
    else for (const component of components) expect([step, component, passed(step, component)]).toEqual([step, component, true]);
  }
}

async function ok(run: Promise<{ code: number | null; stdout: string; stderr: string }>): Promise<void> {
  const { code, stdout, stderr } = await run;
  if (code !== 0) throw new Error(`exit code ${code ?? 'none'}\n${stdout}\n${stderr}`);
}
