import { CHECKOV_CHECKS, CHECKOV_INDEX } from './checkov-checks.ts';
import { componentKey, type Finding, type ScannerReport } from './finding.ts';
import { defectOf } from './same-defects.ts';
import { severityOf, worstSeverity, type Severity } from './severity.ts';

/** Who says so, in whose words. */
export interface Source {
  tool: string;
  check: string;
  guideline: string | null;
}

/** A finding with all who report it. `tool`, `check`, `problem` and `line` are those of the first. */
export interface Defect extends Finding {
  severity: Severity;
  fix: string;
  /** The other tools that say the same of the same resource. */
  also: Source[];
}

/**
 * What all tools found, the same defect of the same resource once. Of several findings of the first tool, each stays, so that no line is
 * lost; what other tools say is a source of the first of them. The severity is the worst that anybody gives it. Pure.
 */
export function defectsIn(reports: readonly ScannerReport[]): Defect[] {
  const groups = Map.groupBy(reports.flatMap(({ findings }) => findings), (finding) => JSON.stringify([componentKey(finding), finding.address, defectOf(finding)]));
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    const others = same.filter(({ tool }) => tool !== first?.tool);
    const severity = worstSeverity(same.map(severityOf));
    return same.filter(({ tool }) => tool === first?.tool).map((finding, index): Defect => {
      const also = index === 0 ? sourcesOf(others) : [];
      const fix = [finding, ...others].map(fixOf).find((text) => text !== null);
      return { ...finding, severity, fix: fix ?? finding.problem, guideline: finding.guideline ?? (finding.tool === 'checkov' && finding.check.startsWith('CKV') ? CHECKOV_INDEX : null), also };
    });
  });
}

/** Every name under which the defect is known. */
export function checksOf({ check, also }: Pick<Defect, 'check' | 'also'>): string[] {
  return [check, ...also.map((source) => source.check)];
}

function sourcesOf(findings: Finding[]): Source[] {
  const sources = findings.map(({ tool, check, guideline }): Source => ({ tool, check, guideline }));
  return [...new Map(sources.map((source) => [`${source.tool} ${source.check}`, source])).values()];
}

/** Our own words for checkov's checks before what a tool says in general. */
function fixOf({ tool, check, fix }: Finding): string | null {
  return (tool === 'checkov' ? CHECKOV_CHECKS[check]?.[1] : undefined) ?? fix;
}
