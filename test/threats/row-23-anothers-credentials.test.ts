import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDrift } from '../../src/drift.ts';
import type { EnvironmentName } from '../../src/evidence/record.ts';
import { jobAccess } from '../../src/github/job-access.ts';
import { takeIdTokenRequest } from '../../src/github/oidc.ts';
import { packageRoot } from '../../src/package-root.ts';
import type { Run } from '../../src/step.ts';
import { readyWorkspace } from '../../src/steps/deployment.ts';
import { synthesizeOne } from '../../src/steps/synth.ts';
import { apply } from '../../src/terraform/engine.ts';
import { makePlan } from '../../src/terraform/kept-plan.ts';
import { runCheck } from '../../src/verification/run-check.ts';
import { aProject, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { aSandbox, type RunningSandbox } from '../helpers/a-sandbox.ts';
import { restoreEnvironment } from '../helpers/environment.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import { aSilentUi } from '../helpers/in-this-process.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { terraformPath } from '../helpers/tools.ts';

/** What lies about in the environment of a job. */
const LYING_ABOUT = {
  GITHUB_TOKEN: 'canary-github-token', INPUT_TOKEN: 'canary-input-token', ACTIONS_RUNTIME_TOKEN: 'canary-runtime', ACTIONS_RESULTS_URL: 'https://results.example.com/canary', CUTOVER_PLAN_IDENTITY: 'canary-identity', TICKET_TOKEN: 'canary-ticket',
  AWS_ACCESS_KEY_ID: 'canary-key', AWS_SECRET_ACCESS_KEY: 'canary-secret', AWS_SESSION_TOKEN: 'canary-session', AWS_PROFILE: 'canary-profile', AWS_WEB_IDENTITY_TOKEN_FILE: '/canary', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://canary', GIT_CONFIG_COUNT: '1', NODE_OPTIONS: '--title=canary', SSH_AUTH_SOCK: '/canary',
};

let fake: FakeGitHub;
let sandbox: RunningSandbox;
let project: Project;
let dumps: string;
const before = { ...process.env };

beforeAll(async () => {
  fake = await startFakeGitHub();
  sandbox = await aSandbox();
  dumps = temporaryFolder();
  const dump = (name: string): string => `terraform {\n  backend "local" {}\n}\nresource "terraform_data" "spy" {\n  provisioner "local-exec" {\n    command = "env -0 > ${dumps}/${name}-$AWS_REGION"\n  }\n}\n`;
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), 'stacks/base/main.tf': dump('base'), 'stacks/app/main.tf': `variable "states" {}\n${dump('app')}` } });
  // As in a job: the process itself has all of it.
  Object.assign(process.env, LYING_ABOUT, fake.env);
});
afterAll(async () => {
  restoreEnvironment(before);
  project.remove();
  await sandbox.remove();
  await fake.close();
});

/** A job of one environment, as its action opens it: the request token is taken, the role is assumed by us. */
function jobFor(environment: EnvironmentName): Run {
  const { TF_CLI_CONFIG_FILE: _config, ...own } = process.env;
  const env: NodeJS.ProcessEnv = { ...own, ...fake.env, AWS_REGION: environment === 'test' ? 'eu-central-1' : 'eu-west-1' };
  const request = takeIdTokenRequest(env);
  const none = (): Promise<never> => Promise.reject(new Error('a tool was asked for'));
  const signal = new AbortController().signal;
  const run = openDrift({ directory: project.path, sandbox: false }, { ui: aSilentUi().ui, env, signal, conversation: undefined, toolbox: { programs: none, python: none, engineBinary: () => Promise.resolve(terraformPath()) } });
  const role = `arn:aws:iam::${sandbox.access[environment].accountId}:role/cutover-deploy`;
  return { ...run, access: jobAccess({ environment, role, account: undefined, request, context: { run: { id: 1, attempt: 1, number: 1 }, job: environment }, env, mask: () => undefined, signal, now: () => new Date(), endpoint: sandbox.access.test.env['AWS_ENDPOINT_URL'] }) };
}

const asMap = (text: string): Record<string, string> => Object.fromEntries(text.split('\0').filter(Boolean).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
const secretsIn = (env: Record<string, string>): string[] => Object.entries(env).flatMap(([name, value]) => (/canary|oidc-request/.test(`${name}${value}`) || name.startsWith('ACTIONS_') || name.startsWith('GITHUB_') ? [name] : []));

/** Applies both components of an environment and returns what the code of each saw, and what a functional check saw. */
async function whatChildrenSee(environment: EnvironmentName): Promise<{ engine: Record<string, string>[]; check: Record<string, string>; own: string }> {
  const run = jobFor(environment);
  const { components } = await synthesizeOne(run, environment);
  const { env } = await run.access(environment);
  for (const component of components) {
    const call = await readyWorkspace(run, component);
    await apply(call, (await makePlan(run.root, component, call, 'plan', 'now')).file);
  }
  const seen = `${dumps}/check-${environment}`;
  const checked = await runCheck({ name: 'spy', command: ['sh', '-c', `env -0 > ${seen}`], safeInProduction: true, timeoutSeconds: 20 }, { cwd: project.path, env, component: 'base', environment, target: 'cloud', outputs: {} });
  expect(checked).toMatchObject({ outcome: 'pass' });
  const own = env['AWS_SESSION_TOKEN'] ?? '';
  const file = (name: string): string => join(dumps, `${name}-${env['AWS_REGION'] ?? ''}`);
  return { engine: ['base', 'app'].map((name) => asMap(readFileSync(file(name), 'utf8'))), check: asMap(readFileSync(seen, 'utf8')), own };
}

describe("row 23: a component's code reads another's credentials", () => {
  it('what a component runs in apply, and what checks it, holds the credentials of its own environment and no other secret of the job', async () => {
    const [test, production] = [await whatChildrenSee('test'), await whatChildrenSee('production')];
    expect(test.own).not.toBe(production.own);
    for (const { engine, check, own } of [test, production]) {
      const other = own === test.own ? production.own : test.own;
      for (const child of [...engine, check]) {
        expect(secretsIn(child)).toEqual([]);
        expect(child['AWS_SESSION_TOKEN']).toBe(own);
        expect(Object.values(child)).not.toContain(other);
      }
    }
  });

  it('the job of one environment cannot reach the other', async () => {
    await expect(jobFor('test').access('production')).rejects.toThrow(/credentials of test, and production is to be reached/);
    await expect(jobFor('production').access('test')).rejects.toThrow(/credentials of production, and test is to be reached/);
  });

  it('a child that inherits everything does not inherit the token that asks for identities', () => {
    const program = `import { takeIdTokenRequest } from ${JSON.stringify(join(packageRoot(), 'src/github/oidc.ts'))}; import { execSync } from 'node:child_process';
      const before = execSync('env').toString().includes('oidc-request-token'); const taken = takeIdTokenRequest(process.env);
      console.log(JSON.stringify({ before, taken: taken?.token, after: execSync('env').toString().includes('ID_TOKEN') }));`;
    const { NODE_OPTIONS: _options, ...env } = process.env;
    const said = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', program], { env: { ...env, ...fake.env }, encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual({ before: true, taken: 'oidc-request-token', after: false });
  });
});
