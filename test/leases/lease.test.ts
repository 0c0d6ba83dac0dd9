import { describe, expect, it } from '@jest/globals';
import { inOrderOfTaking, wayBack, whetherDue, type Due, type LeaseFacts } from '../../src/leases/due.ts';
import type { Holder } from '../../src/leases/holder.ts';
import { claim, stillGood, type Claimant, type KeptStack, type Lease } from '../../src/leases/lease.ts';
import { whyNotBreak, type EngineLock } from '../../src/leases/stale-lock.ts';

const run: Holder = { kind: 'process', machine: 'olga@laptop', pid: 7, identity: '1', folder: '/work' };
const job: Holder = { kind: 'github', machine: 'runner@vm', repository: 'shop/infra', run: 5, attempt: 1 };
const stack = (name: string, ...dependsOn: string[]): KeptStack => ({ sha256: 'a'.repeat(64), digest: name, inside: '.', dependsOn });
const NOW = new Date('2026-03-02T10:00:00.000Z');
const asks = (more: Partial<Claimant> = {}): Claimant => ({ component: 'base', change: 'CR-0002', who: 'olga@example.com', branch: 'change', run, now: NOW, hours: 8, state: 's3://b/k', existed: false, creates: [], stack: stack('new'), good: null, ...more });
const lease = (more: Partial<Lease> = {}): Lease => ({ ...claim(undefined, asks({ change: 'CR-0001' }), { delivered: false }), ...more });

describe('a lease', () => {
  it.each<[string, Lease | undefined, Partial<Claimant>, boolean, Partial<Lease>]>([
    ['of a new component can only be removed', undefined, {}, false, { existed: false, good: null, until: '2026-03-02T18:00:00.000Z' }],
    ['of one that was there, and of which nobody knows what was good, cannot be taken back', undefined, { existed: true }, false, { existed: true, good: null }],
    ['of one that was there is put back to what was delivered', undefined, { existed: true, good: stack('old') }, false, { existed: true, good: stack('old') }],
    ['does not take for good what was not there', undefined, { good: stack('old') }, false, { existed: false, good: null }],
    ['that is taken again keeps what was there before the first time', lease({ change: 'CR-0002', existed: false, good: null }), { existed: true, good: stack('old') }, false, { existed: false, good: null, stack: stack('new') }],
    ['after a delivery goes back to that', lease({ stack: stack('delivered') }), {}, true, { change: 'CR-0002', existed: true, good: stack('delivered') }],
    ['after its own delivery too', lease({ change: 'CR-0002', stack: stack('delivered') }), {}, true, { existed: true, good: stack('delivered') }],
    ['after one that was given back goes back to the same', lease({ standing: 'put-back', stack: stack('old'), good: stack('old') }), {}, false, { existed: true, good: stack('old') }],
    ['after one that was noted as delivered', lease({ standing: 'delivered', stack: stack('old') }), {}, false, { existed: true, good: stack('old') }],
    ['after a removal is that of a new component', lease({ standing: 'removed', stack: null, good: null }), { existed: true }, false, { existed: false, good: null }],
  ])('%s', (_name, last, more, delivered, expected) => {
    expect(claim(last, asks(more), { delivered })).toMatchObject({ standing: 'held', change: 'CR-0002', ...expected });
  });

  it.each<[string, Partial<Lease>, RegExp]>([
    ['another change holds it', {}, /held by the rehearsal of CR-0001\n.*until 2026-03-02T18:00:00\.000Z\n.*wait until CR-0001 is delivered/],
    ['another change holds it past its time', { until: '2026-03-02T09:00:00.000Z' }, /which is past its time\n[\s\S]*cutover reap takes it back/],
    ['it is being taken back', { standing: 'reaping', reaper: job }, /is being taken back from CR-0001\n.*by run 5 \(attempt 1\) of shop\/infra/],
    ['it is being taken back from this very change', { standing: 'reaping', change: 'CR-0002' }, /is being taken back from CR-0002/],
  ])('is refused while %s', (_name, more, reason) => {
    expect(() => claim(lease(more), asks(), { delivered: false })).toThrow(reason);
  });

  it('is refused with the reason why nobody believes that it was delivered', () => {
    expect(() => claim(lease(), asks(), { delivered: false, why: 'the evidence of CR-0001 is not believed' })).toThrow(/until 2026-03-02T18:00:00\.000Z; the evidence of CR-0001 is not believed\n/);
  });

  it('is written anew only when it says something else, or half of its time is over', () => {
    const held = lease({ change: 'CR-0002' });
    const at = (hours: number): Lease => claim(held, asks({ now: new Date(NOW.getTime() + hours * 3_600_000) }), { delivered: false });
    expect([stillGood(undefined, at(0)), stillGood(held, at(1)), stillGood(held, at(4)), stillGood(held, { ...at(1), stack: stack('other') })]).toEqual([false, true, false, false]);
  });
});

const PAST = '2026-03-02T09:00:00.000Z';
const AHEAD = '2026-03-02T11:00:00.000Z';
const facts = (more: Partial<LeaseFacts>): LeaseFacts => ({ now: NOW, run: 'ended', delivered: false, doubted: false, known: true, asked: false, ...more });

describe('whether a lease is due', () => {
  it.each<[Due, string, Pick<Lease, 'standing' | 'until'>, Partial<LeaseFacts>]>([
    ['in time', 'while its time lasts, though its run was cancelled', { standing: 'held', until: AHEAD }, {}],
    ['due', 'past its time', { standing: 'held', until: PAST }, {}],
    ['due', 'past its time, when nobody can tell whether its run goes on', { standing: 'held', until: PAST }, { run: 'unknown' }],
    ['running', 'past its time, while its run goes on', { standing: 'held', until: PAST }, { run: 'running' }],
    ['unknown', 'past its time, without the evidence of its change', { standing: 'held', until: PAST }, { known: false }],
    ['unknown', 'past its time, when only evidence that is not believed says that it was delivered', { standing: 'held', until: PAST }, { doubted: true }],
    ['over', 'once it was delivered, whatever the clock says', { standing: 'held', until: PAST }, { delivered: true, known: false, run: 'running' }],
    ['due', 'when it is asked for', { standing: 'held', until: AHEAD }, { asked: true, known: false }],
    ['running', 'not even when it is asked for, while its run goes on', { standing: 'held', until: AHEAD }, { asked: true, run: 'running' }],
    ['due', 'when the one that took it back was cut off', { standing: 'reaping', until: AHEAD }, { run: 'ended' }],
    ['running', 'not while another takes it back', { standing: 'reaping', until: PAST }, { run: 'running' }],
    ['running', 'not while another may be taking it back', { standing: 'reaping', until: AHEAD }, { run: 'unknown' }],
    ['due', 'when another should have taken it back long ago', { standing: 'reaping', until: PAST }, { run: 'unknown' }],
  ])('is "%s": %s', (expected, _why, held, more) => {
    expect(whetherDue(held, facts(more))).toBe(expected);
  });

  it('is answered with a way back, or none', () => {
    expect([wayBack({ good: stack('old'), existed: true }), wayBack({ good: null, existed: false }), wayBack({ good: null, existed: true })]).toEqual(['put back', 'removed', undefined]);
  });

  it('puts back first, upstream first, and then removes, downstream first', () => {
    const of = (component: string, good: boolean, ...needs: string[]): Lease => lease({ component, existed: good, good: good ? stack('old') : null, stack: stack(component, ...needs) });
    const order = inOrderOfTaking([of('new-base', false), of('old-app', true, 'old-base'), of('new-app', false, 'new-base', 'old-base'), of('old-base', true)]);
    expect(order.map(({ component }) => component)).toEqual(['old-base', 'old-app', 'new-app', 'new-base']);
  });
});

describe('a lock of the engine', () => {
  const lock: EngineLock = { ID: '1', Who: 'olga@laptop', Created: '2026-03-02T10:00:05.123Z', Operation: 'OperationTypeApply' };
  const held = lease();
  it.each<[string, EngineLock | 'unreadable', Parameters<typeof whyNotBreak>[2], RegExp | undefined]>([
    ['its run has ended', lock, { run: 'ended', reaper: 'ended' }, undefined],
    ['its run goes on', lock, { run: 'running', reaper: 'ended' }, /goes on/],
    ['nobody can tell whether its run has ended', lock, { run: 'unknown', reaper: 'ended' }, /nobody here can tell/],
    ['it is of another machine', { ...lock, Who: 'ann@desk' }, { run: 'ended', reaper: 'ended' }, /ann@desk wrote it/],
    ['it is older than the lease', { ...lock, Created: '2026-03-02T09:59:59Z' }, { run: 'ended', reaper: 'ended' }, /before the rehearsal/],
    ['it has no time', { ...lock, Created: '' }, { run: 'ended', reaper: 'ended' }, /before the rehearsal/],
    ['it cannot be read', 'unreadable', { run: 'ended', reaper: 'ended' }, /cannot be read/],
  ])('when %s', (_name, found, ended, reason) => {
    const why = whyNotBreak(found, held, ended);
    if (reason === undefined) expect(why).toBeUndefined();
    else expect(why).toMatch(reason);
  });

  it('of a reaper that was cut off is broken only when that has ended too', () => {
    const reaping = { ...held, reaper: { ...job, machine: 'olga@laptop' } };
    expect([whyNotBreak(lock, reaping, { run: 'ended', reaper: 'running' }), whyNotBreak(lock, reaping, { run: 'ended', reaper: 'ended' })]).toEqual(['the run that wrote it goes on', undefined]);
  });
});
