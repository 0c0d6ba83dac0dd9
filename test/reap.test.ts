import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { folderObjects } from '../src/leases/folder-objects.ts';
import { LeaseLog } from '../src/leases/lease-log.ts';
import { packStack } from '../src/leases/stack-pack.ts';
import { leaseVerdict, type LeaseReport } from '../src/presentation/lease-report.ts';
import { openReap, reap, type ReapAsk } from '../src/reap.ts';
import { wasTakenBack } from '../src/steps/lease.ts';
import { packageRoot } from '../src/package-root.ts';
import { aProject, twoModules, twoModulesConfig, type Project } from './helpers/a-project.ts';
import { finished } from './helpers/a-past.ts';
import { aRecord } from './helpers/a-record.ts';
import { aRehearsingRun, applyHeld, toolbox } from './helpers/a-held-component.ts';
import { aSilentUi } from './helpers/in-this-process.ts';
import { statesFolder } from './helpers/states-folder.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

let project: Project;
let states: string;

beforeAll(() => {
  states = statesFolder();
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
    states = statesFolder();
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
    // And nobody vouches for what was edited.
    expect(shown(await reaped({ evidenceIsWhole: true, dryRun: true }))).toEqual(['base: failed (CR-0003)']);
  });

  it('is not run: a stack that somebody put there who may write leases; what stands in test stays', async () => {
    const proof = join(temporaryFolder(), 'run');
    const evil = temporaryFolder();
    writeFileSync(join(evil, 'main.tf'), `terraform {\n  backend "local" {\n    path = "${join(states, 'test', 'base.tfstate')}"\n  }\n}\ndata "external" "x" {\n  program = ["touch", "${proof}"]\n}\nresource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "touch ${proof}"\n  }\n}\n`);
    const objects = folderObjects(join(states, 'test'));
    const mallory = new LeaseLog(objects, 'shop', { signer: undefined, trust: () => Promise.resolve(undefined), notes: temporaryFolder() });
    const last = await mallory.latest('base');
    if (last === undefined) throw new Error('there is no lease');
    const sha256 = await mallory.keep(packStack(evil, join(evil, 'none')));
    const stack = { sha256, digest: 'd', inside: '.', dependsOn: [] };
    await mallory.add(last, { ...last.lease, standing: 'held', existed: true, stack, good: stack, until: '2026-01-01T00:00:00.000Z' });
    const before = state('base');
    const report = await reaped({ evidenceIsWhole: true });
    expect([leaseVerdict(report), shown(report)]).toEqual(['fail', ['base: failed (CR-0003)']]);
    expect(report.leases[0]?.notes).toEqual([expect.stringMatching(/^nobody who is believed vouches for this lease, so nothing that it names is run: it was not written here/), expect.stringContaining('cutover reap --as-it-is base')]);
    expect([existsSync(proof), state('base')]).toEqual([false, before]);
    // Nor does it become good by being taken for good, or by the next lease.
    expect(shown(await reaped({ asItIs: ['base'] }))).toEqual(['base: as it is (CR-0003)']);
    expect((await mallory.latest('base'))?.lease).toMatchObject({ standing: 'delivered', existed: true, stack: null, good: null });
    upstreamIs('v5');
    project.request({ id: 'CR-0004' });
    await rehearsed('CR-0004', 'base');
    expect((await mallory.latest('base'))?.lease).toMatchObject({ change: 'CR-0004', standing: 'held', existed: true, good: null });
  });

  it('is a lease that cannot be read: it is named with its file and fails the run, which takes back the others', async () => {
    await rehearsed('CR-0004', 'app');
    const leases = join(states, 'test', 'cutover-leases', 'shop', 'test');
    writeFileSync(join(leases, 'base', '999.json'), '{}');
    mkdirSync(join(leases, 'Not a component'));
    writeFileSync(join(leases, 'Not a component', '1.json'), '{}');
    const report = await reaped();
    expect([leaseVerdict(report), shown(report)]).toEqual(['fail', ['app: removed (CR-0004)']]);
    expect(report.unreadable).toEqual([
      { component: 'Not a component', why: expect.stringMatching(/Not a component\/1\.json: this is no lease that Cutover wrote/) },
      { component: 'base', why: expect.stringMatching(/cutover-leases\/shop\/test\/base\/999\.json: this is no lease that Cutover wrote/) },
    ]);
    // A rehearsal of that component itself goes on with nothing.
    await expect(applyHeld(aRehearsingRun(project.path, 'CR-0004'), 'base')).rejects.toThrow(/999\.json: this is no lease/);
  });
});
