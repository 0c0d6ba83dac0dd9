import { afterEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from '../../src/claims/claim.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { minimalDocuments, type MinimalDocuments } from '../helpers/documents.ts';
import { statesFolder } from '../helpers/states-folder.ts';

let project: Project;
let states: string;
afterEach(() => project.remove());

/** Two modules of `terraform_data`, approved, with what their guidelines demand of them. */
async function held(guidelines: object[], modules = twoModules(), documents: Partial<MinimalDocuments> = {}): Promise<void> {
  states = statesFolder();
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig(states), ...modules, ...minimalDocuments({ components: { base: [], app: ['base'] }, guidelines, ...documents }) } });
  await project.approve();
}

/** Every input begins with v, as the rule says that it must be. */
const inputs = (rule: object = {}, demand: object = {}): object => ({
  id: 'inputs-named', statement: 'Inputs begin with v', owner: 'naming@example.com', ...demand,
  rule: { kind: 'attributes', types: ['terraform_data'], must: [{ attribute: 'input', matches: '^v' }], ...rule },
});
/** The literal becomes a variable, which only a plan can tell. */
const withVariable = (value: string, more = ''): Record<string, string> => {
  const modules = twoModules('SET', more);
  return { ...modules, 'stacks/base/main.tf': `variable "word" {\n  default = "${value}"\n}\nvariable "states" {}\n${(modules['stacks/base/main.tf'] ?? '').replace('"SET"', 'var.word')}` };
};
const claim = (step: 'prepare' | 'rehearse' | 'plan', id: string, component?: string): Claim | undefined => (project.record(step, component).facts['claims'] as unknown as Claim[]).find((one) => one.id === id);

describe('what documents demand', () => {
  it('stops prepare when the code breaks it, with owner, document, component, resource and line', async () => {
    await held([inputs()], twoModules('wrong'));
    const result = await project.cutover('deliver');
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/docs\/infrastructure-guidelines\.md:\d+: inputs-named: Inputs begin with v/);
    expect(result.stdout).toMatch(/FAIL by a rule.*naming@example\.com answers for it/);
    expect(result.stdout).toMatch(/base \(test\): terraform_data\.a: stacks\/base\/main\.tf:4: .*wrong/);
    expect(existsSync(join(states, 'test'))).toBe(false);
    expect(claim('prepare', 'inputs-named')).toMatchObject({ decision: 'fail', by: 'rule', violations: expect.arrayContaining([expect.objectContaining({ component: 'base', place: { file: 'stacks/base/main.tf', line: 4 } })]) });
  });

  it('stops rehearse before its apply when only the plan shows it', async () => {
    await held([inputs()], withVariable('wrong'));
    const result = await project.cutover('deliver');
    expect(result.code).toBe(1);
    expect(claim('prepare', 'inputs-named')).toMatchObject({ decision: 'undecided', reason: expect.stringContaining('decided when there is a plan') });
    expect(claim('rehearse', 'inputs-named', 'base')).toMatchObject({ decision: 'fail', by: 'rule' });
    expect(project.record('rehearse', 'base').facts['applied']).toBe(false);
    expect(existsSync(join(states, 'test', 'base.tfstate'))).toBe(false);
    expect(project.engineCalls().some((call) => call.startsWith('apply'))).toBe(false);
  });

  it('stops plan, without a seal, when a rule cannot be decided from production\'s plans either', async () => {
    await held([inputs({ components: ['app'] })]);
    const result = await project.cutover('deliver');
    expect(result.code).toBe(1);
    // In test its upstream stood when it was planned; in production it does not yet.
    expect(claim('rehearse', 'inputs-named', 'app')).toMatchObject({ decision: 'pass' });
    expect(project.record('plan')).toMatchObject({ verdict: 'fail', reasons: [expect.stringContaining('inputs-named')] });
    expect(claim('plan', 'inputs-named')).toMatchObject({ decision: 'undecided' });
    expect(existsSync(join(project.store().folder, 'plan', 'seal.json'))).toBe(false);
  });

  it('passes with the records that it is decided from, is a warning at level should, and prepare leaves the implementation plan', async () => {
    const optional = { ...inputs({ components: ['app'] }, { level: 'should' }), id: 'inputs-of-app' };
    await held([inputs({ components: ['base'] }), optional], withVariable('v7', 'resource "terraform_data" "c" {\n  input = "wrong"\n}\n'));
    expect((await project.cutover('deliver')).code).toBe(3);
    expect(claim('plan', 'inputs-named')).toMatchObject({ decision: 'pass', by: 'rule', evidence: [{ record: 'synth/change' }, { record: 'plan/change/production' }] });
    const prepared = project.record('prepare');
    expect(prepared.reasons.join('\n')).toContain('inputs-of-app (should): Inputs begin with v');
    expect(prepared.facts['milestones']).toMatchObject([{ name: 'base', steps: [{ step: 'refine' }, { step: 'rehearse', exit: expect.anything() }] }, { name: 'app' }]);
    const plan = readFileSync(join(project.store().folder, prepared.facts['implementationPlan'] as string), 'utf8');
    expect(plan).toMatch(/# Implementation plan: CR-0001[\s\S]*```mermaid[\s\S]*## Milestones[\s\S]*## Taking it back/);
  });

  it('stops prepare when the architecture and the code have other components or dependencies', async () => {
    await held([], twoModules(), { components: { base: [], app: [] } });
    const result = await project.cutover('deliver');
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/docs\/infrastructure-architecture\.md:\d+[\s\S]*app[\s\S]*base/);
  });
});
