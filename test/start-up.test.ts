import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../src/package-root.ts';

/** Notes every module that the program loads; what was noted goes to standard error at the end, one a line. */
const NOTES = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module';
import { writeSync } from 'node:fs';
const loaded = [];
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
process.on('exit', () => writeSync(2, loaded.join('\\n')));
`)}`;

/** Names of the npm packages that one command line loads. */
function packagesFor(args: string[]): { status: number | null; packages: string[] } {
  return loadedBy([join(packageRoot(), 'src', 'main.ts'), ...args]);
}

function loadedBy(args: string[]): { status: number | null; packages: string[] } {
  const { status, stderr } = spawnSync(process.execPath, ['--import', NOTES, ...args], { encoding: 'utf8' });
  const names = [...stderr.matchAll(/^file:.*\/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(([, name]) => name ?? '');
  return { status, packages: [...new Set(names)].sort() };
}

describe('a command line loads what it works with, and no more, so that it starts at once', () => {
  it.each<[string, string[], number]>([
    ['the version', ['--version'], 0],
    ['help', ['--help'], 0],
    ['help on a step', ['rehearse', '--help'], 0],
    ['an unknown command', ['delivr'], 2],
    ['a wrong option', ['deliver', '--mode', 'fast'], 2],
  ])('%s', (_name, args, status) => {
    expect(packagesFor(args)).toEqual({ status, packages: ['commander', 'picocolors'] });
  });

  it('a bundle is verified without YAML, Markdown and prompts', () => {
    expect(packagesFor(['verify', join(packageRoot(), 'src')]).packages).toEqual(['commander', 'picocolors', 'zod']);
  });
});

describe('a check loads what it works with, and no more', () => {
  const context = "{ cwd: '/', env: { PATH: process.env.PATH }, component: 'x', environment: 'test', target: 'cloud', outputs: { o: { value: 'o', sensitive: false } } }";
  it.each<[string, object, string[]]>([
    ['a command', { command: ['true'] }, []],
    ['a JSON Schema', { output: 'o', schema: {} }, ['ajv']],
    ['a measurement of a command', { command: ['true'], load: { runs: 2 } }, []],
    ['a measurement of http, of what does not answer even once', { http: { url: 'http://127.0.0.1:1/' }, load: { runs: 2 } }, []],
  ])('%s', (_name, check, extra) => {
    const folder = join(packageRoot(), 'src', 'verification');
    const program = `import { runCheck } from '${folder}/run-check.ts'; import { requirementCheckSchema } from '${folder}/check.ts'; await runCheck(requirementCheckSchema.parse(${JSON.stringify({ name: 'x', ...check })}), ${context});`;
    const { status, packages } = loadedBy(['--input-type=module', '--eval', program]);
    expect([status, packages.filter((name) => ['ajv', 'autocannon'].includes(name))]).toEqual([0, extra]);
  });
});
