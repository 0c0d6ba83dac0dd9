import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aProject, twoModules, twoModulesConfig, type Project } from './helpers/a-project.ts';
import type { ChangeRequestFields } from './helpers/a-change-request.ts';
import { statesFolder } from './helpers/states-folder.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

function project(request: Partial<ChangeRequestFields> = {}): Project {
  return aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), ...twoModules() }, request });
}

describe('a request that may not begin is a HALT before anything else runs', () => {
  it.each<[string, Partial<ChangeRequestFields>, RegExp]>([
    ['draft', { status: 'draft' }, /still a draft/],
    ['rejected', { status: 'rejected' }, /it was rejected/],
    ['expired', { expires: '2020-01-01' }, /expired at the end of 2020-01-01/],
    ['implemented already', { status: 'implemented' }, /used once/],
  ])('%s, though it is approved', async (_name, request, reason) => {
    const one = project(request);
    await one.approve();
    const result = await one.cutover('deliver');
    expect(result.code).toBe(3);
    expect(result.stdout).toMatch(reason);
    expect(one.engineCalls()).toEqual([]);
    expect(existsSync(join(one.path, '.cutover'))).toBe(false);
    one.remove();
  });

  it('without an approval: says who may approve and how; Terraform is not even asked for its version', async () => {
    const one = project();
    const result = await one.cutover('deliver');
    expect(result).toMatchObject({ code: 3, stdout: expect.stringMatching(/HALT: nobody has approved the request\n.*ann@example.com\n.*cutover approve CR-0001/) });
    expect(one.engineCalls()).toEqual([]);
    expect(one.record('approval').verdict).toBe('halt');
    one.remove();
  });

  it('missing: says where it looked and which there are', async () => {
    const one = project();
    const result = await one.cutover('deliver', '--change', 'CR-9999');
    expect(result.code).toBe(3);
    expect(result.stdout).toMatch(/no such change request[\s\S]*CR-9999[\s\S]*CR-0001/);
    one.remove();
  });

  it('approved by somebody whom only the change itself made an approver', async () => {
    const one = project();
    writeFileSync(join(one.path, 'approvers'), `${readFileSync(join(one.path, 'approvers'), 'utf8')}mallory@example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxBWVhgmg6U2NW0zcNRZaGWSV2qtBMGqFwVBmOGnTPp\n`);
    one.commit();
    const result = await one.cutover('deliver');
    expect(result.code).toBe(3);
    expect(result.stdout).not.toContain('mallory');
    one.remove();
  });

  it('every step says so, not only deliver', async () => {
    const one = project();
    for (const step of ['synth', 'prepare', 'scan', 'refine', 'rehearse', 'validate', 'integrate', 'checklist', 'plan', 'promote', 'handover']) {
      const result = await one.cutover(step);
      expect([step, result.code]).toEqual([step, 3]);
    }
    expect(one.engineCalls()).toEqual([]);
    one.remove();
  });
});

describe('wrong usage or input ends with 2, one clear error, and nothing written', () => {
  it.each<[string, Record<string, string>, string[], RegExp]>([
    ['an unknown mode', {}, ['deliver', '--mode', 'fast'], /Allowed choices are incremental, yolo/],
    ['an unknown command', {}, ['delivr'], /unknown command 'delivr'[\s\S]*deliver/],
    ['a broken cutover.yaml', { 'cutover.yaml': 'version: 1\nname: [\n' }, ['deliver'], /cutover\.yaml:\d+: not valid YAML/],
    ['an unknown field', { 'cutover.yaml': `${twoModulesConfig('/nowhere')}chekcs: {}\n` }, ['deliver'], /cutover\.yaml:\d+: chekcs: there is no such field/],
    ['a broken request', { 'changes/CR-0002.md': '---\nid: CR-0002\n---\n' }, ['deliver', '--change', 'CR-0002'], /changes\/CR-0002\.md:\d+: title/],
    ['more than one request and no --change', { 'changes/CR-0002.md': '' }, ['deliver'], /more than one change request[\s\S]*CR-0001, CR-0002/],
    ['a sandbox that is not up', {}, ['sandbox', 'up', '--port', 'x'], /Allowed: 0/],
  ])('%s', async (_name, files, args, message) => {
    const one = project();
    one.write(files);
    const result = await one.cutover(...args);
    expect(result.code).toBe(2);
    expect(result.stdout + result.stderr).toMatch(message);
    expect(result.stdout + result.stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(join(one.path, 'cutover-evidence'))).toBe(false);
    one.remove();
  });

  it('no cutover.yaml anywhere', async () => {
    const one = project();
    const result = await one.cutover('-C', temporaryFolder(), 'deliver');
    expect(result).toMatchObject({ code: 2, stdout: expect.stringMatching(/cutover\.yaml: not found/) });
    one.remove();
  });
});
