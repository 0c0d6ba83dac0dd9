import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseApprovers, type Approver } from '../../src/change/approvers.ts';
import { parseConfig } from '../../src/config.ts';
import { CALLERS, callerText } from '../../src/init/workflows.ts';
import { aRepository } from '../helpers/a-repository.ts';
import { aFolder, init } from './a-folder.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

interface Caller {
  jobs: Record<string, { uses: string; with: Record<string, string>; permissions: Record<string, string> }>;
}

/** The one job of each caller that init has written. */
function callers(folder: string): Caller['jobs'] {
  return Object.assign({}, ...CALLERS.map((name) => (parse(readFileSync(join(folder, '.github/workflows', name), 'utf8')) as Caller).jobs)) as Caller['jobs'];
}

describe('the workflows that cutover init writes', () => {
  it('are those that a user would copy, and it says how to pin them', async () => {
    const folder = aFolder();
    const { output } = await init(folder, '--kind', 'hcl');
    const { name: project } = parseConfig(readFileSync(join(folder, 'cutover.yaml'), 'utf8'));
    for (const name of CALLERS) expect(readFileSync(join(folder, '.github/workflows', name), 'utf8')).toBe(callerText(name).replace('project: PROJECT # the name in cutover.yaml', `project: ${project}`));
    expect(callers(folder)['check']?.with['project']).toBe(project);
    expect(output).toMatch(/to be done: the workflows in \.github\/workflows name no commit of Cutover yet: replace OWNER\/cutover by its repository and the forty zeros by the commit of a release \(git ls-remote --tags /);
  });

  it('are pinned by the commit that it is told', async () => {
    const folder = aFolder();
    const { output } = await init(folder, '--kind', 'hcl', '--workflows', `acme/cutover-fork@${COMMIT}`);
    expect(Object.values(callers(folder)).map(({ uses }) => uses).sort()).toEqual(['change-check', 'change-deliver', 'change-refine', 'drift', 'reap'].map((name) => `acme/cutover-fork/.github/workflows/${name}.yml@${COMMIT}`));
    expect(output).not.toContain('name no commit');
    for (const name of CALLERS) expect(readFileSync(join(folder, '.github/workflows', name), 'utf8')).not.toMatch(/OWNER|0{40}/);
  });

  it.each(['acme/cutover@v1', 'acme/cutover@0123456', 'acme/cutover', `cutover@${COMMIT}`, `acme/cutover@${COMMIT}\nx: y`])('are not written for %j, which could be moved or is nobody\'s', async (pin) => {
    const folder = aFolder();
    const { code, output } = await init(folder, '--workflows', pin);
    expect([code, readdirSync(folder)]).toEqual([2, []]);
    expect(output).toMatch(/--workflows: this cannot be pinned\n +found: .*\n +allowed: owner\/repository@commit with all 40 digits/);
  });

  it.each([
    [['--kind', 'cdktf'], 'npm ci'],
    [['--kind', 'cdktn', '--package-manager', 'pnpm'], 'corepack pnpm install --frozen-lockfile'],
    [['--kind', 'cdktf', '--package-manager', 'yarn'], 'corepack yarn install --immutable'],
    [['--kind', 'hcl'], ''],
  ])('install what an app needs: %j', async (flags, install) => {
    const folder = aFolder();
    await init(folder, ...flags);
    const { check, deliver, drift, reap, refine } = callers(folder);
    expect([check, deliver, drift, reap].map((job) => job?.with['install'])).toEqual([install, install, install, install]);
    expect(refine?.with).toEqual({ directory: '.' }); // it runs nothing of the project
  });

  it('do not take the place of workflows that are there', async () => {
    const folder = aFolder({ '.github/workflows/cutover-check.yml': 'name: mine\n' });
    const { output } = await init(folder);
    expect(readFileSync(join(folder, '.github/workflows/cutover-check.yml'), 'utf8')).toBe('name: mine\n');
    expect(output).toContain('kept as it is: .github/workflows/cutover-check.yml');
  });

  it('belong to the top of a repository, so in a folder of one it says where they go', async () => {
    const repository = aRepository({ 'infra/.keep': '' });
    const { code, output } = await init(join(repository.path, 'infra'));
    expect(code).toBe(0);
    expect(existsSync(join(repository.path, 'infra/.github'))).toBe(false);
    expect(output).toMatch(/to be done: this folder is not the top of its repository, and GitHub reads workflows from there alone: copy/);
    repository.remove();
  });
});

describe('what saved plans are encrypted to', () => {
  const recipient = `age1${'q'.repeat(58)}`;
  it.each([['--kind', 'hcl'], ['--kind', 'cdktf']])('stands in cutover.yaml for production, with %s %s', async (...kind) => {
    const folder = aFolder();
    const { code, output } = await init(folder, ...kind, '--plan-recipient', recipient);
    expect(code).toBe(0);
    expect(parseConfig(readFileSync(join(folder, 'cutover.yaml'), 'utf8')).environments).toMatchObject({ production: { planRecipient: recipient } });
    expect(output).not.toMatch(/age-keygen/);
  });

  it('is explained where nothing says it, also when cutover.yaml was there before', async () => {
    const folder = aFolder();
    const { output } = await init(folder, '--kind', 'hcl');
    expect(output).toMatch(/to be done: for deliveries to real accounts on GitHub, .* age-keygen .*planRecipient.* CUTOVER_PLAN_IDENTITY/);
    expect((await init(folder, '--plan-recipient', recipient)).output).toMatch(/kept as it is: cutover\.yaml[\s\S]*to be done: .*age-keygen/);
  });

  it('is a recipient of age', async () => {
    expect(await init(aFolder(), '--plan-recipient', 'AGE-SECRET-KEY-1')).toMatchObject({ code: 2, output: expect.stringMatching(/--plan-recipient: this cannot be used[\s\S]*allowed: a recipient of age/) });
  });
});

describe('the login of the approver', () => {
  const line = (folder: string): Approver | undefined => parseApprovers(readFileSync(join(folder, 'approvers'), 'utf8'))[0];

  it('stands in their line, so that their reviews count', async () => {
    const folder = aFolder();
    expect(await init(folder, '--kind', 'hcl', '--approver-login', 'ann-of-acme')).toMatchObject({ code: 0 });
    expect(line(folder)).toMatchObject({ principals: ['ann@example.com'], github: 'ann-of-acme' });
    const without = aFolder();
    await init(without, '--kind', 'hcl');
    expect(line(without)?.github).toBeUndefined();
  });

  it('is one login', async () => {
    const folder = aFolder();
    const { code, output } = await init(folder, '--approver-login', 'ann groups=all');
    expect([code, readdirSync(folder)]).toEqual([2, []]);
    expect(output).toMatch(/--approver-login: this cannot be used/);
  });
});
