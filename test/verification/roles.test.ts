import { describe, expect, it } from '@jest/globals';
import { checkSchema, type CheckResult } from '../../src/verification/check.ts';
import type { DecisionPoint } from '../../src/verification/decisions.ts';
import { renderRoles } from '../../src/verification/render-roles.ts';
import { rolesSchema, type Roles } from '../../src/verification/role-config.ts';
import { decideRoles, rolesVerdict, type Known, type RoleResult } from '../../src/verification/roles.ts';
import type { Trace } from '../../src/verification/tracing.ts';

const aResult = (overrides: Partial<CheckResult> = {}): CheckResult => ({ name: 'round trip', outcome: 'pass', seconds: 1.5, detail: 'seen', safeInProduction: false, ...overrides });
const check = checkSchema.parse({ name: 'round trip', command: ['true'] });
const need = (text: string, component: string): object => ({ need: text, component, check });
const aTrace = (overrides: Partial<Trace> = {}): Trace => ({ id: 'REQ-1', statement: 'fast', level: 'must', asked: false, components: ['storage'], shownBy: ['the check "fast"'], outcome: 'pass', says: 'passed', ...overrides });
const aDecision = (overrides: Partial<DecisionPoint> = {}): DecisionPoint => ({ id: 'ADR-1', statement: 'One region.', why: 'cost', owner: 'architecture', source: { file: 'docs/a.md', line: 3 }, ruled: true, outcome: 'pass', says: 'all is as demanded', records: ['prepare/change'], ...overrides });
const known = (overrides: Partial<Known> = {}): Known => ({ tracing: { traces: [], unasked: [], leftOver: [] }, decisions: [], unknownOutputs: { 'frontend-developer': [], 'backend-developer': [] }, ...overrides });

const ROLES: Roles = rolesSchema.parse({
  'frontend-developer': { needs: [need('a bucket to upload to', 'storage')], commands: [{ name: 'upload', command: ['true'] }] },
  architect: { person: 'Ada', needs: [need('a', 'network'), need('b', 'storage')] },
});

interface Answers {
  need?: (component: string) => Partial<CheckResult>;
  command?: Partial<CheckResult>;
}

async function ask(what: Partial<Known> = {}, answers: Answers = {}, roles: Roles = ROLES): Promise<RoleResult[]> {
  return await decideRoles(roles, known(what), { need: ({ component }) => Promise.resolve(aResult(answers.need?.(component))), command: () => Promise.resolve(aResult(answers.command)) });
}
const of = (results: RoleResult[], role: RoleResult['role']): RoleResult => {
  const found = results.find((result) => result.role === role);
  if (found === undefined) throw new Error(`${role} is not reported`);
  return found;
};

describe('the four roles', () => {
  it('are all reported, under the names that BMAD has for them unless others are given; one without declared needs is no pass', async () => {
    const asked: string[] = [];
    const results = await ask({}, { need: (component) => (asked.push(component), {}) });
    expect(results.map(({ role, person, decision }) => [role, person, decision])).toEqual([
      ['frontend-developer', 'Mira', 'pass'], ['backend-developer', 'Enrique', 'nothing declared'], ['product-owner', 'Oli', 'nothing declared'], ['architect', 'Ada', 'pass'],
    ]);
    expect(asked).toEqual(['storage', 'network', 'storage']);
    expect(rolesVerdict(results)).toEqual({ verdict: 'pass', reasons: ['backend-developer: nothing declared, so nothing was verified', 'product-owner: nothing declared, so nothing was verified'] });
  });

  it.each<[what: string, role: RoleResult['role'], what: Partial<Known>, answers: Answers, decision: RoleResult['decision'], verdict: string, reason: RegExp | undefined]>([
    ['an unmet need', 'architect', {}, { need: (component) => (component === 'network' ? { outcome: 'fail' } : {}) }, 'fail', 'fail', /architect: a: fail/],
    ['a need that was not exercised', 'architect', {}, { need: (component) => (component === 'network' ? { outcome: 'not-exercised' } : {}) }, 'undecided', 'pass', /architect: a: not-exercised/],
    ['a command that fails', 'frontend-developer', {}, { command: { outcome: 'fail', detail: 'exit code 1' } }, 'fail', 'fail', /frontend-developer: the command "upload": fail: exit code 1/],
    ['a command that was not exercised', 'frontend-developer', {}, { command: { outcome: 'not-exercised' } }, 'undecided', 'pass', /the command "upload": not-exercised/],
    ['an output that is not there', 'frontend-developer', { unknownOutputs: { 'frontend-developer': ['storage.buket'], 'backend-developer': [] } }, {}, 'fail', 'fail', /no component has the output storage\.buket/],
    ['requirements that are all met', 'product-owner', { tracing: { traces: [aTrace()], unasked: [], leftOver: [] } }, {}, 'pass', 'pass', undefined],
    ['a requirement that is missed', 'product-owner', { tracing: { traces: [aTrace(), aTrace({ id: 'REQ-2', outcome: 'fail', says: 'too slow' })], unasked: [], leftOver: [] } }, {}, 'fail', 'fail', /product-owner: REQ-2: fail: too slow/],
    ['a requirement that nothing decides', 'product-owner', { tracing: { traces: [aTrace({ outcome: 'undecided', says: 'no result' })], unasked: [], leftOver: [] } }, {}, 'undecided', 'pass', /REQ-1: undecided: no result/],
    ['something left over', 'product-owner', { tracing: { traces: [aTrace()], unasked: [], leftOver: ['the request names REQ-9'] } }, {}, 'fail', 'fail', /product-owner: the request names REQ-9/],
    ['a component that nobody asks for', 'product-owner', { tracing: { traces: [aTrace()], unasked: ['extra'], leftOver: [] } }, {}, 'undecided', 'pass', /extra: no requirement, and no need of a role, asks for it/],
    ['components, where no requirement is stated at all', 'product-owner', { tracing: { traces: [], unasked: ['extra'], leftOver: [] } }, {}, 'nothing declared', 'pass', /product-owner: nothing declared/],
    ['a decision that holds', 'architect', { decisions: [aDecision()] }, {}, 'pass', 'pass', undefined],
    ['a decision that is broken', 'architect', { decisions: [aDecision({ outcome: 'fail', says: 'two regions' })] }, {}, 'fail', 'fail', /architect: ADR-1: fail: two regions/],
    ['a decision that is for a person', 'architect', { decisions: [aDecision({ outcome: 'undecided', ruled: false, says: 'no rule decides it' })] }, {}, 'undecided', 'pass', /architect: ADR-1: One region\. no rule decides it/],
    ['a decision about what is not there', 'architect', { decisions: [aDecision({ outcome: 'not-applicable' })] }, {}, 'pass', 'pass', undefined],
  ])('%s decides for %s', async (_title, role, what, answers, decision, verdict, reason) => {
    const results = await ask(what, answers);
    expect(of(results, role).decision).toBe(decision);
    expect(rolesVerdict(results).verdict).toBe(verdict);
    const mine = rolesVerdict(results).reasons.filter((text) => text.startsWith(role));
    if (reason === undefined) expect(mine).toEqual([]);
    else expect(mine).toContainEqual(expect.stringMatching(reason));
  });

  it('what does not apply shows nothing by itself', async () => {
    expect(of(await ask({ decisions: [aDecision({ outcome: 'not-applicable' })] }, {}, {}), 'architect').decision).toBe('nothing declared');
  });

  it('are on one page, on which words of others are no markup', async () => {
    const results = await ask({ tracing: { traces: [aTrace({ statement: '<img src=x>', asked: true })], unasked: ['extra'], leftOver: [] }, decisions: [aDecision({ why: '| a | @ops' })] }, { need: () => ({ detail: '```\n# not a heading' }) });
    const page = renderRoles({ change: { id: 'CR-1', title: 'T' }, target: 'sandbox', at: '2026-03-01T10:00:00.000Z', roles: results, environments: { 'frontend-developer': [{ name: 'SECRET', output: 'storage.key', value: 'hunter22', secret: true }, { name: 'BUCKET', output: 'storage.name', value: 'data', secret: false }] } });
    for (const part of ['## Frontend developer: Mira, pass', '## Product owner: Oli, undecided', '| `REQ-1` ', '| `ADR-1` One region.', 'For Oli to look at:', '| `SECRET` | `storage.key` | (sensitive) |', '| `BUCKET` | `storage.name` | `data` |', 'in a sandbox']) expect(page).toContain(part);
    expect(page).not.toMatch(/hunter22|<img|^# not a heading|[^>]@ops/m);
  });
});

describe('what cutover.yaml says of roles', () => {
  const developer = (overrides: object): object => ({ 'frontend-developer': { commands: [{ name: 'c', command: ['true'] }], ...overrides } });

  it.each([
    ['a developer who needs nothing', { 'frontend-developer': { person: 'Mira' } }],
    ['a role that there is not', { tester: { needs: [] } }],
    ['a development environment for somebody who does not develop', { architect: { commands: [] } }],
    ['a command without a command', developer({ commands: [{ name: 'c', output: 'x', schema: {} }] })],
    ...['PATH', 'NODE_OPTIONS', 'LD_PRELOAD', 'AWS_SECRET_ACCESS_KEY', 'CUTOVER_OUTPUTS', 'HTTPS_PROXY', 'OUTPUT_X', 'lower'].map((name) => [`a variable called ${name}`, developer({ environment: { variables: { [name]: 'storage.name' } } })] as [string, object]),
    ['a variable without an output', developer({ environment: { variables: { BUCKET: 'storage' } } })],
  ])('refuses %s', (_what, roles) => {
    expect(rolesSchema.safeParse(roles).success).toBe(false);
  });

  it('takes a name of an application’s own', () => {
    expect(rolesSchema.safeParse(developer({ environment: { variables: { UPLOADS_BUCKET: 'storage.bucket_name' } } })).success).toBe(true);
  });
});
