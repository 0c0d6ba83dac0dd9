import type { Component } from '../components/component.ts';
import type { StepRecord } from '../evidence/record.ts';
import { numberOf } from '../number-of.ts';
import { decideScan, type ScanDecision } from '../scanners/decision.ts';
import { checksOf, type Defect } from '../scanners/defects.ts';
import { componentKey, type ScannerReport } from '../scanners/finding.ts';
import { REQUIRED_SCANNERS } from '../scanners/run.ts';
import type { Run } from '../step.ts';
import { placeOf, synthesizedIn } from './checked.ts';
import { asFacts } from './facts.ts';

/** What the scanners' reports about these components come to, by the waivers and thresholds of the base; told to the person who waits. */
export function weighFindings(run: Run, components: Component[], reports: ScannerReport[]): ScanDecision {
  const { waivers, failAt } = run.policy;
  const decision = decideScan({ components: components.map(({ name, environment }) => ({ component: name, environment })), reports, requiredTools: [...REQUIRED_SCANNERS], waivers, failAt, now: run.now() });
  const kept = reports[0]?.covered.filter((one) => one.kept).length ?? 0;
  if (kept > 0) run.ui.line(`${kept} of ${numberOf(components.length, 'stack')} ${kept === 1 ? 'is' : 'are'} as these scanners saw them before: what they said then stands`, 'note');
  if (decision.tolerated.length > 0) run.ui.line(`${numberOf(decision.tolerated.length, 'finding')} below what stops a change (failOnFindings)`, 'note');
  run.ui.line(`${numberOf(decision.unwaived.length, 'finding')} without a waiver, ${decision.waived.length} with one`, decision.verdict === 'pass' ? 'good' : 'bad');
  return decision;
}

/** The record's word of it. `synth`: the facts of its record, for the lines that people would mend. */
export function findingFacts(decision: ScanDecision, reports: ScannerReport[], synth: StepRecord): StepRecord['facts'] {
  const made = synthesizedIn(synth);
  const withPlace = (finding: Defect): object => ({ ...finding, place: placeOf(made.find(({ name, environment }) => name === finding.component && environment === finding.environment), finding.address, finding) });
  return asFacts({
    tools: reports.map(({ tool, version, covered, seconds }) => ({
      tool, version, seconds,
      passed: covered.reduce((sum, { passed }) => sum + passed, 0),
      covered: [...new Set(covered.map(({ component }) => component))],
      looked: Object.fromEntries(covered.map((scanned) => [componentKey(scanned), scanned.passedBy])),
      // The same tool had read the same files before.
      kept: covered.filter(({ kept }) => kept).map(componentKey),
    })),
    unwaived: decision.unwaived.length,
    findings: decision.unwaived.map(withPlace),
    tolerated: decision.tolerated.map(withPlace),
    waived: decision.waived.map(({ finding, waiver }) => ({ ...waiver, address: finding.address, tool: finding.tool, environment: finding.environment, checks: checksOf(finding), severity: finding.severity })),
  });
}
