import { join } from 'node:path';
import { digestOf, sha256 } from '../digest.ts';
import type { StepRecord } from '../evidence/record.ts';
import { runScanners } from '../scanners/run.ts';
import { requireRecord, runStep, type Outcome, type Run } from '../step.ts';
import { stepsFolder } from '../steps-folder.ts';
import { assertApprovedOrCheck } from './approval.ts';
import { asFacts } from './facts.ts';
import { componentDigests, componentsOf } from './synth.ts';
import { findingFacts, weighFindings } from './weigh-findings.ts';

/** Is it secure and compliant? The scanners see all components of both environments at once, without credentials. */
export async function scan(run: Run): Promise<StepRecord> {
  assertApprovedOrCheck(run);
  // A check says all that it finds, so nothing that fails keeps it from looking further.
  if (run.store.kind !== 'check') requireRecord(run, 'prepare');
  const components = [...componentsOf(run, 'test'), ...componentsOf(run, 'production')];
  const { results, ...programs } = await run.programs();
  const inputs = {
    ...componentDigests(components),
    waivers: digestOf(run.policy.waivers),
    failAt: digestOf(run.policy.failAt),
    programs: digestOf(programs),
    // A waiver that held yesterday may have expired today.
    day: sha256(run.now().toISOString().slice(0, 10)),
  };
  return await runStep(run, { step: 'scan', inputs, reusable: true }, async (): Promise<Outcome> => {
    const reports = await run.ui.task('scanners over all components', (progress) =>
      runScanners({ components, workDirectory: join(run.root, stepsFolder(run.store), 'scan'), tools: programs, results, signal: run.signal, progress }),
    );
    const decision = weighFindings(run, components, reports);
    for (const waiver of decision.expiringSoon) run.ui.line(`the waiver of ${waiver.check} for ${waiver.component} ends on ${waiver.expires}: ${waiver.owner} has to renew it, or the finding has to go`, 'bad');
    for (const waiver of decision.unusedWaivers.filter((one) => !decision.expired.includes(one))) run.ui.line(`the waiver of ${waiver.check} for ${waiver.component} hides nothing in the code: it can go, unless a plan needs it`, 'note');
    return {
      verdict: decision.verdict,
      // Of a pass: what a reader has to know.
      reasons: [...decision.reasons, ...decision.expiringSoon.map(({ check, component, expires, owner }) => `the waiver of ${check} for ${component} ends on ${expires} (${owner})`)],
      subjects: componentDigests(components),
      facts: asFacts({
        components: [...new Set(components.map(({ name }) => name))],
        ...findingFacts(decision, reports, requireRecord(run, 'synth')),
        expiringSoon: decision.expiringSoon,
        expired: decision.expired,
        unusedWaivers: decision.unusedWaivers,
      }),
    };
  });
}
