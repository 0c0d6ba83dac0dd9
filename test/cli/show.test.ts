import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownProject, sheetOf } from '../../src/cli/known-project.ts';
import { sha256 } from '../../src/digest.ts';
import type { ComponentSheet } from '../../src/presentation/sheet.ts';
import { aProject, listFiles, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { aChangeRecord } from '../helpers/a-record.ts';
import { statesFolder } from '../helpers/states-folder.ts';

const DOCUMENTS = {
  components: { base: [], app: ['base'] },
  controls: [
    { id: 'no-instances', statement: 'No resource is an instance', rule: { kind: 'types', forbidden: ['aws_instance'] } },
    { id: 'app-is-empty', statement: 'The app makes no data', rule: { kind: 'types', components: ['app'], forbidden: ['terraform_data'] } },
    { id: 'inputs-set', statement: 'All data has an input', rule: { kind: 'attributes', types: ['terraform_data'], must: [{ attribute: 'input', present: true }] } },
  ],
  guidelines: [{ id: 'watched', statement: 'Somebody watches the app.' }],
  requirements: [{ id: 'REQ-1', statement: 'It works.', components: ['base'] }],
  decisions: [{ id: 'ADR-1', statement: 'The base is small.', why: 'It is cheap.' }],
};

const aShop = (): Project => aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), ...twoModules() }, documents: DOCUMENTS });

/** Every file but git's own, so that whatever is written shows. */
const filesOf = (project: Project): string[] => listFiles(project.path).filter((file) => !file.startsWith('.git/'));
const sheet = async (project: Project, name: string): Promise<ComponentSheet> => sheetOf(await knownProject(project.path), name);
const decided = (claims: ComponentSheet['claims']): string[] => claims.map(({ id, decision }) => `${id} ${decision}`);

describe('show, before anything was approved', () => {
  const one = aShop();
  afterAll(() => one.remove());

  it('shows what the documents say, says what it does not know, runs nothing and writes nothing', async () => {
    const before = filesOf(one);
    const result = await one.cutover('show');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(/1 {2}base\n\s+2 {2}app {3}needs base\n/);
    expect(result.stdout).toMatch(/Not known yet\n.*nothing is synthesized yet; cutover synth/);
    expect(filesOf(one)).toEqual(before);
    expect(one.engineCalls()).toEqual([]);
  });

  it('of a component: why it is there; no rule is taken for decided', async () => {
    const base = await sheet(one, 'base');
    expect(base).toMatchObject({ architecture: { purpose: 'the base of a test' }, requirements: [{ id: 'REQ-1' }], decisions: [{ id: 'ADR-1' }], neededBy: ['app'], makes: null, undo: null });
    expect(decided([...base.controls, ...base.claims])).toContain('inputs-set undecided');
    expect([...base.controls, ...base.claims].map(({ decision }) => decision)).not.toContain('pass');
  });

  it('prints Mermaid alone, and an error for what there is not', async () => {
    expect(await one.cutover('show', '--mermaid')).toEqual({ code: 0, stderr: '', stdout: 'flowchart RL\n  c1["base"]\n  c2["app"]\n  c2 --> c1\n' });
    expect(await one.cutover('show', 'bsae')).toMatchObject({ code: 2, stdout: expect.stringMatching(/no such component[\s\S]*app, base[\s\S]*cutover show base/) });
  });
});

describe('show, after synth', () => {
  const one = aShop();
  beforeAll(async () => {
    await one.approve();
    expect((await one.cutover('synth')).code).toBe(0);
  });
  afterAll(() => one.remove());

  it('counts what the stack makes, decides claims on each component alone, and says what undoing costs', async () => {
    const [base, app] = [await sheet(one, 'base'), await sheet(one, 'app')];
    expect(base.makes).toEqual({ from: 'stack', complete: true, types: [{ type: 'terraform_data', count: 1, actions: {} }] });
    expect(decided(base.controls)).toEqual(['no-instances pass', 'inputs-set pass']);
    expect(decided(app.controls)).toEqual(['no-instances pass', 'app-is-empty fail', 'inputs-set pass']);
    expect(app.controls[1]?.violations).toMatchObject([{ component: 'app', environment: 'production', resource: 'terraform_data.b', place: { file: 'stacks/app/main.tf', line: 9 } }, { environment: 'test' }]);
    expect([decided(app.claims), decided(base.claims)]).toMatchObject([expect.arrayContaining(['watched undecided']), expect.arrayContaining(['REQ-1 undecided'])]);
    expect(decided(base.claims)).not.toContain('watched undecided');
    expect([base.undo, app.undo]).toMatchObject([{ class: 'reversible', dataLost: [], lastGood: null }, { class: 'reversible' }]);
    expect(base.notYet).toEqual(['what production has already, and what changes there: it is not planned as it is now; cutover plan']);
  });

  it('prints a page for people: what fails with its place, and no colour outside of a terminal', async () => {
    const { code, stdout } = await one.cutover('show', 'app');
    expect(code).toBe(0);
    expect(stdout).toMatch(/✗ docs\/infrastructure-guidelines\.md:\d+: app-is-empty: The app makes no data\n[\s\S]*stacks\/app\/main\.tf:9/);
    // oxlint-disable-next-line no-control-regex -- colours begin with it
    expect(stdout).not.toMatch(/\u001b/);
  });

  it('takes the plan\'s word for what changes, once there is one about these stacks', async () => {
    const synth = one.record('synth');
    const digests = Object.fromEntries(Object.entries(synth.subjects).filter(([name]) => name.startsWith('production/')));
    const changes = [{ address: 'terraform_data.a', type: 'terraform_data', action: 'create' }];
    const claim = { id: 'REQ-1', owner: 'platform', statement: 'It works.', section: [], source: { file: 'docs/infrastructure-architecture.md', line: 7 }, level: 'must', decision: 'pass', by: 'rule', reason: 'planned', evidence: [{ record: 'plan/change', says: 'x' }], violations: [] };
    const plan = aChangeRecord({ step: 'plan', environment: 'production', target: 'cloud', inputs: digests, facts: { components: [{ component: 'base', kind: 'plan', actions: { create: 1 }, changes }, { component: 'app', kind: 'expectation', actions: {}, changes: [] }], claims: [claim] } });
    one.store().append(plan);
    const [base, app] = [await sheet(one, 'base'), await sheet(one, 'app')];
    expect([base.makes, app.makes]).toMatchObject([{ from: 'plan', types: [{ count: 1, actions: { create: 1 } }] }, { from: 'expectation', types: [{ count: 1, actions: {} }] }]);
    expect(decided(base.claims)).toContain('REQ-1 pass');
    expect(base.notYet).toEqual([]);

    one.store().append({ ...plan, inputs: { ...digests, 'production/base': sha256('another stack') } });
    expect((await sheet(one, 'base')).makes).toMatchObject({ from: 'stack' });
  });

  it('says so when the code or the stacks are no longer what they were', async () => {
    writeFileSync(join(one.path, 'stacks/base/more.tf'), '');
    expect((await sheet(one, 'base')).notYet.join('\n')).toContain('what was edited since the synth for CR-0001: cutover synth');
    writeFileSync(join(one.path, '.cutover/synth/production/stacks/base/main.tf'), '');
    const base = await sheet(one, 'base');
    expect(base).toMatchObject({ makes: null, undo: null });
    expect(base.notYet.join('\n')).toContain('what base is going to make, and what rules say: the stacks are not what synth wrote; cutover synth');
    expect([...base.controls, ...base.claims].map(({ decision }) => decision)).not.toContain('pass');
  });
});

describe('show, of documents that do not hold', () => {
  it('is an error that names the place', async () => {
    const one = aShop();
    writeFileSync(join(one.path, 'docs/technology-stack.md'), '---\ndocument: technology-stack\n---\n');
    expect(await one.cutover('show', '--json')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/docs\/technology-stack\.md:\d+: version/) });
    one.remove();
  });
});
