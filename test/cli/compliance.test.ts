import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { aChangeRecord } from '../helpers/a-record.ts';

let project: Project;
beforeAll(() => {
  const own = 'version: 1\nframeworks: { f: { name: F, controls: [{ id: "1.1", title: asks, unchecked: the account }] }, g: { name: G, controls: [{ id: "1.1", title: asks, unchecked: the account }] } }\n';
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig('/nowhere'), 'compliance.yaml': own, ...twoModules() } });
});
afterAll(() => project.remove());

const evidence = { kind: 'check', id: 'C1', result: 'excepted', says: 'storage: accepted by ann until 2026-12-31', records: ['scan/change'], emulator: false, exceptions: [{ check: 'C1', component: 'storage', owner: 'ann', expires: '2026-12-31', reason: 'r' }] };
const control = (id: string, state: string, more: object = {}): object => ({ id, title: `asks for ${id}`, state, unchecked: null, evidence: [], ...more });
const report = (state: string): object => ({
  document: 'checklist/compliance.md', mapping: null, notExercised: [],
  frameworks: [{ id: 'f', name: 'F', edition: '1', counts: { 'not met': 0, 'partly checked': 0, 'met by exception': 0, met: 1, 'not applicable': 0, 'never checked': 1 }, controls: [control('1.1', state, { evidence: [evidence] }), control('1.2', 'never checked', { unchecked: 'the account' })] }],
});

describe('cutover compliance', () => {
  it('says that there is no such framework before it looks for a record', async () => {
    expect(await project.cutover('compliance', 'CR-0001', '--framework', 'soc3')).toMatchObject({ code: 2, stdout: expect.stringMatching(/--framework: there is no such framework\n +found: +soc3\n +allowed: cis-aws-foundations, soc2, iso27001, f, g\n/) });
  });

  it('is a HALT without a record, or with one that is no report', async () => {
    expect(await project.cutover('compliance', 'CR-0001')).toMatchObject({ code: 3, stdout: expect.stringMatching(/no record of CR-0001 says how the controls stand[\s\S]*cutover checklist/) });
    project.store().append(aChangeRecord({ step: 'checklist', facts: { compliance: { frameworks: 'none' } } }));
    expect(await project.cutover('compliance', 'CR-0001')).toMatchObject({ code: 3, stdout: expect.stringContaining('no report on controls') });
  });

  it('shows counts, and what needs attention with owner and end; every control of a framework when asked; and JSON', async () => {
    project.store().append(aChangeRecord({ step: 'checklist', facts: { compliance: report('met by exception') } as never }));
    const brief = await project.cutover('compliance', 'CR-0001');
    expect(brief).toMatchObject({ code: 0, stdout: expect.stringMatching(/F 1 \(f\)[\s\S]*1 met\n[\s\S]*1\.1 asks for 1\.1: met by exception\n.*accepted by ann until 2026-12-31[\s\S]*CR-0001\/checklist\/compliance\.md/) });
    expect(brief.stdout).not.toContain('1.2 asks');
    expect((await project.cutover('compliance', 'CR-0001', '--framework', 'f')).stdout).toMatch(/1\.2 asks for 1\.2: never checked\n.*left to look at: the account/);
    expect(JSON.parse((await project.cutover('compliance', 'CR-0001', '--json')).stdout)).toMatchObject({ frameworks: [{ id: 'f' }] });
    expect(await project.cutover('compliance', 'CR-0001', '--framework', 'g')).toMatchObject({ code: 2, stdout: expect.stringMatching(/no such framework[\s\S]*allowed: f/) });
  });

  it('shows what handover found in production before what checklist did', async () => {
    project.store().append(aChangeRecord({ step: 'handover', facts: { compliance: report('not met') } as never }));
    expect((await project.cutover('compliance', 'CR-0001')).stdout).toContain('1.1 asks for 1.1: not met');
  });
});
