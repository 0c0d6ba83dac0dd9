import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateTool } from '../setup/locate.mjs';
import type { Component } from '../src/components/component.ts';
import { decideScan } from '../src/scanners/decision.ts';
import { REQUIRED_SCANNERS, runScanners } from '../src/scanners/run.ts';
import { failAtOf } from '../src/scanners/severity.ts';
import { runApp } from '../test/cdktf-stacks/synthesized.ts';

export interface ScanTime {
  /** Seconds of each round: ours, and checkov alone over the same folder. */
  cutover: number[];
  bare: number[];
}

/**
 * All that `scan` does between synth's stacks and the decision (both scanners, nothing kept from before), and one checkov over the folder
 * that synth wrote, in alternating rounds: `count` stacks, each one of the reference platform's.
 */
export async function timeScan(count: number, rounds: number): Promise<ScanTime> {
  const root = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
  try {
    const components = writeStacks(join(root, 'stacks'), count);
    const tools = { checkov: locateTool('checkov', process.env), tfsec: locateTool('tfsec', process.env) };
    const times: ScanTime = { cutover: [], bare: [] };
    for (let round = 0; round <= rounds; round += 1) {
      const ours = await timed(() => scanAll(components, join(root, 'work'), tools));
      const theirs = await timed(() => checkovAlone(tools.checkov, join(root, 'stacks')));
      if (round === 0) continue; // the warm-up
      times.cutover.push(ours);
      times.bare.push(theirs);
    }
    return times;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeStacks(folder: string, count: number): Component[] {
  const stacks = Object.entries(runApp('test').stacks);
  return Array.from({ length: count }, (_item, index): Component => {
    const [kind, stack] = stacks[index % stacks.length] ?? ['none', {}];
    const name = `${kind}-${index}`;
    const directory = join(folder, name);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify(stack, null, 2));
    return { name, environment: 'test', stack: name, directory, dependsOn: [], digest: '' };
  });
}

async function scanAll(components: Component[], workDirectory: string, tools: { checkov: string; tfsec: string }): Promise<void> {
  const reports = await runScanners({ components, workDirectory, tools });
  const { reasons } = decideScan({ components: components.map(({ name, environment }) => ({ component: name, environment })), reports, requiredTools: [...REQUIRED_SCANNERS], waivers: [], failAt: failAtOf(undefined), now: new Date() });
  if (reasons.some((reason) => reason.includes('has not seen'))) throw new Error(reasons.join('\n'));
}

/** Only the framework that reads what CDKTF writes: with all of its frameworks it takes several times as long. Its exit code is 1 when it finds something. */
function checkovAlone(program: string, folder: string): void {
  const { status, stdout, stderr } = spawnSync(program, ['--directory', folder, '--framework', 'terraform_json', '--skip-download', '--compact', '--output', 'json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28, env: { PATH: process.env['PATH'], HOME: folder, CKV_SKIP_PACKAGE_UPDATE_CHECK: 'true' } });
  if (status !== 1 || !stdout.includes('terraform_json')) throw new Error(`checkov ended with ${String(status)}, or saw nothing\n${stderr}`);
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
