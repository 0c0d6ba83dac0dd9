import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Halt, UserError } from '../src/errors.ts';
import { authorsOfFile, gitConfig, gitFacts } from '../src/git.ts';
import { readFromBase } from '../src/git-base.ts';
import { runGit } from '../src/git-command.ts';
import { treeDigest } from '../src/tree-digest.ts';
import { aRepository, type Repository } from './helpers/a-repository.ts';
import { restoreEnvironment } from './helpers/environment.ts';
import { inAChild, moduleAt } from './helpers/in-a-child.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const repositories: Repository[] = [];
const environment = { ...process.env };

afterEach(() => {
  restoreEnvironment(environment);
  for (const repository of repositories.splice(0)) repository.remove();
});

function repositoryWith(files: Parameters<typeof aRepository>[0] = {}): Repository {
  const repository = aRepository(files);
  repositories.push(repository);
  return repository;
}

function cloneOf(repository: Repository, ...options: string[]): string {
  const folder = join(temporaryFolder(), 'clone');
  execFileSync('git', ['clone', '--quiet', ...options, `file://${repository.path}`, folder]);
  execFileSync('git', ['config', 'user.email', 'clare@example.com'], { cwd: folder });
  return folder;
}

describe('git', () => {
  it('that says more than fits is a mistake with its command and what to do, not a crash', () => {
    const repository = repositoryWith({ 'large.txt': 'x'.repeat(1000) });
    const tooMuch = (): unknown => runGit(repository.path, ['cat-file', 'blob', 'HEAD:large.txt'], undefined, 999);
    expect(tooMuch).toThrow(UserError);
    expect(tooMuch).toThrow(/git says more than Cutover takes in: git cat-file blob HEAD:large\.txt\n +found: +more than 999 bytes\n +allowed: at most 999 bytes\n +next: +run it yourself in .* and see what is so large/);
    expect(runGit(repository.path, ['cat-file', 'blob', 'HEAD:large.txt'], undefined, 1000).stdout).toHaveLength(1000);
  });

  it('that cannot be run is one as well', () => {
    const repository = repositoryWith();
    expect(() => runGit(repository.path, ['log', 'x'.repeat(3_000_000)])).toThrow(/git could not be run: git log x{20,}[^]*found: +E2BIG/);
  });
});

describe('git facts', () => {
  it('name the top level, head, base and the one who runs', () => {
    const repository = repositoryWith({ 'infra/cutover.yaml': '' });
    expect(gitFacts(join(repository.path, 'infra'))).toMatchObject({
      root: repository.path,
      prefix: 'infra/',
      head: repository.git('rev-parse', 'HEAD'),
      base: { ref: 'refs/heads/main', commit: repository.git('rev-parse', 'main') },
      origin: null,
      authors: [],
      user: 'olga@example.com',
    });
    expect(gitFacts(repository.path).prefix).toBe('');
  });

  it('tell a repository by its root commits: the same in a clone and on every branch, another elsewhere', () => {
    const repository = repositoryWith({ a: '1' });
    const { identity } = gitFacts(repository.path);
    expect(identity).toMatch(/^[0-9a-f]{64}$/);
    repository.git('checkout', '--quiet', '-b', 'change');
    repository.commit({ a: '2' });
    expect(gitFacts(repository.path).identity).toBe(identity);
    expect(gitFacts(cloneOf(repository)).identity).toBe(identity);
    expect(gitFacts(repositoryWith({ a: 'other' }).path).identity).not.toBe(identity);
  });

  it('do not let a change alter the identity by bringing a root commit of its own', () => {
    const repository = repositoryWith({ a: '1' });
    const { identity } = gitFacts(repository.path);
    repository.git('checkout', '--quiet', '--orphan', 'foreign');
    repository.commit({ b: '1' });
    expect(gitFacts(repository.path).identity).toBe(identity);
  });

  it.each([
    ['https://rita:token@github.com/shop/infra.git', 'https://github.com/shop/infra.git'],
    ['https://ghp_secret@github.com/shop/infra', 'https://github.com/shop/infra'],
    ['https://github.com/shop/infra?access_token=secret#x', 'https://github.com/shop/infra'],
    ['ssh://git@github.com:22/shop/infra', 'ssh://github.com:22/shop/infra'],
    ['https://a:p@ss@example.com/x', 'https://example.com/x'],
    ['git@github.com:shop/infra.git', 'git@github.com:shop/infra.git'],
    ['/srv/git/infra', '/srv/git/infra'],
  ])('note the origin %s as %s', (url, noted) => {
    const repository = repositoryWith();
    repository.git('remote', 'add', 'origin', url);
    expect(gitFacts(repository.path).origin).toBe(noted);
  });

  describe('find the base', () => {
    it('at origin/HEAD first', () => {
      const repository = repositoryWith();
      const clone = cloneOf(repository);
      execFileSync('git', ['commit', '--quiet', '--allow-empty', '-m', 'local'], { cwd: clone, env: { ...process.env, GIT_AUTHOR_NAME: 'c', GIT_COMMITTER_NAME: 'c' } });
      expect(gitFacts(clone).base).toEqual({ ref: 'refs/remotes/origin/main', commit: repository.git('rev-parse', 'main') });
    });

    it('at main, then at master', () => {
      const repository = repositoryWith();
      repository.git('branch', 'master');
      repository.git('checkout', '--quiet', '-b', 'change');
      expect(gitFacts(repository.path).base.ref).toBe('refs/heads/main');
      repository.git('branch', '-D', 'main');
      expect(gitFacts(repository.path).base.ref).toBe('refs/heads/master');
    });

    it('where it is told to be', () => {
      const repository = repositoryWith();
      const first = repository.git('rev-parse', 'HEAD');
      repository.git('branch', 'release');
      repository.commit({ a: '1' });
      expect(gitFacts(repository.path, { base: 'release' }).base).toEqual({ ref: 'refs/heads/release', commit: first });
      expect(gitFacts(repository.path, { base: first }).base).toEqual({ ref: first, commit: first });
    });

    it.each(['nowhere', '--output=x', '-h', '$(touch x)', 'main:a'])('and say so when it is not there: %j', (base) => {
      const repository = repositoryWith({ a: '' });
      expect(() => gitFacts(repository.path, { base })).toThrow(/no base branch/);
      expect(readdirSync(repository.path).sort()).toEqual(['.git', 'a']);
    });

    it('and say so when no branch has a usual name', () => {
      const repository = repositoryWith();
      repository.git('branch', '-m', 'trunk');
      expect(() => gitFacts(repository.path)).toThrow(/neither origin\/HEAD, main nor master/);
    });
  });

  it('name everyone who wrote a commit that the base does not have', () => {
    const repository = repositoryWith({}); // olga wrote the base
    repository.git('checkout', '--quiet', '-b', 'change');
    repository.commit({ a: '1' }, { author: 'Alice@Example.com', committer: 'carl@example.com' });
    repository.git('commit', '--quiet', '--allow-empty', '-m', 'x\n\nCo-authored-by: Dora <dora@example.com>', '--author=Eve <eve@example.com>');
    expect(gitFacts(repository.path).authors).toEqual(['alice@example.com', 'carl@example.com', 'dora@example.com', 'eve@example.com', 'olga@example.com']);
  });

  it('do not let the change rename its author by a .mailmap', () => {
    const repository = repositoryWith();
    repository.git('checkout', '--quiet', '-b', 'change');
    repository.commit({ '.mailmap': 'Nobody <nobody@example.com> <alice@example.com>\n' }, { author: 'alice@example.com' });
    repository.git('config', 'log.mailmap', 'true');
    expect(gitFacts(repository.path).authors).toEqual(['alice@example.com']);
  });

  it('name who wrote a file, also what the base already has', () => {
    const repository = repositoryWith();
    repository.commit({ 'infra/changes/CR-0001.md': '1' }, { author: 'alice@example.com' });
    repository.commit({ 'infra/changes/CR-0002.md': '1' }, { author: 'bob@example.com' });
    expect(authorsOfFile(gitFacts(join(repository.path, 'infra')), 'changes/CR-0001.md')).toEqual(['alice@example.com']);
    expect(authorsOfFile(gitFacts(join(repository.path, 'infra')), 'changes/*.md')).toEqual([]);
  });

  it('do not listen to GIT_ variables', () => {
    const repository = repositoryWith();
    const other = repositoryWith({ other: '' });
    const told = { GIT_DIR: join(other.path, '.git'), GIT_WORK_TREE: other.path, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.email', GIT_CONFIG_VALUE_0: 'ann@example.com' };
    const source = `import { gitFacts } from ${moduleAt('src/git.ts')}; console.log(JSON.stringify(gitFacts(${JSON.stringify(repository.path)})));`;
    expect(JSON.parse(inAChild(source, told))).toMatchObject({ root: repository.path, user: 'olga@example.com', head: repository.git('rev-parse', 'HEAD') });
  });

  it('start no program that the repository names', () => {
    const repository = repositoryWith({ a: '1' });
    const ran = join(repository.path, '.git', 'ran');
    const program = join(repository.path, '.git', 'program');
    writeFileSync(program, `#!/bin/sh\ntouch ${ran}\n`);
    chmodSync(program, 0o755);
    for (const setting of ['core.fsmonitor', 'core.pager', 'gpg.program', 'diff.x.textconv']) repository.git('config', setting, program);
    repository.git('config', 'log.showSignature', 'true');
    repository.commit({ '.gitattributes': 'a diff=x\n' });
    const signed = repository.git('cat-file', 'commit', 'HEAD').replace(/\n\n/, '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n');
    const commit = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { cwd: repository.path, input: `${signed}\n`, encoding: 'utf8' }).trim();
    repository.git('update-ref', 'refs/heads/main', commit);
    rmSync(ran, { force: true });
    const facts = gitFacts(repository.path);
    readFromBase(facts, 'a');
    authorsOfFile(facts, '.gitattributes');
    treeDigest(repository.path, []);
    expect(existsSync(ran)).toBe(false);
    // It is a trap: git by itself runs it.
    repository.git('status');
    expect(existsSync(ran)).toBe(true);
  });

  it.each<[string, () => string, RegExp]>([
    ['no repository', () => temporaryFolder(), /not inside a git repository/],
    ['no commit', () => repositoryWith(null).path, /no commit yet/],
    ['a shallow clone', () => cloneOf(twoCommits(), '--depth', '1'), /lacks its older commits[^]*unshallow/],
    ['a folder that is not there', () => join(temporaryFolder(), 'gone'), /does not exist/],
  ])('are refused with %s', (_name, make, problem) => {
    const folder = make();
    expect(() => gitFacts(folder)).toThrow(UserError);
    expect(() => gitFacts(folder)).toThrow(problem);
  });

  it('are refused when git does not know who runs this', () => {
    const repository = repositoryWith();
    repository.git('config', '--unset', 'user.email');
    Object.assign(process.env, { HOME: temporaryFolder(), XDG_CONFIG_HOME: temporaryFolder() });
    expect(() => gitFacts(repository.path)).toThrow(/git config --global user\.email/);
  });

  it('are refused when git is not installed', () => {
    const repository = repositoryWith();
    process.env['PATH'] = temporaryFolder();
    expect(() => gitFacts(repository.path)).toThrow(/git was not found/);
  });
});

describe('reading from the base', () => {
  const cases = { 'infra/approvers': 'of the base\n', 'infra/empty': '', 'infra/$(touch x)': 'odd name' };

  it('gives the text as it is there, and never the change or the working tree (row 25)', () => {
    const repository = repositoryWith(cases);
    repository.git('checkout', '--quiet', '-b', 'change');
    repository.commit({ 'infra/approvers': 'of the change\n' });
    repository.write({ 'infra/approvers': 'of the working tree\n', 'infra/waivers.yaml': 'new' });
    const facts = gitFacts(join(repository.path, 'infra'));
    expect(readFromBase(facts, 'approvers')).toBe('of the base\n');
    expect(readFromBase(facts, 'empty')).toBe('');
    expect(readFromBase(facts, 'waivers.yaml')).toBeUndefined();
    expect(readFromBase(facts, '$(touch x)')).toBe('odd name');
  });

  it('does not follow replaced objects', () => {
    const repository = repositoryWith({ approvers: 'true' });
    const facts = gitFacts(repository.path);
    const forged = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: repository.path, input: 'forged', encoding: 'utf8' }).trim();
    repository.git('replace', repository.git('rev-parse', 'HEAD:approvers'), forged);
    expect(repository.git('show', 'HEAD:approvers')).toBe('forged');
    expect(readFromBase(facts, 'approvers')).toBe('true');
  });

  it.each<[string, (repository: Repository) => void, RegExp]>([
    ['a link', (repository) => symlinkSync('/etc/passwd', join(repository.path, 'approvers')), /not a plain file/],
    ['a folder', (repository) => (mkdirSync(join(repository.path, 'approvers')), writeFileSync(join(repository.path, 'approvers/x'), '')), /not a plain file/],
    ['not UTF-8', (repository) => writeFileSync(join(repository.path, 'approvers'), Buffer.from([0xff, 0x41])), /not valid UTF-8/],
  ])('halts when the file is %s', (_name, make, problem) => {
    const repository = repositoryWith();
    make(repository);
    repository.commit();
    expect(() => readFromBase(gitFacts(repository.path), 'approvers')).toThrow(Halt);
    expect(() => readFromBase(gitFacts(repository.path), 'approvers')).toThrow(problem);
  });
});

describe('git configuration', () => {
  it('is read value by value', () => {
    const repository = repositoryWith();
    repository.git('config', 'gpg.format', 'ssh');
    expect(gitConfig(repository.path, 'gpg.format')).toBe('ssh');
    expect(gitConfig(repository.path, 'cutover.nothing')).toBeUndefined();
  });
});

function twoCommits(): Repository {
  const repository = repositoryWith({ a: '1' });
  repository.commit({ a: '2' });
  return repository;
}
