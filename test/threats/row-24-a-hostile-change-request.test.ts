import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRequest, listRequests } from '../../src/change/find-request.ts';
import { Halt, UserError } from '../../src/errors.ts';
import { aChangeRequest } from '../helpers/a-change-request.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const text = aChangeRequest();
const HOSTILE: [string, string | Buffer, RegExp][] = [
  ['50 MB', Buffer.alloc(50_000_000, 'a'), /too large/],
  ['a NUL', text.replace('uploads', '\0'), /NUL/],
  ['invalid UTF-8', Buffer.concat([Buffer.from(text), Buffer.from([0xc3, 0x28])]), /not valid UTF-8/],
  ['an alias bomb', `---\na: &a [x]\nb: [${'*a, '.repeat(50)}]\n---\n`, /alias|anchors|no such field/],
  ['very deep YAML in brackets', `---\nid: ${'['.repeat(20_000)}\n---\n`, /nested too deeply/],
  ['very deep YAML by indentation', `---\n${Array.from({ length: 5000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')}\n---\n`, /nested too deeply|too large/],
  ['a megabyte of fields', `---\n${Array.from({ length: 120_000 }, (_, index) => `a${index}:`).join('\n')}\n---\n`, /too much YAML/],
  ['as many fields as there may be', text.replace('risk:', `${Array.from({ length: 14_000 }, (_, index) => `a${index}: 1`).join('\n')}\nrisk:`), /no such field/],
  ['a custom tag', text.replace('status: submitted', 'status: !!js/function submitted'), /YAML|tag|plain word/],
  ['a second document', text.replace('risk:', '...\nrisk:'), /YAML|missing/],
  ['an id that climbs', aChangeRequest({ id: '../../etc/passwd' }), /cannot be used/],
  ['a component that climbs', aChangeRequest({ components: ['../../etc'] }), /cannot be used/],
  ['a field of every object', text.replace('risk:', '__proto__: { status: approved }\nrisk:'), /no such field/],
];

function refusalOf(work: () => unknown): Halt | UserError {
  try {
    work();
  } catch (error) {
    if (error instanceof Halt || error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function folderWith(content: string | Buffer): string {
  const project = temporaryFolder();
  mkdirSync(join(project, 'changes'));
  writeFileSync(join(project, 'changes', 'CR-0001.md'), content);
  return project;
}

describe('row 24: a hostile document, the change request', () => {
  it.each(HOSTILE)('with %s is one clear error that names the file, and is fast', (_name, content, message) => {
    const project = folderWith(content);
    const before = process.cpuUsage();
    const refusal = refusalOf(() => findRequest(project, 'CR-0001'));
    // Not by the clock, which goes on while others work.
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal.complaint.file).toBe('changes/CR-0001.md');
    expect(refusal.message).toMatch(message);
    expect(refusal.message.length).toBeLessThan(1500);
    expect(listRequests(project)).toEqual([{ file: 'changes/CR-0001.md', found: undefined, error: refusal.message }]);
    expect(readdirSync(project, { recursive: true }).sort()).toEqual(['changes', 'changes/CR-0001.md']);
  });

  it.each(['../outside.md', 'changes/../../outside.md', '/etc/passwd.md', '/etc/passwd', '../'])('asked for as %s does not leave the project', (path) => {
    const refusal = refusalOf(() => findRequest(folderWith(text), path));
    expect(refusal).toBeInstanceOf(Halt);
    expect(refusal.complaint.problem).toContain('outside the project');
  });

  it('that is a link, or lies in a linked folder, is refused', () => {
    const [elsewhere, project] = [folderWith(text), temporaryFolder()];
    symlinkSync(join(elsewhere, 'changes'), join(project, 'changes'));
    mkdirSync(join(project, 'real'));
    symlinkSync(join(elsewhere, 'changes', 'CR-0001.md'), join(project, 'real', 'CR-0001.md'));
    for (const asked of ['CR-0001', 'changes/CR-0001.md', 'real/CR-0001.md']) expect(refusalOf(() => findRequest(project, asked)).complaint.problem).toContain('symbolic link');
  });

  describe('on the command line', () => {
    let project: Project;
    beforeAll(() => {
      project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere'), ...twoModules() } });
    });
    afterAll(() => project.remove());

    it.each(HOSTILE.filter(([name]) => ['50 MB', 'invalid UTF-8', 'an alias bomb'].includes(name)))('%s ends with 2, without a stack, and nothing is written', async (_name, content, message) => {
      writeFileSync(join(project.path, 'changes', 'CR-0001.md'), content);
      const { code, stdout, stderr } = await project.cutover('deliver', '--change', 'CR-0001');
      expect([code, stdout + stderr]).toEqual([2, expect.stringMatching(message)]);
      expect(stdout + stderr).not.toMatch(/^\s+at /m);
      expect([existsSync(join(project.path, 'cutover-evidence')), existsSync(join(project.path, '.cutover')), project.engineCalls()]).toEqual([false, false, []]);
    });
  });
});
