import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ACTIONS_FILE, actionsPage, metadataOf } from '../../scripts/actions/page.ts';
import { readActions } from '../../scripts/workflows/read.ts';
import { CHECK, DRIFT, HAS_POST, LOAD_BUNDLE, LOAD_REPORT, LOAD_STACKS, PROPOSE_STATUS, REAP, REFINE_COMMENT, SAVE_BUNDLE, SAVE_REPORT, SAVE_STACKS, SHOW_CHECK, stepDeclaration } from '../../src/actions/declarations.ts';
import { INPUTS, readInputs, type InputName } from '../../src/actions/inputs.ts';
import { STEPS } from '../../src/evidence/record.ts';
import { packageRoot } from '../../src/package-root.ts';
import { inputEnv } from './run-an-action.ts';

const files = Object.fromEntries(readActions(packageRoot()).map(({ file, text }) => [file, text]));
const all = Object.entries(files).map(([file, text]) => ({ file, ...metadataOf(text) }));
const programs = all.filter(({ runs }) => runs.using !== 'composite');
const inDist = programs.filter(({ runs }) => runs.main?.includes('dist/') === true);

const DECLARED: Record<string, { inputs: readonly string[]; outputs: readonly string[] }> = {
  ...Object.fromEntries(STEPS.map((step) => [`actions/${step}/action.yml`, stepDeclaration(step)])),
  'actions/check/run/action.yml': CHECK,
  'actions/save-bundle/action.yml': SAVE_BUNDLE,
  'actions/load-bundle/action.yml': LOAD_BUNDLE,
  'actions/save-report/action.yml': SAVE_REPORT,
  'actions/load-report/action.yml': LOAD_REPORT,
  'actions/save-stacks/action.yml': SAVE_STACKS,
  'actions/load-stacks/action.yml': LOAD_STACKS,
  'actions/show-check/action.yml': SHOW_CHECK,
  'actions/propose-status/action.yml': PROPOSE_STATUS,
  'actions/drift/action.yml': DRIFT,
  'actions/reap/action.yml': REAP,
  'actions/refine-comment/action.yml': REFINE_COMMENT,
};

describe('the action.yml files', () => {
  it('share one runs.using, beside the composite ones', () => {
    expect([...new Set(programs.map(({ runs }) => runs.using))]).toEqual(['node24']);
  });

  it('there is one for each step, and each that runs a program of ours is declared', () => {
    expect(inDist.map(({ file }) => file).sort()).toEqual(Object.keys(DECLARED).sort());
  });

  it.each(Object.entries(DECLARED))('%s takes and gives what its program does', (file, { inputs, outputs }) => {
    const metadata = metadataOf(files[file] ?? '');
    expect(Object.keys(metadata.inputs).sort()).toEqual([...inputs].sort());
    expect(Object.keys(metadata.outputs).sort()).toEqual([...outputs].sort());
  });

  it.each(inDist)('$file: its programs are built from files that there are', ({ file, runs }) => {
    for (const program of [runs.main, runs.post]) {
      if (program === undefined) continue;
      const path = relative(packageRoot(), join(packageRoot(), dirname(file), program));
      expect(path).toMatch(/^dist\/actions\/[a-z-]+\/main\.js$/);
      expect(existsSync(join(packageRoot(), path.replace('dist/', '').replace('.js', '.ts')))).toBe(true);
    }
  });

  it('the steps that change something have a post step that always runs', () => {
    expect(HAS_POST.map((step) => `actions/${step}/action.yml`).sort()).toEqual(all.filter(({ runs }) => runs.post !== undefined).map(({ file }) => file));
    expect(all.filter(({ runs }) => runs.post !== undefined).map(({ file, runs }) => [file, runs['post-if']])).toEqual([['actions/promote/action.yml', 'always()'], ['actions/rehearse/action.yml', 'always()']]);
  });

  it.each(inDist)('$file: its defaults are right values, and the same as without it', ({ inputs }) => {
    const names = Object.keys(inputs) as InputName[];
    const needed = { token: 'x', job: 'build', environment: 'test', digest: 'a'.repeat(64), report: '/tmp/report.json', outcome: 'success' };
    const given = { ...Object.fromEntries(names.map((name) => [name, inputs[name]?.default ?? ''])), ...needed };
    const only = (values: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name as InputName)));
    expect(readInputs(inputEnv(only(given)), names)).toEqual(readInputs(inputEnv(only(needed)), names));
    for (const name of names) expect(Object.keys(INPUTS)).toContain(name);
  });

  it('an input has one description wherever it stands, but for setup, which installs', () => {
    const told = all.filter(({ file }) => !file.startsWith('actions/setup')).flatMap(({ inputs }) => Object.entries(inputs).map(([name, { description }]) => `${name}: ${description}`));
    expect([...new Set(told)].map((one) => one.split(':')[0])).toEqual([...new Set([...new Set(told)].map((one) => one.split(':')[0]))]);
  });

  it('the composite checks hand on all that they take', () => {
    for (const file of ['action.yml', 'actions/check/action.yml']) {
      for (const name of CHECK.inputs) expect(files[file]).toContain(`${name}: \${{ inputs.${name} }}`);
    }
  });
});

it('the page about the actions is what `npm run actions` writes now', () => {
  expect(readFileSync(join(packageRoot(), ACTIONS_FILE), 'utf8')).toBe(actionsPage(files));
});
