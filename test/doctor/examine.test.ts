import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { examine } from '../../src/doctor/examine.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { aChangeRequest } from '../helpers/a-change-request.ts';
import { minimalDocuments } from '../helpers/documents.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Starts at once, where a test is not about the engine. */
function aQuickEngine(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'terraform'), `#!/bin/sh\necho '{"terraform_version":"1.11.4"}'\n`, { mode: 0o755 });
  return folder;
}

const machine = { platform: process.platform, arch: process.arch, node: process.versions.node, env: process.env };
const kept = { HOME: process.env['HOME'], SSH_AUTH_SOCK: process.env['SSH_AUTH_SOCK'] };
const key = aKey(temporaryFolder(), 'ann');

/** This machine's git configuration and ssh agent are not the test's. */
beforeAll(() => {
  machine.env = { ...process.env, AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' };
  for (const name of Object.keys(machine.env)) if (/^AWS_(PROFILE|ACCESS|SECRET|ROLE|WEB|CONTAINER)/.test(name)) delete machine.env[name];
  process.env['HOME'] = temporaryFolder();
  delete process.env['SSH_AUTH_SOCK'];
});
afterAll(() => void Object.assign(process.env, Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))));

async function findings(directory: string, target: 'sandbox' | 'cloud' = 'cloud', node = machine.node): Promise<Record<string, Finding>> {
  const groups = await examine({ directory, target, online: false, machine: { ...machine, node } });
  return Object.fromEntries(groups.flatMap((group) => group.findings).map((finding) => [finding.about, finding]));
}

const CONFIG = 'version: 1\nname: shop\ncomponents:\n  base: { path: stacks/base }\nenvironments: { test: {}, production: { awsProfile: prod } }\n';
const aCaller = (commit: string): string => `jobs:\n  deliver:\n    uses: acme/cutover/.github/workflows/change-deliver.yml@${commit} # v1.0.0\n`;
const FILES = {
  ...minimalDocuments({ components: { base: [] } }),
  'cutover.yaml': CONFIG,
  approvers: `ann@example.com namespaces="cutover-*" ${key.publicKey}\n`,
  'infrastructure-checklist.md': '# Checklist\n\n- [ ] The team knows about the change\n',
  'stacks/base/main.tf': 'resource "terraform_data" "a" {}\n',
  'changes/CR-0001.md': aChangeRequest({ status: 'submitted' }),
};

function repository(files: Record<string, string | undefined> = {}): Repository {
  return aRepository(Object.fromEntries(Object.entries({ ...FILES, ...files }).filter((entry): entry is [string, string] => entry[1] !== undefined)));
}

describe('doctor looks at everything at once', () => {
  it('in a project that is as it should be', async () => {
    const one = repository();
    const found = await findings(join(one.path, 'stacks'));
    machine.env = { ...machine.env, PATH: [aQuickEngine(), process.env['PATH']].join(delimiter) };
    for (const about of ['Node.js', 'git', 'OpenSSH', 'terraform', 'checkov', 'tfsec', 'base branch', 'git user', 'approvers', 'policy', 'documents on base', 'waivers', 'attestations', 'checklist bindings', 'compliance', 'architecture document', 'guidelines document', 'technology-stack document', 'project-structure document', 'cutover.yaml', 'root modules', 'checklist', 'change requests']) expect(found[about]).toMatchObject({ about, state: 'ok' });
    expect(found['approvers']?.says).toBe('ann@example.com');
    expect(found['change requests']?.says).toBe('CR-0001 (submitted)');
    one.remove();
  });

  it.each<[string, Record<string, string | undefined>, string, Partial<Finding>]>([
    ['a broken cutover.yaml', { 'cutover.yaml': 'version: 1\nnmae: shop\n' }, 'cutover.yaml', { state: 'wrong', says: expect.stringMatching(/cutover\.yaml:2: nmae/) as unknown as string }],
    ['no approvers on the base', { approvers: undefined }, 'approvers', { state: 'wrong', next: expect.stringMatching(/commit approvers on the base branch/) as unknown as string }],
    ['approvers that cannot be read', { approvers: 'ann\n' }, 'approvers', { state: 'wrong', says: expect.stringMatching(/:1: this is no type of key/) as unknown as string }],
    ['broken waivers on the base', { 'waivers.yaml': 'waivers: [{}]\n' }, 'waivers', { state: 'wrong' }],
    ['broken attestations on the base', { 'attestations.yaml': 'attestations: [{}]\n' }, 'attestations', { state: 'wrong' }],
    ['broken bindings on the base', { 'checklist-bindings.yaml': 'bindings: [{ item: a }]\n' }, 'checklist bindings', { state: 'wrong', says: expect.stringMatching(/checklist-bindings\.yaml on refs\/heads\/main:1: bindings/) as unknown as string }],
    ['a mapping of controls on the base that is none', { 'compliance.yaml': 'frameworks: 1\n' }, 'compliance', { state: 'wrong' }],
    ['no recipient of plans', {}, 'plan recipient', { state: 'missing', needed: false, next: expect.stringMatching(/age-keygen .* CUTOVER_PLAN_IDENTITY/) as unknown as string }],
    ['no recipient of plans, and workflows that name no commit yet', { '.github/workflows/deliver.yml': aCaller('0'.repeat(40)) }, 'plan recipient', { state: 'missing', needed: false }],
    ['no recipient of plans, and a delivery on GitHub', { '.github/workflows/deliver.yml': aCaller('a'.repeat(40)) }, 'plan recipient', { state: 'missing', needed: true, says: expect.stringMatching(/a delivery on GitHub stops/) as unknown as string }],
    ['a recipient of plans that is none', { 'cutover.yaml': CONFIG.replace('awsProfile: prod', `awsProfile: prod, planRecipient: age1${'q'.repeat(58)}`) }, 'plan recipient', { state: 'wrong', says: expect.stringMatching(/this is no recipient of age/) as unknown as string }],
    ['no guidelines', { 'docs/infrastructure-guidelines.md': undefined }, 'guidelines document', { state: 'missing', says: 'there is no docs/infrastructure-guidelines.md', next: expect.stringMatching(/cutover init/) as unknown as string }],
    ['a document that is not valid, on the base too', { 'docs/technology-stack.md': '---\ndocument: technology-stack\n---\n' }, 'technology-stack document', { state: 'wrong', says: expect.stringMatching(/^docs\/technology-stack\.md:\d+: version/) as unknown as string }],
    ['a broken document on the base', { 'docs/technology-stack.md': '---\ndocument: technology-stack\n---\n' }, 'documents on base', { state: 'wrong', says: expect.stringMatching(/technology-stack\.md on refs\/heads\/main/) as unknown as string }],
    ['documents that speak of another component', minimalDocuments({ components: { other: [] }, requirements: [{ id: 'R', statement: 's', components: ['base'] }] }), 'documents together', { state: 'wrong', says: expect.stringMatching(/no such component/) as unknown as string }],
    ['a check for a requirement that there is not', { 'cutover.yaml': `${CONFIG}requirements: { R: { name: x, command: [x] } }\n` }, 'documents together', { state: 'wrong', says: expect.stringMatching(/no such requirement/) as unknown as string }],
    ['no checklist', { 'infrastructure-checklist.md': undefined }, 'checklist', { state: 'missing' }],
    ['a module without files', { 'stacks/base/main.tf': undefined }, 'root modules', { state: 'missing', says: 'no Terraform files for base in stacks/base' }],
    ['no request', { 'changes/CR-0001.md': undefined }, 'change requests', { state: 'missing', needed: true }],
    ['no request that is valid', { 'changes/CR-0001.md': '---\nid: CR-0001\n---\n' }, 'change requests', { state: 'wrong', needed: true }],
    ['a request that is not valid beside one that is', { 'changes/CR-0002.md': '---\nid: CR-0002\n---\n' }, 'change requests', { state: 'wrong', needed: false, says: expect.stringMatching(/changes\/CR-0002\.md:\d+: title/) as unknown as string }],
    ['a profile that nobody configured', {}, 'credentials for production', { state: 'missing', needed: true, says: 'there is no profile prod in the AWS configuration' }],
    ['no synthesized stacks', {}, 'provider locks', { state: 'unknown', needed: true, next: 'cutover synth' }],
    ['an app whose packages are not installed', { 'cutover.yaml': CONFIG.replace(/components:\n.*\n/, 'app: { cdktf: app }\n'), 'app/cdktf.json': '{ "app": "node main.ts" }', 'app/package.json': '{}', 'app/pnpm-lock.yaml': '' }, 'app', { state: 'missing', next: expect.stringMatching(/pnpm install$/) as unknown as string }],
    ['no app', { 'cutover.yaml': CONFIG.replace(/components:\n.*\n/, 'app: { cdktf: app }\n') }, 'app', { state: 'wrong', says: expect.stringMatching(/there is no CDKTF app/) as unknown as string }],
  ])('with %s, and the rest is looked at all the same', async (_title, files, about, expected) => {
    const one = repository(files);
    const found = await findings(one.path);
    expect(found[about]).toMatchObject({ about, ...expected });
    expect(found['git user']).toMatchObject({ state: 'ok', says: 'olga@example.com' });
    expect(found['tfsec']?.state).toBe('ok');
    one.remove();
  });

  it('outside of any project', async () => {
    const found = await findings(temporaryFolder());
    expect(found['cutover.yaml']).toMatchObject({ state: 'missing', next: expect.stringMatching(/cutover init/) });
    expect(found['terraform']?.state).toBe('ok');
  });

  it('outside of any repository', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'cutover.yaml'), CONFIG);
    const found = await findings(folder);
    expect(found['base branch']).toMatchObject({ state: 'wrong', says: expect.stringMatching(/not inside a git repository/) });
    expect(found['approvers']).toMatchObject({ state: 'unknown', needed: true });
    expect(found['git user']).toMatchObject({ state: 'missing', next: expect.stringMatching(/user\.email/) });
    expect(found['cutover.yaml']?.state).toBe('ok');
  });

  it('on a machine that Cutover does not run on', async () => {
    expect((await findings(temporaryFolder(), 'cloud', '16.0.0'))['Node.js']).toMatchObject({ state: 'missing', says: expect.stringMatching(/newer Node\.js/) });
  });

  it('without the tools: says the command that installs each', async () => {
    machine.env = { ...machine.env, CUTOVER_CACHE: temporaryFolder(), PATH: '/nonexistent' };
    const found = await findings(temporaryFolder());
    for (const tool of ['terraform', 'checkov', 'tfsec']) expect(found[tool]).toMatchObject({ state: 'missing', next: expect.stringMatching(/setup/) });
    machine.env = { ...machine.env, CUTOVER_CACHE: process.env['CUTOVER_CACHE'] ?? join(kept.HOME ?? '', '.cache', 'cutover'), PATH: [aQuickEngine(), process.env['PATH']].join(delimiter) };
  });

  it.each([
    ['in the approvers file', key, { state: 'ok', says: 'it signs as ann@example.com' }],
    ['in no approvers file', aKey(temporaryFolder(), 'bob'), { state: 'missing', needed: false }],
  ])('and says whether your own key is %s', async (_title, own, expected) => {
    const one = repository();
    one.git('config', 'gpg.format', 'ssh');
    one.git('config', 'user.signingkey', own.file);
    expect((await findings(one.path))['your signing key']).toMatchObject(expected);
    one.remove();
  });

  it('needs the sandbox or credentials, whichever the delivery goes to', async () => {
    const one = repository();
    const [cloud, sandbox] = [await findings(one.path), await findings(one.path, 'sandbox')];
    expect([cloud['sandbox']?.needed, cloud['credentials for test']?.needed, cloud['provider locks']?.needed]).toEqual([false, true, true]);
    expect([sandbox['sandbox'], sandbox['credentials for test'], sandbox['provider locks']]).toMatchObject([{ needed: true, state: 'missing', next: 'cutover sandbox up' }, { needed: false }, { needed: false }]);
    one.remove();
  });

  it('writes nothing', async () => {
    const one = repository();
    mkdirSync(join(one.path, 'empty'));
    await findings(one.path);
    rmSync(join(one.path, 'empty'), { recursive: true });
    expect(one.git('status', '--porcelain', '--ignored')).toBe('');
    one.remove();
  });
});
