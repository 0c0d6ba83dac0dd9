import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { copyProject } from './defences/copy-project.ts';
import { switchedOff, verdictOf, type JestResult, type Verdict } from './defences/switch-off.ts';
import { DEFENCES, type Defence } from './defences/table.ts';

/**
 * `npm run defences [-- --only 7 --only 14] [--fast]`: switches off one defence at a time, in a copy of the project, and runs the test of its
 * row there, which has to fail. Prints a table in Markdown; ends with 1 when a test passes without its defence. `--fast`: without those that take long.
 */
const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, fast: { type: 'boolean', default: false } } });
const rows = values.only?.map(Number);
const wanted = DEFENCES.filter(({ row, slow }) => (rows === undefined || rows.includes(row)) && !(values.fast && slow === true));
if (wanted.length === 0) throw new Error(`no defence of row ${values.only?.join(', ') ?? ''} is in scripts/defences/table.ts`);

const project = execFileSync('git', ['rev-parse', '--show-toplevel'], { encoding: 'utf8' }).trim();
const folder = mkdtempSync(join(tmpdir(), 'cutover-defences-'));
try {
  copyProject(project, folder);
  const before = new Map<string, JestResult>();
  console.log('| row | without | test | seconds | verdict |\n|---|---|---|---|---|');
  for (const defence of wanted) {
    const began = Date.now();
    const verdict = tried(defence, before);
    if (verdict !== 'holds the row') process.exitCode = 1;
    console.log(`| ${defence.row} | ${defence.without} | ${defence.test} | ${((Date.now() - began) / 1000).toFixed(0)} | ${verdict === 'holds the row' ? verdict : `**${verdict}**`} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function tried(defence: Defence, before: Map<string, JestResult>): Verdict {
  const file = join(folder, defence.file);
  const content = readFileSync(file, 'utf8');
  const without = switchedOff(content, defence);
  const known = before.get(defence.test) ?? runTest(defence.test);
  before.set(defence.test, known);
  writeFileSync(file, without);
  try {
    return verdictOf(known, runTest(defence.test));
  } finally {
    writeFileSync(file, content);
  }
}

function runTest(test: string): JestResult {
  const report = join(folder, '.defences.json');
  rmSync(report, { force: true });
  const { status, stderr } = spawnSync(process.execPath, [join('node_modules', 'jest', 'bin', 'jest.js'), '--maxWorkers=1', '--json', `--outputFile=${report}`, `test/${test}`], { cwd: folder, encoding: 'utf8', maxBuffer: 100_000_000 });
  if (!existsSync(report)) throw new Error(`jest ended with ${status ?? 'a signal'} and left no report of ${test}\n${stderr.slice(0, 2000)}`);
  return JSON.parse(readFileSync(report, 'utf8')) as JestResult;
}
