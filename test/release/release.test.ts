import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { provenanceOf, subjectsIn } from '../../scripts/release/provenance.ts';
import { statementSchema } from '../../src/evidence/in-toto.ts';
import { packageRoot } from '../../src/package-root.ts';
import { aRepository } from '../helpers/a-repository.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

interface Step {
  name?: string;
  uses?: string;
  run?: string;
}
const text = readFileSync(join(packageRoot(), '.github/workflows/release.yml'), 'utf8');
const { steps } = (parse(text) as { jobs: { release: { steps: Step[] } } }).jobs.release;
const script = (name: string): string => {
  const found = steps.find((step) => step.name === name)?.run;
  if (found === undefined) throw new Error(`the release has no step ${name}`);
  return found;
};

/** Runs a step of the workflow as the runner does, on a repository whose remote is a folder. */
function run(name: string, cwd: string, env: Record<string, string>): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script(name)], { cwd, env: { PATH: process.env['PATH'], HOME: cwd, ...env }, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describe('the release', () => {
  it('calls nothing but checkout', () => {
    expect(steps.flatMap(({ uses }) => uses ?? []).filter((uses) => !/^actions\/checkout@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  });

  it.each([
    ['1.2.3', 0, ''],
    ['1.2', 2, 'three numbers'],
    ['1.2.3; touch x', 2, 'three numbers'],
    ['1.2.4', 2, 'package.json says 1.2.3'],
    ['1.0.0', 2, 'package.json says 1.2.3'],
  ])('of %s', (VERSION, status, message) => {
    const repository = aRepository({ 'package.json': '{\n  "version": "1.2.3",\n}\n' });
    const result = run('The version is that of package.json, and new', repository.path, { VERSION });
    expect([result.status, result.output]).toEqual([status, expect.stringContaining(message)]);
    repository.remove();
  });

  it('puts dist/ on the tag only, moves the major tag, and never a version', () => {
    const remote = temporaryFolder();
    const repository = aRepository({ 'package.json': '{\n  "version": "1.2.3",\n}\n', '.gitignore': 'dist/\n' });
    const { git, path } = repository;
    git('init', '--quiet', '--bare', join(remote, 'acme', 'shop'));
    const main = git('rev-parse', 'HEAD');
    const release = (version: string, code = `// ${version}\n`): { status: number | null; output: string } => {
      git('checkout', '--quiet', '--force', '--detach', main);
      mkdirSync(join(path, 'dist'), { recursive: true });
      writeFileSync(join(path, 'dist', 'main.js'), code);
      return run('The tag, and the major tag beside it', path, { VERSION: version, GITHUB_SHA: main, GITHUB_TOKEN: 'job-token', GITHUB_SERVER_URL: `file://${remote}`, GITHUB_REPOSITORY: 'acme/shop' });
    };
    const at = (tag: string): string => git('--git-dir', join(remote, 'acme', 'shop'), 'show', `${tag}:dist/main.js`);
    expect(release('1.2.3')).toMatchObject({ status: 0 });
    expect([at('v1.2.3'), at('v1')]).toEqual(['// 1.2.3', '// 1.2.3']);
    expect(git('rev-parse', 'v1.2.3^')).toBe(main);
    expect(git('ls-tree', '-r', '--name-only', main)).not.toContain('dist');
    expect(release('1.3.0')).toMatchObject({ status: 0 });
    expect([at('v1.2.3'), at('v1.3.0'), at('v1')]).toEqual(['// 1.2.3', '// 1.3.0', '// 1.3.0']);
    git('tag', '--delete', 'v1.3.0');
    const again = release('1.3.0', '// other code\n');
    expect(again.status).not.toBe(0);
    expect(at('v1')).toBe('// 1.3.0');
    expect(again.output).not.toContain('job-token');
    repository.remove();
  });
});

it('the provenance names every file of dist/, the workflow, the commit and the run', () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'dist', 'chunks'), { recursive: true });
  writeFileSync(join(root, 'dist', 'chunks', 'a.js'), 'a');
  writeFileSync(join(root, 'dist', 'b.js'), 'b');
  writeFileSync(join(root, 'c.js'), 'c');
  const subject = subjectsIn(root, 'dist');
  const sha256 = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');
  expect(subject).toEqual([{ name: 'dist/b.js', digest: { sha256: sha256('b') } }, { name: 'dist/chunks/a.js', digest: { sha256: sha256('a') } }].sort((a, b) => (a.name < b.name ? -1 : 1)));
  const workflowRef = 'acme/shop/.github/workflows/release.yml@refs/heads/main';
  const statement = provenanceOf(subject, { serverUrl: 'https://github.com', repository: 'acme/shop', repositoryId: 1, ownerId: 2, workflowRef, ref: 'refs/heads/main', sha: 'a'.repeat(40), event: 'workflow_dispatch', run: { id: 7, attempt: 2 } });
  expect(statementSchema.parse(statement)).toEqual(statement);
  expect(statement.predicate).toMatchObject({
    buildDefinition: { externalParameters: { workflow: { ref: 'refs/heads/main', repository: 'https://github.com/acme/shop', path: '.github/workflows/release.yml' } }, resolvedDependencies: [{ digest: { gitCommit: 'a'.repeat(40) } }] },
    runDetails: { builder: { id: `https://github.com/${workflowRef}` }, metadata: { invocationId: 'https://github.com/acme/shop/actions/runs/7/attempts/2' } },
  });
});
