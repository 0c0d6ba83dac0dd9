import { attestationOf } from '../claims/attestations.ts';
import { DECISIONS, type Claim } from '../claims/claim.ts';
import { decide } from '../claims/decide.ts';
import { aboutComponents } from '../claims/rules/rule.ts';
import { weighClaims, type ClaimsVerdict } from '../claims/verdict.ts';
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

/** Claims, and what they come to for the step that decided them. */
export interface WeighedClaims extends ClaimsVerdict {
  claims: Claim[];
}

/** How plans are judged. */
export interface PlansCall {
  /** Name of the record that is about to hold the plans, for evidence. */
  record: string;
  /** Nothing more will be known: what is still undecided stops too. */
  final: boolean;
  /** The facts of synth's record, where they are read once for all components. */
  synth?: StepRecord['facts'];
}

/**
 * What rules demand of these components, decided once more from their plans: these know modules, loops and values that a stack
 * does not tell. Rules alone, so no record is read.
 */
export async function weighPlans(run: Run, documents: ChangeDocuments, judged: Required<Judged>[], { record, final, synth }: PlansCall): Promise<WeighedClaims> {
  const statements = statementsAboutPlans(documents);
  const claims = decide(statements, [], { rules: await ruleFactsOf(run, judged, record, synth), attestations: attestationsOf(run), now: run.now() });
  return { ...weighClaims(statements, claims, { final }), claims };
}

/** What plans can tell of a rule that also asks for files is the rest of it. */
export function statementsAboutPlans({ statements }: Pick<ChangeDocuments, 'statements'>): ChangeDocuments['statements'] {
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
