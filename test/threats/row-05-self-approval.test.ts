import { afterEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assertApproved } from '../../src/steps/approval.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { aRun, putApproval } from '../helpers/in-this-process.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const folder = temporaryFolder();
const [ann, second, bob] = [aKey(folder, 'ann'), aKey(folder, 'second'), aKey(folder, 'bob')];
const approvers = `ann@example.com ${ann.publicKey}\nann@example.com ${second.publicKey}\na.smith@home.example ${second.publicKey}\nbob@example.com ${bob.publicKey}\n`;

let project: Project;
afterEach(() => project.remove());

const made = (request = {}): Project => aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere'), ...twoModules(), approvers }, request });
const AS_ANN = { author: 'ann@example.com' };

describe('row 5: self-approval, also by re-running', () => {
  it.each<[string, () => Project, RegExp]>([
    ['asked for the change', () => made({ requester: 'ann@example.com' }), /ann@example\.com does not count: asked for the change/],
    ['asked for it, in capitals', () => made({ requester: 'Ann@Example.com' }), /does not count: asked for the change/],
    ['is an author of the change', () => commit(made(), { ...AS_ANN, committer: 'olga@example.com' }), /ann@example\.com does not count: wrote a part of the change/],
    ['is a committer of the change', () => commit(made(), { author: 'olga@example.com', committer: 'ann@example.com' }), /does not count: wrote a part of the change/],
    ['is a co-author of the change', coAuthored, /does not count: wrote a part of the change/],
    ['wrote a version of the request that is on the base already', requestOnBase, /does not count: wrote the change request/],
    ['starts the run', () => startedBy(made(), 'ann@example.com'), /does not count: runs this/],
    ['starts the run, under the other name of her second key', () => startedBy(made(), 'a.smith@home.example'), /a\.smith@home\.example does not count: runs this/],
  ])('an approval by one who %s does not count, with any of her keys and names; another\'s does', (_name, make, reason) => {
    project = make();
    putApproval(project, ann, 'ann@example.com');
    putApproval(project, second, 'ann@example.com');
    putApproval(project, second, 'a.smith@home.example');
    expect(() => assertApproved(aRun(project).run)).toThrow(reason);
    expect(() => assertApproved(aRun(project).run)).toThrow(/allowed: an approval by bob@example\.com\n/);
    putApproval(project, bob, 'bob@example.com');
    expect(assertApproved(aRun(project).run).by.map(({ approver }) => approver)).toEqual(['bob@example.com']);
  });

  it('an approval counted until its giver starts the next run', () => {
    project = made();
    putApproval(project, ann, 'ann@example.com');
    expect(assertApproved(aRun(project).run).by).toHaveLength(1);
    startedBy(project, 'ann@example.com');
    expect(() => assertApproved(aRun(project).run)).toThrow(/runs this/);
  });

  it('is not signed in the first place, and nothing runs', async () => {
    project = commit(made(), AS_ANN);
    const result = await project.cutover('approve', 'CR-0001', '--key', ann.file);
    expect(result).toMatchObject({ code: 3, stdout: expect.stringMatching(/this would not count: approval of the request by ann@example\.com [^;]*wrote a part of the change\n\s+allowed: an approval by bob@example\.com/) });
    expect(existsSync(join(project.path, 'cutover-evidence', 'CR-0001', 'approvals'))).toBe(false);
  });
});

function commit(one: Project, who: { author: string; committer?: string }): Project {
  one.commit({ 'stacks/base/main.tf': 'output "value" {\n  value = "v2"\n}\n' }, who);
  return one;
}

function coAuthored(): Project {
  const one = made();
  one.git('commit', '--quiet', '--allow-empty', '--message', 'a change\n\nCo-authored-by: Ann <Ann@example.com>');
  return one;
}

/** The branch of the change then has no commit by her. */
function requestOnBase(): Project {
  const one = made();
  one.commit({ 'changes/CR-0001.md': `${one.git('show', 'HEAD:changes/CR-0001.md')}\nMore.\n` }, AS_ANN);
  one.git('branch', '--force', 'main', 'change');
  one.commit({ 'stacks/base/main.tf': 'output "value" {\n  value = "v2"\n}\n' });
  return one;
}

function startedBy(one: Project, email: string): Project {
  one.git('config', 'user.email', email);
  return one;
}
