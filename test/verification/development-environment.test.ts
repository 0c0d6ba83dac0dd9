import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { runInDevelopment, type Development } from '../../src/steps/development.ts';
import { checkSchema, type CommandCheck } from '../../src/verification/check.ts';
import { connectionSettings, developmentEnvironment, dotenv, variablesOf } from '../../src/verification/development-environment.ts';
import { outputsOfComponents, type StackOutputs } from '../../src/verification/output-environment.ts';
import { withPrivateFiles } from '../../src/verification/private-files.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const SECRET = 'correct-horse-battery';
const OUTPUTS: Record<string, StackOutputs> = {
  storage: { bucket_name: { value: 'shop-data', sensitive: false }, upload_key: { value: SECRET, sensitive: true } },
  network: { subnets: { value: ['a', 'b'], sensitive: false }, dsn: { value: 'postgres://app:hunter22@db/shop', sensitive: false }, partly: { value: { user: 'u', pin: '4711x' }, shown: { user: 'u', pin: '(sensitive)' }, sensitive: false } },
};
const ACCESS = { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:5000', AWS_SECRET_ACCESS_KEY: 'the-key-of-test', PATH: '/bin' };
const made = developmentEnvironment({ outputs: OUTPUTS, variables: { BUCKET: 'storage.bucket_name', GONE: 'storage.buket' }, access: ACCESS });

describe('a development environment', () => {
  it('has every output of every component, the names of its own, and where the cloud is, and no credential', () => {
    expect(made.settings.map(({ name, output, secret }) => [name, output, secret])).toEqual([
      ['AWS_REGION', null, false], ['AWS_ENDPOINT_URL', null, false], ['BUCKET', 'storage.bucket_name', false],
      ['OUTPUT_NETWORK_SUBNETS', 'network.subnets', false], ['OUTPUT_NETWORK_DSN', 'network.dsn', true], ['OUTPUT_NETWORK_PARTLY', 'network.partly', true],
      ['OUTPUT_STORAGE_BUCKET_NAME', 'storage.bucket_name', false], ['OUTPUT_STORAGE_UPLOAD_KEY', 'storage.upload_key', true],
    ]);
    expect(made.missing).toEqual(['storage.buket']);
    expect(JSON.stringify(variablesOf(made.settings))).not.toContain('the-key-of-test');
  });

  it('names the outputs of a single component with its name too', () => {
    expect(developmentEnvironment({ outputs: { storage: { a: { value: 1, sensitive: false } } }, variables: {}, access: {} }).settings).toEqual([{ name: 'OUTPUT_STORAGE_A', output: 'storage.a', value: 1, secret: false }]);
  });

  it('is written for the evidence without what is secret: marked, partly hidden, or told by its looks', () => {
    const file = dotenv(made.settings, { secrets: false });
    const settings = JSON.stringify(connectionSettings(made.settings, { secrets: false }));
    for (const text of [file, settings]) expect(text).not.toMatch(/correct-horse|hunter22|4711x|the-key-of-test/);
    expect(file).toContain('# OUTPUT_STORAGE_UPLOAD_KEY: sensitive, so it is not written here\n');
    expect(file).toContain('BUCKET=shop-data\n');
    expect(JSON.parse(settings)).toEqual({ environment: 'test', where: { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' }, components: { network: { subnets: ['a', 'b'] }, storage: { bucket_name: 'shop-data' } } });
    expect(connectionSettings(made.settings, { secrets: true })).toMatchObject({ components: { storage: { upload_key: SECRET } } });
  });

  it.each(['plain', 'a b', '', 'two\nlines', '$(touch x)', '`touch x`', 'a"b', 'a#b', 'ends\\', '${HOME}', '=', 'ä'])('writes %j so that Node and a shell read it alike', (value) => {
    const file = dotenv([{ name: 'X', output: 'a.b', value, secret: false }], { secrets: true });
    expect(parseEnv(file)['X']).toBe(value);
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), file);
    expect(execFileSync('sh', ['-c', '. ./.env; printf %s "$X"'], { cwd: folder }).toString()).toBe(value);
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  it.each(["it's", 'a\rb'])('leaves %j, which cannot be written so, to the JSON', (value) => {
    const file = dotenv([{ name: 'X', output: 'a.b', value, secret: false }], { secrets: true });
    expect(file).toBe('# X: its value cannot be written into such a file; it is in connection.json\n');
    expect(parseEnv(file)).toEqual({});
  });
});

describe('files for commands alone', () => {
  it('can be read by nobody else, and are gone afterwards, also when the work fails', async () => {
    const folders: string[] = [];
    const work = async (folder: string): Promise<string> => {
      folders.push(folder);
      expect([statSync(folder).mode & 0o777, statSync(join(folder, '.env')).mode & 0o777, readFileSync(join(folder, '.env'), 'utf8')]).toEqual([0o700, 0o600, 'A=1\n']);
      return await Promise.resolve('done');
    };
    expect(await withPrivateFiles({ '.env': 'A=1\n' }, work)).toBe('done');
    await expect(withPrivateFiles({ '.env': 'A=1\n' }, async (folder) => Promise.reject(new Error(await work(folder))))).rejects.toThrow('done');
    expect(folders.map((folder) => existsSync(folder))).toEqual([false, false]);
  });
});

describe('a command of a developer', () => {
  const development: Development = { ...made, outputs: outputsOfComponents(['network', 'storage', ''], OUTPUTS) };
  const command = (script: string, more: object = {}): CommandCheck => checkSchema.parse({ name: 'theirs', command: [process.execPath, '-e', script], ...more }) as CommandCheck;
  const env = { ...ACCESS, TF_TOKEN_registry: 'of terraform', TF_VAR_password: 'of terraform too' };
  const run = async (script: string, more: object = {}): ReturnType<typeof runInDevelopment> =>
    await runInDevelopment({ root: temporaryFolder(), target: 'sandbox', signal: new AbortController().signal, access: () => Promise.resolve({ target: 'sandbox', world: 'w', env, backend: {} }) }, command(script, more), development);

  it('is told of test by variables and by both files, with the credentials of test and no others', async () => {
    const { outcome, detail } = await run(`
      const { readFileSync } = require('node:fs');
      const { parseEnv } = require('node:util');
      const file = parseEnv(readFileSync(process.env.CUTOVER_ENV_FILE, 'utf8'));
      const settings = JSON.parse(readFileSync(process.env.CUTOVER_CONNECTION_FILE, 'utf8'));
      const same = [file.OUTPUT_STORAGE_UPLOAD_KEY, settings.components.storage.upload_key, process.env.OUTPUT_STORAGE_UPLOAD_KEY];
      console.log(process.env.BUCKET, new Set(same).size === 1 && same[0].length, process.env.AWS_SECRET_ACCESS_KEY.length, Object.keys(process.env).filter((name) => name.startsWith('TF_')).length, process.env.CUTOVER_ENVIRONMENT);`);
    expect([outcome, detail]).toEqual(['pass', `shop-data ${SECRET.length} 15 0 test`]);
  });

  it('cannot have what is secret written into the evidence', async () => {
    const { detail } = await run("console.log(require('node:fs').readFileSync(process.env.CUTOVER_ENV_FILE, 'utf8'), process.env.AWS_SECRET_ACCESS_KEY)");
    expect(detail).toContain('BUCKET=shop-data');
    expect(detail).not.toMatch(/correct-horse|4711x|hunter22|the-key-of-test/);
  });

  it.each([
    ['that fails', 'process.exitCode = 3', {}, 'fail', /^exit code 3/],
    ['that hangs', 'setInterval(() => {}, 1000)', { timeoutSeconds: 0.5 }, 'fail', /deadline of 0\.5 s/],
    ['that the emulator cannot serve', 'process.exitCode = 3', { notInEmulator: 'no such thing' }, 'not-exercised', /not exercised here \(emulator\)/],
  ] as const)('%s, comes to %s', async (_what, script, more, outcome, detail) => {
    expect(await run(script, more)).toMatchObject({ outcome, detail: expect.stringMatching(detail) });
  });

  it('leaves no file behind, whatever becomes of it', async () => {
    const { detail } = await run("console.log(require('node:path').dirname(process.env.CUTOVER_ENV_FILE)); process.exitCode = 1");
    const folder = detail.split('\n').at(-1) ?? '';
    expect([folder.includes('cutover-private-'), existsSync(folder)]).toEqual([true, false]);
  });
});
