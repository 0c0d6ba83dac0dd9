import type { EnvironmentName } from '../evidence/record.ts';
import { CHECKOV_CHECKS } from './checkov-checks.ts';
import { OWN_CHECKS, type Finding } from './finding.ts';

/** From the least to the worst. */
export const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof SEVERITIES)[number];
/** As people write them in `cutover.yaml`. */
export const SEVERITY_WORDS = ['low', 'medium', 'high', 'critical'] as const satisfies Lowercase<Severity>[];
type SeverityWord = (typeof SEVERITY_WORDS)[number];

/** Environment → from which severity on a finding stops the change. */
export type FailAt = Record<EnvironmentName, Severity>;

/** The thresholds of a `cutover.yaml`; without one, every finding stops. */
export function failAtOf(environments: Record<EnvironmentName, { failOnFindings?: SeverityWord | undefined }> | undefined): FailAt {
  const of = (name: EnvironmentName): Severity => SEVERITIES[SEVERITY_WORDS.indexOf(environments?.[name].failOnFindings ?? 'low')] ?? 'LOW';
  return { test: of('test'), production: of('production') };
}

/** What is not known to be harmless is not. */
const UNKNOWN: Severity = 'HIGH';

/** What nobody has read could hold anything; what a comment was to hide is reported as well, with a severity of its own. */
const OWN: Record<string, Severity> = { [OWN_CHECKS.module]: 'CRITICAL', [OWN_CHECKS.suppression]: 'HIGH' };

/** What the tool says; where it says nothing, what our table says of the check; HIGH for what stands in neither. */
export function severityOf({ tool, check, severity }: Pick<Finding, 'tool' | 'check' | 'severity'>): Severity {
  if (severity === null) return OWN[check] ?? (tool === 'checkov' ? CHECKOV_CHECKS[check]?.[0] : undefined) ?? UNKNOWN;
  const said = severity.toUpperCase();
  return said === 'INFO' ? 'LOW' : (SEVERITIES.find((known) => known === said) ?? UNKNOWN);
}

export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(threshold);
}

export function worstSeverity(severities: readonly Severity[]): Severity {
  return SEVERITIES.findLast((severity) => severities.includes(severity)) ?? UNKNOWN;
}
