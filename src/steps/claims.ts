import { attestationOf, unusedAttestations } from '../claims/attestations.ts';
import { DECISIONS, type Claim } from '../claims/claim.ts';
import { decide } from '../claims/decide.ts';
import { describeClaim } from '../claims/render.ts';
import type { Rule } from '../claims/rules/rule.ts';
import { digestOf } from '../digest.ts';
import type { Outcome, Run } from '../step.ts';
import { attestationsOf } from './attestations.ts';
import type { ChangeDocuments } from './documents.ts';
import { everyComponent, ruleFactsOf, type Judged } from './rule-facts.ts';

/** Everything that the documents demand, decided from the stacks of both environments and the repository's files. */
export async function claimsOfCode(run: Run, documents: ChangeDocuments): Promise<Claim[]> {
  return await decideFrom(run, documents.statements, everyComponent(run), undefined);
}

/**
 * What rules demand of these components, decided once more from their plans: these know modules, loops and values that a stack
 * does not tell. `record`: name of the record that is about to hold the plans, for evidence.
 */
export async function claimsOfPlans(run: Run, documents: ChangeDocuments, judged: Required<Judged>[], record: string): Promise<Claim[]> {
  const statements = documents.statements.filter(({ rule }) => rule !== undefined && !needsWhole(rule));
  return await decideFrom(run, statements, judged, record);
}

/** Rules about the repository as a whole are decided from the code alone, where all components and files are at hand. */
function needsWhole(rule: Rule): boolean {
  return rule.kind === 'all' ? rule.rules.some(needsWhole) : rule.kind === 'files' || rule.kind === 'components';
}

async function decideFrom(run: Run, statements: ChangeDocuments['statements'], judged: Judged[], plans: string | undefined): Promise<Claim[]> {
  const records = run.store.all().map(({ record }) => record).filter(({ target }) => target === run.target);
  return decide(statements, records, { rules: await ruleFactsOf(run, judged, plans), attestations: attestationsOf(run), now: run.now() });
}

/** What claims come to for a step: a broken `must` stops it, a broken `should` is said. */
export function claimsOutcome(claims: Claim[]): Required<Pick<Outcome, 'verdict' | 'reasons'>> {
  const failed = claims.filter(({ decision }) => decision === 'fail');
  return { verdict: failed.some(({ level }) => level === 'must') ? 'fail' : 'pass', reasons: failed.map(describeClaim) };
}

/** With all of production's plans at hand, a rule that must hold and still cannot be decided supports nothing: it stops the step too. */
export function plannedOutcome(claims: Claim[]): ReturnType<typeof claimsOutcome> {
  const { verdict, reasons } = claimsOutcome(claims);
  const open = claims.filter(({ decision, level }) => decision === 'undecided' && level === 'must');
  return { verdict: open.length > 0 ? 'fail' : verdict, reasons: [...reasons, ...open.map((claim) => `${describeClaim(claim)}\n  next: give it a value that is known before apply, let the rule judge what is written, or have a person attest it on the base`)] };
}

/** What the decision depends on besides stacks, plans and files: a document, an attestation that has ended. */
export function claimsInputs(run: Run, documents: ChangeDocuments): Record<string, string> {
  const attestations = attestationsOf(run);
  return {
    documents: digestOf(documents.digests),
    attestations: digestOf(documents.statements.map((statement) => attestationOf(statement, attestations, run.now()) ?? null)),
  };
}

/** Attestations that are about nothing that is demanded: a slip in an id would else go unseen. */
export function strayAttestations(run: Run, statements: { id: string }[]): string[] {
  return unusedAttestations(attestationsOf(run), statements);
}

/** `41 pass, 2 undecided` */
export function countsOf(claims: Claim[]): string {
  const count = (wanted: Claim['decision']): number => claims.filter(({ decision }) => decision === wanted).length;
  return DECISIONS.filter((decision) => count(decision) > 0).map((decision) => `${count(decision)} ${decision}`).join(', ');
}
