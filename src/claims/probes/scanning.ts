import { allOf, numberOf } from '../../number-of.ts';
import { fail, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type RecordView } from '../record-view.ts';

export function scanned(view: RecordView): ProbeResult {
  const scan = view.passed('scan');
  const known = view.components();
  if (isMissing(scan)) return unknown(scan.missing);
  if (isMissing(known)) return unknown(known.missing);
  const { tools } = scan.facts;
  if (tools.length === 0) return unknown('the scan names no scanner');
  const gaps = tools.flatMap(({ tool, covered }) => known.names.filter((name) => !covered.includes(name)).map((name) => `${tool} did not see ${name}`));
  if (gaps.length > 0) return fail(listed(gaps), [{ record: scan.record, says: listed(gaps) }]);
  const silent = tools.filter(({ passed }) => passed === 0);
  if (silent.length > 0) return unknown(`${listed(silent.map(({ tool }) => tool))} reports no check that passed, so nothing shows that it looked`);
  return pass(`${listed(tools.map(({ tool }) => tool))} looked at ${allOf(known.names.length, 'component')}`, [
    { record: scan.record, says: listed(tools.map(({ tool, version, passed, covered }) => `${tool} ${version}: ${numberOf(covered.length, 'component')}, ${numberOf(passed, 'check')} passed`)) },
    { record: known.record, says: `components: ${listed(known.names, 20)}` },
  ]);
}

function noOpenFindings(view: RecordView): ProbeResult {
  const latest = view.latest('scan');
  if (!isMissing(latest) && latest.facts.unwaived > 0) return fail(`open: ${numberOf(latest.facts.unwaived, 'finding')}`, [{ record: latest.record, says: `${numberOf(latest.facts.unwaived, 'finding')} without a waiver` }]);
  const coverage = scanned(view);
  if (coverage.outcome !== 'pass') return coverage;
  const scan = view.passed('scan');
  if (isMissing(scan)) return unknown(scan.missing);
  const { unwaived, waived, tolerated } = scan.facts;
  const evidence = [{ record: scan.record, says: `${numberOf(unwaived, 'finding')} without a waiver, ${waived.length} with one` }, ...coverage.evidence];
  const severe = tolerated.filter(({ severity }) => severity === 'HIGH' || severity === 'CRITICAL');
  const named = (findings: typeof tolerated): string => listed(findings.map(({ check, component, severity }) => `${check} ${severity} (${component})`));
  if (severe.length > 0) return fail(`open, though below what stops a change: ${named(severe)}`, [{ record: scan.record, says: named(severe) }]);
  if (tolerated.length > 0) return unknown(`findings are open, below what stops a change: ${named(tolerated)}`, evidence);
  if (waived.length > 0) return unknown(`findings are waived, not gone, and their severity is not known: ${listed(waived.map(({ check, component }) => `${check} (${component})`))}`, evidence);
  return pass('the scanners found nothing, and nothing is waived', evidence);
}

/** As `noOpenFindings`, where a written exception that has not expired counts. */
function findingsAnswered(view: RecordView): ProbeResult {
  const open = noOpenFindings(view);
  const scan = view.passed('scan');
  if (open.outcome !== 'unknown' || isMissing(scan) || scan.facts.unwaived > 0 || scan.facts.tolerated.length > 0 || scan.facts.waived.length === 0) return open;
  return pass('every finding that the scanners left has a written waiver with an owner and an end', [
    { record: scan.record, says: listed(scan.facts.waived.map(({ check, component, owner, expires }) => `${check} (${component}): ${owner}, until ${expires}`)) },
  ]);
}

export const SCANNING_PROBES: Probe[] = [
  { id: 'scanned', decide: scanned },
  { id: 'no-findings', decide: noOpenFindings },
  { id: 'findings-answered', decide: findingsAnswered },
];
