import { afterEach, describe, expect, it } from '@jest/globals';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requestDigest } from '../../src/change/request.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { aChangeRecord } from '../helpers/a-record.ts';

const projects: Project[] = [];
afterEach(() => projects.splice(0).forEach((project) => project.remove()));

function project(options: { files?: Record<string, string>; components?: string[] } = {}): Project {
  const made = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere'), ...twoModules(), ...options.files }, request: { components: options.components ?? 'all' } });
  projects.push(made);
  return made;
}

const evidence = (one: Project, ...path: string[]): string => join(one.path, 'cutover-evidence', ...path);
const text = (one: Project): string => readFileSync(join(one.path, 'changes', 'CR-0001.md'), 'utf8');

/** A beginning, and then the handover: as the steps record them. */
function handOver(one: Project): void {
  const record = (step: StepRecord['step']): StepRecord => aChangeRecord({ step, inputs: { request: requestDigest(text(one)) }, facts: { acknowledgement: null } });
  for (const step of ['approval', 'handover'] as const) one.store().append(record(step));
}

describe('row 2: an approved request reused for another commit, repository, component or run', () => {
  it('is refused in another repository, with the same people, the same request and the same signature', async () => {
    const first = project();
    await first.approve();
    const other = project({ files: { approvers: readFileSync(join(first.path, 'approvers'), 'utf8'), 'other.txt': 'so that its first commit is another' } });
    expect(text(other)).toBe(text(first));
    cpSync(evidence(first), evidence(other), { recursive: true });
    expect(await first.cutover('approval')).toMatchObject({ code: 0 });
    expect(await other.cutover('deliver')).toMatchObject({ code: 3, stdout: expect.stringMatching(/it is for another repository/) });
    expect(other.engineCalls()).toEqual([]);
  });

  it('is refused for another change, though its signature is laid beside that', async () => {
    const one = project();
    await one.approve();
    one.request({ id: 'CR-0002' });
    cpSync(evidence(one, 'CR-0001', 'approvals'), evidence(one, 'CR-0002', 'approvals'), { recursive: true });
    expect(await one.cutover('deliver', '--change', 'CR-0002')).toMatchObject({ code: 3, stdout: expect.stringMatching(/cannot be relied on: it belongs to change CR-0001/) });
    expect(one.engineCalls()).toEqual([]);
  });

  it('is refused for another component: the code that the change touches must be that of the request', async () => {
    const one = project({ components: ['base'] });
    await one.approve();
    one.commit({ 'stacks/base/more.tf': '# its own\n' });
    expect(await one.cutover('synth')).toMatchObject({ code: 0 });
    one.write({ 'stacks/app/more.tf': '# not its own, and not even committed\n' });
    expect(await one.cutover('synth')).toMatchObject({ code: 3, stdout: expect.stringMatching(/the change touches app, and the request does not cover it[\s\S]*stacks\/app\/more\.tf[\s\S]*allowed: base/) });
    expect(one.record('synth').verdict).toBe('halt');
    expect(one.engineCalls()).toEqual([]);
  });

  it('is refused for a second run: once it was handed over, no other status in the file makes it new', async () => {
    const one = project();
    await one.approve();
    expect(await one.cutover('approval')).toMatchObject({ code: 0 });
    const submitted = text(one);
    handOver(one);
    const usedOnce = { code: 3, stdout: expect.stringContaining('a request is used once') };
    for (const status of ['submitted', 'implementing']) {
      writeFileSync(join(one.path, 'changes', 'CR-0001.md'), submitted.replace('status: submitted', `status: ${status}`));
      expect([status, await one.cutover('deliver')]).toEqual([status, expect.objectContaining(usedOnce)]);
    }
    expect(await one.cutover('promote')).toMatchObject(usedOnce);
    expect(await one.approve()).toMatchObject({ code: 3, stdout: expect.stringContaining('nothing left to approve') });
    expect(one.engineCalls()).toEqual([]);
  });
});
