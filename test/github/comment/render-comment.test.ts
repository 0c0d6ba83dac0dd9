import { describe, expect, it } from '@jest/globals';
import { commentHtml } from '../../../scripts/github-markdown.ts';
import { aPlannedResource } from '../../helpers/a-plan.ts';
import { aClaim, aComponent, aFinding, aLinks, comment, HEAD } from './a-report.ts';

const readable = (markdown: string): string => commentHtml(markdown).replace(/<br>|<\/(p|li|tr|h\d|summary|td|th)>/g, '\n').replace(/<[^>]*>/g, '').replace(/&amp;/g, '&').replace(/\n+/g, '\n').trim();

describe('the comment', () => {
  it('says first what came of it, and then what to do', () => {
    expect(readable(comment()).split('\n').slice(0, 3)).toEqual(['✅ shop: the check passes', 'CR-0001: Keep uploads for a year', expect.stringContaining('submitted, normal risk, covers storage, asked for by rita@example.com')]);
    expect(readable(comment())).toMatch(/Waits for its approval\.\s+Next: cutover approve CR-0001 by ann@example\.com, or a review that approves this pull request[^]*What would happen in production/);
  });

  it.each([['pass', '✅ shop: the check passes'], ['fail', '❌ shop: something is wrong'], ['halt', '⛔ shop: this change may not go on as it is'], ['indeterminate', '❔ shop: the check did not come to its end']] as const)('of a %s begins with %s', (verdict, heading) => {
    expect(comment({ verdict })).toMatch(new RegExp(`^## ${heading}`));
  });

  it('counts what is added, changed, replaced and destroyed per component, what destroys first, and how test differs', () => {
    const destroying = aComponent({ name: 'database', plans: [{ state: 'planned', environment: 'production', kind: 'plan', changes: [aPlannedResource({ address: 'aws_dynamodb_table.items', action: 'replace', replacePaths: [['hash_key']] }), aPlannedResource({ address: 'aws_sns_topic.old', action: 'delete' }), aPlannedResource({ action: 'update' })], outputs: [] }] });
    const text = comment({ components: [aComponent(), destroying] });
    expect(text).toContain('| `database` | · | 1 | **1** ⚠️ | **1** ⚠️ | *not planned* |\n| `storage` | 1 | · | · | · | the same |');
    expect(text).toContain('2 components: 2 would change, 0 stay as they are.');
    expect(text).toContain('> [!CAUTION]\n> **2 resources are destroyed in production.**');
    expect(text).toContain('> - `aws_dynamodb_table.items` of **database** (production) is destroyed and created anew, because of `hash_key`');
  });

  it('says nothing of destruction where nothing is destroyed', () => {
    expect(comment()).not.toContain('CAUTION');
  });

  it('links findings to their lines at the commit that was looked at, whatever the names of files are', () => {
    const links = aLinks({ prefix: 'infra/' });
    expect(comment({ findings: [aFinding()] }, links)).toContain(`[\`stacks/storage.ts:12\`](https://github.com/acme/shop/blob/${HEAD}/infra/stacks/storage.ts#L12) Ensure the S3 bucket has access logging enabled`);
    expect(comment({ findings: [aFinding({ place: { file: 'a b/(c)#d?.ts', line: 1 } })] })).toContain(`](https://github.com/acme/shop/blob/${HEAD}/a%20b/%28c%29%23d%3F.ts#L1)`);
    expect(comment({ findings: [aFinding({ place: null })] })).toContain('- Ensure the S3 bucket');
  });

  it('shows the worst findings and says how many more there are', () => {
    const findings = [...Array.from({ length: 40 }, (_none, index) => aFinding({ problem: `low ${index}`, severity: 'LOW' })), aFinding({ problem: 'critical one', severity: 'CRITICAL' })];
    const text = comment({ findings, waived: 3 });
    expect(text.indexOf('critical one')).toBeLessThan(text.indexOf('low 0'));
    expect(text).toContain('### 41 findings without a waiver');
    expect(text).toContain('- and 16 more findings: [the job summary has all of it](https://github.com/acme/shop/actions/runs/77/attempts/1)');
    expect(text).toContain('3 more have a waiver.');
  });

  it('tells broken demands with owner, document and line, and how far claims and checklist are', () => {
    const text = readable(comment({ claims: [aClaim(), aClaim({ id: 'other', decision: 'undecided', by: null, violations: [] }), aClaim({ id: 'third', level: 'should' })] }));
    expect(text).toContain('1 demand of the documents not met');
    expect(text).toContain('Everything at rest is encrypted (docs/infrastructure-guidelines.md:9, security answers for it)');
    expect(text).toContain('stacks/storage.ts:12 aws_s3_bucket.main of storage it has no encryption');
    expect(text).toContain('(a warning)');
    expect(text).toContain('Documents: 0 of 3 demands hold; 2 broken, 1 not decided yet.');
    expect(text).toContain('Checklist: 3 of 10 items decided; 7 wait for the rehearsal, for production or for a person.');
  });

  it('without credentials says so, and which components the change touches', () => {
    const notPlanned = (['test', 'production'] as const).map((environment) => ({ state: 'not planned' as const, environment, because: 'no credentials here' }));
    const text = comment({ verdict: 'halt', change: null, noChange: 'there is no change request in this change', components: [aComponent({ plans: notPlanned }), aComponent({ name: 'network', touchedBy: [], dependsOn: ['storage'], plans: notPlanned })], next: [{ what: 'a change request for storage', whom: [], how: 'cutover request new --title "…" --components storage' }] });
    expect(text).toMatch(/^## ⛔ shop: a change request is missing\n\nThere is no change request in this change\./);
    expect(text).toContain('`cutover request new --title "…" --components storage`');
    expect(text).toContain('| `storage` | **touched** | 1 | · |\n| `network` | · | 1 | `storage` |\n\nNot planned: no credentials here.');
  });

  it('tells a step that failed in its own words, with the line at fault', () => {
    const text = comment({ verdict: 'fail', steps: [{ step: 'synth', verdict: 'fail', reasons: ['cutover.yaml:3: components: no\n  next:    this'], place: { file: 'cutover.yaml', line: 3 } }, { step: 'plan', verdict: 'not reached', reasons: [] }], components: [] });
    const link = `[\`cutover.yaml:3\`](https://github.com/acme/shop/blob/${HEAD}/cutover.yaml#L3)`;
    expect(text).toMatch(/^## ❌ shop: synth failed\n/);
    expect(text).toContain(`### Failed: synth: ${link}\n\n${link} components: no\n\n- **next:** this`);
    expect(text).not.toContain('not reached');
  });

  it('says once what went wrong in both environments, and shows the words of an engine in a block', () => {
    const reasons = ['stacks/storage.ts:12: the plan failed\n  Error: Invalid index\n    on main.tf line 3'];
    const text = comment({ verdict: 'halt', steps: (['test', 'production'] as const).map((environment) => ({ step: 'plan' as const, environment, verdict: 'halt' as const, reasons })) });
    expect(text.match(/Invalid index/g)).toHaveLength(1);
    expect(text).toContain('### Not allowed: plan for test and production\n\n[`stacks/storage.ts:12`]');
    expect(text).toContain('```\n  Error: Invalid index\n    on main.tf line 3\n```');
  });

  it.each([
    [{ steps: [{ step: 'scan' as const, verdict: 'fail' as const, reasons: [] }], findings: [aFinding(), aFinding()] }, '2 findings without a waiver'],
    [{ steps: [{ step: 'prepare' as const, verdict: 'fail' as const, reasons: [] }], claims: [aClaim()], findings: [aFinding()] }, '1 finding without a waiver, 1 demand not met'],
    [{ steps: [{ step: 'scan' as const, verdict: 'fail' as const, reasons: ['checkov crashed'] }] }, 'scan failed'],
    [{ steps: [], change: null, noChange: 'changes/CR-0001.md: no', atFault: ['changes/CR-0001.md'] }, 'the change request cannot be read'],
    [{ steps: [], change: null, noChange: 'two', atFault: ['changes/CR-0001.md', 'changes/CR-0002.md'] }, 'more than one change request'],
  ])('counts in its first line what is wrong: %j', (overrides, words) => {
    expect(comment({ verdict: 'fail', claims: [], ...overrides })).toMatch(new RegExp(`^## ❌ shop: ${words}\n`));
  });

  it('counts what is moved in the state, or taken into it, beside the rest, and only where there is some', () => {
    const moved = aPlannedResource({ address: 'aws_s3_bucket.new', action: 'no-op', movedFrom: 'aws_s3_bucket.old' });
    const imported = aPlannedResource({ address: 'aws_s3_bucket.found', action: 'update', imports: 'found', before: { a: 1 }, after: { a: 2 } });
    const plan = (environment: 'test' | 'production', changes: typeof moved[]) => ({ state: 'planned' as const, environment, kind: 'plan' as const, changes, outputs: [] });
    const text = comment({ components: [aComponent({ plans: [plan('test', [moved]), plan('production', [moved, imported])] })] });
    expect(text).toMatch(/\| Component \| Add \| Change \| Replace \| Destroy \| Moved \| Imported \| In test \|\n.*\n\| `storage` \| · \| 1 \| · \| · \| 1 \| 1 \| moved 1 \|/);
    expect(text).toContain('<code>storage</code> in production: change 1, moved 1, imported 1');
    expect(text).toContain('! aws_s3_bucket.found  (taken into the state, id found; changed in place)\n');
    expect(text).toContain('  aws_s3_bucket.new  (moved in the state from aws_s3_bucket.old)\n');
    expect(text).toContain('1 component: 1 would change');
    expect(comment({ components: [aComponent({ plans: [plan('production', [imported])] })] })).toMatch(/\| Destroy \| Imported \|\n/);
    expect(comment()).toMatch(/\| Destroy \| In test \|\n/);
  });

  it('shows a plan as a coloured block, folded, with what is not known and what is hidden', () => {
    const changes = [aPlannedResource({ address: 'aws_sqs_queue.work', action: 'update', before: { age: 4, same: 1, gone: 'x' }, after: { age: 3, same: 1, arn: { $unknown: true }, password: { $sensitive: true } } })];
    expect(comment({ components: [aComponent({ plans: [{ state: 'planned', environment: 'production', kind: 'expectation', changes, outputs: [{ name: 'url', action: 'update' }] }] })] })).toContain(
      '<details>\n<summary><code>storage</code> in production: change 1</summary>\n\n```diff\n! aws_sqs_queue.work  (changed in place)\n-     age = 4\n+     age = 3\n-     gone = "x"\n+     password = (sensitive)\n!     known after apply: arn\n\n! output url  (update)\n```\n\n</details>',
    );
  });
});

describe('a comment over the limit', () => {
  const large = (name: string, action: 'create' | 'delete' = 'create') => aComponent({ name, plans: [{ state: 'planned', environment: 'production', kind: 'plan', changes: Array.from({ length: 60 }, (_none, index) => aPlannedResource({ address: `aws_thing.${name}_${index}`, action, after: { text: 'x'.repeat(300) } })), outputs: [] }] });

  it('is cut by component, what destroys first, and names those that are left out with a link to the whole', () => {
    const components = [...Array.from({ length: 12 }, (_none, index) => large(`component-${index}`)), large('database', 'delete')];
    const text = comment({ components });
    expect(text.length).toBeLessThanOrEqual(65_536 - 200);
    expect(text.length).toBeGreaterThan(45_000);
    expect(text.indexOf('<code>database</code>')).toBeLessThan(text.indexOf('<code>component-0</code>'));
    expect(text).toMatch(/Too long for here: (`component-\d+`(, )?)+\. \[the job summary has all of it\]\(https:\/\/github\.com\/acme\/shop\/actions\/runs\/77\/attempts\/1\)/);
    expect((text.match(/<details>/g) ?? []).length).toBe((text.match(/<\/details>/g) ?? []).length);
  });

  it.each<[string, Parameters<typeof comment>[0]]>([
    ['2,000 components', { components: Array.from({ length: 2000 }, (_none, index) => aComponent({ name: `component-${index}` })) }],
    ['findings of 50 KB each', { findings: Array.from({ length: 30 }, () => aFinding({ problem: '*'.repeat(50_000) })) }],
    ['reasons without end', { verdict: 'fail', steps: Array.from({ length: 50 }, () => ({ step: 'synth' as const, verdict: 'fail' as const, reasons: Array.from({ length: 100 }, () => '`'.repeat(5000)) })) }],
    ['demands without end', { claims: Array.from({ length: 400 }, () => aClaim({ statement: '<'.repeat(3000) })) }],
    ['a title of 300 characters that all have to be escaped, and names to match', { change: { id: 'CR-1', file: 'x', title: '@'.repeat(300), risk: 'normal', requester: 'x', status: 'draft', components: Array.from({ length: 3000 }, (_none, index) => `component-with-a-long-name-${index}`) } }],
  ])('stays below it, and keeps verdict and link: %s', (_name, overrides) => {
    const text = comment(overrides);
    expect(text.length).toBeLessThanOrEqual(65_536 - 200);
    expect(text).toMatch(/^## /);
    expect(text).toContain('https://github.com/acme/shop/actions/runs/77/attempts/1');
  });
});
