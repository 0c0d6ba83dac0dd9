import { describe, expect, it } from '@jest/globals';
import type { DocumentStatement } from '../../src/documents/document-statement.ts';
import { decideDecisions } from '../../src/verification/decisions.ts';
import { traceRequirements, type Traceable } from '../../src/verification/tracing.ts';

const source = { file: 'docs/architecture.md', line: 9 };
type Requirement = Traceable['requirements'][number];
type Result = Traceable['results'][number];
const aRequirement = (overrides: Partial<Requirement> = {}): Requirement => ({ id: 'REQ-1', statement: 'fast', level: 'must', ruled: false, components: ['storage'], source, ...overrides });
const aResult = (overrides: Partial<Result> = {}): Result => ({ id: 'REQ-1', statement: 'fast', source, decision: 'pass', by: 'check', says: 'passed in 1 s', ...overrides });
const aWhole = (overrides: Partial<Traceable> = {}): Traceable => ({
  requirements: [aRequirement()], results: [aResult()], checks: { 'REQ-1': ['round trip'] }, components: ['storage'], needed: [], request: { components: 'all', requirements: ['REQ-1'] }, ...overrides,
});

describe('requirements, traced both ways', () => {
  it('lead to components, to what shows them and to a result, with nothing left over', () => {
    expect(traceRequirements(aWhole())).toEqual({
      traces: [{ id: 'REQ-1', statement: 'fast', level: 'must', asked: true, components: ['storage'], shownBy: ['the check "round trip"'], outcome: 'pass', says: 'passed in 1 s' }],
      unasked: [], leftOver: [],
    });
  });

  it.each<[what: string, whole: Partial<Traceable>, outcome: string, says: RegExp]>([
    ['without a result', { results: [] }, 'undecided', /validate has no result/],
    ['with the result of another wording', { results: [aResult({ statement: 'slow' })] }, 'undecided', /no result/],
    ["with the result of the base's wording alone", { results: [aResult({ source: { file: 'docs/architecture.md on main', line: 9 } })] }, 'undecided', /no result/],
    ['that nothing shows', { checks: {} }, 'undecided', /no check, rule or attestation shows it/],
    ['that its rule shows', { checks: {}, requirements: [aRequirement({ ruled: true })] }, 'pass', /passed/],
    ['that a person attests', { checks: {}, results: [aResult({ by: 'attestation', says: 'ann attested it' })] }, 'pass', /ann/],
    ['that is missed', { results: [aResult({ decision: 'fail', says: 'too slow' })] }, 'fail', /too slow/],
    ['that is missed, at level should', { requirements: [aRequirement({ level: 'should' })], results: [aResult({ decision: 'fail', says: 'too slow' })] }, 'undecided', /level should: too slow/],
    ['that the emulator could not show', { results: [aResult({ decision: 'undecided', says: 'not exercised here (emulator): x' })] }, 'undecided', /not exercised here/],
    ['about a component that the code does not make', { components: ['queue'] }, 'fail', /about storage, which the code does not make/],
  ])('one %s', (_what, whole, outcome, says) => {
    const [trace] = traceRequirements(aWhole(whole)).traces;
    expect([trace?.outcome, trace?.says]).toEqual([outcome, expect.stringMatching(says)]);
  });

  it.each<[what: string, whole: Partial<Traceable>, leftOver: RegExp | undefined, unasked: string[]]>([
    ['a requirement that only the request has', { request: { components: 'all', requirements: ['REQ-1', 'REQ-7'] } }, /names REQ-7, and the architecture has no such requirement/, []],
    ['a requirement that the request serves elsewhere', { request: { components: ['queue'], requirements: ['REQ-1'] }, components: ['storage', 'queue'], needed: ['queue'] }, /names REQ-1, and covers none of its components \(storage\)/, []],
    ['a requirement of another component that the request does not name', { request: { components: ['queue'], requirements: [] }, components: ['storage', 'queue'], needed: ['queue'] }, undefined, []],
    ['a result of a requirement that is gone', { results: [aResult(), aResult({ id: 'REQ-0' })] }, /result for REQ-0, and no document has that requirement/, []],
    ['a component that nobody asks for', { components: ['storage', 'extra'] }, undefined, ['extra']],
    ['a component that a role needs', { components: ['storage', 'extra'], needed: ['extra'] }, undefined, []],
  ])('names %s', (_what, whole, leftOver, unasked) => {
    const tracing = traceRequirements(aWhole(whole));
    expect(tracing.unasked).toEqual(unasked);
    expect(tracing.leftOver).toEqual(leftOver === undefined ? [] : [expect.stringMatching(leftOver)]);
  });
});

describe('decisions of the architecture', () => {
  const aStatement = (overrides: Partial<DocumentStatement> = {}): DocumentStatement => ({ id: 'ADR-1', owner: 'architecture', statement: 'One region.', section: [], source, level: 'must', decision: { why: 'cost' }, rule: { kind: 'types', forbidden: ['aws_x'] }, ...overrides });
  const { rule: _rule, ...unruled } = aStatement();

  it.each<[what: string, statement: DocumentStatement, told: 'pass' | 'fail' | 'undecided' | 'not-applicable', outcome: string, says: RegExp]>([
    ['with a rule that holds', aStatement(), 'pass', 'pass', /^the records say so$/],
    ['with a rule that is broken', aStatement(), 'fail', 'fail', /^the records say so$/],
    ['with a rule that is broken, at level should', aStatement({ level: 'should' }), 'fail', 'undecided', /level should/],
    ['with a rule that nothing decides yet', aStatement(), 'undecided', 'undecided', /^the records say so$/],
    ['without a rule, for a person', unruled, 'undecided', 'undecided', /architecture has to, by an attestation of ADR-1/],
    ['without a rule, that a person attests', unruled, 'pass', 'pass', /^the records say so$/],
    ['about what is not there', aStatement(), 'not-applicable', 'not-applicable', /./],
  ])('are decided: one %s', (_what, statement, told, outcome, says) => {
    expect(decideDecisions([statement], () => ({ decision: told, says: 'the records say so', records: ['prepare/change'] }))).toEqual([
      expect.objectContaining({ id: 'ADR-1', outcome, says: expect.stringMatching(says), ruled: statement.rule !== undefined, records: ['prepare/change'] }),
    ]);
  });

  it('are those alone: other demands are none', () => {
    const { decision: _decision, ...other } = aStatement();
    expect(decideDecisions([other], () => ({ decision: 'pass', says: 'x', records: [] }))).toEqual([]);
  });
});
