import { join } from 'node:path';
import { digestOf, sha256 } from '../digest.ts';
import type { StepRecord } from '../evidence/record.ts';
import { numberOf } from '../number-of.ts';
import { componentKey } from '../scanners/finding.ts';
import { decideScan } from '../scanners/decision.ts';
import { runScanners } from '../scanners/run.ts';
import { requireRecord, runStep, type Outcome, type Run } from '../step.ts';
import { assertApprovedOrCheck } from './approval.ts';
import { asFacts } from './facts.ts';
import { componentDigests, componentsOf } from './synth.ts';

const REQUIRED = ['checkov', 'tfsec'] as const;

/** Is it secure and compliant? Both scanners see all components of both environments at once, without credentials. */
export async function scan(run: Run): Promise<StepRecord> {
  assertApprovedOrCheck(run);
  // A check says all that it finds, so nothing that fails keeps it from looking further.
  if (run.store.kind !== 'check') requireRecord(run, 'prepare');
  const components = [...componentsOf(run, 'test'), ...componentsOf(run, 'production')];
  const { results, ...programs } = await run.programs();
  const inputs = {
    ...componentDigests(components),
    waivers: digestOf(run.policy.waivers),
    programs: digestOf(programs),
    // A waiver that held yesterday may have expired today.
    day: sha256(run.now().toISOString().slice(0, 10)),
  };
  return await runStep(run, { step: 'scan', inputs, reusable: true }, async (): Promise<Outcome> => {
    const reports = await run.ui.task('checkov and tfsec over all components', (progress) =>
      runScanners({ components, workDirectory: join(run.root, '.cutover', 'scan'), tools: programs, results, signal: run.signal, progress }),
    );
    const decision = decideScan({ components: components.map(({ name, environment }) => ({ component: name, environment })), reports, requiredTools: [...REQUIRED], waivers: run.policy.waivers, now: run.now() });
    const kept = reports[0]?.covered.filter((one) => one.kept).length ?? 0;
    if (kept > 0) run.ui.line(`${kept} of ${numberOf(components.length, 'stack')} ${kept === 1 ? 'is' : 'are'} as these scanners saw them before: what they said then stands`, 'note');
    for (const waiver of decision.expiringSoon) run.ui.line(`waiver of ${waiver.check} for ${waiver.component} expires ${waiver.expires}`, 'note');
    for (const waiver of decision.unusedWaivers) run.ui.line(`waiver of ${waiver.check} for ${waiver.component} hides nothing any more`, 'note');
    run.ui.line(`${numberOf(decision.unwaived.length, 'finding')} without a waiver, ${decision.waived.length} with one`, decision.verdict === 'pass' ? 'good' : 'bad');
    return {
      verdict: decision.verdict,
      reasons: decision.reasons,
      subjects: componentDigests(components),
      facts: asFacts({
        components: [...new Set(components.map(({ name }) => name))],
        tools: reports.map(({ tool, version, covered, seconds }) => ({
          tool, version, seconds,
          passed: covered.reduce((sum, { passed }) => sum + passed, 0),
          covered: [...new Set(covered.map(({ component }) => component))],
          looked: Object.fromEntries(covered.map((scanned) => [componentKey(scanned), scanned.passedBy])),
          // The same tool had read the same files before.
          kept: covered.filter(({ kept }) => kept).map(componentKey),
        })),
        unwaived: decision.unwaived.length,
        findings: decision.unwaived,
        waived: decision.waived.map(({ finding, waiver }) => ({ ...waiver, address: finding.address, tool: finding.tool })),
      }),
    };
  });
}
