import { EXIT } from '../exit-code.ts';
import { findProject } from '../find-project.ts';
import { interruptSignal } from '../interrupt.ts';
import { leaseLine, leaseVerdict, type LeaseReport } from '../presentation/lease-report.ts';
import { openReap, reap } from '../reap.ts';
import { lockProject } from '../run-lock.ts';
import { settleInterrupted } from '../steps/interrupted.ts';
import type { Ui } from '../ui.ts';
import { userSigner } from '../user-signer.ts';
import type { CheckDeps } from './check.ts';
import type { ReapFlags } from './reap.ts';

/** Takes back what is past its time and says what was done. Sets the exit code. */
export async function runReap({ directory, streams, ui, toolbox }: CheckDeps, { dryRun, change, asItIs, sandbox, engine, json, signWith }: ReapFlags): Promise<void> {
  const { signal, release } = interruptSignal(ui);
  try {
    const root = findProject(directory());
    const signer = userSigner(root, signWith);
    const run = openReap({ directory: root, sandbox: sandbox === true, engine }, { ui, env: streams.env, signal, conversation: undefined, toolbox, signer: () => signer });
    const free = lockProject(run.root);
    try {
      for (const { record } of settleInterrupted(run)) ui.line(`recorded: ${record.reasons.join('; ')}`, 'bad');
      const report = await reap(run, { change, asItIs, dryRun: dryRun === true, evidenceIsWhole: false });
      if (json === true) streams.stdout.write(`${JSON.stringify(report)}\n`);
      else show(ui, report);
      process.exitCode = EXIT[leaseVerdict(report)];
    } finally {
      free();
    }
  } finally {
    release();
  }
}

const GOOD = ['in time', 'running', 'delivered', 'as it is', 'removed', 'put back', 'would be removed', 'would be put back'];

function show(ui: Ui, { leases, unreadable }: LeaseReport): void {
  for (const { component, why } of unreadable) ui.line(`${component}: its lease cannot be read\n${why}`, 'bad');
  if (leases.length + unreadable.length === 0) ui.line('no rehearsal holds anything in test', 'good');
  for (const lease of leases) {
    ui.line(leaseLine(lease), GOOD.includes(lease.state) ? 'good' : 'bad');
    for (const note of lease.notes) ui.line(`  ${note}`, 'note');
  }
}
