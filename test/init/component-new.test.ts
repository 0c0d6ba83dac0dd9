import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS, STACK_KINDS } from '../../src/init/component/kinds.ts';
import { packageRoot } from '../../src/package-root.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { terraformPath } from '../helpers/tools.ts';
import { aFolder, cli, filesIn, init } from './a-folder.ts';
import { readBack } from './read-back.ts';

let starter: string;
let modules: string;

beforeAll(async () => {
  [starter, modules] = [aFolder(), aFolder()];
  await init(starter);
  await init(modules, '--kind', 'hcl');
});

function copyOf(folder: string): string {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');
const contents = (folder: string): Record<string, string> => Object.fromEntries(filesIn(folder).map((file) => [file, read(folder, file)]));

describe('cutover component new in a CDKTF app', () => {
  it('adds a component of every kind, each held by its own test, and all documents stay valid', async () => {
    const folder = copyOf(starter);
    const kinds = STACK_KINDS.filter((kind) => kind !== 'key');
    for (const kind of kinds) expect(await cli(folder, 'component', 'new', `my-${kind}`, '--kind', kind)).toMatchObject({ code: 0 });
    const { config, documents, waivers } = readBack(folder);
    for (const kind of kinds) {
      expect(documents.architecture.components[`my-${kind}`]).toMatchObject({ dependsOn: ['encryption'], purpose: KINDS[kind].purpose });
      expect(read(folder, 'docs/infrastructure-architecture.md')).toContain(`\n### my-${kind}\n\n${KINDS[kind].purpose}\n`);
      expect(config.checks[`my-${kind}`]).toHaveLength(1);
    }
    const allowed = Object.values(documents['technology-stack'].services).flatMap(({ types }) => types);
    expect(Object.values(KINDS).flatMap(({ resources }) => Object.keys(resources)).filter((type) => !allowed.includes(type))).toEqual(['terraform_data']);
    expect([...new Set(waivers.map(({ component, owner }) => `${component} ${owner}`))]).toEqual(['my-bucket platform-engineering', 'my-network platform-engineering']);
    symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
    const { status, stdout } = spawnSync(process.execPath, ['--test', 'test/*.test.ts'], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] } });
    expect(`${status}\n${stdout}`).toMatch(/^0\n[\s\S]*pass 15\n[\s\S]*fail 0\n/);
  }, 60_000);

  it('comes with a test that fails when the stack loses something', async () => {
    const folder = copyOf(starter);
    await cli(folder, 'component', 'new', 'uploads', '--kind', 'bucket');
    symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
    const stack = read(folder, 'stacks/uploads.ts');
    const run = (edited: string): string => {
      writeFileSync(join(folder, 'stacks/uploads.ts'), edited);
      const { status, stdout } = spawnSync(process.execPath, ['--test', 'test/uploads.test.ts'], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] } });
      return `${status}\n${stdout}`;
    };
    expect(run(stack.replace("status: 'Enabled' } });", "status: 'Suspended' } });"))).toMatch(/^1\n[\s\S]*bucket-versioned/);
    expect(run(stack.replace('preventDestroy: settings.deletionProtection', 'preventDestroy: false'))).toMatch(/^1\n[\s\S]*✖ refuses to be destroyed in production/);
    expect(run(stack)).toMatch(/^0\n/);
  }, 60_000);

  it('keeps comments, and says what it was told', async () => {
    const folder = copyOf(starter);
    const architecture = read(folder, 'docs/infrastructure-architecture.md').replace('components:\n', 'components:\n  # the first of many\n').replace('requirements: []', 'requirements: [] # none yet');
    writeFileSync(join(folder, 'docs/infrastructure-architecture.md'), architecture);
    const { output } = await cli(folder, 'component', 'new', 'orders', '--kind', 'queue', '--purpose', "Orders on their way to the customer's warehouse.", '--owner', 'team-orders', '--criticality', 'high', '--data-class', 'internal');
    expect(output).toContain('what docs/technology-stack.md allows now counts once it is on the base branch');
    const edited = read(folder, 'docs/infrastructure-architecture.md');
    for (const kept of ['  # the first of many\n', 'requirements: [] # none yet\n', '## Infrastructure Change Management\n']) expect(edited).toContain(kept);
    expect(readBack(folder).documents.architecture.components['orders']).toMatchObject({ owner: 'team-orders', criticality: 'high', dataClass: 'internal' });
    expect(read(folder, 'stacks/orders.ts')).toMatch(/ \* Orders on their way to the customer's warehouse\.\n[\s\S]*Owner: team-orders\.[\s\S]*component: 'orders', owner: 'team-orders', dataClassification: 'internal'/);
    expect(read(folder, 'cutover.yaml')).toContain('# Run after every apply in test');
  });

  it('adds a key of its own beside the first, and then asks which one encrypts', async () => {
    const folder = copyOf(starter);
    expect(await cli(folder, 'component', 'new', 'second', '--kind', 'key')).toMatchObject({ code: 0, output: expect.not.stringContaining('technology-stack') });
    expect(await cli(folder, 'component', 'new', 'uploads', '--kind', 'table')).toMatchObject({ code: 2, output: expect.stringMatching(/--key: there is more than one key\n +allowed: encryption, second/) });
    expect(await cli(folder, 'component', 'new', 'uploads', '--kind', 'table', '--key', 'second')).toMatchObject({ code: 0 });
    expect(read(folder, 'platform.ts')).toContain("  new EncryptionStack(app, settings);\n  const second = new SecondStack(app, settings);\n  new UploadsStack(app, settings, { keyArn: second.keyArn });\n");
  });

  it('fits into the reference platform itself', async () => {
    const folder = join(temporaryFolder(), 'platform');
    cpSync(join(packageRoot(), 'cdktf-stacks'), folder, { recursive: true });
    expect(await cli(folder, 'component', 'new', 'uploads', '--kind', 'bucket')).toMatchObject({ code: 0 });
    expect(read(folder, 'platform.ts')).toContain('  new UploadsStack(app, settings, { keyArn });\n');
    expect(read(folder, 'docs/infrastructure-architecture.md')).toMatch(/^#+ uploads$/m);
  });
});

describe('cutover component new among HCL root modules', () => {
  it('adds a root module beside the others, with a test that Terraform runs', async () => {
    const folder = copyOf(modules);
    expect(await cli(folder, 'component', 'new', 'second', '--kind', 'module', '--purpose', 'Shows the way.')).toMatchObject({ code: 0 });
    const { config, documents } = readBack(folder);
    expect(config.components).toMatchObject({ first: { path: 'stacks/first' }, second: { path: 'stacks/second', dependsOn: [] } });
    expect(documents.architecture.components).toHaveProperty('second');
    const cwd = join(folder, 'stacks', 'second');
    const terraform = (...args: string[]): string => {
      const { status, stdout, stderr } = spawnSync(terraformPath(), args, { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' } });
      return `${status}\n${stdout}${stderr}`;
    };
    expect(terraform('fmt', '-check')).toMatch(/^0/);
    expect(terraform('init', '-backend=false', '-no-color')).toMatch(/^0/);
    expect(terraform('test', '-no-color')).toMatch(/^0\n[\s\S]*2 passed, 0 failed/);
    writeFileSync(join(cwd, 'main.tf'), read(cwd, 'main.tf').replace('environment = var.environment', 'environment = "production"'));
    expect(terraform('test', '-no-color')).toMatch(/^1\n[\s\S]*It does not say its environment/);
  }, 30_000);
});

describe('a mistake is one error, and nothing is written', () => {
  const long = 'a'.repeat(60);
  it.each([
    ['a name that exists', () => starter, ['encryption', '--kind', 'key'], /name: there is a component of this name already\n +found: +encryption/],
    ['a bad name', () => starter, ['My_Bucket', '--kind', 'bucket'], /name: this cannot be used\n +found: +"My_Bucket"\n +allowed: lower-case letters/],
    ['a way out of the folder', () => starter, ['../x', '--kind', 'bucket'], /name: this cannot be used/],
    ['an unknown kind', () => starter, ['x', '--kind', 'cluster'], /--kind: there is no such kind for a CDKTF app\n +found: +"cluster"\n +allowed: key, bucket, table, queue, topic, network/],
    ['a kind of the other form', () => modules, ['x', '--kind', 'bucket'], /--kind: there is no such kind for HCL root modules\n.*\n +allowed: module/],
    ['a name too long for a bucket', () => starter, [long, '--kind', 'bucket'], /name: the name of the bucket would be too long[\s\S]*63, so at most 34 for the component/],
    ['a purpose that would end a comment', () => starter, ['x', '--kind', 'key', '--purpose', '*/ process.exit() /*'], /--purpose: this cannot be used/],
    ['an owner that would end a string', () => starter, ['x', '--kind', 'key', '--owner', "x', y: '"], /--owner: this cannot be used/],
    ['a class that is none', () => starter, ['x', '--kind', 'key', '--data-class', 'secret'], /--data-class: this cannot be used[\s\S]*none, internal, confidential/],
    ['a key that is none', () => starter, ['x', '--kind', 'table', '--key', 'nobody'], /--key: this component has no key for others[\s\S]*allowed: encryption/],
    ['a module that is there already', () => modules, ['first', '--kind', 'module'], /name: there is a component of this name already/],
  ])('%s', async (_title, folder, args, expected) => {
    const before = contents(folder());
    const { code, output } = await cli(folder(), 'component', 'new', ...args);
    expect(code).toBe(2);
    expect(output).toMatch(expected);
    expect(output).not.toMatch(/^\s+at /m);
    expect(contents(folder())).toEqual(before);
  });

  it.each([
    ['an app in another style', 'platform.ts', undefined, /platform\.ts: this app is not in the reference style/],
    ['a platform.ts in another form', 'platform.ts', 'export const build = 1;\n', /platform\.ts: there is no function buildPlatform/],
    ['a file of the same name', 'stacks/uploads.ts', '', /stacks\/uploads\.ts: this file is there already, and nothing is overwritten/],
    ['a document that is missing', 'docs/technology-stack.md', undefined, /docs\/technology-stack\.md: this document is missing\n +next: +cutover init writes it/],
    ['a document that is not valid', 'docs/technology-stack.md', '---\nservices: 5\n---\n', /docs\/technology-stack\.md:2: services/],
    ['waivers that are not valid', 'waivers.yaml', 'waivers: 5\n', /waivers\.yaml/],
  ])('where the project has %s', async (_title, file, text, expected) => {
    const folder = temporaryFolder();
    cpSync(starter, folder, { recursive: true, filter: (path) => !(text === undefined && path.endsWith(file)) });
    if (text !== undefined) writeFileSync(join(folder, file), text);
    const before = contents(folder);
    expect(await cli(folder, 'component', 'new', 'uploads', '--kind', 'bucket')).toMatchObject({ code: 2, output: expect.stringMatching(expected) });
    expect(contents(folder)).toEqual(before);
  });

  it('with --dry-run there is no mistake, and nothing is written either', async () => {
    const before = contents(starter);
    expect(await cli(starter, 'component', 'new', 'uploads', '--kind', 'bucket', '--dry-run')).toMatchObject({ code: 0, output: expect.stringContaining('would be written: stacks/uploads.ts') });
    expect(contents(starter)).toEqual(before);
  });
});
