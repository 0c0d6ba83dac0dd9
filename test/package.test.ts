import { beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { isBuiltin } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { REFERENCE_FILES } from '../src/init/reference.ts';
import { packageRoot } from '../src/package-root.ts';
import { requirementCheckSchema } from '../src/verification/check.ts';
import { anInstallation, packageManagerEnvironment, type Installation } from './helpers/an-installation.ts';
import { reachOf } from './helpers/bundle.ts';
import { run, type Finished } from './helpers/run-terraform.ts';
import { aKey } from './helpers/ssh-keys.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

let checkout: string;
let tarball: string;
let packed: string[];

/** Files below a folder of the checkout, with slashes. */
function sources(folder: string, extension: RegExp): string[] {
  return readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`).filter((file) => extension.test(file));
}

async function ok(finished: Promise<Finished>): Promise<string> {
  const { code, output } = await finished;
  if (code !== 0) throw new Error(`exit code ${code ?? 'none'}\n${output}`);
  return output;
}

/** npm, and what it starts, may warn before it. */
function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}

/** A copy, so that building wipes nothing that another test runs. What must not be packed is put into it. */
beforeAll(async () => {
  const left = new Set(['node_modules', '.git', '.demo', 'dist']);
  checkout = join(temporaryFolder(), 'checkout');
  cpSync(packageRoot(), checkout, { recursive: true, filter: (file) => !left.has(relative(packageRoot(), file)) });
  symlinkSync(join(packageRoot(), 'node_modules'), join(checkout, 'node_modules'));
  for (const stray of ['dist/src/left-over.js', 'dist/test/left-over.test.js', 'sandbox/__pycache__/gate.cpython-311.pyc', 'sandbox/notes.md', 'setup/requirements.in', '.env', 'cutover-evidence/CR-0001/record.json']) {
    mkdirSync(join(checkout, stray, '..'), { recursive: true });
    writeFileSync(join(checkout, stray), '');
  }
  const output = await ok(run('npm', ['pack', '--json', '--silent', '--pack-destination', join(checkout, '..')], { cwd: checkout, env: packageManagerEnvironment() }));
  const [report] = Object.values(JSON.parse(output.slice(output.search(/^[[{]/m))) as Record<string, { filename: string; files: { path: string }[] }>);
  tarball = join(checkout, '..', report?.filename ?? '');
  packed = (report?.files ?? []).map(({ path }) => path).sort();
}, 120_000);

describe('the tarball', () => {
  it('holds the command line, the Python files, the pins, what new projects are made from, and nothing else', () => {
    expect(packed.filter((file) => !file.startsWith('dist/chunks/'))).toEqual(
      [
        ...['LICENSE', 'README.md', 'package.json', 'setup/requirements.txt', 'setup/tools.json', 'src/components/place-preload.cjs'],
        ...['dist/LICENSES.txt', 'dist/main.wasm.gz', 'dist/src/controls.d.ts', 'dist/src/controls.js', 'dist/src/main.js'],
        ...sources('sandbox', /\.py$/),
        ...sources('schemas', /\.json$/),
        ...sources('workflows', /\.yml$/),
        ...REFERENCE_FILES.map((file) => `cdktf-stacks/${file}`),
      ].sort(),
    );
    expect(packed).toEqual(expect.arrayContaining(['sandbox/server.py', 'sandbox/provider/main.py']));
  });

  it('holds each file of code that a command or an app can come to, and no other', () => {
    const { files } = reachOf(checkout, ['dist/src/main.js', 'dist/src/controls.js'], { later: true });
    expect(packed.filter((file) => file.startsWith('dist/chunks/'))).toEqual([...files].filter((file) => file.startsWith('dist/chunks/')).sort());
  });

  it('holds the code of all packages that it needs, with their licences, and depends on none', () => {
    const { outside } = reachOf(checkout, ['dist/src/main.js', 'dist/src/controls.js'], { later: true });
    expect([...outside].filter((name) => !isBuiltin(name))).toEqual([]);
    expect(JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
    const licences = readFileSync(join(checkout, 'dist/LICENSES.txt'), 'utf8');
    for (const name of ['zod', 'yaml', 'commander', '@cdktn/hcl2json', 'ajv', 'autocannon']) expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
  });

  it('measures under load with the code that it holds', async () => {
    const chunk = packed.find((file) => file.startsWith('dist/chunks/measure-check-')) ?? '';
    const { measureCheck } = (await import(join(checkout, chunk))) as typeof import('../src/verification/measure-check.ts');
    const server = createServer((_question, response) => response.end('fine'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const check = requirementCheckSchema.parse({ name: 'fine', http: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }, load: { runs: 20 } });
    const result = 'load' in check ? await measureCheck(check, { cwd: checkout, env: {}, component: 'api', environment: 'test', target: 'cloud', outputs: {} }) : undefined;
    await new Promise((resolve) => server.close(resolve));
    expect(result).toMatchObject({ outcome: 'pass', measured: { n: 20, errors: 0 } });
  });

  it('exports the controls for apps, with types that need no others', () => {
    const { exports } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { exports: { './controls': Record<string, string> } };
    expect(packed).toEqual(expect.arrayContaining(Object.values(exports['./controls']).map((file) => file.replace('./', ''))));
    const types = readFileSync(join(checkout, exports['./controls']['types'] ?? ''), 'utf8');
    expect(types).toContain('export declare function controlsAspect(');
    expect(types).not.toMatch(/\bimport\b|\bfrom '/);
  });
});

it('`npx cutover` works in the checkout after `npm run build`', async () => {
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
  const npx = (...args: string[]): Promise<string> => ok(run('npx', ['cutover', ...args], { cwd: checkout, env: packageManagerEnvironment() }));
  expect(lastLine(await npx('--version'))).toBe(version);
  expect(await npx('--help')).toMatch(/deliver[\s\S]*sandbox[\s\S]*Exit codes/);
});

/** An app whose one stack is held to guidelines; the argument is what the stack holds. */
const CONTROLLED = `
import { Annotations, App, Aspects, DataResource, TerraformStack } from 'cdktf';
import { controlsAspect } from 'cutover/controls';
const app = new App({ outdir: 'controlled.out' });
const stack = new TerraformStack(app, 'store');
new DataResource(stack, 'made', { input: { text: process.argv[2] } });
const guidelines = import.meta.dirname + '/controlled.md';
Aspects.of(stack).add(controlsAspect({ guidelines, component: 'store', environment: 'test', cdktf: { Annotations, TerraformStack } }));
app.synth();
`;
const CONTROLS = `---
document: guidelines
version: 1
owner: ann
controls:
  - id: text-plain
    statement: Every text is plain.
    rule: { kind: attributes, types: [terraform_data], must: [{ attribute: input.text, equals: plain }] }
---

Why: to be sure.
`;

/** Where the app of the repository found cdktf, as its synthesized stack says. */
function cdktfOf({ path }: Installation): { version: string; from: string } {
  const stack = JSON.parse(readFileSync(join(path, '.cutover/synth/test/stacks/store-test/cdk.tf.json'), 'utf8')) as { '//': { metadata: { version: string } }; resource: { terraform_data: { made: { input: { text: string } } } } };
  return { version: stack['//'].metadata.version, from: stack.resource.terraform_data.made.input.text };
}

describe('installed from the tarball in another repository, with its own cdktf', () => {
  it('by npm: takes a change from its approval to the rehearsal', async () => {
    const shop = anInstallation('npm', tarball);
    await ok(shop.install());
    writeFileSync(join(shop.path, 'controlled.mjs'), CONTROLLED);
    writeFileSync(join(shop.path, 'controlled.md'), CONTROLS);
    const controlled = (text: string): Promise<Finished> => run(process.execPath, ['controlled.mjs', text], { cwd: shop.path, env: packageManagerEnvironment() });
    await ok(controlled('plain'));
    expect((await controlled('fancy')).output).toContain('[store/made] text-plain: Every text is plain. store (test), terraform_data.made: input.text is "fancy"; it must be "plain".');
    for (const made of ['controlled.mjs', 'controlled.md', 'controlled.out']) rmSync(join(shop.path, made), { recursive: true });
    expect(await ok(shop.cutover('--help'))).toMatch(/rehearse \[options\] \[component\.\.\.\]/);
    const empty = temporaryFolder();
    const begin = ['init', '--yes', '--approver', 'ann@example.com', '--approver-key', aKey(temporaryFolder(), 'ann').publicKey, '--requester', 'rita@example.com'];
    expect(await ok(shop.cutover('-C', empty, ...begin))).toMatch(/written: stacks\/encryption\.ts/);
    expect(await ok(shop.cutover('-C', empty, 'component', 'new', 'uploads', '--kind', 'bucket'))).toMatch(/written: stacks\/uploads\.ts/);
    await ok(shop.approve());
    for (const step of ['approval', 'synth', 'prepare', 'scan', 'refine', 'rehearse']) await ok(shop.cutover(step));
    expect(cdktfOf(shop)).toEqual({ version: '0.21.0', from: expect.stringContaining(join(shop.path, 'node_modules', 'cdktf')) });
    expect(shop.store().latest('rehearse', 'store', 'test')?.record).toMatchObject({ verdict: 'pass', facts: { actions: { create: 1 } } });
    expect(readFileSync(join(shop.states, 'test', 'store.tfstate'), 'utf8')).toContain(shop.path);
    shop.remove();
  });

  it('by pnpm: begins and synthesizes', async () => {
    const shop = anInstallation('pnpm', tarball);
    await ok(shop.install());
    await ok(shop.approve());
    await ok(shop.cutover('synth'));
    expect(cdktfOf(shop)).toEqual({ version: '0.21.0', from: expect.stringContaining(join(shop.path, 'node_modules', '.pnpm', 'cdktf@0.21.0')) });
    shop.remove();
  });

  it('by Yarn with Plug\'n\'Play: begins and synthesizes, and Python finds its files for the sandbox', async () => {
    const shop = anInstallation('yarn', tarball);
    await ok(shop.install());
    await ok(shop.approve());
    await ok(shop.cutover('synth'));
    expect(cdktfOf(shop)).toEqual({ version: '0.21.0', from: expect.stringMatching(/cdktf-npm-0\.21\.0-.*\.zip/) });
    try {
      expect(await ok(shop.cutover('sandbox', 'up'))).toMatch(/account 111111111111/);
      expect(JSON.parse(lastLine(await ok(shop.cutover('sandbox', 'status', '--json'))))).toMatchObject({ status: 'up' });
    } finally {
      expect(await ok(shop.cutover('sandbox', 'down'))).toContain('the sandbox is down');
    }
    shop.remove();
  });
});
