import { expect, it } from '@jest/globals';
import { aProject, listFiles, twoModules, twoModulesConfig } from '../helpers/a-project.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

interface Printed {
  ready: boolean;
  groups: { findings: { about: string; state: string; needed: boolean }[] }[];
}

const open = (stdout: string): string[] => (JSON.parse(stdout) as Printed).groups.flatMap(({ findings }) => findings).filter(({ state, needed }) => needed && state !== 'ok').map(({ about }) => about);

it('doctor ends with 0 exactly when nothing that a delivery needs is missing, and writes nothing', async () => {
  const one = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), ...twoModules() } });
  const before = listFiles(one.path);
  const early = await one.cutoverWith({ AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' }, 'doctor', '--json');
  expect(early.code).toBe(1);
  expect(open(early.stdout)).toEqual(['provider locks', 'credentials for test', 'credentials for production', 'credentials of their own']);
  expect(listFiles(one.path)).toEqual(before);

  await one.approve();
  await one.cutover('synth');
  const ready = await one.cutover('doctor');
  expect(ready).toMatchObject({ code: 0, stderr: '' });
  expect(ready.stdout).toMatch(/✓ provider locks: no stack needs one[\s\S]*✓ credentials for test: no component uses AWS[\s\S]*Nothing is missing for a delivery to the cloud\./);
  const sandbox = await one.cutover('doctor', '--sandbox');
  expect(sandbox.code).toBe(1);
  expect(sandbox.stdout).toMatch(/✗ sandbox: missing: not up\n {2}next: {4}cutover sandbox up\n[\s\S]*still needs: sandbox\./);
  one.remove();
});

it('doctor works where there is no project', async () => {
  const one = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), ...twoModules() } });
  const result = await one.cutover('-C', temporaryFolder(), 'doctor');
  expect(result).toMatchObject({ code: 1, stdout: expect.stringMatching(/✓ git: [\s\S]*✗ cutover\.yaml: missing: [\s\S]*cutover init/) });
  one.remove();
});
