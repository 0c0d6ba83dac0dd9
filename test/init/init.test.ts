import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGES } from '../../src/init/starter-app.ts';
import { packageRoot } from '../../src/package-root.ts';
import { aRepository } from '../helpers/a-repository.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aFolder, cli, filesIn, init } from './a-folder.ts';
import { readBack } from './read-back.ts';

const S3 = 'terraform {\n  backend "s3" {}\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n';
const WORKFLOWS = ['check', 'deliver', 'drift', 'reap', 'refine'].map((name) => `.github/workflows/cutover-${name}.yml`);
const POLICY = [...WORKFLOWS, 'approvers', 'attestations.yaml', 'changes/CR-0001.md', 'checklist-bindings.yaml', 'cutover.yaml', 'docs/infrastructure-architecture.md', 'docs/infrastructure-guidelines.md', 'docs/project-structure.md', 'docs/technology-stack.md', 'infrastructure-checklist.md', 'waivers.yaml'];

describe('cutover init in an empty folder', () => {
  it.each([
    ['cdktf', 'encryption', "from 'cdktf'"],
    ['cdktn', 'encryption', "from 'cdktn'"],
  ])('brings a %s app with its first component, and all of it can be read back', async (kind, component, imported) => {
    const folder = aFolder();
    expect(await init(folder, '--kind', kind)).toMatchObject({ code: 0 });
    const { config, request, documents, approvers } = readBack(folder);
    expect(config).toMatchObject({ name: 'shop', app: { cdktf: '.' }, environments: { test: { stacks: '{component}-test', account: '111111111111' } } });
    expect(Object.keys(documents.architecture.components)).toEqual([component]);
    expect(documents.guidelines.controls.length).toBeGreaterThanOrEqual(20);
    expect(documents.guidelines.controls.every(({ level }) => level === 'must')).toBe(true);
    expect(Object.values(documents['technology-stack'].services).flatMap(({ types }) => types)).toEqual(['aws_kms_key', 'aws_kms_alias']);
    expect(request).toMatchObject({ status: 'submitted', adopt: false, requester: 'rita@example.com' });
    expect(approvers).toEqual(['ann@example.com']);
    expect(readFileSync(join(folder, 'platform.ts'), 'utf8')).toContain(imported);
    const code = filesIn(folder).filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    expect(code).not.toContain('reference-platform');
    expect(code.includes(kind === 'cdktf' ? 'cdktn' : "'cdktf'")).toBe(false);
  });

  it('names the very packages that its code was tested with', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
    expect(devDependencies).toMatchObject(PACKAGES.cdktf);
    expect(PACKAGES.cdktn).toMatchObject({ cdktn: devDependencies['cdktn'], constructs: devDependencies['constructs'] });
  });

  it('brings an HCL root module', async () => {
    const folder = aFolder();
    expect(await init(folder, '--kind', 'hcl', '--engine', 'tofu')).toMatchObject({ code: 0 });
    const { config, documents } = readBack(folder);
    expect(config).toMatchObject({ engine: 'tofu', components: { first: { path: 'stacks/first' } }, environments: { production: { backend: { key: 'shop/{component}.tfstate', use_lockfile: true } } } });
    expect(documents['technology-stack']).toMatchObject({ engines: { tofu: expect.any(String) }, services: { Terraform: { types: ['terraform_data'] } } });
    expect(filesIn(folder)).toEqual(['.gitignore', ...POLICY, 'stacks/first/main.tf', 'stacks/first/main.tftest.hcl'].sort());
  });

  it('with --dry-run says what it would write, and writes nothing', async () => {
    const folder = aFolder();
    const { code, output } = await init(folder, '--dry-run', '--git');
    expect(code).toBe(0);
    for (const file of POLICY) expect(output).toContain(`would be written: ${file}\n`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('with what it is told says other accounts, region and people', async () => {
    const folder = aFolder();
    await init(folder, '--name', 'bank', '--account-test', '123456789012', '--account-production', '210987654321', '--region', 'eu-west-1', '--team', 'core', '--operations', 'ops@bank.example');
    const { config, documents } = readBack(folder);
    expect(config).toMatchObject({ name: 'bank', operations: { team: 'core', contact: 'ops@bank.example' }, environments: { production: { account: '210987654321', env: { AWS_REGION: 'eu-west-1', STATE_BUCKET: 'bank-state-210987654321' } } } });
    expect(documents.architecture.owner).toBe('core');
    expect(JSON.stringify(documents.guidelines.guidelines)).toContain('"equals":"eu-west-1"');
  });
});

describe('cutover init in a repository', () => {
  it('overwrites nothing, says what it keeps, and adds only missing lines to .gitignore', async () => {
    const folder = aFolder({ 'docs/technology-stack.md': 'mine', approvers: 'mine', '.gitignore': '*.log\n/node_modules', 'changes/CR-0007.md': 'mine', 'README.md': '# Shop\n' });
    const { code, output } = await init(folder);
    expect(code).toBe(0);
    for (const file of ['docs/technology-stack.md', 'approvers', 'changes/CR-0007.md']) expect(readFileSync(join(folder, file), 'utf8')).toBe('mine');
    expect(output).toMatch(/kept as it is: docs\/technology-stack\.md\n/);
    expect(output).toMatch(/kept as it is: approvers\n/);
    expect(existsSync(join(folder, 'changes/CR-0001.md'))).toBe(false);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*.log\n/node_modules\n.cutover/\ncutover-evidence/\ncdktf.out/\n.terraform/\n');
  });

  it('run a second time has nothing to write', async () => {
    const folder = aFolder();
    await init(folder);
    const before = filesIn(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const { code, output } = await cli(folder, 'init', '--yes', '--requester', 'rita@example.com');
    expect(code).toBe(0);
    expect(output).not.toMatch(/written|added/);
    expect(filesIn(folder).map((file) => readFileSync(join(folder, file), 'utf8'))).toEqual(before);
  });

  it('takes HCL root modules as they are: components, dependencies, types, and no setting of a backend that is written out', async () => {
    const own = S3.replace('backend "s3" {}', 'backend "s3" {\n    bucket = "states"\n    key = "net.tfstate"\n  }');
    const reads = 'data "terraform_remote_state" "net" {\n  backend = "s3"\n  config = {\n    bucket = "states"\n    key    = "net.tfstate"\n  }\n}\nresource "aws_sqs_queue" "q" {}\n';
    const files = { 'infra/net/main.tf': `${own}resource "aws_vpc" "v" {}\nresource "google_x" "y" {}\n`, 'infra/app/main.tf': S3 + reads };
    const folder = aFolder(files);
    const { code, output } = await init(folder);
    expect(code).toBe(0);
    const { config, documents, request } = readBack(folder);
    expect(config.components).toEqual({ app: { path: 'infra/app', dependsOn: ['net'] }, net: { path: 'infra/net', dependsOn: [] } });
    expect(config.environments.test.backend).toEqual({});
    expect(documents.architecture.components).toMatchObject({ app: { dependsOn: ['net'] }, net: { dependsOn: [] } });
    expect(documents['technology-stack'].services).toMatchObject({ 'Amazon VPC': { types: ['aws_vpc'] }, 'Amazon SQS': { types: ['aws_sqs_queue'] }, 'Other services': { types: ['google_x'] } });
    expect(Object.keys(documents['technology-stack'].providers)).toEqual(['hashicorp/aws']);
    expect(documents.guidelines.controls.every(({ level }) => level === 'should')).toBe(true);
    expect(request.adopt).toBe(true);
    expect(output).toMatch(/to be done: net names its state in its backend block, the same one for test and production/);
    for (const [file, text] of Object.entries(files)) expect(readFileSync(join(folder, file), 'utf8')).toBe(text);
  });

  it('takes a CDKTF app of another language with the stacks of its last synth, and runs nothing of it', async () => {
    const stacks = { 'net-dev': { name: 'net-dev', synthesizedStackPath: 'stacks/net-dev/cdk.tf.json' }, 'db-dev': { name: 'db-dev', synthesizedStackPath: 'stacks/db-dev/cdk.tf.json', dependencies: ['net-dev'] } };
    const folder = aFolder({ 'infra/cdktf.json': '{ "app": "touch ran", "language": "python" }', 'infra/main.py': '', 'infra/cdktf.out/manifest.json': JSON.stringify({ stacks }), 'infra/cdktf.out/stacks/db-dev/cdk.tf.json': '{ "resource": { "aws_dynamodb_table": {} } }' });
    expect(await init(folder)).toMatchObject({ code: 0 });
    const { config, documents } = readBack(folder);
    expect(config).toMatchObject({ app: { cdktf: 'infra' }, environments: { test: { stacks: '{component}-dev' }, production: { stacks: '{component}-production' } } });
    expect(documents.architecture.components).toMatchObject({ net: { dependsOn: [] }, db: { dependsOn: ['net'] } });
    expect(documents['project-structure'].places.stacks).toBe('infra/**');
    expect(existsSync(join(folder, 'infra/ran')) || existsSync(join(folder, 'infra/main.ts'))).toBe(false);
  });

  it('takes the components of an app that was never synthesized from whoever knows them', async () => {
    const folder = aFolder({ 'cdktf.json': '{ "app": "node main.js" }', 'main.js': '' });
    expect(await init(folder)).toMatchObject({ code: 2, output: expect.stringMatching(/--component: which components the app has cannot be told without running it[\s\S]*--component network --component database:network/) });
    expect(await init(folder, '--component', 'net', '--component', 'db:net')).toMatchObject({ code: 0 });
    expect(readBack(folder).documents.architecture.components).toMatchObject({ net: { dependsOn: [] }, db: { dependsOn: ['net'] } });
  });

  it('writes the documents to fit a cutover.yaml that is there already', async () => {
    const yaml = "version: 1\nname: old\nengine: tofu\ncomponents: { net: { path: infra/net } }\nenvironments: { test: { account: '123456789012' }, production: { account: '210987654321' } }\n";
    const folder = aFolder({ 'cutover.yaml': yaml, 'infra/net/main.tf': S3 });
    expect(await init(folder)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'cutover.yaml'), 'utf8')).toBe(yaml);
    const { documents } = readBack(folder);
    expect(documents.architecture.components).toHaveProperty('net');
    expect(documents['technology-stack'].engines).toHaveProperty('tofu');
  });
});

describe('what cutover init says and does about git', () => {
  it('in a repository with commits leaves them to its owner and says the commands', async () => {
    const repository = aRepository({ 'README.md': '' });
    const { code, output } = await init(repository.path);
    expect(code).toBe(0);
    expect(output).toMatch(/put the policy on the base branch[\s\S]*git checkout -b change\/CR-0001\n +git add changes\/CR-0001\.md\n/);
    expect(repository.git('rev-list', '--count', '--all')).toBe('1');
    expect(await init(repository.path, '--git')).toMatchObject({ code: 2, output: expect.stringContaining('--git: this repository has commits already') });
    repository.remove();
  });

  it('with --git puts the policy on main and the request on a branch', async () => {
    const repository = aRepository(null);
    expect(await init(repository.path, '--git')).toMatchObject({ code: 0 });
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(repository.git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('change/CR-0001');
    expect(repository.git('diff', '--name-only', 'main', 'HEAD')).toBe('changes/CR-0001.md');
    expect(repository.git('ls-tree', '--name-only', 'main')).toMatch(/^approvers$[\s\S]*^cutover\.yaml$/m);
    expect(repository.git('log', '-1', '--format=%ae')).toBe('olga@example.com');
    repository.remove();
  });
});

describe('a mistake', () => {
  const key = aKey(temporaryFolder(), 'rita');
  it.each([
    ['no approver', ['--yes'], /--approver: this is needed, and nothing can be proposed/],
    ['nobody to ask', [], /--name, .*: nobody can be asked here\n.*--yes/],
    ['the requester as approver', ['--yes', '--approver', 'Rita@example.com', '--approver-key', `${key.file}.pub`], /--approver: the requester would approve their own change/],
    ['a private key', ['--yes', '--approver', 'ann@example.com', '--approver-key', key.file], /--approver-key: this is the private key/],
    ['a key that is no file', ['--yes', '--approver', 'ann@example.com', '--approver-key', 'no.pub'], /--approver-key: there is no such file\n +found: +no\.pub/],
    ['a file that is no key', ['--yes', '--approver', 'ann@example.com', '--approver-key', import.meta.filename], /--approver-key: this is no type of key that may approve/],
    ['one account for both', ['--yes', '--account-test', '222222222222', '--approver', 'ann@example.com', '--approver-key', `${key.file}.pub`], /--account-production: test and production are one account/],
    ['an account that is none', ['--yes', '--account-test', '12', '--approver', 'ann@example.com', '--approver-key', `${key.file}.pub`], /--account-test: this cannot be used\n +found: +"12"\n +allowed: the twelve digits/],
    ['a name that is none', ['--yes', '--name', '../x', '--approver', 'ann@example.com', '--approver-key', `${key.file}.pub`], /--name: this cannot be used/],
    ['a component that is none', ['--yes', '--component', 'a:B'], /--component: this is no component name\n +found: +"B"/],
    ['a folder without an app', ['--yes', '--app', 'infra', '--approver', 'ann@example.com', '--approver-key', `${key.file}.pub`], /--app: there is no cdktf\.json in that folder/],
  ])('is one error, and nothing is written: %s', async (_title, flags, expected) => {
    const folder = aFolder();
    const { code, output } = await cli(folder, 'init', '--requester', 'rita@example.com', ...flags);
    expect(code).toBe(2);
    expect(output).toMatch(expected);
    expect(output).not.toMatch(/^\s+at /m);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not that --requester was left out, where git says who asks and nobody can be asked', async () => {
    const repository = aRepository({ 'main.tf': '' });
    const { code, output } = await cli(repository.path, 'init');
    expect(code).toBe(2);
    expect(output).toMatch(/--name, .*--operations, --approver, --approver-key: nobody can be asked here$/m);
    expect(output).not.toContain('--requester');
    repository.remove();
  });

  it('of the folder is one too: a link out of it, and a file where a folder has to be', async () => {
    const outside = temporaryFolder();
    const linked = aFolder();
    symlinkSync(outside, join(linked, 'docs'));
    expect(await init(linked)).toMatchObject({ code: 2, output: expect.stringMatching(/docs\/.*: a symbolic link leads out of the project/) });
    expect([readdirSync(outside), readdirSync(linked)]).toEqual([[], ['docs']]);
    const blocked = aFolder({ docs: 'a file' });
    expect(await init(blocked)).toMatchObject({ code: 2, output: expect.stringContaining('nothing was written') });
    expect(readdirSync(blocked)).toEqual(['docs']);
  });
});
