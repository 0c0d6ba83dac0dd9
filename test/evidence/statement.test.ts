import { describe, expect, it } from '@jest/globals';
import { canonicalJson, digestOf, sha256 } from '../../src/digest.ts';
import type { JsonObject } from '../../src/json.ts';
import { fileText, parseFileText } from '../../src/evidence/in-toto.ts';
import { STEPS, type StepName, type Verdict } from '../../src/evidence/record.ts';
import { recordOf, statementOf } from '../../src/evidence/statement.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';

const SUMMARY = 'https://slsa.dev/verification_summary/v1';
const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';
const PROVENANCE = 'https://slsa.dev/provenance/v1';

describe('a record as an in-toto statement', () => {
  it.each<[StepName, Verdict, string, JsonObject]>([
    ['synth', 'pass', PROVENANCE, { runDetails: expect.objectContaining({ metadata: { startedOn: '2026-03-01T10:00:00.000Z', finishedOn: '2026-03-01T10:00:05.000Z' } }) as never }],
    ['synth', 'fail', SUMMARY, { verificationResult: 'FAILED' }],
    ['scan', 'pass', TEST_RESULT, { result: 'PASSED', passedTests: ['scan/storage'], failedTests: [] }],
    ['scan', 'fail', TEST_RESULT, { result: 'FAILED', passedTests: [], failedTests: ['scan/storage'] }],
    ['rehearse', 'indeterminate', TEST_RESULT, { result: 'FAILED', passedTests: [], warnedTests: [] }],
    ['scan', 'halt', SUMMARY, { verificationResult: 'FAILED', verifiedLevels: ['FAILED'] }],
    ['approval', 'pass', SUMMARY, { verificationResult: 'PASSED', verifiedLevels: ['CUTOVER_APPROVAL'], timeVerified: '2026-03-01T10:00:05.000Z' }],
    ['promote', 'indeterminate', SUMMARY, { verificationResult: 'FAILED', verifiedLevels: ['FAILED'] }],
  ])('of step %s with verdict %s is of the type that can say so truthfully', (step, verdict, predicateType, predicate) => {
    const statement = statementOf(aRecord({ step, verdict }));
    expect(statement).toMatchObject({ _type: 'https://in-toto.io/Statement/v1', predicateType, predicate });
  });

  it('says WARNED for a pass with reservations', () => {
    const statement = statementOf(aRecord({ reasons: ['not exercised here (emulator)'] }));
    expect(statement.predicate).toMatchObject({ result: 'WARNED', warnedTests: ['scan/storage'], passedTests: [] });
  });

  it.each(STEPS.flatMap((step) => (['pass', 'fail', 'halt', 'indeterminate'] as const).map((verdict) => [step, verdict] as const)))('of %s %s is read back as the same record', (step, verdict) => {
    const record = aRecord({ step, verdict, environment: 'test', facts: { nested: { list: [1, 'zwei', null] } } });
    expect(recordOf(parseFileText(Buffer.from(fileText(statementOf(record)))))).toEqual(record);
  });

  it('is about what the step read, or about its own record, when there is no subject', () => {
    expect(statementOf(aRecord({ subjects: {} })).subject).toEqual([{ name: 'stack', digest: { sha256: sha256('stack') } }]);
    const bare = aChangeRecord({ subjects: {}, inputs: {}, verdict: 'halt' });
    expect(statementOf(bare).subject).toEqual([{ name: 'record', digest: { sha256: digestOf(bare) } }]);
  });

  it('lists its subjects by name, in one order', () => {
    const digests = { b: sha256('b'), a: sha256('a') };
    expect(statementOf(aRecord({ subjects: digests })).subject.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('reading a statement back', () => {
  const failed = statementOf(aRecord({ verdict: 'fail' }));
  const edited = (edit: (statement: { predicate: JsonObject } & Record<string, unknown>) => void): unknown => {
    const copy = JSON.parse(canonicalJson(failed)) as { predicate: JsonObject } & Record<string, unknown>;
    edit(copy);
    return copy;
  };

  it.each<[string, Parameters<typeof edited>[0], RegExp]>([
    ['says PASSED over a record that failed', (statement) => (statement.predicate['result'] = 'PASSED'), /predicate does not agree .*verdict fail/],
    ['holds a passing record under FAILED', (statement) => ((statement.predicate['cutover_record'] as JsonObject)['verdict'] = 'pass'), /predicate does not agree/],
    ['is about another subject than its record', (statement) => (statement['subject'] = [{ name: 'x', digest: { sha256: sha256('x') } }]), /subject does not agree/],
    ['is of another predicate type', (statement) => (statement['predicateType'] = SUMMARY), /predicateType does not agree/],
    ['has no subject', (statement) => (statement['subject'] = []), /not an in-toto statement.*subject/],
    ['has a subject without a digest', (statement) => (statement['subject'] = [{ name: 'x' }]), /not an in-toto statement.*digest/],
    ['has another statement type', (statement) => (statement['_type'] = 'https://in-toto.io/Statement/v0.1'), /not an in-toto statement.*_type/],
    ['holds no record', (statement) => delete statement.predicate['cutover_record'], /not a record/],
    ['has a record of an unknown step', (statement) => ((statement.predicate['cutover_record'] as JsonObject)['step'] = 'deploy'), /not a record: step/],
    ['has a record with a field nobody knows', (statement) => ((statement.predicate['cutover_record'] as JsonObject)['extra'] = 1), /not a record/],
    ['has a record whose time is none', (statement) => ((statement.predicate['cutover_record'] as JsonObject)['finishedAt'] = 'yesterday'), /not a record: finishedAt/],
    ['has a field beside ours', (statement) => (statement.predicate['approvedBy'] = 'nobody'), /predicate does not agree/],
  ])('refuses one that %s', (_name, edit, problem) => {
    expect(() => recordOf(edited(edit))).toThrow(problem);
  });

  it.each([
    ['a duplicate key', (text: string) => text.replace('"_type"', '"_type": "x",\n  "_type"')],
    ['other white space', (text: string) => text.replace('\n', '\n ')],
    ['no final newline', (text: string) => text.trimEnd()],
    ['an escaped letter', (text: string) => text.replace('storage', '\\u0073torage')],
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
  ])('refuses a file with %s', (_name, edit) => {
    const text = fileText(failed);
    expect(edit(text)).not.toBe(text);
    expect(() => parseFileText(Buffer.from(edit(text)))).toThrow(/not JSON|bytes are not/);
  });

  it('refuses invalid UTF-8, which would read the same as the replacement character', () => {
    const text = Buffer.from(fileText({ name: '\uFFFD' }));
    expect(parseFileText(text)).toEqual({ name: '\uFFFD' });
    const at = text.indexOf(Buffer.from('\uFFFD'));
    expect(() => parseFileText(Buffer.concat([text.subarray(0, at), Buffer.from([0xff]), text.subarray(at + 3)]))).toThrow(/bytes are not/);
  });
});
