import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { runGit } from '../src/git-command.ts';
import { packageRoot } from '../src/package-root.ts';
import { agentKeys, sshKeygen } from '../src/ssh-keygen.ts';
import { restoreEnvironment } from './helpers/environment.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

/** The only files that start processes. Who needs one calls these, and says which variables it gets. */
const MAY_START = ['sandbox/launch.ts', 'sandbox/process.ts', 'setup/child.mjs', 'setup/run.mjs', 'src/git-command.ts', 'src/process-identity.ts', 'src/process.ts', 'src/ssh-keygen.ts', 'src/verification/bounded-command.ts'];
/** Starts the scripts of this repository with the Node.js that is pinned: they are Cutover itself. */
const PASSES_ON = 'setup/run.mjs';
const STARTERS = /^(?:node:)?(?:child_process|worker_threads|cluster)$/;

const sources = ['src', 'actions', 'sandbox', 'setup'].flatMap((folder) => readdirSync(join(packageRoot(), folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`)).filter((file) => /\.(?:ts|mjs|cjs)$/.test(file) && !/(?:^|\/)(?:dist|node_modules)\//.test(file)).sort();
const textOf = (file: string): string => readFileSync(join(packageRoot(), file), 'utf8');

/** How a program starts processes without an environment that it chose; empty when it does not. */
function inheriting(text: string): string[] {
  const file = ts.createSourceFile('x.mts', text, ts.ScriptTarget.Latest, true);
  const starters = new Set<string>();
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && STARTERS.test(node.moduleSpecifier.text)) {
      const bindings = node.importClause?.namedBindings;
      if (bindings === undefined || !ts.isNamedImports(bindings) || !node.moduleSpecifier.text.includes('child_process')) found.push(node.getText());
      else for (const { name, isTypeOnly } of bindings.elements) if (!isTypeOnly && node.importClause?.isTypeOnly !== true) starters.add(name.text);
    }
    if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require') && node.arguments.some((one) => ts.isStringLiteralLike(one) && STARTERS.test(one.text))) found.push(node.getText());
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && starters.has(node.expression.text)) {
      const options = node.arguments.at(-1);
      const env = options !== undefined && ts.isObjectLiteralExpression(options) ? options.properties.find((one) => one.name?.getText() === 'env') : undefined;
      if (env === undefined || /(?::\s*|\.\.\.)process\.env(?![[.])/.test(env.getText())) found.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe('a child process', () => {
  it('is started in few places only', () => {
    expect(sources.length).toBeGreaterThan(300);
    expect(sources.filter((file) => /['"](?:node:)?(?:child_process|worker_threads|cluster)['"]/.test(textOf(file)) && file !== 'src/components/place-preload.cjs')).toEqual(MAY_START);
  });

  it.each(MAY_START.filter((file) => file !== PASSES_ON))('gets an environment that somebody chose: %s', (file) => {
    expect(inheriting(textOf(file))).toEqual([]);
  });

  it.each([
    ['no options', "import { spawn } from 'node:child_process'; spawn('x', []);"],
    ['options without one', "import { execFileSync } from 'node:child_process'; execFileSync('x', [], { cwd: '/' });"],
    ['all of ours', "import { spawnSync } from 'node:child_process'; spawnSync('x', [], { env: process.env });"],
    ['all of ours and more', "import { spawnSync } from 'node:child_process'; spawnSync('x', [], { env: { ...process.env, A: 'b' } });"],
    ['options from elsewhere', "import { spawn } from 'node:child_process'; spawn('x', [], options);"],
    ['the whole module', "import * as children from 'node:child_process'; children.exec('x');"],
    ['a module that is loaded later', "const { exec } = await import('node:child_process');"],
    ['a worker', "import { Worker } from 'node:worker_threads';"],
  ])('would be seen to inherit everything: %s', (_title, text) => {
    expect(inheriting(text)).toHaveLength(1);
  });

  it('is nowhere given our whole environment', () => {
    expect(sources.filter((file) => /\.\.\.process\.env/.test(textOf(file)))).toEqual([]);
  });
});

describe('programs of the machine', () => {
  const before = { ...process.env };
  let seen: string;
  beforeEach(() => {
    const folder = temporaryFolder();
    seen = join(folder, 'seen');
    mkdirSync(join(folder, 'bin'));
    for (const name of ['git', 'ssh-keygen', 'ssh-add']) writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nenv > '${seen}'\n`, { mode: 0o755 });
    Object.assign(process.env, { PATH: `${join(folder, 'bin')}:${before['PATH'] ?? ''}`, SSH_AUTH_SOCK: '/agent', AWS_SECRET_ACCESS_KEY: 'canary', TF_VAR_password: 'canary', GITHUB_TOKEN: 'canary', CUTOVER_PLAN_IDENTITY: 'canary', GIT_SSH_COMMAND: 'canary', GIT_CONFIG_COUNT: 'canary', NODE_OPTIONS: '--title=canary', LD_PRELOAD: '' });
  });
  afterEach(() => {
    restoreEnvironment(before);
  });

  it.each([
    ['git', () => runGit('/', ['status'])],
    ['ssh-keygen', () => sshKeygen(['-l'], { input: Buffer.from('') })],
    ['ssh-add', () => agentKeys()],
  ])('%s gets neither credentials nor settings of the caller', (_name, start) => {
    start();
    const names = readFileSync(seen, 'utf8').split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    expect(readFileSync(seen, 'utf8')).not.toContain('canary');
    expect(names.filter((name) => !/^(?:PATH|HOME|XDG_CONFIG_HOME|TMPDIR|TERM|LC_ALL|SSH_\w+|DISPLAY|WAYLAND_DISPLAY|GIT_TERMINAL_PROMPT|GIT_OPTIONAL_LOCKS|PWD|OLDPWD|SHLVL|_)$/.test(name))).toEqual([]);
  });
});
