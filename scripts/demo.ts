import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { packageRoot } from '../src/package-root.ts';

/**
 * Takes the change CR-0001 of the reference platform from request to production, in the sandbox, as three people would: a
 * developer who asks and runs, an approver who signs twice, and a maintainer who owns main. It only calls `cutover`, and ends
 * with cutover's own exit code as soon as that is not the expected one.
 */
const ROOT = packageRoot();
const DEMO = join(ROOT, '.demo');
const CHANGE = 'CR-0001';
const KEY = join(DEMO, '.cutover', 'approver-key');
const APPROVER = 'approver@example.com';

interface Expected {
  code: number;
  because: string;
}

function say(text: string): void {
  process.stdout.write(`\n${pc.bold(`▶ ${text}`)}\n`);
}

function stop(code: number): never {
  cutover(['sandbox', 'down'], undefined);
  process.exit(code);
}

function run(command: string, args: string[], env: Record<string, string> = {}): void {
  const { status, stderr } = spawnSync(command, args, { cwd: DEMO, env: { ...process.env, ...env }, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${command} ${args.join(' ')}\n${stderr}`);
  process.exit(1);
}

/** No standard input: nobody is asked anything, so the demo runs the same in a terminal and in CI. */
function cutover(args: string[], expected: Expected | undefined): void {
  if (expected !== undefined) process.stdout.write(pc.dim(`$ cutover ${args.join(' ')}\n`));
  const { status } = spawnSync(process.execPath, [join(ROOT, 'src', 'main.ts'), '-C', DEMO, ...args], { stdio: ['ignore', expected === undefined ? 'ignore' : 'inherit', 'inherit'] });
  if (expected === undefined || status === expected.code) return;
  process.stderr.write(`the demo stops: exit code ${status ?? 'none'} where ${expected.code} was expected (${expected.because})\n`);
  stop(status === 0 ? 1 : (status ?? 1));
}

function commit(who: string, message: string): void {
  run('git', ['add', '-A']);
  run('git', ['commit', '-q', '-m', message], { GIT_AUTHOR_NAME: who, GIT_AUTHOR_EMAIL: `${who}@example.com`, GIT_COMMITTER_NAME: who, GIT_COMMITTER_EMAIL: `${who}@example.com` });
}

/** main holds the platform and the approvers, and is nobody's to change in passing; the request comes on a branch. */
function makeRepository(): void {
  rmSync(DEMO, { recursive: true, force: true });
  mkdirSync(join(DEMO, '.cutover'), { recursive: true });
  cpSync(join(ROOT, 'cdktf-stacks'), DEMO, { recursive: true, filter: (path) => !path.endsWith('cdktf.out') });
  const request = readFileSync(join(DEMO, 'changes', `${CHANGE}.md`), 'utf8');
  rmSync(join(DEMO, 'changes', `${CHANGE}.md`));
  run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', APPROVER, '-f', KEY]);
  const [type = '', key = ''] = readFileSync(`${KEY}.pub`, 'utf8').split(' ');
  writeFileSync(join(DEMO, 'approvers'), `# Who may approve, as ssh-keygen reads it (ALLOWED SIGNERS).\n${APPROVER} namespaces="cutover-*" ${type} ${key}\n`);
  writeFileSync(join(DEMO, '.gitignore'), '.cutover/\ncutover-evidence/\nnode_modules/\n');
  run('git', ['init', '-q', '-b', 'main']);
  run('git', ['config', 'user.name', 'developer']);
  run('git', ['config', 'user.email', 'developer@example.com']);
  commit('maintainer', 'the reference platform, and who may approve changes to it');
  run('git', ['checkout', '-q', '-b', `change/${CHANGE}`]);
  writeFileSync(join(DEMO, 'changes', `${CHANGE}.md`), request);
  commit('developer', `ask for ${CHANGE}`);
}

const modeAt = process.argv.indexOf('--mode');
const mode = modeAt === -1 ? 'incremental' : (process.argv[modeAt + 1] ?? '');
const deliver = ['deliver', '--change', CHANGE, '--mode', mode, '--sandbox'];
const started = Date.now();

say('A repository as a team has it, in .demo/: main with the approvers, and a branch that asks for a change');
cutover(['sandbox', 'down'], undefined);
makeRepository();
process.on('SIGINT', () => stop(4));

say('A local AWS: test and production as two accounts');
cutover(['sandbox', 'up'], { code: 0, because: 'the sandbox starts' });

say('Nobody has approved the request yet');
cutover(deliver, { code: 3, because: 'an unapproved request is a HALT' });

say('The approver signs the request; the delivery goes as far as production\'s sealed plans');
cutover(['approve', CHANGE, '--key', KEY], { code: 0, because: 'the approver stands in main\'s approvers file' });
cutover(deliver, { code: 3, because: 'the promotion waits for its own approval' });

say('The approver signs the seal; the delivery goes on from there');
cutover(['approve', CHANGE, '--key', KEY], { code: 0, because: 'a seal waits' });
cutover(deliver, { code: 0, because: 'the change is implemented' });

say('Anyone can check the evidence');
cutover(['verify', join(DEMO, 'cutover-evidence', CHANGE)], { code: 0, because: 'the bundle is whole' });
cutover(['sandbox', 'down'], { code: 0, because: 'nothing is left running' });

process.stdout.write(`\n${pc.green('✓')} ${CHANGE} is implemented, after ${((Date.now() - started) / 1000).toFixed(0)} s in ${mode} mode.\n  Evidence:  .demo/cutover-evidence/${CHANGE}/\n  Handover:  .demo/cutover-evidence/${CHANGE}/handover/\n`);
