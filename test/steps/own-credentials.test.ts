import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component } from '../../src/components/component.ts';
import { parseConfig } from '../../src/config.ts';
import { gitFacts } from '../../src/git.ts';
import { sharedBetween } from '../../src/shared-credentials.ts';
import type { Run } from '../../src/step.ts';
import { assertOwnCredentials } from '../../src/steps/own-credentials.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { aRun } from '../helpers/in-this-process.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('what keeps test from production', () => {
  it.each([
    ['nothing is said', {}, {}, /^neither test nor production names a profile/],
    ['one has a profile', {}, { awsProfile: 'prod' }, undefined],
    ['each has a profile', { awsProfile: 'test' }, { awsProfile: 'prod' }, undefined],
    ['both have the same profile', { awsProfile: 'all' }, { awsProfile: 'all' }, /both reached with the profile all/],
    ['two accounts are named, and no profile', { account: '111111111111' }, { account: '222222222222' }, /^neither/],
    ['one account is named, and two profiles', { account: '111111111111', awsProfile: 'a' }, { account: '111111111111', awsProfile: 'b' }, /one account, 111111111111/],
  ] as const)('%s', (_name, test, production, expected) => {
    const shared = sharedBetween({ test, production });
    if (expected === undefined) expect(shared).toBeUndefined();
    else expect(shared).toMatch(expected);
  });
});

describe('a step that changes something, on somebody\'s machine', () => {
  let project: Project;
  let run: Run;
  beforeAll(() => {
    project = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), ...twoModules() } });
    ({ run } = aRun(project));
  });
  afterAll(() => project.remove());

  const component = (hcl: string): Component => {
    const directory = join(temporaryFolder(), 'a');
    mkdirSync(directory);
    writeFileSync(join(directory, 'main.tf'), hcl);
    return { name: 'a', environment: 'test', stack: 'a', directory, dependsOn: [], digest: '0'.repeat(64) };
  };
  const STATE = 'terraform {\n  backend "s3" {}\n}\n';
  const refused = (more: Partial<Run>, hcl = STATE): Promise<void> => assertOwnCredentials({ ...run, ...more }, [component('terraform {}\n'), component(hcl)]);

  it('does not begin where one identity reaches both environments in AWS, and says what to do', async () => {
    await expect(refused({})).rejects.toThrow(/^cutover\.yaml: environments: neither test nor production names a profile[\s\S]*nothing would keep a rehearsal from production\n {2}next: {4}name a profile for each: environments\.<name>\.awsProfile[\s\S]*sharedCredentials: true/);
    await expect(refused({}, 'resource "aws_s3_bucket" "b" {}\n')).rejects.toThrow(/neither/);
  });

  it.each<[string, () => Partial<Run>, string?]>([
    ['in the sandbox', () => ({ target: 'sandbox' })],
    ['in a job, which has the credentials of its own environment', () => ({ host: {} as never })],
    ['with a profile for one of them', () => ({ config: { ...run.config, environments: { ...run.config.environments, production: { ...run.config.environments.production, awsProfile: 'prod' } } } })],
    ['where nothing of AWS is used', () => ({}), 'resource "terraform_data" "x" {}\n'],
  ])('begins %s', async (_name, more, hcl) => {
    await expect(refused(more(), hcl)).resolves.toBeUndefined();
  });

  it('begins where the base says that they are shared, and not where only the change says so', async () => {
    const declared = `${project.git('show', 'main:cutover.yaml')}\nsharedCredentials: true\n`;
    await expect(refused({ config: parseConfig(declared) })).rejects.toThrow(/neither/);
    project.git('checkout', '--quiet', 'main');
    project.commit({ 'cutover.yaml': declared });
    await expect(refused({ git: gitFacts(project.path) })).resolves.toBeUndefined();
  });
});
