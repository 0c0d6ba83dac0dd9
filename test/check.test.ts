import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckReport } from '../src/presentation/check-report.ts';
import { check } from '../src/check.ts';
import { reportOfMistake } from '../src/check-mistake.ts';
import { UserError } from '../src/errors.ts';
import { openCheck } from '../src/open-check.ts';
import type { Run } from '../src/step.ts';
import { approval } from '../src/steps/approval.ts';
import { checklist } from '../src/steps/checklist.ts';
import { integrate } from '../src/steps/integrate.ts';
import { plan } from '../src/steps/plan.ts';
import { promote } from '../src/steps/promote.ts';
import { rehearse } from '../src/steps/rehearse.ts';
import { validate } from '../src/steps/validate.ts';
import { aChangeRequest } from './helpers/a-change-request.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from './helpers/a-project.ts';
import { aSilentUi } from './helpers/in-this-process.ts';
import { statesFolder } from './helpers/states-folder.ts';

const reportIn = ({ stdout, stderr }: { stdout: string; stderr: string }): CheckReport => {
  try {
    return JSON.parse(stdout) as CheckReport;
  } catch {
    throw new Error(`no report: ${stdout}\n${stderr}`);
  }
};

describe('a check', () => {
  let project: Project;
  let first: { code: number | null; report: CheckReport };
  beforeAll(async () => {
    project = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), ...twoModules() } });
    // A change of a module, and nobody who runs it: a job on GitHub has no identity in git.
    project.commit(twoModules('v2'));
    project.git('config', '--unset', 'user.email');
    const result = await project.cutover('check', '--json');
    first = { code: result.code, report: reportIn(result) };
    project.git('config', 'user.email', 'olga@example.com');
  });
  afterAll(() => project.remove());

  it('looks at a change that nobody has approved, and says what would happen in both environments', () => {
    expect(first.report).toMatchObject({ verdict: 'pass', change: { id: 'CR-0001', status: 'submitted' }, noChange: null, target: 'cloud' });
    expect(first.code).toBe(0);
    expect(first.report.steps.map(({ step, environment, verdict }) => [step, environment, verdict])).toEqual([
      ['synth', undefined, 'pass'], ['prepare', undefined, 'pass'], ['scan', undefined, 'pass'], ['plan', 'test', 'pass'], ['plan', 'production', 'pass'],
    ]);
    const [base, app] = first.report.components;
    expect(base).toMatchObject({ name: 'base', touchedBy: ['stacks/base/main.tf'], plans: [{ environment: 'test', kind: 'plan' }, { environment: 'production', kind: 'plan', changes: [{ address: 'terraform_data.a', action: 'create', after: { input: 'v2' } }] }] });
    expect(app).toMatchObject({ name: 'app', dependsOn: ['base'], touchedBy: [], plans: [{ kind: 'expectation' }, { kind: 'expectation' }] });
  });

  it('says what the request waits for, and how far claims and checklist are', () => {
    expect(first.report.next).toEqual([{ what: expect.stringContaining('its approval'), whom: ['ann@example.com'], how: 'cutover approve CR-0001' }]);
    expect(first.report.claims.length).toBeGreaterThan(0);
    expect(first.report.checklist).toEqual({ items: 1, decisions: { pass: 0, fail: 0, 'not-applicable': 0, undecided: 1 } });
  });

  it('takes no lock and leaves nothing but its own records, each marked', () => {
    expect(project.engineCalls().filter((call) => call.startsWith('plan '))).toHaveLength(4);
    for (const call of project.engineCalls().filter((one) => one.startsWith('plan '))) expect(call).toContain('-lock=false');
    expect(project.engineCalls().some((call) => /^(apply|destroy|force-unlock)/.test(call))).toBe(false);
    expect(existsSync(join(project.path, 'cutover-evidence'))).toBe(false);
    expect(existsSync(join(project.path, '.cutover', 'plans', 'production', 'base', 'kept'))).toBe(false);
    const record = JSON.parse(readFileSync(join(project.path, '.cutover', 'check', 'CR-0001', 'plan', 'change.2.json'), 'utf8')) as { predicate: { cutover_record: object } };
    expect(record.predicate.cutover_record).toMatchObject({ unapproved: true, step: 'plan', verdict: 'pass' });
  });

  it('its records open no gate: a delivery without an approval is still a HALT, and with them copied over too', async () => {
    expect(await project.cutover('deliver')).toMatchObject({ code: 3, stdout: expect.stringContaining('nobody has approved the request') });
    expect(await project.cutover('plan')).toMatchObject({ code: 3 });
    await project.approve();
    const [from, to] = [join(project.path, '.cutover', 'check', 'CR-0001'), join(project.path, 'cutover-evidence', 'CR-0001')];
    for (const step of ['synth', 'prepare', 'scan', 'plan']) {
      rmSync(join(to, step), { recursive: true, force: true });
      mkdirSync(to, { recursive: true });
      cpSync(join(from, step), join(to, step), { recursive: true });
    }
    for (const command of ['deliver', 'scan', 'promote']) {
      expect(await project.cutover(command)).toMatchObject({ code: 3, stdout: expect.stringContaining('a check made it, before anyone had approved') });
    }
    expect(await project.cutover('verify', to)).toMatchObject({ code: 1, stdout: expect.stringContaining('a check made it, before anyone had approved') });
  });

  it('a change without a request is a HALT that names the components and the command that drafts one, and that command works', async () => {
    rmSync(join(project.path, 'cutover-evidence'), { recursive: true, force: true });
    project.git('rm', '--quiet', 'changes/CR-0001.md');
    project.commit();
    const { code, stdout, stderr } = await project.cutover('check', '--json');
    const report = reportIn({ stdout, stderr });
    expect(code).toBe(3);
    expect(report).toMatchObject({ verdict: 'halt', change: null, noChange: 'there is no change request in this change' });
    expect(report.components.find(({ name }) => name === 'base')?.touchedBy).toEqual(['stacks/base/main.tf']);
    expect(report.next).toEqual([{ what: 'a change request for base, app', whom: [], how: 'cutover request new --title "…" --components base,app' }]);
    expect((await project.cutover('request', 'new', '--title', 'Another value', '--components', 'base,app')).code).toBe(0);
    const after = reportIn(await project.cutover('check', '--json'));
    expect(after).toMatchObject({ verdict: 'pass', change: { id: 'CR-0001', status: 'draft', requester: 'olga@example.com' }, next: [{ what: 'being submitted' }] });
  });

  it('a request that cannot be read is told with its line, and the code is looked at all the same', async () => {
    project.write({ 'changes/CR-0001.md': '---\nid: CR-0001\ntitel: x\n---\n' });
    const report = reportIn(await project.cutover('check', '--json'));
    expect(report).toMatchObject({ verdict: 'fail', change: null, noChange: expect.stringContaining('changes/CR-0001.md'), next: [{ how: 'correct changes/CR-0001.md' }] });
    expect(report.components).toHaveLength(2);
  });

  it('a status that nothing shows is a HALT, and a sandbox that is asked for and not up is said', async () => {
    project.write({ 'changes/CR-0001.md': aChangeRequest({ components: ['base', 'app'], status: 'implemented' }) });
    const { code, stdout, stderr } = await project.cutover('check', '--sandbox', '--json');
    const report = reportIn({ stdout, stderr });
    expect(code).toBe(3);
    expect(report.steps).toMatchObject([{ step: 'approval', verdict: 'halt', reasons: ['changes/CR-0001.md: status: the file says implemented, and the evidence shows submitted: implemented is shown by a record of the step handover that passed'], place: { file: 'changes/CR-0001.md' } }, {}, {}, {}, ...(['test', 'production'] as const).map((environment) => ({ step: 'plan', environment, verdict: 'fail', reasons: [expect.stringContaining('the sandbox of this project is not up')] }))]);
    expect(report.next[0]).toMatchObject({ what: expect.stringContaining('a status that is true'), how: 'set the status in changes/CR-0001.md to submitted' });
  });

  it('several requests fail, also where no component is touched', async () => {
    project.write({ 'changes/CR-0001.md': aChangeRequest(), 'changes/CR-0002.md': aChangeRequest({ id: 'CR-0002' }), ...twoModules() });
    const report = reportIn(await project.cutover('check', '--json'));
    expect(report).toMatchObject({ verdict: 'fail', change: null, atFault: ['changes/CR-0001.md', 'changes/CR-0002.md'], next: [{ what: 'one change request, and no more' }] });
    expect(report.components.flatMap(({ touchedBy }) => touchedBy)).toEqual([]);
  });
});

describe('a check without credentials', () => {
  it('plans nothing that needs some, says so, and is still of use', async () => {
    const bucket = 'terraform {\n  backend "s3" {}\n}\nresource "aws_s3_bucket" "data" {\n  bucket = "data"\n}\n';
    const project = aProject({ files: { 'cutover.yaml': 'version: 1\nname: shop\ncomponents:\n  storage: { path: stacks/storage }\nenvironments:\n  test: {}\n  production: {}\n', 'stacks/storage/main.tf': bucket }, documents: { components: { storage: [] }, providers: { 'hashicorp/aws': '>=5' }, types: ['aws_s3_bucket'] }, env: { AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' } });
    const report = reportIn(await project.cutover('check', '--json'));
    project.remove();
    expect(report.components).toMatchObject([{ name: 'storage', resources: 1, plans: [{ state: 'not planned', environment: 'test', because: 'no credentials here' }, { state: 'not planned', environment: 'production', because: 'no credentials here' }] }]);
    expect(report.steps.filter(({ step }) => step === 'plan')).toMatchObject([{ verdict: 'not reached' }, { verdict: 'not reached' }]);
    expect(report.verdict).toBe('fail');
    const [tfsec, checkov] = ['tfsec', 'checkov'].map((tool) => report.findings.find((finding) => finding.tool === tool));
    for (const finding of [tfsec, checkov]) expect(finding).toMatchObject({ component: 'storage', environments: ['test', 'production'], address: 'aws_s3_bucket.data', place: { file: 'stacks/storage/main.tf', line: 4 } });
  });
});

describe('a check that cannot begin, or is cut off', () => {
  it('reports a mistake with its file and line, for the pull request to show', () => {
    const project = aProject({ files: { 'cutover.yaml': 'version: 1\nname: Shop\n' } });
    const open = (): unknown => openCheck({ directory: project.path, sandbox: false }, { ui: aSilentUi().ui, env: {}, signal: new AbortController().signal, conversation: undefined, toolbox: NO_TOOLS });
    expect(open).toThrow(UserError);
    const report = reportOfMistake(project.path, errorOf(open));
    expect(report).toMatchObject({ verdict: 'fail', head: project.git('rev-parse', 'HEAD'), change: null, steps: [{ step: 'synth', verdict: 'fail', place: { file: 'cutover.yaml', line: 2 } }] });
    expect(() => reportOfMistake(project.path, new TypeError('a bug'))).toThrow('a bug');
    project.remove();
  });

  it('an interrupted one runs nothing any more and is indeterminate', async () => {
    const project = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), ...twoModules() } });
    const stopped = new AbortController();
    const opened = openCheck({ directory: project.path, sandbox: false }, { ui: aSilentUi().ui, env: { PATH: process.env['PATH'] }, signal: stopped.signal, conversation: undefined, toolbox: NO_TOOLS });
    stopped.abort();
    const report = await check(opened);
    expect(report).toMatchObject({ verdict: 'indeterminate', components: [], next: [{ how: 'run it again' }] });
    expect(existsSync(join(project.path, '.cutover', 'check'))).toBe(false);
    project.remove();
  });
});

describe('a run of a check', () => {
  it.each<[string, (run: Run) => Promise<unknown>]>([
    ['rehearse', (run) => rehearse(run, ['base'])], ['validate', validate], ['integrate', integrate], ['checklist', checklist], ['plan', plan], ['promote', promote], ['approval', approval],
  ])('goes through no other gate, even for a standard change that needs no approval: %s', async (_step, step) => {
    const templates = 'approval:\n  templates:\n    retag: { description: other tags, components: [base], actions: [update] }\n';
    const project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere', templates), ...twoModules() }, request: { risk: 'standard', template: 'retag', components: ['base'] } });
    const { run } = openCheck({ directory: project.path, sandbox: false }, { ui: aSilentUi().ui, env: {}, signal: new AbortController().signal, conversation: undefined, toolbox: NO_TOOLS });
    await expect(step(run)).rejects.toThrow('this is a check: it seals nothing and changes nothing');
    project.remove();
  });
});

const none = (): Promise<never> => Promise.reject(new Error('a tool was asked for'));
const NO_TOOLS = { programs: none, engineBinary: none, python: none };

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}
