import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequest } from '../../src/change/request.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { statesFolder } from '../helpers/states-folder.ts';

describe('a change that fails in production', () => {
  const check = "checks:\n  base:\n    - { name: only test answers, command: ['sh', '-c', 'test \"$CUTOVER_ENVIRONMENT\" = test'], safeInProduction: true }\n";
  const file = 'changes/CR-0001.md';
  const read = (one: Project): string => readFileSync(join(one.path, file), 'utf8');

  it('says so in its file and its status, does not go on when that is set back, and begins anew with another text', async () => {
    const one = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder(), check), ...twoModules() } });
    await one.approve();
    expect((await one.cutover('deliver')).code).toBe(3);
    await one.approve();
    expect(await one.cutover('deliver')).toMatchObject({ code: 1, stdout: expect.stringContaining('the check "only test answers" failed in production') });
    expect(parseRequest(read(one), file)).toMatchObject({ status: 'failed', implementation: { failed: 'base' } });
    expect(await one.cutover('status', 'CR-0001')).toMatchObject({ code: 0, stdout: expect.stringMatching(/failed\n[\s\S]*waits for what is to become of production, which was changed in part: base failed\n.*operations/) });

    writeFileSync(join(one.path, file), read(one).replace('status: failed', 'status: approved'));
    for (const args of [['deliver'], ['approve', 'CR-0001', '--key', '/nowhere']]) expect(await one.cutover(...args)).toMatchObject({ code: 3, stdout: expect.stringContaining('status failed: it failed') });

    writeFileSync(join(one.path, file), read(one).replace('status: approved', 'status: submitted').replace('30 to 365', '30 to 365 (the rest of it)'));
    expect(await one.cutover('deliver')).toMatchObject({ code: 3, stdout: expect.stringContaining('what was approved has been changed since') });
    expect(await one.approve()).toMatchObject({ code: 0, stdout: expect.stringContaining('approved the request') });
    expect(await one.cutover('approval')).toMatchObject({ code: 0 });
    one.remove();
  });
});

describe('an environment that the request does not cover', () => {
  it.each<[string, string[], string[]]>([['test', ['refine', 'rehearse'], ['synth', 'prepare']], ['production', ['plan', 'promote'], []]])('%s is a HALT for %j', async (environment, steps, before) => {
    const others = ['test', 'production'].filter((name) => name !== environment);
    const one = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere'), ...twoModules() }, request: { environments: others } });
    await one.approve();
    // Which components there are is asked first.
    for (const step of before) expect([step, (await one.cutover(step)).code]).toEqual([step, 0]);
    for (const step of steps) expect([step, await one.cutover(step)]).toEqual([step, expect.objectContaining({ code: 3, stdout: expect.stringContaining(`the request does not cover ${environment}`) })]);
    expect(one.engineCalls().filter((call) => !call.startsWith('version'))).toEqual([]);
    one.remove();
  });
});
