import type { z } from 'zod';
import { UserError } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import { notApplicableBecause } from './applicability.ts';
import { ATTESTATIONS_FILE, attestationOf, type Attestations } from './attestations.ts';
import { BINDINGS_FILE, bindingOf, type Bindings } from './bindings.ts';
import { claimSchema, type Claim, type Decider, type Decision, type Evidence, type Statement, type Violation } from './claim.ts';
import type { Probe, ProbeResult } from './probe.ts';
import { PROBES, probeById, probeByText } from './probes/all.ts';
import { viewOf, type RecordView, type Stage } from './record-view.ts';
import type { RuleFacts } from './rules/facts.ts';
import { judge, type RuleResult } from './rules/judge.ts';

/** The reason of a claim that nothing decides. */
export const NOBODY_DECIDES = 'no probe decides this statement; a person has to';

export type DecideOptions = {
  /** See `viewOf`; the final checklist asks for `promoted`. */
  stage?: Stage;
  probes?: readonly Probe[];
  /** What rules judge. Without it every rule is undecided. */
  rules?: RuleFacts;
  /** Which probe a person accepted for which statement. */
  bindings?: Bindings;
} & ({ attestations?: never; now?: Date } | { attestations: Attestations; /** When they are asked whether they still hold. */ now: Date });

/** What one way of deciding comes to: a decision, or what it lacks. */
interface Answer {
  decision: Decision;
  by: Decider | null;
  reason: string;
  evidence: Evidence[];
  violations?: Violation[];
}

/**
 * Decides every statement, in this order: by its rule, by the probe that it names, that a person bound it to or that knows its exact words, by applicability, and
 * where none of them can tell, by an attestation, which therefore never overrules one that could, nor one that only a hidden
 * value keeps from telling. What nothing decides is `undecided`, with what is missing. Throws UserError for a probe that does not exist, and Halt for records of different
 * changes or worlds.
 */
export function decide(statements: Statement[], records: StepRecord[], options: DecideOptions = {}): Claim[] {
  const { probes = PROBES, rules } = options;
  const view = viewOf(records, options.stage);
  // Texts repeat, and a probe may read every resource.
  const results = new Map<Probe['id'], ProbeResult>();
  const resultOf = (probe: Probe): ProbeResult => {
    const result = results.get(probe.id) ?? probe.decide(view);
    results.set(probe.id, result);
    return result;
  };
  return statements.map((statement) => {
    const bound = options.bindings === undefined || statement.probeId !== undefined ? undefined : bindingOf(statement, options.bindings);
    const probe = probeFor(statement, probes, bound);
    const ruled = statement.rule === undefined || rules === undefined ? undefined : judge(statement.rule, rules);
    const ways = [
      () => byRule(statement, ruled),
      () => (probe === undefined ? undefined : byProbe(resultOf(probe), bound)),
      () => voided(bound),
      () => byApplicability(statement, view),
      () => (options.attestations === undefined ? undefined : byAttestation(statement, ruled, options.attestations, options.now)),
    ];
    return claimSchema.parse({ ...claimOf(statement), ...firstDecided(ways) });
  });
}

function claimOf({ id, owner, statement, section, source, level = 'must' }: Statement): Omit<z.input<typeof claimSchema>, keyof Answer> {
  return { id, owner, statement, section, source: { file: source.file, line: source.line }, level };
}

/** The first decision; without one, all that is missing. */
function firstDecided(ways: (() => Answer | undefined)[]): Answer {
  const open: Answer[] = [];
  for (const way of ways) {
    const answer = way();
    if (answer !== undefined && answer.decision !== 'undecided') return answer;
    if (answer !== undefined) open.push(answer);
  }
  const reason = open.map((answer) => answer.reason).join('; ');
  return { decision: 'undecided', by: null, reason: reason === '' ? NOBODY_DECIDES : reason, evidence: open.flatMap(({ evidence }) => evidence) };
}

function byRule({ rule }: Statement, result: RuleResult | undefined): Answer | undefined {
  if (rule === undefined) return undefined;
  if (result === undefined) return { decision: 'undecided', by: null, reason: 'a rule decides it from the stacks, and they are not known here', evidence: [] };
  const { outcome, reason, evidence, violations } = result;
  if (outcome === 'pass' || outcome === 'fail') return { decision: outcome, by: 'rule', reason, evidence, violations };
  return outcome === 'not-applicable' ? { decision: outcome, by: 'applicability', reason, evidence } : { decision: 'undecided', by: null, reason, evidence };
}

type Bound = ReturnType<typeof bindingOf>;

function voided(bound: Bound): Answer | undefined {
  return bound !== undefined && 'why' in bound ? { decision: 'undecided', by: null, reason: bound.why, evidence: [] } : undefined;
}

function byProbe({ outcome, reason: found, evidence, attested }: ProbeResult, bound: Bound): Answer {
  const reason = bound !== undefined && 'holds' in bound ? `${found} (${bound.holds.probe}, which ${bound.holds.person} accepted for this item on ${bound.holds.date})` : found;
  if (outcome === 'unknown') return { decision: 'undecided', by: null, reason, evidence };
  return { decision: outcome, by: outcome === 'not-applicable' ? 'applicability' : attested === true ? 'attestation' : 'probe', reason, evidence };
}

function byApplicability(statement: Statement, view: RecordView): Answer | undefined {
  const why = notApplicableBecause(statement, view);
  return why === undefined ? undefined : { decision: 'not-applicable', by: 'applicability', ...why };
}

function byAttestation(statement: Statement, ruled: RuleResult | undefined, attestations: Attestations, now: Date): Answer | undefined {
  const found = attestationOf(statement, attestations, now);
  if (found === undefined) return undefined;
  if ('why' in found) return { decision: 'undecided', by: null, reason: found.why, evidence: [] };
  if (ruled?.hidden === true) return { decision: 'undecided', by: null, reason: 'an attestation does not decide what a hidden value leaves open: write the value where it can be judged', evidence: [] };
  const { person, date, expires, link, statement: words } = found.holds;
  return {
    decision: 'pass',
    by: 'attestation',
    reason: `${person} attested it on ${date}, until ${expires}: ${words}`,
    evidence: [{ record: `${ATTESTATIONS_FILE} on ${attestations.from}`, says: `${person}, ${date}: ${link}` }],
  };
}

/** What the item itself names, else what a person accepted for it, else what knows its exact words. */
function probeFor(statement: Statement, probes: readonly Probe[], bound: Bound): Probe | undefined {
  const named = statement.probeId ?? (bound !== undefined && 'holds' in bound ? bound.holds.probe : undefined);
  if (named === undefined) return probeByText(probes, statement.statement);
  const probe = probeById(probes, named);
  if (probe !== undefined) return probe;
  throw new UserError({
    ...(statement.probeId === undefined ? { file: BINDINGS_FILE } : statement.source),
    field: 'probe',
    problem: 'there is no such probe',
    found: named,
    allowed: `${probes.map(({ id }) => id).sort().join(', ')}, or requirement/<id>`,
  });
}
