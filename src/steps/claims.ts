import { attestationOf } from '../claims/attestations.ts';
import { DECISIONS, type Claim } from '../claims/claim.ts';
import { decide } from '../claims/decide.ts';
import { aboutComponents } from '../claims/rules/rule.ts';
import { digestOf } from '../digest.ts';
import type { StepRecord } from '../evidence/record.ts';
import type { Run } from '../step.ts';
import { attestationsOf } from './attestations.ts';
import type { ChangeDocuments } from './documents.ts';
import { everyComponent, ruleFactsOf, type Judged } from './rule-facts.ts';

/** Everything that the documents demand, decided from the stacks of both environments and the repository's files. */
export async function claimsOfCode(run: Run, documents: ChangeDocuments): Promise<Claim[]> {
  const records = run.store.all().map(({ record }) => record).filter(({ target }) => target === run.target);
  return decide(documents.statements, records, { rules: await ruleFactsOf(run, everyComponent(run)), attestations: attestationsOf(run), now: run.now() });
}

/**
 * What rules demand of these components, decided once more from their plans: these know modules, loops and values that a stack
 * does not tell. Rules alone, so no record is read. `record`: name of the one that is about to hold the plans, for evidence;
 * `synth`: the facts of synth's record, read once for all components.
 */
export async function claimsOfPlans(run: Run, documents: ChangeDocuments, judged: Required<Judged>[], record: string, synth?: StepRecord['facts']): Promise<Claim[]> {
  return decide(statementsAboutPlans(documents), [], { rules: await ruleFactsOf(run, judged, record, synth), attestations: attestationsOf(run), now: run.now() });
}

/** What `claimsOfPlans` decides, in the same order: of a rule that also asks for files, the rest. */
export function statementsAboutPlans({ statements }: ChangeDocuments): ChangeDocuments['statements'] {
  return statements.flatMap((statement) => {
    const rule = statement.rule === undefined ? undefined : aboutComponents(statement.rule);
    return rule === undefined ? [] : [{ ...statement, rule }];
  });
}

/** What the decision depends on besides stacks, plans and files: a document, an attestation that has ended. */
export function claimsInputs(run: Run, documents: ChangeDocuments): Record<string, string> {
  const attestations = attestationsOf(run);
  return {
    documents: digestOf(documents.digests),
    attestations: digestOf(documents.statements.map((statement) => attestationOf(statement, attestations, run.now()) ?? null)),
  };
}

/** `41 pass, 2 undecided` */
export function countsOf(claims: Claim[]): string {
  const count = (wanted: Claim['decision']): number => claims.filter(({ decision }) => decision === wanted).length;
  return DECISIONS.filter((decision) => count(decision) > 0).map((decision) => `${count(decision)} ${decision}`).join(', ');
}
