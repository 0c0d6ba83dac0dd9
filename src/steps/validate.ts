import type { Claim } from '../claims/claim.ts';
import { decide } from '../claims/decide.ts';
import type { Config } from '../config.ts';
import { digestOf } from '../digest.ts';
import type { DocumentStatement } from '../documents/document-statement.ts';
import { Halt } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import { configOn } from '../policy-on-base.ts';
import { requireRecord, runStep, type Outcome, type Run } from '../step.ts';
import type { RequirementCheck } from '../verification/check.ts';
import { renderRequirements } from '../verification/render-requirements.ts';
import { decideRequirement, requirementsVerdict, type Requirement } from '../verification/requirements.ts';
import { assertApproved } from './approval.ts';
import { attestationsOf } from './attestations.ts';
import { documentsOf, type ChangeDocuments } from './documents.ts';
import { asFacts } from './facts.ts';
import { runRequirementChecks } from './requirement-checks.ts';
import { everyComponent, ruleFactsOf } from './rule-facts.ts';
import { componentsOf } from './synth.ts';

/** Does the whole meet its functional and performance requirements? Asked of the test environment, once all components stand there. */
export async function validate(run: Run): Promise<StepRecord> {
  assertApproved(run);
  const documents = documentsOf(run);
  const requirements = documents.statements.filter(isRequirement);
  const attestations = attestationsOf(run);
  // Without their probe: what it reads is what this very step is about to record.
  const claims = decide(requirements.map(({ probeId: _probe, ...statement }) => statement), [], { probes: [], rules: await ruleFactsOf(run, everyComponent(run)), attestations, now: run.now() });
  const inputs = { ...askedOf(run, documents), claims: digestOf(claims), ...rehearsals(run) };
  const work = (progress: (text: string) => void): Promise<Outcome> => decideAll(run, requirements, claims, progress);
  return await runStep(run, { step: 'validate', environment: 'test', inputs, reusable: true }, () => run.ui.task('validate the whole', work));
}

/** What decides requirements, and by what: `promote` relies on a record that was made from the same. */
export function askedOf(run: Pick<Run, 'config' | 'git'>, documents: Pick<ChangeDocuments, 'statements'>): Record<string, string> {
  const requirements = documents.statements.filter(isRequirement);
  return { requirements: digestOf(requirements), checks: digestOf(requirements.map(({ id }) => checksOf(run, id))), attestations: digestOf(attestationsOf(run)) };
}

/**
 * The checks that show a requirement: the change's and, where it differs or the change has none, the base's beside it. A change
 * that could write the check of a requirement anew would meet whatever it likes.
 */
export function checksOf({ config, git }: { config: Pick<Config, 'requirements'>; git: Pick<Run['git'], 'root' | 'prefix' | 'base'> }, id: string): RequirementCheck[] {
  const own = config.requirements[id];
  const base = configOn(git)?.requirements[id];
  return [
    ...(own === undefined ? [] : [own]),
    ...(base === undefined || (own !== undefined && digestOf(base) === digestOf(own)) ? [] : [{ ...base, name: `${base.name} on ${git.base.ref}` }]),
  ];
}

function isRequirement(statement: DocumentStatement): statement is Requirement {
  return statement.requirement !== undefined;
}

/** The record of every component's rehearsal: the whole is rehearsed only when each part is. */
export function rehearsals(run: Run): Record<string, string> {
  return Object.fromEntries(
    componentsOf(run, 'test').map(({ name, digest }) => {
      const record = requireRecord(run, 'rehearse', name, 'test');
      if (record.inputs['stack'] !== digest) throw new Halt({ problem: `${name} was edited after it was rehearsed`, next: 'cutover deliver, which rehearses it as it is now' });
      return [`rehearse/${name}`, record.sha256];
    }),
  );
}

async function decideAll(run: Run, requirements: Requirement[], claims: Claim[], progress: (text: string) => void): Promise<Outcome> {
  const shown = await runRequirementChecks(run, requirements, (id) => checksOf(run, id), progress);
  const results = requirements.map((requirement, index) => decideRequirement(requirement, { ...shown.get(requirement.id), claim: claims[index] }));
  const decided = requirementsVerdict(results);
  const { id, title } = run.change.request;
  const page = run.store.addDocument('validate', 'requirements.md', renderRequirements({ change: { id, title }, target: run.target, at: run.now().toISOString(), results }));
  run.ui.line(`${results.filter(({ decision }) => decision === 'pass').length} of ${results.length} requirements met`, decided.verdict === 'pass' ? 'good' : 'bad');
  return { ...decided, subjects: { [page.path]: page.sha256 }, facts: asFacts({ document: page.path, requirements: results }) };
}
