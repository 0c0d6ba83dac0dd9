import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readActions, readWorkflows } from '../../scripts/workflows/read.ts';
import { packageRoot } from '../../src/package-root.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runAct } from '../workflows/act/run-act.ts';
import { actionFaultsOf, faultsOf, SOUND } from '../workflows/a-workflow.ts';

const EXPRESSION = '${{ github.event.pull_request.title }}';
const IN_RUN = SOUND.replace('- uses: $/actions/scan', `- run: echo "${EXPRESSION}"`);
const IN_ENV = SOUND.replace('- uses: $/actions/scan', `- run: echo "$TITLE"\n        env:\n          TITLE: ${EXPRESSION}`);
const REFUSED = 'an expression stands inside run, where its text would be a command: give it through env';

/** The step of the workflow, run for a pull request with this title; whether the title left the file that it wants to make. */
async function leavesAFile(workflow: string, title: (file: string) => string): Promise<boolean> {
  const [project, file] = [temporaryFolder(), join(temporaryFolder(), 'x')];
  const path = join(project, '.github', 'workflows', 'a.yml');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, workflow.replace(/ {6}- uses: actions\/checkout.*\n(?: {8,}.*\n)+/, ''));
  execFileSync('git', ['init', '--quiet', project]);
  const { output } = await runAct({ project, cutover: temporaryFolder(), workflow: 'a.yml', event: 'pull_request', payload: { pull_request: { title: title(file) } }, variables: {}, secrets: {}, actor: 'mallory', env: { PATH: process.env['PATH'] } });
  expect(output).toContain('Run Main echo');
  return existsSync(file);
}

const TITLES: [title: string, of: (file: string) => string][] = [
  ['a command in parentheses', (file) => `$(touch ${file})`],
  ['a command in backticks', (file) => `\`touch ${file}\``],
  ['a command after the text', (file) => `a"; touch ${file}; echo "b`],
  ['a command in a line of its own', (file) => `a"\ntouch ${file}\necho "b`],
];

describe('row 10: script injection through titles, branches, ticket text', () => {
  it.each(TITLES)('a title with %s is a command where a workflow puts it into run, and none where it goes through env', async (_name, title) => {
    expect(await leavesAFile(IN_RUN, title)).toBe(true);
    expect(await leavesAFile(IN_ENV, title)).toBe(false);
  });

  it('the lint refuses the first and not the second, in workflows and in actions', () => {
    expect(faultsOf(IN_RUN)).toEqual([`scan: ${REFUSED}`]);
    expect(faultsOf(IN_ENV)).toEqual([]);
    expect(actionFaultsOf(`    - run: echo "${EXPRESSION}"\n      shell: bash\n`)).toEqual([`action.yml: ${REFUSED}`]);
  });

  it('no shell of this repository, and none that users copy, has an expression in it', () => {
    const jobs = readWorkflows(packageRoot()).flatMap((workflow) => Object.values(workflow.jobs));
    const shells = [...jobs, ...readActions(packageRoot()).map(({ runs }) => runs)].flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(shells.length).toBeGreaterThan(3);
    expect(shells.filter((run) => run.includes('${{'))).toEqual([]);
  });
});
