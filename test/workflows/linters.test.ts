import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readActions, readWorkflows } from '../../scripts/workflows/read.ts';
import { packageRoot } from '../../src/package-root.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { actionlintPath, zizmorPath } from '../helpers/tools.ts';
import { SOUND } from './a-workflow.ts';

interface Said {
  code: number | null;
  output: string;
}

function run(program: string, args: string[], cwd: string): Said {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: cwd } });
  return { code: status, output: `${stdout}${stderr}` };
}

/**
 * A copy for actionlint, which does not know `$/` yet: with `./` it even compares the inputs with those of each action.
 * The callers lie where workflows lie.
 */
function aCopy(): string {
  const copy = temporaryFolder();
  mkdirSync(join(copy, '.git')); // what it takes the top of a repository by
  for (const { file, text } of [...readWorkflows(packageRoot()), ...readActions(packageRoot())]) {
    const to = join(copy, file.replace(/^workflows\//, '.github/workflows/'));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text.replaceAll(/(uses: )\$\//g, '$1./'));
  }
  for (const { file, runs } of readActions(packageRoot())) {
    for (const built of [runs['main'], runs['post']].filter((path) => typeof path === 'string')) {
      mkdirSync(dirname(join(copy, file, '..', built)), { recursive: true });
      writeFileSync(join(copy, file, '..', built), ''); // a commit of a release has it
    }
  }
  cpSync(join(packageRoot(), '.github', 'actionlint.yaml'), join(copy, '.github', 'actionlint.yaml'));
  return copy;
}

const actionlint = (folder: string, ...args: string[]): Said => run(actionlintPath(), ['-shellcheck=', '-pyflakes=', '-no-color', ...args], folder);

describe('actionlint', () => {
  let copy: string;
  beforeAll(() => {
    copy = aCopy();
  });

  it('finds nothing in the workflows and the callers', () => {
    expect(readdirSync(join(copy, '.github', 'workflows')).length).toBeGreaterThanOrEqual(9);
    expect(actionlint(copy)).toEqual({ code: 0, output: '' });
  });

  it('finds nothing as an editor would run it, with what it is told to ignore', () => {
    expect(run(actionlintPath(), ['-shellcheck=', '-pyflakes=', '-no-color'], packageRoot())).toEqual({ code: 0, output: '' });
  });

  it.each([
    ['an input that the action does not have', 'change-deliver.yml', '          seal: ${{ needs.plan', '          sael: ${{ needs.plan', /input "sael" is not defined in action/],
    ['an output of a job that is not waited for', 'change-deliver.yml', 'needs.plan.outputs.seal', 'needs.rehearse.outputs.seal', /property "rehearse" is not defined/],
    ['a mistyped key', 'change-check.yml', 'runs-on:', 'run-on:', /unexpected key "run-on"/],
    ['any other key in concurrency', 'change-deliver.yml', 'queue: max', 'queues: max', /unexpected key "queues" for "concurrency"/],
  ])('still finds %s', (_title, file, from, to, message) => {
    const other = aCopy();
    const path = join(other, '.github', 'workflows', file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(from, () => to));
    expect(readFileSync(path, 'utf8')).not.toBe(text);
    const { code, output } = actionlint(other);
    expect(code).toBe(1);
    expect(output).toMatch(message);
  });
});

describe('zizmor', () => {
  const zizmor = (folder: string, ...inputs: string[]): Said => run(zizmorPath(), ['--offline', '--no-config', '--no-progress', '--strict-collection', '--color=never', ...inputs], folder);

  it('finds nothing in workflows, callers and actions', () => {
    // By name: of a folder it would take only what lies where workflows lie.
    const files = [...readWorkflows(packageRoot()), ...readActions(packageRoot())].map(({ file }) => file);
    const { code, output } = zizmor(packageRoot(), ...files);
    expect(output).toContain('No findings to report');
    expect(code).toBe(0);
    for (const file of files) expect(output).toContain(`completed ${file}\n`);
  });

  it.each([
    ['pull_request_target', SOUND.replace('pull_request:', 'pull_request_target:'), 'dangerous-triggers'],
    ['a checkout that leaves its token', SOUND.replace('          persist-credentials: false\n', ''), 'artipacked'],
    ['a title in a shell', SOUND.replace('- uses: $/actions/scan', '- run: echo ${{ github.event.pull_request.title }}'), 'template-injection'],
  ])('would find %s', (_title, text, rule) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.yml'), text);
    const { code, output } = zizmor(folder, 'a.yml');
    expect(code).not.toBe(0);
    expect(output).toContain(rule);
  });
});
