import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lookAtAccess, type AccessQuestion } from '../../src/doctor/access.ts';
import { callerOf } from '../../src/doctor/caller.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { parseConfig } from '../../src/config.ts';
import { aSandbox, type RunningSandbox } from '../helpers/a-sandbox.ts';
import { pythonPath } from '../helpers/python.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.remove());

const config = (production = '') => parseConfig(`version: 1\nname: shop\ncomponents: { base: { path: . } }\nenvironments:\n  test: { account: '${sandbox.access.test.accountId}' }\n  production: { ${production} }\n`);

async function lookAt(more: Partial<AccessQuestion> = {}): Promise<Record<string, Finding>> {
  const env = { ...process.env, ...sandbox.access.test.env };
  const found = await lookAtAccess({ root: sandbox.root, config: config(), target: 'cloud', online: true, env, seen: undefined, shared: false, ...more });
  return Object.fromEntries(found.map((finding) => [finding.about, finding]));
}

describe('asked online, a cloud says whose the credentials are', () => {
  it('and in which account: it has to be the one that cutover.yaml names', async () => {
    const found = await lookAt({ config: config(`account: '999999999999'`) });
    expect(found['credentials for test']).toMatchObject({ state: 'ok', says: expect.stringMatching(/^arn:aws:/) });
    expect(found['credentials for production']).toMatchObject({ state: 'wrong', says: expect.stringMatching(/found: {3}\d{12}\nallowed: 999999999999/) });
  });

  it('whichever account it is, where cutover.yaml names none', async () => {
    expect(await callerOf(pythonPath(), sandbox.access.production.env)).toMatchObject({ account: sandbox.access.production.accountId });
    expect((await lookAt())['credentials for production']).toMatchObject({ state: 'ok', says: expect.stringMatching(/names no account for production/) });
  });

  it('and why not, without a secret, when it does not answer', async () => {
    const env: Record<string, string> = { ...sandbox.access.test.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const caller = await callerOf(pythonPath(), env);
    expect(caller).toMatchObject({ why: expect.stringMatching(/127\.0\.0\.1:1/) });
    for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) expect(JSON.stringify(caller)).not.toContain(env[name]);
    expect((await lookAt({ env }))['credentials for test']).toMatchObject({ state: 'wrong', says: expect.stringMatching(/^access key of the shell: /) });
  });
});

describe('credentials of their own', () => {
  const about = async (more: Partial<AccessQuestion>): Promise<Finding | undefined> => (await lookAt({ online: false, ...more }))['credentials of their own'];
  it('are what each environment needs, unless the base says that they are shared', async () => {
    expect(await about({})).toMatchObject({ state: 'wrong', needed: true, says: expect.stringMatching(/^neither test nor production names a profile/), next: expect.stringMatching(/awsProfile.*sharedCredentials: true/) });
    expect(await about({ shared: true })).toMatchObject({ state: 'ok' });
    expect(await about({ config: config('awsProfile: prod') })).toMatchObject({ state: 'ok', says: expect.stringMatching(/--online compares/) });
    expect(await about({ seen: { change: 'CR-0001', stacks: [], gone: [] } })).toMatchObject({ state: 'ok', says: 'no component uses AWS' });
  });

  it('are compared by their accounts when AWS is asked: two names may be one identity', async () => {
    const profile = join(temporaryFolder(), 'credentials');
    const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '', AWS_SESSION_TOKEN: session = '' } = sandbox.access.test.env;
    writeFileSync(profile, `[prod]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n${session === '' ? '' : `aws_session_token = ${session}\n`}`);
    const env = { ...process.env, ...sandbox.access.test.env, AWS_SHARED_CREDENTIALS_FILE: profile };
    expect(await about({ online: true, env, config: config('awsProfile: prod') })).toMatchObject({ state: 'wrong', says: `both profiles are of account ${sandbox.access.test.accountId}` });
  });
});

describe('not asked online', () => {
  it('nobody is asked', async () => {
    const env = { ...sandbox.access.test.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    expect((await lookAt({ env, online: false }))['credentials for test']).toMatchObject({ state: 'ok', says: 'access key of the shell (not tried: --online asks AWS whose it is)' });
  });

  it('a project without AWS needs no credentials', async () => {
    const nothing = { env: { HOME: '/nonexistent' }, online: false };
    expect((await lookAt({ ...nothing, seen: { change: 'CR-0001', stacks: [], gone: [] } }))['credentials for test']).toMatchObject({ state: 'ok', says: 'no component uses AWS' });
    expect((await lookAt({ ...nothing, seen: { change: 'CR-0001', stacks: [], gone: ['queue'] } }))['credentials for test']).toMatchObject({ state: 'missing' });
  });

  it('the sandbox is up, and said to be', async () => {
    expect((await lookAt({ target: 'sandbox', online: false }))['sandbox']).toMatchObject({ state: 'ok', needed: true, says: `up, ${sandbox.state.endpoint}` });
  });
});
