import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Halt, UserError } from '../../src/errors.ts';
import { assumeRole, type RoleQuestion } from '../../src/github/assume-role.ts';
import { jobAccess, regionIn } from '../../src/github/job-access.ts';
import { idToken, takeIdTokenRequest, type IdTokenRequest } from '../../src/github/oidc.ts';
import { aSandbox, sdkSettings, type RunningSandbox } from '../helpers/a-sandbox.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';

let github: FakeGitHub;
beforeAll(async () => void (github = await startFakeGitHub()));
afterAll(() => github.close());

const signal = new AbortController().signal;

/** As a job with `id-token: write` has it. */
function requested(): IdTokenRequest {
  const request = takeIdTokenRequest({ ...github.env });
  if (request === undefined) throw new Error('the fake gives no request');
  return request;
}

function aMask(): { masked: string[]; mask: (secret: string) => void } {
  const masked: string[] = [];
  return { masked, mask: (secret) => void masked.push(secret) };
}

const claimsOf = (token: string): Record<string, unknown> => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

describe('the identity of a job', () => {
  it('is taken out of the environment, so that no child inherits it', () => {
    const env: NodeJS.ProcessEnv = { ...github.env, PATH: '/bin' };
    expect(takeIdTokenRequest(env)).toMatchObject({ token: 'oidc-request-token' });
    expect(Object.keys(env).filter((name) => name.includes('ID_TOKEN'))).toEqual([]);
    expect(env['PATH']).toBe('/bin');
    expect(takeIdTokenRequest(env)).toBeUndefined();
  });

  it('is a token for the audience that was asked for, masked before anybody has it', async () => {
    const { masked, mask } = aMask();
    const token = await idToken({ request: requested(), audience: 'sts.amazonaws.com', mask, signal });
    expect(claimsOf(token)).toMatchObject({ aud: 'sts.amazonaws.com', repository: 'acme/shop' });
    expect(masked).toEqual(['oidc-request-token', token]);
  });

  it('cannot be had without the permission, which is named', async () => {
    await expect(idToken({ request: undefined, audience: 'x', mask: () => undefined, signal })).rejects.toThrow(/id-token: write/);
  });

  it('is never asked for in clear', async () => {
    const request = { url: 'http://token.example.com/?a=1', token: 'request-canary' };
    await expect(idToken({ request, audience: 'x', mask: () => undefined, signal })).rejects.toThrow(UserError);
  });
});

describe('an answer of GitHub that is no token', () => {
  let server: Server;
  let asked = 0;
  const from = async (status: number, body: string): Promise<IdTokenRequest> => {
    asked = 0;
    server = createServer((_request, response) => {
      asked += 1;
      if (status === 0) response.destroy();
      else response.writeHead(status).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?v=1`, token: 'request-canary' };
  };
  afterEach(() => void server.close());

  it.each<[string, number, string, number]>([
    ['a refusal', 403, '{"value":"a.b.c"}', 1],
    ['a server that fails', 500, '', 3],
    ['no JSON', 200, 'secret-canary', 3],
    ['JSON without a token', 200, '{"value":7,"x":"secret-canary"}', 3],
    ['a connection that drops', 0, '', 3],
  ])('%s is a HALT that shows nothing of it', async (_what, status, body, times) => {
    const request = await from(status, body);
    const refused = idToken({ request, audience: 'x', mask: () => undefined, signal, pause: 1 });
    await expect(refused).rejects.toThrow(Halt);
    await expect(refused).rejects.not.toThrow(/canary/);
    expect(asked).toBe(times);
  });

  it('is not waited for once the job is cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(idToken({ request: await from(500, ''), audience: 'x', mask: () => undefined, signal: controller.signal })).rejects.toThrow(/interrupted/);
  });
});

describe('a role that a job assumes', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => void (sandbox = await aSandbox()));
  afterAll(() => sandbox.remove());

  const roleIn = (environment: 'test' | 'production'): string => `arn:aws:iam::${sandbox.access[environment].accountId}:role/cutover-deploy`;
  const question = (overrides: Partial<RoleQuestion> = {}): RoleQuestion => ({
    role: roleIn('production'), region: 'eu-central-1', request: requested(), context: { run: { id: 77, attempt: 2, number: 1 }, job: 'promote' }, mask: () => undefined, signal, endpoint: sandbox.access.production.env['AWS_ENDPOINT_URL'], pause: 1, ...overrides,
  });

  it('gives credentials of that role, all masked; the session says which run and job', async () => {
    const { masked, mask } = aMask();
    const { env, expires } = await assumeRole(question({ mask }));
    expect(masked).toEqual(expect.arrayContaining(Object.values(env)));
    expect(expires.getTime()).toBeGreaterThan(Date.now());
    const client = new STSClient({ ...sdkSettings(sandbox.access.production), credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY, sessionToken: env.AWS_SESSION_TOKEN } });
    const who = await client.send(new GetCallerIdentityCommand({}));
    expect(who).toMatchObject({ Account: sandbox.access.production.accountId, Arn: expect.stringMatching(/:assumed-role\/cutover-deploy\/cutover-77-2-promote$/) });
  });

  it.each([
    ['no ARN', { role: 'deploy' }, /no role/],
    ['a user', { role: 'arn:aws:iam::123456789012:user/ann' }, /no role/],
    ['a role with a line break', { role: 'arn:aws:iam::123456789012:role/a\nb' }, /no role/],
    ['no region', { region: '' }, /AWS_REGION/],
    ['a region that is an address', { region: 'evil.example.com/' }, /AWS_REGION/],
  ])('is refused before anything is asked: %s', async (_what, overrides, why) => {
    await expect(assumeRole(question(overrides))).rejects.toThrow(UserError);
    await expect(assumeRole(question(overrides))).rejects.toThrow(why);
  });

  it('that AWS does not give is a HALT that names the trust, and no token', async () => {
    const server = createServer((_request, response) => void response.writeHead(403, { 'content-type': 'text/xml' }).end('<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { masked, mask } = aMask();
    try {
      await expect(assumeRole(question({ endpoint, mask }))).rejects.toThrow(Halt);
      await expect(assumeRole(question({ endpoint, mask }))).rejects.toThrow(/AccessDenied[\s\S]*job_workflow_ref/);
      expect(masked.length).toBeGreaterThan(0);
    } finally {
      server.close();
    }
  });

  it('reaches its own environment only, is assumed at the first question, and again before its credentials end', async () => {
    const { masked, mask } = aMask();
    let now = new Date();
    const env = { PATH: '/bin', AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'lying-about', AWS_PROFILE: 'lying-about', GITHUB_TOKEN: 'ghs_x', ACTIONS_RUNTIME_TOKEN: 'x', TF_VAR_size: '3' };
    const access = jobAccess({ ...question({ mask }), environment: 'production', account: sandbox.access.production.accountId, env, now: () => now });
    expect(masked).toEqual([]);
    await expect(access('test')).rejects.toThrow(/credentials of production, and test is to be reached/);
    expect(masked).toEqual([]);
    const first = await access('production');
    expect(Object.keys(first.env).sort()).toEqual(['AWS_ACCESS_KEY_ID', 'AWS_DEFAULT_REGION', 'AWS_EC2_METADATA_DISABLED', 'AWS_REGION', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'CHECKPOINT_DISABLE', 'PATH', 'TF_VAR_size']);
    expect(JSON.stringify(first)).not.toMatch(/lying-about|ghs_x/);
    expect((await access('production')).env).toEqual(first.env);
    now = new Date(now.getTime() + 45 * 60 * 1000);
    expect((await access('production')).env['AWS_SESSION_TOKEN']).not.toBe(first.env['AWS_SESSION_TOKEN']);
  });

  it.each<[string, object, string | undefined]>([
    ['the app is given', { env: { AWS_REGION: 'eu-west-1' }, backend: { region: 'eu-north-1' } }, 'eu-west-1'],
    ['the state lies in', { env: {}, backend: { region: 'eu-north-1' } }, 'eu-north-1'],
    ['nobody names', { env: {}, backend: {} }, undefined],
  ])('knows the region that %s, where the job names none', async (_name, environment, region) => {
    expect(regionIn(environment as Parameters<typeof regionIn>[0])).toBe(region);
    const access = jobAccess({ ...question(), environment: 'production', account: undefined, region, env: {}, now: () => new Date() });
    if (region === undefined) await expect(access('production')).rejects.toThrow(/environments\.<name>\.backend\.region/);
    else expect((await access('production')).env['AWS_REGION']).toBe(region);
  });

  it('of another account than cutover.yaml says is refused', async () => {
    const access = jobAccess({ ...question(), environment: 'production', account: sandbox.access.test.accountId, env: { AWS_REGION: 'eu-central-1' }, now: () => new Date() });
    await expect(access('production')).rejects.toThrow(/another account than production/);
  });

  it('is one world for all roles of an account: what was delivered with one is known to the other', async () => {
    const worlds = await Promise.all(['cutover-deploy', 'cutover-read'].map(async (name) => (await jobAccess({ ...question({ role: roleIn('production').replace('cutover-deploy', name) }), environment: 'production', account: undefined, env: { AWS_REGION: 'eu-central-1' }, now: () => new Date() })('production')).world));
    expect(new Set(worlds).size).toBe(1);
  });
});
