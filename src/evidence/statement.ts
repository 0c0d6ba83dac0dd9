import type { JsonObject } from '../json.ts';
import { canonicalJson, digestOf } from '../digest.ts';
import { CUTOVER_URN, descriptors, firstIssue, statementSchema, STATEMENT_TYPE, type Statement } from './in-toto.ts';
import { recordSchema, type StepName, type StepRecord } from './record.ts';

/** https://slsa.dev/spec/v1.1/provenance */
export const PROVENANCE = 'https://slsa.dev/provenance/v1';
/** https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md */
export const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';
/** https://slsa.dev/spec/v1.1/verification_summary */
export const VERIFICATION_SUMMARY = 'https://slsa.dev/verification_summary/v1';

/** Our own record inside the predicate: `<vendor>_<field>`, as the SLSA descriptions ask of extension fields. */
const RECORD_FIELD = 'cutover_record';

/** What a step does: it builds, it examines, or it decides whether the change may go on. */
const TYPE_OF_STEP: Record<StepName, string> = {
  approval: VERIFICATION_SUMMARY,
  synth: PROVENANCE,
  prepare: TEST_RESULT,
  scan: TEST_RESULT,
  refine: TEST_RESULT,
  rehearse: TEST_RESULT,
  validate: TEST_RESULT,
  integrate: TEST_RESULT,
  checklist: TEST_RESULT,
  plan: VERIFICATION_SUMMARY,
  promote: VERIFICATION_SUMMARY,
  handover: VERIFICATION_SUMMARY,
};

/**
 * The predicate type of a record. A step that halted tested nothing, and a synth that did not pass built nothing: both are
 * verification summaries that say FAILED, since the other two types could only say something untrue.
 */
export function predicateTypeOf(record: Pick<StepRecord, 'step' | 'verdict'>): string {
  if (record.verdict === 'halt') return VERIFICATION_SUMMARY;
  if (record.step === 'synth' && record.verdict !== 'pass') return VERIFICATION_SUMMARY;
  return TYPE_OF_STEP[record.step];
}

/** A record as an in-toto statement. It depends on the record alone, so reading can compare the two. */
export function statementOf(record: StepRecord): Statement {
  const predicateType = predicateTypeOf(record);
  const standard = predicateType === PROVENANCE ? provenance(record) : predicateType === TEST_RESULT ? testResult(record) : summary(record);
  return {
    _type: STATEMENT_TYPE,
    subject: descriptors(subjectsOf(record)),
    predicateType,
    predicate: { ...standard, [RECORD_FIELD]: record as JsonObject },
  };
}

/**
 * The record inside a statement. Throws an Error that says why when either is not valid, or when they do not agree: a
 * statement that says PASSED over a record that failed is refused.
 */
export function recordOf(value: unknown): StepRecord {
  const statement = statementSchema.safeParse(value);
  if (!statement.success) throw new Error(`it is not an in-toto statement of Cutover's: ${firstIssue(statement.error)}`);
  const record = recordSchema.safeParse(statement.data.predicate[RECORD_FIELD]);
  if (!record.success) throw new Error(`its ${RECORD_FIELD} is not a record: ${firstIssue(record.error)}`);
  const expected = statementOf(record.data);
  for (const field of ['predicateType', 'subject', 'predicate'] as const) {
    if (canonicalJson(expected[field]) !== canonicalJson(statement.data[field])) {
      throw new Error(`its ${field} does not agree with the record inside it (step ${record.data.step}, verdict ${record.data.verdict})`);
    }
  }
  return record.data;
}

/** A statement needs a subject. A step that halted before it saw one is about what it read, or about nothing but its own record. */
function subjectsOf(record: StepRecord): Record<string, string> {
  if (Object.keys(record.subjects).length > 0) return record.subjects;
  if (Object.keys(record.inputs).length > 0) return record.inputs;
  return { record: digestOf(record) };
}

/** Who reads only the statement sees it too: what a check has passed is not what a delivery has. */
function nameOf({ step, unapproved }: StepRecord): string {
  return unapproved === true ? `unapproved_${step}` : step;
}

function about(record: StepRecord): JsonObject {
  return {
    change: record.change,
    ...(record.component === undefined ? {} : { component: record.component }),
    ...(record.environment === undefined ? {} : { environment: record.environment }),
  };
}

function provenance(record: StepRecord): JsonObject {
  return {
    buildDefinition: {
      buildType: `${CUTOVER_URN}:build:synth:v1`,
      externalParameters: about(record),
      resolvedDependencies: descriptors(record.inputs),
    },
    runDetails: {
      // One identity for every run started by a person: nothing but that person vouches for the machine.
      builder: { id: `${CUTOVER_URN}:builder:self-run` },
      metadata: { startedOn: record.startedAt, finishedOn: record.finishedAt },
    },
  };
}

function testResult(record: StepRecord): JsonObject {
  const passed = record.verdict === 'pass';
  const warned = passed && record.reasons.length > 0;
  const test = [nameOf(record), record.component ?? 'change', record.environment].filter((part) => part !== undefined).join('/');
  return {
    result: warned ? 'WARNED' : passed ? 'PASSED' : 'FAILED',
    configuration: descriptors(record.inputs),
    passedTests: passed && !warned ? [test] : [],
    warnedTests: warned ? [test] : [],
    failedTests: passed ? [] : [test],
  };
}

function summary(record: StepRecord): JsonObject {
  const passed = record.verdict === 'pass';
  const resource = [record.change, record.component, record.environment].filter((part) => part !== undefined).join(':');
  return {
    verifier: { id: `${CUTOVER_URN}:verifier:self-run` },
    timeVerified: record.finishedAt,
    resourceUri: `${CUTOVER_URN}:change:${resource}`,
    policy: { uri: `${CUTOVER_URN}:policy:${nameOf(record)}:v1` },
    verificationResult: passed ? 'PASSED' : 'FAILED',
    // Levels of our own may be named here, as long as they do not begin with SLSA_. No SLSA level is claimed.
    verifiedLevels: [passed ? `CUTOVER_${nameOf(record).toUpperCase()}` : 'FAILED'],
  };
}
