import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { sandboxDown } from '../sandbox/down.ts';
import { sandboxUp } from '../sandbox/up.ts';
import { parseRequest } from '../src/change/request.ts';
import { EvidenceStore } from '../src/evidence/store.ts';
import { packageRoot } from '../src/package-root.ts';
import { finished, type CliResult } from './helpers/a-project.ts';
import { ENTER, inATerminal, type Terminal } from './helpers/a-terminal.ts';
import { pythonPath } from './helpers/python.ts';
import { aKey, type TestKey } from './helpers/ssh-keys.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';
import { terraformPath } from './helpers/tools.ts';
import { programOf } from './helpers/program.ts';

/** What init asks, in its order, and what is typed; a blank takes what is proposed. */
const ANSWERS: [question: RegExp, keys: () => string][] = [
  [/What is the project called\?/, () => ''],
  [/What is the infrastructure written in\?[\s\S]*hcl/, () => ''],
  [/Which engine\b[\s\S]*tofu/, () => ''],
  [/Which package manager\?[\s\S]*yarn/, () => ''],
  [/AWS account of the test environment\?/, () => ''],
  [/AWS account of production\?/, () => ''],
  [/Which region\?/, () => ''],
  [/Which team\b/, () => ''],
  [/Who asks for the first change\?/, () => ''],
  [/Who runs it\b/, () => ''],
  [/Who approves changes\?/, () => 'ann@example.com'],
  [/public SSH key\?/, () => `${ann.file}.pub`],
  [/Make a git repository of this folder/, () => ''],
];

let project: { path: string; env: NodeJS.ProcessEnv };
let ann: TestKey;
let terminal: Terminal | undefined;

beforeAll(() => {
  const outside = temporaryFolder();
  const path = join(outside, 'shop');
  mkdirSync(path);
  mkdirSync(join(outside, 'config', 'git'), { recursive: true });
  writeFileSync(join(outside, 'config', 'git', 'config'), '[user]\n  name = Olga\n  email = olga@example.com\n');
  ann = aKey(outside, 'ann');
  // Stands for the installation of the packages.
  symlinkSync(join(packageRoot(), 'node_modules'), join(path, 'node_modules'));
  const cache = process.env['XDG_CACHE_HOME'] ?? join(process.env['HOME'] ?? '', '.cache');
  project = { path, env: { PATH: [dirname(terraformPath()), join(packageRoot(), 'node_modules', '.bin'), process.env['PATH']].join(delimiter), HOME: outside, XDG_CONFIG_HOME: join(outside, 'config'), XDG_CACHE_HOME: cache, CUTOVER_CACHE: process.env['CUTOVER_CACHE'], LANG: 'C.UTF-8' } };
});

afterAll(async () => {
  terminal?.close();
  await sandboxDown({ root: project.path });
});

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: project.path, env: project.env, encoding: 'utf8' });
}

/** Ann signs at her own place, with her key. */
function approve(): Promise<CliResult> {
  return finished(spawn(process.execPath, [programOf('src'), '-C', project.path, 'approve', 'CR-0001', '--key', ann.file], { env: project.env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

function start(...args: string[]): Terminal {
  terminal = inATerminal(project, args);
  return terminal;
}

describe('from an empty folder to production, in a terminal, no file edited by hand', () => {
  it('init asks, and writes a project that is committed as it is', async () => {
    const person = start('init');
    for (const [question, keys] of ANSWERS) {
      await person.shows(question);
      person.type(keys() + ENTER);
    }
    expect((await person.ended).code).toBe(0);
    expect(person.plain()).toMatch(/What comes next[\s\S]*sandbox up[\s\S]*ann@example\.com approves the request[\s\S]*deliver --change CR-0001 --sandbox/);
    expect(git('status', '--porcelain')).toBe('');
    expect(git('diff', '--name-only', 'main')).toBe('changes/CR-0001.md\n');
    expect(git('ls-tree', '--name-only', 'main:.github/workflows')).toBe('cutover-check.yml\ncutover-deliver.yml\ncutover-drift.yml\ncutover-reap.yml\ncutover-refine.yml\n');
    expect(person.plain().replace(/\s+/g, ' ')).toMatch(/name no commit of Cutover yet: replace OWNER\/cutover .*git ls-remote --tags/);
    expect(readFileSync(join(project.path, 'changes/CR-0001.md'), 'utf8')).toMatch(/^requester: olga@example\.com$/m);
  });

  it('deliver is a HALT before the approval', async () => {
    await sandboxUp({ root: project.path, python: pythonPath(), lifetime: 'until-exit' });
    const person = start('deliver', '--sandbox', '--mode', 'incremental');
    expect((await person.ended).code).toBe(3);
    expect(person.plain()).toMatch(/HALT: .*approve/);
  });

  it('deliver goes to the sealed plan, is approved by another person, and ends in production', async () => {
    expect(await approve()).toMatchObject({ code: 0 });
    const first = start('deliver', '--sandbox');
    await first.shows(/How should the components[\s\S]*○ yolo/);
    first.type(ENTER);
    await first.shows(/\+ aws_kms_key\.key[\s\S]*Which one\?/, 120);
    first.type(`8${ENTER}`);
    await first.shows(/Anything to record/);
    first.type(ENTER);
    expect((await first.ended).code).toBe(3);
    expect(first.plain()).toMatch(/HALT: nobody has approved the promotion/);

    expect(await approve()).toMatchObject({ code: 0 });
    const second = start('deliver', '--sandbox', '--mode', 'incremental');
    const { code } = await second.ended;
    expect(`${code}\n${second.plain()}`).toMatch(/^0\n[\s\S]*CR-0001 is implemented/);
    const store = new EvidenceStore(project.path, 'CR-0001');
    expect(store.latest('promote', 'encryption', 'production')?.record).toMatchObject({ verdict: 'pass', facts: { actions: { create: 2 } } });
    expect(parseRequest(readFileSync(join(project.path, 'changes/CR-0001.md'), 'utf8'), 'changes/CR-0001.md').status).toBe('implemented');
    expect(git('status', '--porcelain')).toBe(' M changes/CR-0001.md\n'); // by handover
    expect(existsSync(join(project.path, 'cutover-evidence', 'CR-0001', 'handover', 'runbook.md'))).toBe(true);
    expect(readdirSync(project.path)).not.toContain('cdktf.out');
  }, 180_000);
});
