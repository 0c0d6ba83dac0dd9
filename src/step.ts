import type { Config } from './config.ts';
import type { GitFacts } from './git.ts';
import type { ApprovalPolicy } from './change/approval-policy.ts';
import type { Host } from './change/host.ts';
import type { ChangeRequest } from './change/request.ts';
import type { Mode } from './components/milestones.ts';
import { Halt, Indeterminate, StepFailure, UserError, type Complaint } from './errors.ts';
import { documentsStand } from './evidence/record-documents.ts';
import type { EvidenceStore } from './evidence/store.ts';
import type { EnvironmentName, StepName, StepRecord, Verdict } from './evidence/record.ts';
import type { FailAt } from './scanners/severity.ts';
import type { Waiver } from './scanners/waivers.ts';
import type { EnvironmentAccess } from './terraform/access.ts';
import type { Engine } from './terraform/engine.ts';
import { redactLines } from './terraform/secret-text.ts';
import type { Conversation } from './refinement/session.ts';
import type { Ui } from './ui.ts';
import type { StackOutputs } from './verification/output-environment.ts';

/** The programs that steps call. Paths, absolute. */
export interface Programs {
  checkov: string;
  tfsec: string;
  /** Where the machine has it. */
  trivy?: string | undefined;
  /** Folder where what scanners said is kept: see kept-results.ts. */
  results: string;
}

/** Read from the protected base branch, never from the change. */
export interface Policy {
  /** Where it was read: the name of the base. */
  from: string;
  /** Text of the `approvers` file; undefined when the base has none. */
  approvers: string | undefined;
  /** What approvals must come together, and when production may be changed. The gates read it anew (policy-on-base.ts). */
  approval: ApprovalPolicy;
  waivers: Waiver[];
  /** From which severity on a finding stops the change. */
  failAt: FailAt;
  /** Checklist items that must be decided: those of the base, and those that the change adds. */
  mandatory: string[];
}

/** Everything that the steps of one change are given. Facts from outside come in through here, so that tests can pass their own. */
export interface Run {
  root: string;
  config: Config;
  change: { file: string; request: ChangeRequest; digest: string };
  git: GitFacts;
  policy: Policy;
  target: 'sandbox' | 'cloud';
  /** Where the repository is hosted, in a pipeline there; undefined on somebody's machine. */
  host: Host | undefined;
  mode: Mode;
  /** How many components may be worked on at once within a milestone. */
  parallelism: number;
  /** Undefined without a terminal: then nobody is asked anything. */
  conversation: Conversation | undefined;
  store: EvidenceStore;
  ui: Ui;
  now: () => Date;
  signal: AbortSignal;
  programs: () => Promise<Programs>;
  /** Starts the engine for its version at the first call: never before the approval. */
  engine: () => Promise<Engine>;
  access: (environment: EnvironmentName) => Promise<EnvironmentAccess>;
  /** Environment for children that need no credentials. */
  harmlessEnv: Record<string, string>;
  /** A variable of the caller's environment, for the one that the approval policy names. */
  variable: (name: string) => string | undefined;
  /** `test/storage` → its outputs, raw, once they were read in this run. Never recorded. */
  outputs: Map<string, StackOutputs>;
  /** Under which word the engines that it starts are noted, so that a post step knows them for its own. */
  notedAs?: string;
  /** Told when production is about to be changed. Nobody waits for it: the approval was read a moment ago. */
  changingProduction?: () => void;
}

/** What a step's work comes to; the rest of the record is filled in around it. */
export interface Outcome {
  verdict?: Verdict;
  reasons?: string[];
  subjects?: StepRecord['subjects'];
  facts: StepRecord['facts'];
}

export interface StepCall {
  step: StepName;
  component?: string;
  environment?: EnvironmentName;
  /** Name → SHA-256 of all that the result depends on. */
  inputs: StepRecord['inputs'];
  /** False where the step must look at the world each time. */
  reusable: boolean;
}

/** Thrown after a record that is not a pass was written: carries its verdict to the exit code. */
export class NotPassed extends Error {
  readonly record: StepRecord;
  constructor(record: StepRecord) {
    super(record.reasons.join('\n'));
    this.name = 'NotPassed';
    this.record = record;
  }
}

/**
 * Runs one step's work and keeps its record, whatever happens. A pass with the same inputs, in the same world and mode, is
 * used again instead. Returns the record when it is a pass; throws NotPassed otherwise.
 */
export async function runStep(run: Run, call: StepCall, work: () => Promise<Outcome> | Outcome): Promise<StepRecord> {
  const kept = call.reusable ? reusableRecord(run, call) : undefined;
  if (kept !== undefined) {
    run.ui.line(`${call.component ?? call.step}: nothing it relies on has changed since ${kept.finishedAt}; that record stands`, 'note');
    return kept;
  }
  if (run.signal.aborted) throw interrupted(call);
  const startedAt = run.now().toISOString();
  const outcome = await settle(work);
  // What an interrupted child says about itself is not a verdict.
  if (run.signal.aborted && outcome.verdict === 'fail') outcome.verdict = 'indeterminate';
  const record: StepRecord = {
    schema: 1,
    step: call.step,
    change: run.change.request.id,
    ...(run.store.kind === 'check' ? { unapproved: true as const } : {}),
    ...(call.component === undefined ? {} : { component: call.component }),
    ...(call.environment === undefined ? {} : { environment: call.environment }),
    target: run.target,
    mode: run.mode,
    verdict: outcome.verdict ?? 'pass',
    reasons: outcome.reasons ?? [],
    startedAt,
    finishedAt: run.now().toISOString(),
    inputs: call.inputs,
    subjects: outcome.subjects ?? {},
    facts: outcome.facts,
  };
  run.store.append(record);
  if (outcome.bug !== undefined) throw outcome.bug;
  if (record.verdict !== 'pass') throw new NotPassed(record);
  return record;
}

function interrupted(call: StepCall): Indeterminate {
  return new Indeterminate({ problem: `interrupted before ${call.step}${call.component === undefined ? '' : ` of ${call.component}`}`, next: 'run the same command again: it goes on from here' });
}

/** Of what a record is about only what is here today counts: the inputs as they were just digested, and its documents as they lie there. */
function reusableRecord(run: Run, call: StepCall): StepRecord | undefined {
  const record = run.store.latest(call.step, call.component, call.environment)?.record;
  if (record?.verdict !== 'pass' || record.target !== run.target || record.mode !== run.mode || !sameInputs(record.inputs, call.inputs)) return undefined;
  const otherThing = Object.entries(record.subjects).some(([name, digest]) => call.inputs[name] !== undefined && call.inputs[name] !== digest);
  return otherThing || !documentsStand(run.store.folder, record) ? undefined : record;
}

export function sameInputs(a: StepRecord['inputs'], b: StepRecord['inputs']): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

async function settle(work: () => Promise<Outcome> | Outcome): Promise<Outcome & { bug?: Error }> {
  try {
    return await work();
  } catch (error) {
    const complaint = (verdict: Verdict, { message }: { message: string }): Outcome => ({ verdict, reasons: [message], facts: {} });
    if (error instanceof Halt) return complaint('halt', error);
    if (error instanceof Indeterminate) return complaint('indeterminate', error);
    if (error instanceof StepFailure || error instanceof UserError) return complaint('fail', error);
    const bug = error instanceof Error ? error : new Error(String(error));
    return { ...complaint('indeterminate', { message: `Cutover itself failed: ${redactLines(bug.message)}` }), bug };
  }
}

/** The record that a step relies on, about exactly these inputs. Throws Halt when it was made from others. */
export function requireRecordOf(run: Run, step: StepName, inputs: StepRecord['inputs']): StepRecord & { sha256: string } {
  const record = requireRecord(run, step);
  const other = Object.entries(inputs).find(([name, digest]) => record.inputs[name] !== digest);
  if (other === undefined) return record;
  throw new Halt({ problem: `the last record of ${step} is about something else than what is here now`, found: `${other[0]} is not what it was made from`, next: `cutover ${step} --change ${run.change.request.id}, then the steps after it` });
}

/** The record that a step relies on. Throws Halt when it is missing, not a pass, or of another world. */
export function requireRecord(run: Run, step: StepName, component?: string, environment?: EnvironmentName): StepRecord & { sha256: string } {
  const stored = run.store.latest(step, component, environment);
  const about = component === undefined ? step : `${step} of ${component}`;
  const refuse = (problem: string, extra: Partial<Complaint> = {}): Halt => new Halt({ problem, next: `cutover ${step} --change ${run.change.request.id}`, ...extra });
  if (stored === undefined) throw refuse(`there is no record of ${about}`);
  const { record } = stored;
  if (record.verdict !== 'pass') throw refuse(`the last record of ${about} is not a pass`, { found: record.verdict });
  if (record.target !== run.target) throw refuse(`the last record of ${about} is from another world`, { found: record.target, allowed: run.target });
  return { ...record, sha256: stored.sha256 };
}
