import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { DefaultArtifactClient } from '@actions/artifact';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { restoreEnvironment } from '../environment.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { aRun } from './builders.ts';
import { dispatchEvent } from './events.ts';
import { startFakeGitHub, type FakeGitHub } from './fake-github.ts';
import { jobEnv } from './job.ts';

let github: FakeGitHub;
const before = { ...process.env };
beforeAll(async () => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true); // the library reports to the job's log
  github = await startFakeGitHub();
});
afterAll(async () => {
  jest.restoreAllMocks();
  restoreEnvironment(before);
  await github.close();
});

it("GitHub's own library uploads an artifact, finds it, and downloads the same bytes; twice under one name it does not", async () => {
  const run = aRun(github.state, github.repository);
  const folder = temporaryFolder();
  Object.assign(process.env, jobEnv(github, { event: dispatchEvent(github, {}), folder, run }));
  const file = join(folder, 'plans', 'plan.tfplan');
  mkdirSync(join(folder, 'plans'));
  writeFileSync(file, Buffer.from([0, 255, 10, 13, 200]));
  const client = new DefaultArtifactClient();
  const { id = 0, digest } = await client.uploadArtifact('cutover-CR-1-build-1', [file], folder);
  expect(github.repository.artifacts).toMatchObject([{ id, name: 'cutover-CR-1-build-1', run: run.id, headSha: run.headSha, digest: `sha256:${digest?.replace('sha256:', '')}` }]);
  expect((await client.listArtifacts()).artifacts).toMatchObject([{ id, name: 'cutover-CR-1-build-1' }]);
  const there = temporaryFolder();
  expect(await client.downloadArtifact(id, { path: there, expectedHash: github.repository.artifacts[0]?.digest ?? '' })).toMatchObject({ digestMismatch: false });
  expect(readFileSync(join(there, 'plans', 'plan.tfplan'))).toEqual(readFileSync(file));
  await expect(client.uploadArtifact('cutover-CR-1-build-1', [file], folder)).rejects.toThrow('already exists');
});
