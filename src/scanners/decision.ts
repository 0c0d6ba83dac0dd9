import { checksOf, defectsIn, type Defect } from './defects.ts';
import { sameScanned, type Scanned, type ScannerReport } from './finding.ts';
import { isAtLeast, SEVERITIES, type FailAt } from './severity.ts';
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
  /** From the protected base. */
  failAt: FailAt;
  now: Date;
}

export interface ScanDecision {
  verdict: 'pass' | 'fail';
  reasons: string[];
  /** They stop the change; the worst first. */
  unwaived: Defect[];
  /** Less than what stops the change in their environment; no waiver is needed, and they are told. */
  tolerated: Defect[];
  waived: { finding: Defect; waiver: Waiver }[];
  expiringSoon: Waiver[];
  /** They fail, whatever they match, unless one that was written beside them took their place. */
  expired: Waiver[];
  /** They match no finding: what they excused is gone, or they were written wrong. */
  unusedWaivers: Waiver[];
}

/** Passes when each required tool has seen every component, and each finding is below the threshold or has a waiver that holds. Pure. */
export function decideScan(facts: ScanFacts): ScanDecision {
  const { waivers, now } = facts;
  const unwaived: Defect[] = [];
  const tolerated: Defect[] = [];
  const waived: ScanDecision['waived'] = [];
  const used = new Set<Waiver>();
  const missed = new Set<Waiver>();
  const renewed = new Set<Waiver>();
  for (const finding of defectsIn(facts.reports)) {
    const matching = waivers.filter((waiver) => matches(waiver, finding));
    matching.forEach((waiver) => used.add(waiver));
    const holding = matching.find((waiver) => now.getTime() < endOf(waiver));
    if (holding !== undefined) {
      waived.push({ finding, waiver: holding });
      matching.forEach((waiver) => renewed.add(waiver));
    }
    else if (!isAtLeast(finding.severity, facts.failAt[finding.environment])) tolerated.push(finding);
    else {
      unwaived.push(finding);
      matching.forEach((waiver) => missed.add(waiver));
    }
  }
  unwaived.sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  const expired = waivers.filter((waiver) => now.getTime() >= endOf(waiver));
  const reasons = [
    ...(facts.components.length === 0 ? ['there is no component, so nothing was scanned'] : []),
    ...facts.requiredTools.flatMap((tool) => gaps(tool, facts)),
    ...expired.filter((waiver) => missed.has(waiver) || !renewed.has(waiver)).map((waiver) => lapsed(waiver, missed.has(waiver))),
    ...unwaived.slice(0, NAMED).map(describeDefect),
    ...(unwaived.length > NAMED ? [`and ${unwaived.length - NAMED} more findings without a waiver`] : []),
  ];
  return {
    verdict: reasons.length === 0 ? 'pass' : 'fail',
    reasons,
    unwaived,
    tolerated,
    waived,
    expiringSoon: waivers.filter((waiver) => now.getTime() < endOf(waiver) && endOf(waiver) - now.getTime() <= SOON),
    expired,
    unusedWaivers: waivers.filter((waiver) => !used.has(waiver)),
  };
}

/** One that nothing needs any more would otherwise stand there for good, and excuse the next finding of its name on the day that somebody moves its end. */
function lapsed({ check, component, expires, owner }: Waiver, missed: boolean): string {
  return `the waiver of ${check} for ${component} expired on ${expires}: ${owner} has to ${missed ? 'renew it or the finding has to go' : 'take it out of waivers.yaml on the base branch, for no finding that stops a change needs it'}`;
}

/** A waiver for one tool's word of a defect covers the defect. */
function matches(waiver: Waiver, finding: Defect): boolean {
  return checksOf(finding).includes(waiver.check) && waiver.component === finding.component && (waiver.resource === undefined || waiver.resource === finding.address);
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

/** One line: who says so, how bad, where, what, and what to do. */
export function describeDefect({ tool, check, also, severity, component, environment, address, file, line, problem, fix }: Defect): string {
  const others = also.map((source) => `, ${source.tool} ${source.check}`).join('');
  return `${tool} ${check}${others} ${severity}: ${component} (${environment}): ${address}, ${file}:${line}: ${problem}${fix === problem ? '' : `; ${fix}`}`;
}
