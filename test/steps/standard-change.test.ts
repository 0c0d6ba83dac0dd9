import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Component } from '../../src/components/component.ts';
import { Halt } from '../../src/errors.ts';
import { approval } from '../../src/steps/approval.ts';
import { assertTemplateAllows } from '../../src/steps/deployment.ts';
import type { Action, Plan } from '../../src/terraform/plan.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { aRun } from '../helpers/in-this-process.ts';

const templates = 'approval:\n  templates:\n    retag: { description: other tags, components: [base], actions: [update] }\n';
let project: Project;
beforeAll(() => {
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere', templates), ...twoModules() }, request: { risk: 'standard', template: 'retag', components: ['base'] } });
});
afterAll(() => project.remove());

const component = { name: 'base', environment: 'test' } as Component;
const planOf = (...actions: Action[]): Plan => ({ engineVersion: '1', drift: [], outputs: {}, resources: actions.map((action) => ({ address: `terraform_data.${action}`, mode: action === 'read' ? 'data' : 'managed', type: 'terraform_data', name: action, provider: 'x', action, before: null, after: null, replacePaths: [] })) });

function complaint(plan: Plan, change = 'CR-0001'): Halt['complaint'] | undefined {
  try {
    assertTemplateAllows(aRun(project, { change }).run, component, plan);
    return undefined;
  } catch (error) {
    if (error instanceof Halt) return error.complaint;
    throw error;
  }
}

describe('a standard change', () => {
  it('begins without anybody\'s approval, and its record says by which template', async () => {
    expect(await approval(aRun(project).run)).toMatchObject({ verdict: 'pass', facts: { template: 'retag', approvedBy: [], risk: 'standard' } });
  });

  it('has nothing that a person could approve before there is a seal', async () => {
    expect(await project.approve()).toMatchObject({ code: 3, stdout: expect.stringMatching(/CR-0001 is approved by the template retag, and there is no seal yet/) });
    expect(project.store().approvals()).toEqual([]);
  });

  it('may plan what its template says, and read', () => {
    expect(complaint(planOf('update', 'no-op', 'read'))).toBeUndefined();
  });

  it.each<Action>(['create', 'replace', 'delete', 'forget'])('may not plan a %s: HALT, with what it would do', (action) => {
    expect(complaint(planOf('update', action))).toMatchObject({ file: 'changes/CR-0001.md', field: 'template', found: `${action} terraform_data.${action}`, allowed: 'update', next: expect.stringContaining('normal change') });
  });

  it('that is not one is not held to a template', () => {
    project.request({ id: 'CR-0002' });
    expect(complaint(planOf('delete'), 'CR-0002')).toBeUndefined();
  });

  it('that touches more than its template covers does not begin, and nobody can approve it as it is', async () => {
    project.request({ id: 'CR-0003', risk: 'standard', template: 'retag', components: ['base', 'app'] });
    await expect(approval(aRun(project, { change: 'CR-0003' }).run)).rejects.toThrow(/the request covers app, and template retag does not/);
    expect(await project.approve('CR-0003')).toMatchObject({ code: 3, stdout: expect.stringMatching(/is a standard change that is not approved: the request covers app/) });
  });

  it("row 25: a template that only the change itself brings is none", async () => {
    project.request({ id: 'CR-0004', risk: 'standard', template: 'anything', components: ['base'] });
    project.commit({ 'cutover.yaml': twoModulesConfig('/nowhere', `${templates}    anything: { description: x, components: [base], actions: [create, update, replace, delete] }\n`) });
    await expect(approval(aRun(project, { change: 'CR-0004' }).run)).rejects.toThrow(/the policy has no template anything \(it has retag\)/);
  });

  it('is over when its template is taken off the base: its plans may do nothing', () => {
    project.git('checkout', '--quiet', 'main');
    project.commit({ 'cutover.yaml': twoModulesConfig('/nowhere') });
    project.git('checkout', '--quiet', 'change');
    expect(complaint(planOf('update'))).toMatchObject({ found: 'update terraform_data.update', allowed: expect.stringContaining('no template') });
    expect(complaint(planOf('no-op'))).toBeUndefined();
  });
});

describe('row 25: a policy that only the change itself brings', () => {
  it('does not count: neither its quorum nor its groups, which nobody is in', async () => {
    const one = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere', 'approval:\n  request: { normal: { required: 2 } }\n'), ...twoModules() } });
    one.commit({ 'cutover.yaml': twoModulesConfig('/nowhere', 'approval:\n  request: { normal: { required: 1, groups: [nobody] } }\n') });
    await one.approve();
    await expect(approval(aRun(one).run)).rejects.toThrow(/1 of 2 people have approved the request/);
    one.remove();
  });

  it('on the base a group that nobody is in is an error that names it', async () => {
    const one = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere', 'approval:\n  request: { normal: { groups: [securty] } }\n'), ...twoModules() } });
    await expect(approval(aRun(one).run)).rejects.toThrow(/cutover\.yaml on refs\/heads\/main: approval\.request\.normal\.groups: no line of approvers on refs\/heads\/main is of this group\n\s+found:\s+securty\n\s+allowed: approvers on refs\/heads\/main names no group/);
    one.remove();
  });
});
