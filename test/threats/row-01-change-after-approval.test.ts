import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aProject, twoModules, twoModulesConfig, type CliResult, type Project } from '../helpers/a-project.ts';
import { statesFolder } from '../helpers/states-folder.ts';

/** The request's half. A stack that is edited after the seal: test/deliver/refusals.test.ts. */
describe('row 1: change after approval', () => {
  let project: Project;
  let file: string;
  let approved: string;
  beforeAll(async () => {
    project = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), ...twoModules() }, request: { components: ['base'] } });
    file = join(project.path, 'changes', 'CR-0001.md');
    approved = readFileSync(file, 'utf8');
    await project.approve();
  });
  afterAll(() => project.remove());

  const deliverWith = async (text: string): Promise<CliResult> => {
    expect(text).not.toBe(approved);
    writeFileSync(file, text);
    const result = await project.cutover('deliver');
    writeFileSync(file, approved);
    return result;
  };

  it.each<[string, (text: string) => string]>([
    ['what is to be done', (text) => text.replace('30 to 365', '30 to 3650')],
    ['the components', (text) => text.replace('["base"]', '["base","app"]')],
    ['one space', (text) => `${text} `],
  ])('an edit of %s in the approved request is a HALT before Terraform', async (_name, edit) => {
    expect(await deliverWith(edit(approved))).toMatchObject({ code: 3, stdout: expect.stringMatching(/HALT: nobody has approved the request.*what was approved has been changed since/) });
    expect(project.engineCalls()).toEqual([]);
    expect(existsSync(join(project.path, '.cutover', 'synth'))).toBe(false);
  });

  it('the text as it was approved begins, whichever of the states before the beginning the file says', async () => {
    for (const status of ['approved', 'submitted']) {
      writeFileSync(file, approved.replace('status: submitted', `status: ${status}`));
      expect([status, (await project.cutover('approval')).code]).toEqual([status, 0]);
    }
    writeFileSync(file, approved);
  });

  it('an edit while the change is under way is a HALT at the next step', async () => {
    writeFileSync(file, approved.replace('30 to 365', '30 to 90'));
    const result = await project.cutover('synth');
    writeFileSync(file, approved);
    expect(result).toMatchObject({ code: 3, stdout: expect.stringContaining('what was approved has been changed since') });
  });
});
