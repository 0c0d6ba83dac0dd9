import { Halt } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import { asBuilt } from '../handover/as-built.ts';
import type { HandoverInput } from '../handover/input.ts';
import { knowledgeTransfer } from '../handover/knowledge-transfer.ts';
import { monitoringConfiguration } from '../handover/monitoring.ts';
import { runbook } from '../handover/runbook.ts';
import { numberOf } from '../number-of.ts';
import { requireRecord, runStep, type Outcome, type Run } from '../step.ts';
import { assertMayHandOver } from './approval.ts';
import { decideItems } from './checklist.ts';
import { withCompliance } from './compliance.ts';
import { decide, judgesNow } from './decide.ts';
import { reviewOf } from './emergencies.ts';
import { asFacts } from './facts.ts';
import { promotedComponents, rollbackDocuments } from './handover-facts.ts';
import { writeStatus } from './request-status.ts';
import { readSeal, type Sealed } from './read-seal.ts';
import { componentsOf } from './synth.ts';

/** Can operations own it? Writes what they need, decides the checklist once more, and closes the request and the bundle. */
export async function handover(run: Run): Promise<StepRecord> {
  const sealed = readSeal(run);
  assertMayHandOver(run, sealed.digest);
  const record = await runStep(run, { step: 'handover', environment: 'production', inputs: inputsOf(run, sealed), reusable: false }, () => run.ui.task('write what operations need', () => Promise.resolve(work(run, sealed))));
  const manifest = run.store.close({ at: run.now().toISOString(), verdict: 'pass', facts: { seal: sealed.digest, target: run.target, handover: 'pass' } });
  run.ui.line(`closed: ${manifest} lists every file of the evidence`, 'good');
  return record;
}

/** Every component's promotion under this very seal. */
function inputsOf(run: Run, sealed: Sealed): StepRecord['inputs'] {
  const promotions = componentsOf(run, 'production').map(({ name }) => {
    const record = requireRecord(run, 'promote', name, 'production');
    if (record.facts['seal'] !== sealed.digest) throw new Halt({ problem: `${name} was promoted under another seal`, next: 'cutover deliver' });
    return [`promote/${name}`, record.sha256] as const;
  });
  return { seal: sealed.digest, checklist: requireRecord(run, 'checklist').sha256, ...Object.fromEntries(promotions) };
}

function work(run: Run, sealed: Sealed): Outcome {
  const at = run.now().toISOString();
  const input = inputFrom(run, sealed, lastPromotion(run));
  const names = input.components.map(({ component }) => component.name);
  const keep = (kind: string, name: string, text: string): Document => {
    const { path, sha256 } = run.store.addDocument('handover', name, text);
    return { kind, file: path, digest: sha256, components: names };
  };
  const first = [
    keep('as-built', 'as-built.md', asBuilt(input)),
    keep('runbook', 'runbook.md', runbook(input)),
    keep('monitoring', 'monitoring.json', monitoringConfiguration(input)),
  ];
  const { acknowledgement } = input;
  const facts = asFacts({ seal: sealed.digest, documents: first, acknowledgement });
  const about = [aboutToRecord(run, at, facts)];
  const { claims, outcome: decided } = decideItems(run, 'handover', about);
  const outcome = withCompliance(run, 'handover', about, decided);
  const documents = [...first, keep('knowledge-transfer', 'knowledge-transfer.md', knowledgeTransfer({ ...input, checklist: claims }))];
  run.ui.line(acknowledgement === null ? `operations have not acknowledged yet: cutover acknowledge ${run.change.request.id}, then cutover handover` : `acknowledged by ${acknowledgement.by}`, 'note');
  if (outcome.verdict === 'pass') {
    const unreviewed = reviewOf(run.store, { target: run.target, repository: run.git.identity, ...judgesNow(run), now: run.now() })?.allowed === false;
    const status = acknowledgement === null || unreviewed ? 'implemented' : 'closed';
    writeStatus(run, status, { at, seal: sealed.digest, target: run.target, components: names, evidence: `cutover-evidence/${run.change.request.id}` });
    run.ui.line(`${run.change.file}: status ${status}`, 'good');
    if (unreviewed) run.ui.line(`an emergency: within ${numberOf(run.policy.approval.reviewWithinDays, 'day')} somebody who had no hand in it reviews it: cutover approve ${run.change.request.id}`, 'note');
  }
  return {
    ...outcome,
    subjects: { ...outcome.subjects, seal: sealed.digest, ...Object.fromEntries(documents.map(({ file, digest }) => [file, digest])) },
    facts: { ...outcome.facts, ...facts, ...asFacts({ documents }) },
  };
}

/** Documents say when production became what they describe; so a second handover, after an acknowledgement, writes the same files. */
function lastPromotion(run: Run): string {
  return componentsOf(run, 'production').map(({ name }) => requireRecord(run, 'promote', name, 'production').finishedAt).sort().at(-1) ?? run.now().toISOString();
}

interface Document {
  kind: string;
  file: string;
  digest: string;
  components: string[];
}

/** The record that this step is about to make, for the items that ask whether its documents were written. */
function aboutToRecord(run: Run, at: string, facts: StepRecord['facts']): StepRecord {
  return { schema: 1, step: 'handover', change: run.change.request.id, environment: 'production', target: run.target, mode: run.mode, verdict: 'pass', reasons: [], startedAt: at, finishedAt: at, inputs: {}, subjects: {}, facts };
}

function inputFrom(run: Run, sealed: Sealed, at: string): HandoverInput {
  const { request } = run.change;
  return {
    change: { id: request.id, title: request.title, requester: request.requester, why: request.why },
    project: { name: run.config.name },
    target: run.target,
    components: promotedComponents(run),
    records: run.store.all().map(({ record }) => record),
    checklist: [],
    waivers: run.policy.waivers,
    rollback: rollbackDocuments(run),
    ...(run.config.operations === undefined ? {} : { operations: run.config.operations }),
    acknowledgement: acknowledgementOf(run, sealed),
    at,
  };
}

/** Open until somebody in the approvers file, who neither asked for, wrote nor ran the change, signs that operations take over. */
function acknowledgementOf(run: Run, sealed: Sealed): HandoverInput['acknowledgement'] {
  const decision = decide(run, { kind: 'acknowledgement', change: run.change.request.id, repository: run.git.identity, digest: sealed.digest, target: run.target });
  const [first] = decision.allowed ? decision.by : [];
  return first === undefined ? null : { by: first.approver, at: first.at };
}

