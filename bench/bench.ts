import { rmSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { locateTool } from '../setup/locate.mjs';
import { sandboxAccess } from '../sandbox/access.ts';
import { sandboxDown } from '../sandbox/down.ts';
import { sandboxUp } from '../sandbox/up.ts';
import { packageRoot } from '../src/package-root.ts';
import { cloudAccess } from '../src/terraform/access.ts';
import { timeActions } from './actions.ts';
import { timeChecklist } from './checklist.ts';
import { timeClaims, type ClaimsTime } from './claims.ts';
import { bare, cutover, peakMemory, rehearse, type BenchOptions } from './contenders.ts';
import { makeProject, type BenchProject, type Kind } from './project.ts';
import { timeScan } from './scan.ts';
import { timeRedaction, type RedactionTime } from './redaction.ts';
import { timeVerify, type VerifyTime } from './verify.ts';

/**
 * `cutover rehearse` against bare `terraform` (init, plan -out, apply under xargs -P) on the same modules, in alternating
 * rounds of one run, so that both see the same machine.
 */
interface Comparison {
  ratio: number;
  cutover: Spread;
  bare: Spread;
}

interface Spread {
  median: number;
  min: number;
  max: number;
}

const COMPONENTS = 20;
const MANY = 100;
const RESOURCES = 3000;
const json = process.argv.includes('--json');
const rounds = Number(argument('--rounds') ?? 7);
const concurrency = Number(argument('--parallelism') ?? Math.max(2, availableParallelism()));

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function spread(seconds: number[]): Spread {
  const sorted = [...seconds].sort((a, b) => a - b);
  return { median: round(sorted[Math.floor(sorted.length / 2)] ?? NaN), min: round(sorted[0] ?? NaN), max: round(sorted.at(-1) ?? NaN) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Everything before rehearse, once: it is not what is measured. */
function approach(project: BenchProject, options: BenchOptions): void {
  cutover(project, options, ['approve', 'CR-0001', '--key', project.key]);
  for (const step of ['approval', 'synth', 'prepare', 'scan', 'refine']) cutover(project, options, [step, '--mode', 'yolo', ...options.flags]);
}

async function withProject<T>(kind: Kind, count: number, work: (project: BenchProject, options: BenchOptions) => T): Promise<T> {
  const project = makeProject(kind, count);
  try {
    if (kind === 'builtin') return work(project, { env: cloudAccess(process.env, undefined).env, flags: [], concurrency });
    const state = await sandboxUp({ root: project.root, python: locateTool('python', process.env) });
    return work(project, { env: sandboxAccess(state).test.env, flags: ['--sandbox'], concurrency });
  } finally {
    await sandboxDown({ root: project.root });
    rmSync(project.root, { recursive: true, force: true });
  }
}

async function compare(kind: Kind): Promise<Comparison> {
  return await withProject(kind, COMPONENTS, (project, options) => {
    say(`${kind}: ${COMPONENTS} components, ${rounds} rounds, ${concurrency} at once`);
    approach(project, options);
    const times: Record<'cutover' | 'bare', number[]> = { cutover: [], bare: [] };
    for (let number = 0; number <= rounds; number += 1) {
      // The queues of the round before are still there: SQS gives the same queue to who creates it with the same attributes.
      const ours = rehearse(project, options);
      const theirs = bare(project, options);
      if (number === 0) continue; // the warm-up counts for neither
      times.cutover.push(ours);
      times.bare.push(theirs);
      say(`  round ${number}: cutover ${ours.toFixed(2)} s, bare ${theirs.toFixed(2)} s`);
    }
    const ratios = times.cutover.map((ours, index) => ours / (times.bare[index] ?? NaN));
    return { ratio: spread(ratios).median, cutover: spread(times.cutover), bare: spread(times.bare) };
  });
}

const build = spawnSync(process.execPath, [join(packageRoot(), 'scripts', 'build.mjs')], { cwd: packageRoot(), stdio: ['ignore', 2, 2] });
if (build.status !== 0) process.exit(1);
const only = argument('--only');
const wanted = (part: string): boolean => only === undefined || only === part;
const actions = wanted('actions') ? await timeActions(rounds) : undefined;
const builtin = wanted('builtin') ? await compare('builtin') : undefined;
const sandbox = wanted('sandbox') ? await compare('sandbox') : undefined;
const checklist = wanted('checklist') ? measureChecklist() : undefined;
const claims = wanted('claims') ? await measureClaims() : undefined;
const scanned = wanted('scan') ? await measureScan() : undefined;
const peakMemoryMiB = wanted('memory') ? await measureMemory() : undefined;
const verified = wanted('verify') ? await measureVerify() : undefined;
const redaction = wanted('redaction') ? measureRedaction() : undefined;

function measureChecklist(): { first: number; again: Spread; items: number; decided: number; records: number } {
  say('checklist: 300 items, parsed and decided');
  const { times: [first = NaN, ...again], ...size } = timeChecklist(300, rounds);
  return { ...size, first: round(first), again: spread(again) };
}

async function measureClaims(): Promise<ClaimsTime> {
  say(`claims: the documents and all their claims about the code, ${MANY} components`);
  return await timeClaims(MANY, rounds);
}

async function measureScan(): Promise<Comparison> {
  say(`scan: ${MANY} synthesized components, ${rounds} rounds`);
  const times = await timeScan(MANY, rounds);
  return { ratio: spread(times.cutover.map((ours, index) => ours / (times.bare[index] ?? NaN))).median, cutover: spread(times.cutover), bare: spread(times.bare) };
}

async function measureVerify(): Promise<Record<'verify' | 'signP256' | 'signSsh' | 'seal', Spread> & Pick<VerifyTime, 'components' | 'files' | 'mebibytes'>> {
  say(`verify: the evidence of a change with ${MANY} components`);
  const { verify, signP256, signSsh, seal, ...size } = await timeVerify(MANY, rounds);
  return { ...size, verify: spread(verify), signP256: spread(signP256), signSsh: spread(signSsh), seal: spread(seal) };
}

function measureRedaction(): Record<'redact' | 'parse', Spread> & Omit<RedactionTime, 'redact' | 'parse'> & { ratio: number } {
  say(`redaction: a plan of ${RESOURCES} resources, ${rounds} rounds`);
  const { redact, parse, ...rest } = timeRedaction(RESOURCES, rounds);
  return { ...rest, redact: spread(redact), parse: spread(parse), ratio: spread(redact.map((ours, index) => ours / (parse[index] ?? NaN))).median };
}

async function measureMemory(): Promise<number> {
  say(`memory: deliver of ${MANY} components as far as the seal`);
  return await withProject('builtin', MANY, (project, options) => {
    cutover(project, options, ['approve', 'CR-0001', '--key', project.key]);
    return Math.round(peakMemory(project, options));
  });
}

const result = { actionFirstRequestSeconds: actions === undefined ? undefined : spread(actions.firstRequest).median, approvalBytes: actions?.approvalBytes, actions, builtinRatio: builtin?.ratio, sandboxRatio: sandbox?.ratio, checklistMilliseconds: checklist?.first, checklist, claimsSeconds: claims?.first, scanRatio: scanned?.ratio, peakMemoryMiB, verifySeconds: verified?.verify.median, redactionMilliseconds: redaction?.redact.median, redaction, components: COMPONENTS, rounds, concurrency, processor: cpus()[0]?.model ?? '', builtin, sandbox, claims, scanned, verified };
if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  for (const [name, comparison] of Object.entries({ terraform_data: builtin, 'sandbox provider': sandbox })) {
    if (comparison === undefined) continue;
    const { ratio, cutover: ours, bare: theirs } = comparison;
    process.stdout.write(`${name.padEnd(18)}ratio ${ratio.toFixed(2)}   cutover ${ours.median.toFixed(2)} s (${ours.min.toFixed(2)} to ${ours.max.toFixed(2)})   bare terraform ${theirs.median.toFixed(2)} s (${theirs.min.toFixed(2)} to ${theirs.max.toFixed(2)})\n`);
  }
  if (actions !== undefined) {
    const [first, node] = [spread(actions.firstRequest), spread(actions.node)];
    process.stdout.write(`approval action    first request after ${first.median.toFixed(3)} s (${first.min.toFixed(3)} to ${first.max.toFixed(3)}), node -e 0 takes ${node.median.toFixed(3)} s; it loads ${actions.approvalFiles} files, ${Math.round(actions.approvalBytes / 1024)} KiB\n`);
    for (const [name, { atOnce, all }] of Object.entries(actions.sizes)) process.stdout.write(`  ${name.padEnd(16)} ${String(Math.round(atOnce / 1024)).padStart(5)} KiB at once, ${String(Math.round(all / 1024)).padStart(6)} KiB with all that is loaded when it is needed\n`);
  }
  if (checklist !== undefined) process.stdout.write(`checklist          ${checklist.first.toFixed(0)} ms the first time, ${checklist.again.median.toFixed(0)} ms again: ${checklist.decided} of ${checklist.items} items decided from ${checklist.records} records\n`);
  if (claims !== undefined) process.stdout.write(`claims             ${claims.first.toFixed(2)} s the first time, ${claims.again.toFixed(2)} s again: ${claims.decided} of ${claims.claims} decided, ${claims.components} components in two environments\n`);
  if (verified !== undefined) {
    const { verify, signP256, signSsh, seal, components, files, mebibytes } = verified;
    const each = (name: string, { median, min, max }: Spread): string => `${name} ${median.toFixed(2)} ms (${min.toFixed(2)} to ${max.toFixed(2)})`;
    process.stdout.write(`verify             ${verify.median.toFixed(2)} s (${verify.min.toFixed(2)} to ${verify.max.toFixed(2)}): ${files} files, ${mebibytes} MiB, ${components} components\n`);
    process.stdout.write(`a component        ${each('signed with P-256', signP256)}   ${each('with an SSH key', signSsh)}   ${each('sealed and encrypted', seal)}\n`);
  }
  if (scanned !== undefined) process.stdout.write(`scan               ratio ${scanned.ratio.toFixed(2)}   cutover ${scanned.cutover.median.toFixed(2)} s (${scanned.cutover.min.toFixed(2)} to ${scanned.cutover.max.toFixed(2)})   one bare checkov ${scanned.bare.median.toFixed(2)} s (${scanned.bare.min.toFixed(2)} to ${scanned.bare.max.toFixed(2)}), ${MANY} components\n`);
  if (redaction !== undefined) {
    const { redact, parse, ratio, resources, mebibytes, heldPerByte } = redaction;
    process.stdout.write(`redaction          ${redact.median.toFixed(0)} ms of CPU (${redact.min.toFixed(0)} to ${redact.max.toFixed(0)}) for ${resources} resources, ${mebibytes} MiB; JSON.parse alone ${parse.median.toFixed(0)} ms, ratio ${ratio.toFixed(1)}; holds ${heldPerByte.whole} bytes for each of the plan, ${heldPerByte.half} for each of half of it\n`);
  }
  if (peakMemoryMiB !== undefined) process.stdout.write(`peak memory       ${peakMemoryMiB} MiB for ${MANY} components\n`);
}
