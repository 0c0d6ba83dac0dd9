import { describe, expect, it } from '@jest/globals';
import type { Claim } from '../../../src/claims/claim.ts';
import { decide } from '../../../src/claims/decide.ts';
import { parseChecklist } from '../../../src/documents/checklist/parse.ts';
import { renderChecklist } from '../../../src/documents/checklist/render.ts';
import { statementsOf } from '../../../src/documents/checklist/statements.ts';
import { decideChecklist } from '../../../src/documents/checklist/verdict.ts';
import { addResource, aFinishedChange } from '../../claims/a-finished-change.ts';

function aClaim(overrides: Partial<Claim> = {}): Claim {
  return {
    id: 'a/1', owner: 'platform engineer', statement: 'It is encrypted', section: ['A'], source: { file: 'list.md', line: 4 },
    level: 'must', decision: 'pass', by: 'probe', reason: 'so for all', evidence: [{ record: 'rehearse/storage/test', says: 'encrypted = true' }], violations: [], ...overrides,
  };
}
const undecided: Partial<Claim> = { decision: 'undecided', by: null, reason: 'no record', evidence: [] };
const failed: Partial<Claim> = { decision: 'fail', reason: 'not so' };
const foreign: Partial<Claim> = { decision: 'not-applicable', by: 'applicability', reason: 'no such thing' };

describe('the blocking rule', () => {
  it.each<[string, Claim[], string[], 'pass' | 'fail', string]>([
    ['passes when all is decided', [aClaim()], ['a/1'], 'pass', ''],
    ['passes with an undecided item that is not mandatory, and says so', [aClaim(), aClaim({ id: 'a/2', ...undecided })], ['a/1'], 'pass', '1 of 2 items undecided, and none of these is mandatory'],
    ['passes with a mandatory item that does not apply', [aClaim(foreign)], ['a/1'], 'pass', ''],
    ['fails on a failed item, mandatory or not', [aClaim(), aClaim({ id: 'a/2', ...failed })], [], 'fail', 'list.md:4 (a/2): “It is encrypted” failed: not so'],
    ['fails on a mandatory item that is undecided', [aClaim(undecided)], ['a/1'], 'fail', 'is mandatory and undecided: no record'],
    ['fails on a mandatory item that does not exist', [aClaim()], ['a/11'], 'fail', 'a/11 is mandatory, but the checklist has no such item'],
    ['fails without any item', [], [], 'fail', 'the checklist has no item'],
  ])('%s', (_title, claims, mandatory, verdict, reason) => {
    const decided = decideChecklist(claims, mandatory);
    expect(decided.verdict).toBe(verdict);
    expect(decided.reasons.join('\n')).toContain(reason);
    if (reason === '') expect(decided.reasons).toEqual([]);
  });

  it('counts by decision and by what decided', () => {
    const claims = [aClaim(), aClaim({ id: 'b' }), aClaim({ id: 'c', ...failed, by: 'rule' }), aClaim({ id: 'd', ...foreign }), aClaim({ id: 'e', ...undecided })];
    expect(decideChecklist(claims, []).counts).toEqual({
      items: 5,
      decisions: { pass: 2, fail: 1, 'not-applicable': 1, undecided: 1 },
      deciders: { probe: 2, rule: 1, applicability: 1, attestation: 0 },
    });
  });
});

const LIST = `# My list

## 1. Data

- [x] Everything that keeps data encrypts it at rest
- [x] Somebody says so
- [ ] No addresses <!-- probe: no-public-addresses -->

## 2. Containers

### 2.1 Cluster

- [x] The cluster | is \\*safe\\* \\<script>
`;

function rendered(records = aFinishedChange()): string {
  const list = parseChecklist(LIST, 'list.md');
  const claims = decide(statementsOf(list, 'platform engineer'), records);
  return renderChecklist({ title: list.title, change: { id: 'CR-0001', title: 'More # space' }, target: 'sandbox', at: '2026-03-01T10:00:00Z', claims, verdict: decideChecklist(claims, []) });
}

describe('the rendered checklist', () => {
  it('ticks what passed and nothing else, whatever was ticked before', () => {
    expect(rendered().match(/^- \[.\] .*$/gm)).toEqual([
      '- [x] Everything that keeps data encrypts it at rest',
      '- [ ] Somebody says so',
      '- [x] No addresses',
      '- [ ] The cluster &#124; is \\*safe\\* &lt;script&gt;',
    ]);
  });

  it('gives a line of evidence under each item', () => {
    const text = rendered();
    expect(text).toContain('  - **Pass** by a probe (`data/1`): so for all');
    expect(text).toContain('`rehearse/storage/test`: test (sandbox): aws\\_s3\\_bucket.data');
    expect(text).toContain('  - **Undecided** (`data/2`): no probe decides this statement; a person has to');
    expect(text).toContain('  - **Not applicable** by applicability (`containers/cluster/1`): no component has a container platform');
    expect(text).toContain('| Pass | 2 |\n| FAIL | 0 |\n| Not applicable | 1 |\n| Undecided | 1 |');
  });

  it('changes with one fact: the tick goes and the address is named', () => {
    const records = structuredClone(aFinishedChange());
    addResource(records, 'network', 'aws_eip', {});
    const text = rendered(records);
    expect(text).toContain('- [ ] No addresses\n  - **FAIL** by a probe');
    expect(text).toContain('aws\\_eip.added');
    expect(text).toContain('**Verdict: fail.**');
  });

  it('reads back as the same items in the same sections', () => {
    const before = parseChecklist(LIST, 'list.md').items.map(({ section, text, id }) => ({ section, text, id }));
    expect(parseChecklist(rendered(), 'list.md').items.map(({ section, text, id }) => ({ section, text, id }))).toEqual(before);
  });
});
