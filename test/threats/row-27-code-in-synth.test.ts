import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HARMLESS } from '../../src/terraform/access.ts';
import { CHECK, stepDeclaration } from '../../src/actions/declarations.ts';
import { aProject, type Project } from '../helpers/a-project.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** An app that makes one stack, and notes what it can see: its environment, the user's home, git's configuration of the checkout. */
const app = (seen: string): string => `
import { mkdirSync, writeFileSync, readFileSync, readdirSync } from 'node:fs';
const out = process.env.CDKTF_OUTDIR;
const read = (path) => { try { return readFileSync(path, 'utf8'); } catch { return null; } };
const list = (path) => { try { return readdirSync(path); } catch { return null; } };
const name = 'base-' + process.env.STAGE;
mkdirSync(out + '/stacks/' + name, { recursive: true });
writeFileSync(out + '/stacks/' + name + '/cdk.tf.json', JSON.stringify({ '//': { metadata: { stackName: name, version: '0.21.0', backend: 'local' } }, resource: { terraform_data: { a: {} } }, terraform: { backend: { local: { path: '/nowhere/x.tfstate' } } } }));
writeFileSync(out + '/manifest.json', JSON.stringify({ version: '0.21.0', stacks: { [name]: { name, constructPath: name, synthesizedStackPath: 'stacks/' + name + '/cdk.tf.json', workingDirectory: 'stacks/' + name, annotations: [], dependencies: [] } } }));
writeFileSync(${JSON.stringify(seen)} + '-' + process.env.STAGE, JSON.stringify({ env: process.env, home: list(process.env.HOME), aws: read(process.env.HOME + '/.aws/credentials'), npmrc: read(process.env.HOME + '/.npmrc') }));
`;

interface Seen {
  env: Record<string, string>;
  home: string[] | null;
  aws: string | null;
  npmrc: string | null;
}

/** What a job, or a laptop, holds that is worth stealing. */
const WORTH_STEALING = {
  AWS_ACCESS_KEY_ID: 'canary-key', AWS_SECRET_ACCESS_KEY: 'canary-secret', AWS_SESSION_TOKEN: 'canary-session', AWS_PROFILE: 'canary', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/canary', AWS_WEB_IDENTITY_TOKEN_FILE: '/canary',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example.com/canary', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canary-request', ACTIONS_RUNTIME_TOKEN: 'canary-runtime', ACTIONS_RESULTS_URL: 'https://results.example.com/canary', ACTIONS_CACHE_URL: 'https://cache.example.com/canary',
  GITHUB_TOKEN: 'canary-token', GH_TOKEN: 'canary-gh', INPUT_TOKEN: 'canary-input', GITHUB_ENV: '/canary/env', GITHUB_OUTPUT: '/canary/output', GITHUB_PATH: '/canary/path', CUTOVER_PLAN_IDENTITY: 'canary-identity', TICKET_TOKEN: 'canary-ticket', TF_VAR_password: 'canary-variable', TF_TOKEN_app_terraform_io: 'canary-registry', NPM_TOKEN: 'canary-npm', SSH_AUTH_SOCK: '/canary',
};

let project: Project;
let seen: Record<'test' | 'production', Seen>;

beforeAll(async () => {
  const notes = join(temporaryFolder(), 'seen');
  const home = temporaryFolder();
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws', 'credentials'), '[default]\naws_secret_access_key = canary-file\n');
  writeFileSync(join(home, '.npmrc'), '//registry.example.com/:_authToken=canary-npmrc\n');
  project = aProject({
    files: {
      'cutover.yaml': "version: 1\nname: shop\napp: { cdktf: . }\nenvironments:\n  test: { stacks: '{component}-test', env: { STAGE: test } }\n  production: { stacks: '{component}-production', env: { STAGE: production } }\n",
      'cdktf.json': JSON.stringify({ language: 'typescript', app: 'node app.mjs' }),
      'app.mjs': app(notes),
    },
    documents: { components: { base: [] } },
    env: { HOME: home },
  });
  expect((await project.approve()).code).toBe(0);
  expect(await project.cutoverWith(WORTH_STEALING, 'synth')).toMatchObject({ code: 0 });
  const read = (stage: string): Seen => JSON.parse(readFileSync(`${notes}-${stage}`, 'utf8')) as Seen;
  seen = { test: read('test'), production: read('production') };
});
afterAll(() => project.remove());

describe('row 27: code of the pull request runs in synth', () => {
  it('its environment is a short list of names that hold no secret, and what cutover.yaml gives it', () => {
    for (const stage of ['test', 'production'] as const) {
      const names = Object.keys(seen[stage].env).filter((name) => !HARMLESS.includes(name));
      // STAGE is the project's own; CDKTF and the shell that it wants add the others.
      expect(names.filter((name) => !/^(STAGE|CDKTF_\w+|CUTOVER_PLACES\w*|NODE_OPTIONS|CI|CHECKPOINT_DISABLE|PWD|SHLVL|_|OLDPWD)$/.test(name))).toEqual([]);
      expect(JSON.stringify(seen[stage].env)).not.toContain('canary');
    }
  });

  it("its home is an empty folder: none of the user's files, where credentials lie", () => {
    for (const { home, aws, npmrc } of Object.values(seen)) expect([home, aws, npmrc]).toEqual([[], null, null]);
  });

  it('what it makes holds no secret either', () => {
    const record = project.record('synth');
    expect(JSON.stringify(record)).not.toContain('canary');
    expect(existsSync(join(project.path, '.cutover', 'synth', 'production'))).toBe(true);
  });

  it('a record that it plants is a HALT, and so is one that it plants before it fails', async () => {
    const planting = "mkdirSync('cutover-evidence/CR-0001/rehearse', { recursive: true });\nwriteFileSync('cutover-evidence/CR-0001/rehearse/base.1.json', '{}');\n";
    for (const [index, ending] of ['', "throw new Error('it breaks');\n"].entries()) {
      project.commit({ 'app.mjs': `${app(join(temporaryFolder(), 'seen'))}${planting}${ending}` });
      expect((await project.approve()).code).toBe(0);
      expect([index, await project.cutover('synth')]).toEqual([index, expect.objectContaining({ code: 3, stdout: expect.stringContaining('something wrote into the evidence while the app was synthesized') })]);
      rmSync(join(project.path, 'cutover-evidence', 'CR-0001', 'rehearse'), { recursive: true });
    }
  });

  it('the actions that run it take no role: only steps that run after an approval, in a job of their own, do', () => {
    const withRole = (['approval', 'synth', 'prepare', 'scan', 'refine', 'rehearse', 'validate', 'integrate', 'checklist', 'plan', 'promote', 'handover'] as const).filter((step) => (stepDeclaration(step).inputs as readonly string[]).includes('role'));
    expect(withRole).toEqual(['refine', 'rehearse', 'validate', 'integrate', 'plan', 'promote', 'handover']);
    expect((CHECK.inputs as readonly string[]).includes('role')).toBe(false);
  });
});
