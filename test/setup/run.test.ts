import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readPins } from '../../setup/pins.mjs';
import { sha256File } from '../../src/digest.ts';
import { processesNaming, until } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { type Machine, aMachine, platformKey, program } from './world.ts';

interface Checkout extends Machine {
  root: string;
}

/** A fresh clone with the real set-up, an npm that makes node_modules, and a machine that has all the other tools. */
function aClone(npm = ''): Checkout {
  const machine = aMachine();
  const root = temporaryFolder();
  cpSync(join(import.meta.dirname, '..', '..', 'setup'), join(root, 'setup'), { recursive: true });
  mkdirSync(join(root, 'scripts'));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'cutover', type: 'module' }));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { 'node_modules/node': { version: process.versions.node } } }));
  const make = `mkdir -p node_modules/.bin && ln -s '${process.execPath}' node_modules/.bin/node && cp package-lock.json node_modules/.package-lock.json`;
  program(join(machine.bin, 'npm'), `echo "$@" >> '${root}/npm.log'\n${npm}\n${make}`);
  program(join(machine.bin, 'terraform'), `echo '{"terraform_version": "1.11.4"}'`);
  program(join(machine.bin, 'tfsec'), 'echo v1.28.14');
  const environment = join(machine.cache, 'python', `${sha256File(join(root, readPins().python.requirements)).slice(0, 16)}-3.12-${platformKey}`, 'bin');
  mkdirSync(environment, { recursive: true });
  for (const name of ['python', 'checkov']) symlinkSync(process.execPath, join(environment, name));
  return { ...machine, root };
}

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
  milliseconds: number;
}

async function run({ root, env }: Checkout, args: string[], during?: (pid: number) => Promise<void>): Promise<Outcome> {
  const since = performance.now();
  const child = spawn(process.execPath, [join(root, 'setup', 'run.mjs'), ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end('from standard input');
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await during?.(child.pid ?? 0);
  return { code: await ended, stdout, stderr, milliseconds: performance.now() - since };
}

describe('npm run demo, bench and pretest', () => {
  it('install what is missing, then run the script on the pinned Node with its arguments, streams and exit code', async () => {
    const clone = aClone();
    const script = `
      import { readFileSync } from 'node:fs';
      const words: string[] = process.argv.slice(2);
      console.log(JSON.stringify([process.argv0, words, readFileSync(0, 'utf8')]));
      process.exit(7);`;
    writeFileSync(join(clone.root, 'scripts', 'demo.ts'), script);
    const first = await run(clone, ['scripts/demo.ts', '--mode', 'yolo', 'a b']);
    expect([first.code, JSON.parse(first.stdout)]).toEqual([7, [join(clone.root, 'node_modules', '.bin', 'node'), ['--mode', 'yolo', 'a b'], 'from standard input']]);
    expect(first.stderr.replace(/\d\.\d s/, 'N s')).toBe('… npm packages: npm ci\n✓ npm packages: ready after N s\n');
    const second = await run(clone, ['scripts/demo.ts']);
    expect([second.code, second.stderr]).toEqual([7, '']);
    expect(readFileSync(join(clone.root, 'npm.log'), 'utf8')).toBe('ci --no-audit --no-fund --no-progress\n');
    expect(second.milliseconds).toBeLessThan(2_000);
  });

  it.each([
    ['SIGTERM', 'process.exit(5)', 5],
    ['SIGINT', 'process.exit(6)', 6],
    ['SIGTERM', undefined, 128 + 15],
  ] as const)('pass %s on (handler: %s) and end as the script ends: %i', async (signal, handler, code) => {
    const clone = aClone();
    const ready = join(clone.root, 'ready');
    const on = handler === undefined ? '' : `process.on('${signal}', () => ${handler});`;
    writeFileSync(join(clone.root, 'scripts', 'demo.ts'), `import { writeFileSync } from 'node:fs'; ${on} setInterval(() => undefined, 1000); writeFileSync('${ready}', '');`);
    const outcome = await run(clone, ['scripts/demo.ts'], async (pid) => {
      await until(() => existsSync(ready));
      process.kill(pid, signal);
    });
    expect(outcome.code).toBe(code);
  });

  it('do not run the script when something is missing, and say all that is missing at once', async () => {
    const clone = aClone(`echo 'npm error code SELF_SIGNED_CERT_IN_CHAIN' >&2; exit 1`);
    const ran = join(clone.root, 'ran');
    writeFileSync(join(clone.root, 'scripts', 'demo.ts'), `import { writeFileSync } from 'node:fs'; writeFileSync('${ran}', '');`);
    writeFileSync(join(clone.root, 'setup', 'requirements.txt'), 'another==1.0.0 --hash=sha256:00\n');
    const outcome = await run(clone, ['scripts/demo.ts']);
    expect([outcome.code, outcome.stdout, existsSync(ran)]).toEqual([2, '', false]);
    for (const part of ['2 things are missing', 'npm config set cafile', 'there is no Python']) expect(outcome.stderr).toContain(part);
    expect(outcome.stderr).not.toMatch(/^ +at /m);
  });

  it('leave no child, no lock and nothing half-made when they are interrupted', async () => {
    const mark = `${String(process.pid)}.31536`;
    const clone = aClone(`touch started; sleep ${mark} & sleep ${mark}`);
    const outcome = await run(clone, ['--only-install'], async (pid) => {
      await until(() => existsSync(join(clone.root, 'started')));
      process.kill(pid, 'SIGINT');
    });
    expect(outcome.code).toBe(128 + 2);
    await until(() => processesNaming(`sleep\0${mark}`).length === 0 && processesNaming(`sleep ${mark}`).length === 0);
    expect(readdirSync(join(clone.cache, 'locks'))).toEqual([]);
  });

  it.each([
    [['--wiht', 'tofu'], 'found:   --wiht'],
    [['--only-install', '--with', 'pulumi'], 'found:   pulumi\n  allowed: terraform, tofu'],
    [[], 'no script was named'],
  ])('refuse %j', async (args, message) => {
    const clone = aClone();
    const outcome = await run(clone, args);
    expect([outcome.code, outcome.stderr.includes(message), existsSync(join(clone.root, 'npm.log'))]).toEqual([2, true, false]);
  });
});
