import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drift, openDrift } from '../src/drift.ts';
import { Halt } from '../src/errors.ts';
import { driftVerdict, linesOf, type DriftReport } from '../src/presentation/drift-report.ts';
import type { Run } from '../src/step.ts';
import { readyWorkspace } from '../src/steps/deployment.ts';
import { synthesizeOne } from '../src/steps/synth.ts';
import { apply } from '../src/terraform/engine.ts';
import { makePlan } from '../src/terraform/kept-plan.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from './helpers/a-project.ts';
import { finished } from './helpers/a-past.ts';
import { aRecord } from './helpers/a-record.ts';
import { aSilentUi } from './helpers/in-this-process.ts';
import { statesFolder } from './helpers/states-folder.ts';
import { terraformPath } from './helpers/tools.ts';

let project: Project;
let states: string;

/** Applies the stacks as they are and leaves the records that a delivery leaves. */
beforeAll(async () => {
  states = statesFolder();
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig(states), ...twoModules() } });
  const run = open();
  const { components } = await synthesizeOne(run, 'production', join(project.path, '.cutover', 'delivered'));
  for (const component of components) {
    const call = await readyWorkspace(run, component);
    await apply(call, (await makePlan(run.root, component, call, 'plan', 'now')).file);
  }
  finished(project.path, base(), ...components.map(({ name, digest }) => ({ component: name, target: 'cloud' as const, subjects: { stack: digest } })));
});
afterAll(() => project.remove());

function open(): Run {
  const none = (): Promise<never> => Promise.reject(new Error('a tool was asked for'));
  return openDrift({ directory: project.path, sandbox: false }, { ui: aSilentUi().ui, env: { PATH: process.env['PATH'] }, signal: new AbortController().signal, conversation: undefined, toolbox: { programs: none, python: none, engineBinary: () => Promise.resolve(terraformPath()) } });
}

/** Where main stands. */
const base = (): string => project.git('rev-parse', 'main').trim();
const stateFile = (name: string): string => join(states, 'production', `${name}.tfstate`);
const shown = (report: DriftReport): unknown[] => report.components.map((one) => [one.name, one.state, linesOf(one)]);

/** Something is changed past Cutover for the time of one look. */
async function whileChanged(file: string, change: (text: string) => string, look: () => Promise<void>): Promise<void> {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, change(text));
  try {
    await look();
  } finally {
    writeFileSync(file, text);
  }
}

describe('drift', () => {
  it('is none while production is what was delivered; nothing is applied and no state touched', async () => {
    const before = readFileSync(stateFile('base'));
    const report = await drift(open());
    expect([driftVerdict(report), shown(report)]).toEqual(['pass', [['app', 'as delivered', []], ['base', 'as delivered', []]]]);
    expect(report.components[0]?.delivered.change).toBe('CR-0001');
    expect(readFileSync(stateFile('base'))).toEqual(before);
  });

  it('names what differs, by attribute and without its value, in every component', async () => {
    await whileChanged(stateFile('base'), (text) => text.replaceAll('"v1"', '"changed-by-hand"'), async () => {
      const report = await drift(open());
      expect(driftVerdict(report)).toBe('fail');
      expect(shown(report)).toEqual([
        ['app', 'drifted', [expect.stringMatching(/^terraform_data\.b differs: input/), 'output value differs']],
        ['base', 'drifted', [expect.stringMatching(/^terraform_data\.a differs: input/), 'output value differs']],
      ]);
      expect(JSON.stringify(report)).not.toContain('changed-by-hand');
    });
  });

  it('names what is gone', async () => {
    await whileChanged(stateFile('app'), (text) => JSON.stringify({ ...(JSON.parse(text) as object), resources: [] }), async () => {
      expect(shown(await drift(open()))).toEqual([['app', 'drifted', ['terraform_data.b is gone', 'output value differs']], ['base', 'as delivered', []]]);
    });
  });

  it('does not take code that was not delivered yet for drift, and says that it is other code', async () => {
    await whileChanged(join(project.path, 'stacks', 'base', 'main.tf'), (text) => text.replace('v1', 'v2'), async () => {
      const report = await drift(open());
      expect([driftVerdict(report), report.components.find(({ name }) => name === 'base')]).toEqual(['pass', expect.objectContaining({ state: 'as delivered', notes: [expect.stringContaining('not what was delivered')] })]);
    });
  });

  it('says of a component that cannot be planned that it was not seen, and goes on with the others', async () => {
    await whileChanged(stateFile('base'), () => 'not a state', async () => {
      const report = await drift(open());
      expect(driftVerdict(report)).toBe('indeterminate');
      expect(report.components.find(({ name }) => name === 'base')).toMatchObject({ state: 'not seen', notes: [expect.stringMatching(/plan failed|cannot be read|failed/)] });
    });
  });

  it('says of a component that the code does not make any more that it was not seen', async () => {
    await whileChanged(join(project.path, 'cutover.yaml'), (text) => text.replace(/ {2}app: .*\n/, ''), async () => {
      const report = await drift(open());
      expect(report.components.find(({ name }) => name === 'app')).toMatchObject({ state: 'not seen', notes: [expect.stringContaining('does not make it any more')] });
    });
  });

  it('says of a component that only evidence which is not believed speaks of that it was not seen, and why', async () => {
    const forged = project.store('CR-0009');
    forged.append(aRecord({ change: 'CR-0009', step: 'promote', component: 'gone', environment: 'production', target: 'cloud', facts: { lineage: 'noted', commit: base() } }));
    forged.append(aRecord({ change: 'CR-0009', step: 'promote', component: 'base', environment: 'production', target: 'cloud', subjects: { stack: 'f'.repeat(64) }, finishedAt: '2026-04-01T00:00:00.000Z', facts: { lineage: 'noted', commit: base() } }));
    const report = await drift(open());
    rmSync(forged.folder, { recursive: true });
    expect(driftVerdict(report)).toBe('indeterminate');
    expect(report.components.map(({ name, delivered, state, notes }) => [name, delivered.change, state, notes])).toEqual([
      ['app', 'CR-0001', 'as delivered', []],
      ['base', 'CR-0001', 'as delivered', [expect.stringMatching(/^a later promotion of it ended: pass, by evidence of CR-0009 that is not believed: there is no closing manifest/)]],
      ['gone', 'CR-0009', 'not seen', [expect.stringMatching(/^the evidence of CR-0009 says that it delivered it, and is not believed/)]],
    ]);
  });

  it('is a HALT that says why, where no evidence is believed', async () => {
    const main = base();
    project.git('branch', '--quiet', 'unrelated', project.git('commit-tree', '-m', 'x', `${project.git('mktree').trim()}`).trim());
    project.git('update-ref', 'refs/heads/main', 'unrelated');
    await expect(drift(open())).rejects.toThrow(/no delivery to production is known here[\s\S]*the evidence of CR-0001 is not believed: commit \w{12}, which it delivered, is not in the history of the base/);
    project.git('update-ref', 'refs/heads/main', main);
  });

  it('cannot be told where no delivery is known: a HALT, not silence', async () => {
    const elsewhere = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), ...twoModules() } });
    const run = openDrift({ directory: elsewhere.path, sandbox: false }, { ui: aSilentUi().ui, env: {}, signal: new AbortController().signal, conversation: undefined, toolbox: { programs: () => Promise.reject(new Error()), python: () => Promise.reject(new Error()), engineBinary: () => Promise.reject(new Error('the engine was asked for')) } });
    await expect(drift(run)).rejects.toThrow(Halt);
    elsewhere.remove();
  });

  it('is a command, whose exit code says it, and which drafts the change request', async () => {
    expect(await project.cutover('drift')).toMatchObject({ code: 0, stdout: expect.stringContaining('as delivered') });
    await whileChanged(stateFile('app'), (text) => JSON.stringify({ ...(JSON.parse(text) as object), resources: [] }), async () => {
      expect(await project.cutover('drift', '--draft')).toMatchObject({ code: 1, stdout: expect.stringMatching(/^---\nid: DRIFT-[0-9a-f]{8}\n[\s\S]*components: \["app"\]/) });
    });
  });
});
