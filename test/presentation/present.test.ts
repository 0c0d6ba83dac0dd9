import { describe, expect, it } from '@jest/globals';
import { presentComponent } from '../../src/presentation/present-component.ts';
import { presentProject, projectSheet } from '../../src/presentation/present-project.ts';
import { claimLines, type Section } from '../../src/presentation/section.ts';
import { componentSheet } from '../../src/presentation/sheet.ts';
import { aKnownComponent, aKnownProject } from './a-known-project.ts';
import { aPlannedClaim } from './an-implementation.ts';

const textOf = (sections: Section[], title: string): string => sections.find((section) => section.title.startsWith(title))?.lines.map(({ text }) => text).join('\n') ?? 'no such section';

describe('claims on a screen', () => {
  const claims = [
    aPlannedClaim({ id: 'holds' }),
    aPlannedClaim({ id: 'attested', by: 'attestation', reason: 'Alphonse attested it' }),
    aPlannedClaim({ id: 'waits-1', decision: 'undecided', by: null, evidence: [], reason: 'there is no plan' }),
    aPlannedClaim({ id: 'elsewhere', decision: 'not-applicable', by: 'applicability' }),
    aPlannedClaim({ id: 'broken', decision: 'fail', violations: [{ component: 'storage', resource: 'aws_s3_bucket.data', place: { file: 'stacks/storage.ts', line: 12 }, problem: 'it is not encrypted' }] }),
    aPlannedClaim({ id: 'waits-2', decision: 'undecided', by: null, evidence: [], reason: 'there is no plan' }),
    aPlannedClaim({ id: 'advice', decision: 'fail', level: 'should', violations: [{ problem: 'it has no description' }] }),
  ];

  it('come the worst first, those that wait for the same together, and what does not apply not at all', () => {
    const lines = claimLines(claims);
    expect(lines.map(({ text }) => /broken|advice|waits-1, waits-2|holds|attested|elsewhere/.exec(text)?.[0])).toEqual(['broken', 'advice', 'waits-1, waits-2', 'holds', 'attested']);
    expect(lines.map(({ tone }) => tone)).toEqual(['bad', 'note', 'note', 'good', 'good']);
  });

  it('of one id, which the base and the change demand each in its own way, say which is which', () => {
    const base = { file: 'docs/infrastructure-guidelines.md on main', line: 7 };
    const open = { decision: 'undecided' as const, by: null, evidence: [], reason: 'there is no plan' };
    expect(claimLines([aPlannedClaim({ id: 'a' }), aPlannedClaim({ id: 'a', source: base }), aPlannedClaim({ id: 'b' })]).map(({ text }) => text.split(':')[0])).toEqual(['a (docs/infrastructure-guidelines.md)', 'a (docs/infrastructure-guidelines.md on main)', 'b']);
    expect(claimLines([aPlannedClaim({ id: 'a', ...open }), aPlannedClaim({ id: 'a', source: base, ...open })])[0]?.text).toContain('undecided: a (docs/infrastructure-guidelines.md), a (docs/infrastructure-guidelines.md on main)\n');
    const page = presentProject(projectSheet(aKnownProject({ claims: [aPlannedClaim({ id: 'a' }), aPlannedClaim({ id: 'a', source: base, ...open })] })));
    expect(textOf(page, 'Claims')).toContain('undecided: a (docs/infrastructure-guidelines.md on main)\n');
  });

  it('that fail say where: document and line, owner, component, resource, source', () => {
    expect(claimLines(claims)[0]?.text).toMatch(/docs\/infrastructure-guidelines\.md:7[\s\S]*security[\s\S]*storage[\s\S]*aws_s3_bucket\.data[\s\S]*stacks\/storage\.ts:12[\s\S]*it is not encrypted/);
  });
});

describe('a component on a screen', () => {
  it('shows everything that is known', () => {
    const page = presentComponent(componentSheet(aKnownProject(), 'storage', [aPlannedClaim(), aPlannedClaim({ id: 'ADR-2', statement: 'One region' })]));
    expect(page.map(({ title }) => title)).toEqual(['storage', 'Why the architecture has it', 'What it will create in production', 'Dependencies', 'Security controls that it gets', 'Claims that bear on it', 'Undoing it']);
    expect(textOf(page, 'storage')).toBe('Objects of applications.\ncriticality high, data internal; storage-team answers for it');
    expect(textOf(page, 'Why')).toContain('REQ-1 (back within 10 min (RTO)): An overwrite can be undone.\nADR-1: Objects lie in storage.\nbecause: It is cheap.');
    expect(textOf(page, 'What')).toBe('1 × aws_s3_bucket\n2 × aws_s3_bucket_policy\nas its stack has it; only a plan tells what is there already');
    expect(textOf(page, 'Dependencies')).toBe('needs encryption\nneeded by monitoring');
    expect(textOf(page, 'Security')).toBe('bucket-encrypted: Buckets are encrypted (by rule)');
    expect(textOf(page, 'Claims')).toBe('ADR-2: One region (by rule)');
    expect(textOf(page, 'Undoing')).toMatch(/^data-loss: [\s\S]*aws_s3_bucket\.data: all objects and all their versions\nprotected by: AWS refuses to delete a bucket that is not empty\ngetting it back: none[\s\S]*goes back after monitoring$/);
  });

  it('says what the plan does', () => {
    const known = aKnownProject();
    const components = known.components.map((component) => (component.name === 'storage' ? { ...component, plan: { kind: 'plan' as const, changes: [{ address: 'aws_s3_bucket_policy.logs', type: 'aws_s3_bucket_policy', action: 'update' as const }] } } : component));
    expect(textOf(presentComponent(componentSheet({ ...known, components }, 'storage', [])), 'What')).toBe('1 × aws_s3_bucket\n2 × aws_s3_bucket_policy: update 1, 1 unchanged\nas the production plan has it');
  });

  it('says what is not known, and where nothing is said', () => {
    const known = aKnownProject({ notYet: ['what production has: cutover plan'] });
    const page = presentComponent(componentSheet({ ...known, components: [...known.components, aKnownComponent('cache')] }, 'cache', []));
    expect(textOf(page, 'cache')).toBe('the architecture document does not name it');
    expect(textOf(page, 'Why')).toBe('no requirement and no decision names it');
    expect(textOf(page, 'What')).toBe('not known: it is not synthesized');
    expect(textOf(page, 'Dependencies')).toBe('needs nothing\nneeded by nothing');
    expect(textOf(page, 'Undoing')).toBe('not known: it is not synthesized\nnothing has to go back before it');
    expect(textOf(page, 'Not known yet')).toBe('what production has: cutover plan\nwhat cache is going to make: cutover synth');
  });
});

describe('a project on a screen', () => {
  it('shows the graph, each component, and how the claims stand', () => {
    const claims = [aPlannedClaim(), aPlannedClaim({ id: 'open', decision: 'undecided', by: null, evidence: [], reason: 'there is no plan' })];
    const page = presentProject(projectSheet(aKnownProject({ claims })));
    expect(textOf(page, 'shop')).toBe('1  encryption\n2  storage     needs encryption\n3  monitoring  needs storage');
    expect(textOf(page, 'Components')).toBe('encryption  not synthesized. One key.\nmonitoring  not synthesized. Alarms.\nstorage     3 resources, going back: data-loss. Objects of applications.');
    expect(textOf(page, 'Claims')).toBe('2: 1 pass, 1 undecided\nundecided: open\nthere is no plan');
    expect(page.map(({ title }) => title)).not.toContain('Not known yet');
  });

  it('is as plain data what the screen is made from', () => {
    expect(projectSheet(aKnownProject({ change: undefined, notYet: ['x'] }))).toMatchObject({ project: 'shop', change: null, notYet: ['x'], components: [{ component: 'encryption', needs: [], purpose: 'One key.', resources: null, undo: null }, { component: 'monitoring' }, { component: 'storage', needs: ['encryption'], resources: 3, undo: 'data-loss' }] });
  });
});
