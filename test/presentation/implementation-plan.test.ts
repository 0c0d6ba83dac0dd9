import { describe, expect, it } from '@jest/globals';
import type { Heading, Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { renderImplementationPlan } from '../../src/presentation/implementation-plan.ts';
import type { ImplementationPlanInput } from '../../src/presentation/plan-input.ts';
import { anImplementation, aPlannedClaim } from './an-implementation.ts';

const page = (overrides: Partial<ImplementationPlanInput> = {}): string => renderImplementationPlan(anImplementation(overrides));
const parse = (markdown: string): Root => unified().use(remarkParse).use(remarkGfm).parse(markdown);
const textOf = (node: RootContent): string => ('value' in node ? (node.type === 'html' ? '' : node.value) : 'children' in node ? node.children.map((child) => textOf(child)).join('') : '');
const headings = (markdown: string): string[] => parse(markdown).children.filter((node): node is Heading => node.type === 'heading').map((node) => `${'#'.repeat(node.depth)} ${textOf(node)}`);
/** What stands under a heading, up to the next one of its level or above. */
const under = (markdown: string, title: string): string => {
  const level = /^#+/.exec(title)?.[0].length ?? 0;
  const [, part = ''] = markdown.split(`${title}\n`);
  return part.split(new RegExp(`^#{1,${level}} `, 'm'))[0] ?? '';
};

describe('the implementation plan', () => {
  it('takes the reader from the order to the way back', () => {
    expect(headings(page())).toEqual([
      '# Implementation plan: CR-0001',
      '## Order',
      '## Before the first milestone', '### approval', '### synth', '### prepare', '### scan',
      '## Milestones',
      '### 1. encryption', '#### refine', '#### rehearse',
      '### 2. storage', '#### refine', '#### rehearse',
      '### 3. monitoring', '#### refine', '#### rehearse',
      '## After the last milestone', '### validate', '### integrate', '### checklist', '### plan', '### promote', '### handover',
      '## Open claims',
      '## Taking it back',
      '### Rollback of monitoring', '#### Procedure', '#### Data at stake',
      '### Rollback of storage', '#### Procedure', '#### Data at stake',
      '### Rollback of encryption', '#### Procedure', '#### Data at stake',
      '## Who answers',
    ]);
  });

  it('draws the graph, and lists the order with what going back means and who answers', () => {
    const order = under(page(), '## Order');
    expect(order).toMatch(/```mermaid\nflowchart RL\n[\s\S]*c2 --> c1\n[\s\S]*```/);
    expect(order).toContain('| 1 | encryption | `encryption` | nothing | reversible | platform |');
    expect(order).toContain('| 2 | storage | `storage` | `encryption` | data-loss | storage-team |');
  });

  it('says of each component what it is for, and when its steps begin and pass', () => {
    const storage = under(page(), '### 2. storage');
    expect(storage).toContain('- `storage`: What storage is for. (criticality high, data internal)');
    expect(storage).toMatch(/#### rehearse\n\n- Begins when:\n {2}- storage is finalised as it is now, and encryption stands rehearsed in test\n- Passes when:\n[\s\S]* {2}- storage: the check "the bucket is private" passes in test\n/);
  });

  it('names the data that would be lost, per component', () => {
    expect(under(page(), '### Rollback of storage')).toMatch(/`aws_s3_bucket\.main`[\s\S]*all objects and all their versions/);
    expect(under(page(), '### Rollback of monitoring')).toContain('None of the resources that are known to hold data is destroyed or replaced.');
  });

  it('holds what the request says about taking it back', () => {
    expect(page()).not.toContain('The request says');
    expect(page({ change: { ...anImplementation().change, rollback: 'Restore the table.' } })).toContain('## Taking it back\n\nThe request says: Restore the table.\n\nThe outermost component');
  });

  it('lists what is open or fails, and nothing else', () => {
    const claims = [aPlannedClaim({ id: 'holds' }), aPlannedClaim({ id: 'broken', decision: 'fail', reason: 'one is not' }), aPlannedClaim({ id: 'open', decision: 'undecided', by: null, evidence: [], level: 'should' })];
    const open = under(page({ claims }), '## Open claims');
    expect(open).toContain('| `broken` | must: Buckets are encrypted | security | `docs/infrastructure-guidelines.md:7` | **fail** | one is not |');
    expect(open).toContain('| `open` | should:');
    expect(open).not.toContain('holds');
    expect(under(page({ claims: [aPlannedClaim()] }), '## Open claims')).toContain('every claim of the documents is decided, and none fails');
  });

  it('says what is missing instead of leaving it out', () => {
    const [first] = anImplementation().components;
    const text = page({ rollback: [], operations: undefined, roles: {}, components: anImplementation().components.map((component) => (component.name === first?.name ? { ...component, architecture: undefined } : component)) });
    expect(text).toContain('- `monitoring`: **the architecture document does not name it**');
    expect(under(text, '### Rollback of storage')).toContain('**No procedure was written.**');
    expect(under(text, '## Order')).toContain('**not known**');
    expect(under(text, '## Who answers')).toMatch(/product-owner \| nobody is named[\s\S]*operations \| nobody is named/);
  });

  it('shows words of others, and lets nothing in them count', () => {
    const hostile = '</li>| x [a](javascript:b) @all\n# heading\n```';
    const { components, requirements, checks } = anImplementation();
    const text = page({
      change: { id: 'CR-0001', title: hostile, requester: hostile, rollback: hostile },
      components: components.map((component) => ({ ...component, architecture: { purpose: hostile, owner: hostile, criticality: 'low', dataClass: 'none', dependsOn: component.dependsOn } })),
      requirements: requirements.map((requirement) => ({ ...requirement, statement: hostile })),
      checks: { storage: (checks['storage'] ?? []).map((check) => ({ ...check, name: hostile })) },
      claims: [aPlannedClaim({ statement: hostile, reason: hostile, owner: hostile, decision: 'fail' })],
      operations: { team: hostile, contact: hostile },
    });
    expect(headings(text)).toEqual(headings(page()));
    const types = new Set<string>();
    const visit = (node: Root | RootContent): void => {
      types.add(node.type === 'html' && node.value === '<!-- -->' ? 'nothing' : node.type);
      if ('children' in node) node.children.forEach((child) => visit(child));
    };
    visit(parse(text));
    expect(types).not.toContain('link');
    expect(types).not.toContain('html');
    expect(parse(text).children.filter(({ type }) => type === 'code')).toHaveLength(1);
  });
});
