import type { z } from 'zod';
import { UserError } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import { notApplicableBecause } from './applicability.ts';
import { claimSchema, type Claim, type Decider, type Decision, type Statement } from './claim.ts';
import type { Probe, ProbeResult } from './probe.ts';
import { PROBES, probeById, probeByText } from './probes/all.ts';
import { viewOf, type RecordView, type Stage } from './record-view.ts';

/** The reason of a claim that no probe knows. */
export const NOBODY_DECIDES = 'no probe decides this statement; a person has to';

/**
 * Decides every statement from records: by the probe that it names or whose words it uses, else by applicability. What
 * nothing decides is `undecided`, with what is missing. Throws UserError for a probe that does not exist, and Halt for
 * records of different changes or worlds. `stage`: see `viewOf`; the final checklist asks for `promoted`.
 */
export function decide(statements: Statement[], records: StepRecord[], options: { stage?: Stage; probes?: readonly Probe[] } = {}): Claim[] {
  const { probes = PROBES } = options;
  const view = viewOf(records, options.stage);
  // Texts repeat, and a probe may read every resource.
  const results = new Map<Probe['id'], ProbeResult>();
  const resultOf = (probe: Probe): ProbeResult => {
    const known = results.get(probe.id);
    if (known !== undefined) return known;
    const result = probe.decide(view);
    results.set(probe.id, result);
    return result;
  };
  return statements.map((statement) => claimSchema.parse(decideOne(statement, view, probeFor(statement, probes), resultOf)));
}

function probeFor(statement: Statement, probes: readonly Probe[]): Probe | undefined {
  if (statement.probeId === undefined) return probeByText(probes, statement.statement);
  const probe = probeById(probes, statement.probeId);
  if (probe !== undefined) return probe;
  throw new UserError({
    ...statement.source,
    field: 'probe',
    problem: 'there is no such probe',
    found: statement.probeId,
    allowed: `${probes.map(({ id }) => id).sort().join(', ')}, or requirement/<id>`,
  });
}

function decideOne(statement: Statement, view: RecordView, probe: Probe | undefined, resultOf: (probe: Probe) => ProbeResult): z.input<typeof claimSchema> {
  const { id, owner, section, source } = statement;
  const claim = (decision: Decision, by: Decider | null, { reason, evidence }: Pick<ProbeResult, 'reason' | 'evidence'>): z.input<typeof claimSchema> => ({
    id, owner, statement: statement.statement, section, source: { file: source.file, line: source.line }, decision, by, reason, evidence,
  });
  const result = probe === undefined ? undefined : resultOf(probe);
  switch (result?.outcome) {
    case 'pass':
    case 'fail':
      return claim(result.outcome, 'probe', result);
    case 'not-applicable':
      return claim('not-applicable', 'applicability', result);
    case 'unknown':
    case undefined: {
      const why = notApplicableBecause(statement, view);
      if (why !== undefined) return claim('not-applicable', 'applicability', why);
      return claim('undecided', null, result ?? { reason: NOBODY_DECIDES, evidence: [] });
    }
  }
}
