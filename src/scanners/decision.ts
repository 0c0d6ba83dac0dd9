import { sameScanned, type Finding, type Scanned, type ScannerReport } from './finding.ts';
import type { Waiver } from './waivers.ts';

const DAY = 24 * 60 * 60 * 1000;
/** A waiver that ends within this time is told, so that it does not end by surprise. */
const SOON = 14 * DAY;
/** Findings named one by one in the reasons; the rest is counted. All of them are in `unwaived`. */
const NAMED = 20;

export interface ScanFacts {
  /** What synth made. */
  components: Scanned[];
  reports: ScannerReport[];
  requiredTools: string[];
  /** From the protected base. */
  waivers: Waiver[];
  now: Date;
}

export interface ScanDecision {
  verdict: 'pass' | 'fail';
  reasons: string[];
  unwaived: Finding[];
  waived: { finding: Finding; waiver: Waiver }[];
  expiringSoon: Waiver[];
  /** They match no finding: what they excused is gone, or they were written wrong. */
  unusedWaivers: Waiver[];
}

/** Passes when each required tool has seen every component and a waiver that holds covers each finding. Pure. */
export function decideScan(facts: ScanFacts): ScanDecision {
  const { waivers, now } = facts;
  const unwaived: Finding[] = [];
  const waived: ScanDecision['waived'] = [];
  const used = new Set<Waiver>();
  const lapsed: string[] = [];
  for (const finding of facts.reports.flatMap((report) => report.findings)) {
    const matching = waivers.filter((waiver) => matches(waiver, finding));
    matching.forEach((waiver) => used.add(waiver));
    const holding = matching.find((waiver) => now.getTime() < endOf(waiver));
    if (holding !== undefined) waived.push({ finding, waiver: holding });
    else {
      unwaived.push(finding);
      lapsed.push(...matching.map(({ check, component, expires, owner }) => `the waiver of ${check} for ${component} expired on ${expires}: ${owner} has to renew it or the finding has to go`));
    }
  }
  const reasons = [
    ...(facts.components.length === 0 ? ['there is no component, so nothing was scanned'] : []),
    ...facts.requiredTools.flatMap((tool) => gaps(tool, facts)),
    ...new Set(lapsed),
    ...unwaived.slice(0, NAMED).map(describe),
    ...(unwaived.length > NAMED ? [`and ${unwaived.length - NAMED} more findings without a waiver`] : []),
  ];
  return {
    verdict: reasons.length === 0 ? 'pass' : 'fail',
    reasons,
    unwaived,
    waived,
    expiringSoon: waivers.filter((waiver) => now.getTime() < endOf(waiver) && endOf(waiver) - now.getTime() <= SOON),
    unusedWaivers: waivers.filter((waiver) => !used.has(waiver)),
  };
}

function matches(waiver: Waiver, finding: Finding): boolean {
  return waiver.check === finding.check && waiver.component === finding.component && (waiver.resource === undefined || waiver.resource === finding.address);
}

/** A waiver holds through its last day, UTC. */
function endOf(waiver: Waiver): number {
  return Date.parse(waiver.expires) + DAY;
}

function gaps(tool: string, facts: ScanFacts): string[] {
  const reports = facts.reports.filter((report) => report.tool === tool);
  if (reports.length === 0) return [`there is no report of ${tool}`];
  return facts.components
    .filter((made) => !reports.some((report) => report.covered.some((seen) => sameScanned(seen, made))))
    .map(({ component, environment }) => `${tool} has not seen ${component} (${environment})`);
}

function describe(finding: Finding): string {
  const { tool, check, severity, component, environment, address, file, line, problem } = finding;
  return `${tool} ${check}${severity === null ? '' : ` ${severity}`}: ${component} (${environment}): ${address}, ${file}:${line}: ${problem}`;
}
