import { describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepFailure } from '../src/errors.ts';
import { objectStore } from '../src/evidence/object-store.ts';
import { credentialTrouble } from '../src/no-credentials.ts';
import { init } from '../src/terraform/engine.ts';
import { cloudAccess } from '../src/terraform/access.ts';
import { aComponent } from './helpers/a-workspace.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const NO_IMDS = 'Error: No valid credential sources found\n\nError: failed to refresh cached credentials, no EC2 IMDS role found,\noperation error ec2imds: GetMetadata, http response error StatusCode: 403';

describe('what a tool says about credentials', () => {
  it.each<[string, Record<string, string>, string, string, RegExp]>([
    [NO_IMDS, {}, 'there are no AWS credentials', 'no keys in the environment, and no profile is named', /environments\.<name>\.awsProfile in cutover\.yaml; .*role.*cutover doctor --online/],
    ['Error: failed to get shared config profile, nope', { AWS_PROFILE: 'nope' }, 'there are no AWS credentials', 'profile nope', /^aws sso login --profile nope/],
    ['CredentialsProviderError: Could not load credentials from any providers', {}, 'there are no AWS credentials', 'no keys in the environment, and no profile is named', /sign in/],
    ['api error ExpiredToken: The provided token has expired.', { AWS_ACCESS_KEY_ID: 'AKIA', AWS_PROFILE: 'x' }, 'AWS does not take these credentials, or they have expired', 'keys in the environment (AWS_ACCESS_KEY_ID)', /sign in/],
    ['failed to refresh cached credentials, refresh cached SSO token failed, unable to refresh SSO token', { AWS_PROFILE: 'prod' }, 'AWS does not take these credentials, or they have expired', 'profile prod', /aws sso login --profile prod/],
  ])('%j becomes a sentence, with what to do', (said, env, problem, found, next) => {
    const trouble = credentialTrouble(said, env);
    expect(trouble).toEqual({ problem, found, next: expect.stringMatching(next) });
    expect(JSON.stringify(trouble)).not.toContain('AKIA');
  });

  it.each(['Error: Unsupported argument', 'AccessDenied: no', 'creating S3 Bucket: BucketAlreadyExists'])('%j is about something else', (said) => {
    expect(credentialTrouble(said, {})).toBeUndefined();
  });
});

const nobody = { PATH: process.env['PATH'], HOME: temporaryFolder(), AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' };

describe('a delivery without credentials says which environment lacks them', () => {
  it('where the engine looks for the state', async () => {
    const { call } = await aComponent(temporaryFolder(), 'storage', '');
    writeFileSync(join(call.workspace.directory, 'main.tf'), 'terraform {\n  backend "s3" {\n    bucket = "nobody"\n    key    = "a"\n    region = "eu-central-1"\n  }\n}\n');
    const access = cloudAccess(nobody, undefined);
    await expect(init({ ...call, workspace: { ...call.workspace, access } }, 'free')).rejects.toThrow(/^storage \(test\): terraform init failed: there are no AWS credentials\n[\s\S]*No valid credential sources found[\s\S]*\n {2}found: {3}no keys in the environment[\s\S]*\n {2}next: {4}sign in/);
  });

  it('where a bucket is asked', async () => {
    const store = await objectStore('states', { AWS_REGION: 'eu-central-1', AWS_PROFILE: 'no-such-profile-anywhere' }, { field: 'environments.test.backend', holds: 'the states and leases of test' });
    const error = await store.list('x').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StepFailure);
    expect((error as Error).message).toMatch(/^environments\.test\.backend: the bucket states with the states and leases of test cannot be reached: there are no AWS credentials[\s\S]*found: +profile no-such-profile-anywhere/);
  });
});
