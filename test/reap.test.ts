import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { leaseVerdict, type LeaseReport } from '../src/presentation/lease-report.ts';
import { openReap, reap, type ReapAsk } from '../src/reap.ts';
import { wasTakenBack } from '../src/steps/lease.ts';
import { packageRoot } from '../src/package-root.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from './helpers/a-project.ts';
import { finished } from './helpers/a-past.ts';
import { aRecord } from './helpers/a-record.ts';
import { aRehearsingRun, applyHeld, toolbox } from './helpers/a-held-component.ts';
import { aSilentUi } from './helpers/in-this-process.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

let project: Project;
let states: string;

beforeAll(() => {
  states = temporaryFolder();
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig(states), ...twoModules() } });
  project.request({ id: 'CR-0002' });
});
afterAll(() => project.remove());

const HOUR = 3_600_000;
const later = (hours: number) => () => new Date(Date.now() + hours * HOUR);

async function reaped(ask: Partial<ReapAsk> = {}, hours = 9): Promise<LeaseReport> {
  const run = openReap({ directory: project.path, sandbox: false }, { ui: aSilentUi().ui, env: { PATH: process.env['PATH'] }, signal: new AbortController().signal, conversation: undefined, toolbox, now: later(hours) });
  return await reap(run, { dryRun: false, evidenceIsWhole: false, ...ask });
}

/** The rehearsal of a change by a run of its own, which has ended when this comes back. */
async function rehearsed(change: string, component: string): Promise<void> {
  const child = spawn(process.execPath, [join(packageRoot(), 'test', 'leases', 'a-rehearsal.ts'), project.path, change, component], { env: project.env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(said);
}

const state = (component: string): { resources: { type: string }[]; outputs: object } => JSON.parse(readFileSync(join(states, 'test', `${component}.tfstate`), 'utf8')) as { resources: { type: string }[]; outputs: object };
const shown = ({ leases }: LeaseReport): string[] => leases.map((one) => `${one.component}: ${one.state} (${one.change})`);
const upstreamIs = (value: string): string => project.commit(twoModules(value));

describe('the lease of a rehearsal', () => {
  it('keeps another change off, which is told who holds the component, until when, and the way out', async () => {
    await rehearsed('CR-0001', 'base');
    upstreamIs('v2');
    await expect(applyHeld(aRehearsingRun(project.path, 'CR-0002'), 'base')).rejects.toThrow(/base \(test\) is held by the rehearsal of CR-0001\n {2}found: {3}olga@example\.com, branch change, process \d+ on \S+, until \d{4}-\S+Z\n {2}next: {4}wait until CR-0001 is delivered .*cutover reap --change CR-0001/);
    expect(JSON.stringify(state('base'))).toContain('v1');
  });

  it('is taken again by the change that holds it, and a component that nothing changes needs none', async () => {
    await applyHeld(aRehearsingRun(project.path, 'CR-0001'), 'base');
    expect(JSON.stringify(state('base'))).toContain('v2');
    await applyHeld(aRehearsingRun(project.path, 'CR-0002'), 'base');
    expect(shown(await reaped({ dryRun: true }, 0))).toEqual(['base: running (CR-0001)']);
  });

  it('is left alone while its time lasts, and while its run goes on past it', async () => {
    expect(shown(await reaped({}, 0))).toEqual(['base: running (CR-0001)']);
    expect(shown(await reaped({}, 9))).toEqual(['base: running (CR-0001)']);
    await rehearsed('CR-0001', 'app');
    expect(shown(await reaped({}, 0))).toEqual(['app: in time (CR-0001)', 'base: running (CR-0001)']);
  });
});

describe('cutover reap', () => {
  beforeAll(async () => {
    // From the beginning: two new components, whose run has ended.
    states = temporaryFolder();
    project.commit({ 'cutover.yaml': twoModulesConfig(states), ...twoModules('v1') });
    await rehearsed('CR-0001', 'base');
    await rehearsed('CR-0001', 'app');
    // The branch is gone, and so is its code.
    project.git('checkout', '--quiet', 'main');
    project.git('branch', '--quiet', '--delete', '--force', 'change');
    project.write({ 'cutover.yaml': twoModulesConfig(states).replace(/ {2}app: .*\n/, '') });
  }, 120_000);

  it('only says what it would do when it is asked to', async () => {
    const before = [state('base'), state('app')];
    expect(shown(await reaped({ dryRun: true }))).toEqual(['app: would be removed (CR-0001)', 'base: would be removed (CR-0001)']);
    expect([state('base'), state('app')]).toEqual(before);
  });

  it('removes what no good delivery owns, the downstream first, without the branch; then the states are empty', async () => {
    const report = await reaped();
    expect([leaseVerdict(report), shown(report)]).toEqual(['pass', ['app: removed (CR-0001)', 'base: removed (CR-0001)']]);
    expect(report.leases.map(({ notes }) => notes.join('; '))).toEqual(['destroyed: terraform_data.b; the state is empty', 'destroyed: terraform_data.a; the state is empty']);
    expect([state('app').resources, state('base').resources]).toEqual([[], []]);
    expect(existsSync(join(states, 'production'))).toBe(false);
    expect(shown(await reaped())).toEqual([]);
  });

  it('lets the record of a rehearsal that was taken back not stand for what is there', async () => {
    project.git('checkout', '--quiet', '-b', 'change');
    project.request({ id: 'CR-0001' });
    project.store().append(aRecord({ step: 'rehearse', component: 'base', environment: 'test', finishedAt: new Date().toISOString() }));
    const run = aRehearsingRun(project.path, 'CR-0001');
    const component = { name: 'base', environment: 'test', stack: 'base', directory: join(project.path, 'stacks', 'base'), dependsOn: [], digest: '' } as const;
    expect(await wasTakenBack(run, { ...component, dependsOn: [] })).toBe(true);
  });
});

describe('a component that was delivered before', () => {
  it('is put back to what was delivered, and a plan of that finds nothing to do', async () => {
    project.commit({ 'cutover.yaml': twoModulesConfig(states), ...twoModules('v1') });
    await rehearsed('CR-0001', 'base');
    finished(project.path, project.git('rev-parse', 'main').trim(), { component: 'base', target: 'cloud', finishedAt: new Date().toISOString() });
    // Delivered: another change may have it.
    upstreamIs('v3');
    project.request({ id: 'CR-0002' });
    await rehearsed('CR-0002', 'base');
    expect(JSON.stringify(state('base'))).toContain('v3');
    const report = await reaped();
    expect(shown(report)).toEqual(['base: put back (CR-0002)']);
    expect(report.leases[0]?.notes).toEqual(['put back: terraform_data.a (update)', 'a plan of what was last good finds nothing to do']);
    expect(JSON.stringify(state('base'))).toMatch(/v1/);
    expect(JSON.stringify(state('base'))).not.toContain('v3');
  });

  it('is given back before its time when it is asked for by name, and its lease ends when it was delivered meanwhile', async () => {
    await rehearsed('CR-0002', 'base');
    expect(shown(await reaped({ change: 'CR-0009' }, 0))).toEqual(['base: in time (CR-0002)']);
    expect(shown(await reaped({ change: 'CR-0002' }, 0))).toEqual(['base: put back (CR-0002)']);
    await rehearsed('CR-0002', 'base');
    // Whoever can write evidence says so; nobody closed it.
    project.store('CR-0002').append(aRecord({ change: 'CR-0002', step: 'promote', component: 'base', environment: 'production', target: 'cloud', finishedAt: new Date().toISOString() }));
    const doubted = await reaped();
    expect([leaseVerdict(doubted), shown(doubted), doubted.leases[0]?.notes]).toEqual(['halt', ['base: unknown (CR-0002)'], [expect.stringMatching(/^the evidence of CR-0002 says that it came to production, and is not believed: there is no closing manifest/)]]);
    finished(project.path, project.git('rev-parse', 'main').trim(), { change: 'CR-0002', component: 'base', target: 'cloud', finishedAt: new Date().toISOString() });
    expect(shown(await reaped())).toEqual(['base: delivered (CR-0002)']);
    expect(JSON.stringify(state('base'))).toContain('v3');
  });
});

describe('what nobody knows', () => {
  it('is not taken back: whether it was delivered, where the evidence is elsewhere', async () => {
    upstreamIs('v4');
    project.request({ id: 'CR-0003' });
    await rehearsed('CR-0003', 'base');
    // As it is on another machine.
    const folder = join(states, 'test', 'cutover-leases', 'shop', 'test', 'base');
    const last = join(folder, `${Math.max(...readdirSync(folder).map((name) => Number.parseInt(name, 10)))}.json`);
    const lease = JSON.parse(readFileSync(last, 'utf8')) as { run: object };
    writeFileSync(last, JSON.stringify({ ...lease, run: { ...lease.run, machine: 'olga@elsewhere' } }));
    const report = await reaped();
    expect([leaseVerdict(report), shown(report)]).toEqual(['halt', ['base: unknown (CR-0003)']]);
    expect(report.leases[0]?.notes[0]).toMatch(/the evidence of CR-0003 is not here.*cutover reap --change CR-0003/);
    expect(shown(await reaped({ evidenceIsWhole: true, dryRun: true }))).toEqual(['base: would be put back (CR-0003)']);
  });

  it('is a lease that cannot be read: a HALT with its file', async () => {
    writeFileSync(join(states, 'test', 'cutover-leases', 'shop', 'test', 'base', '999.json'), '{}');
    await expect(reaped()).rejects.toThrow(/cutover-leases\/shop\/test\/base\/999\.json: this is no lease that Cutover wrote/);
  });
});
