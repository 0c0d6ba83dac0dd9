import { describe, expect, it } from '@jest/globals';
import { nextSteps, touched, type NextQuestion } from '../../src/presentation/check-next.ts';
import { countChanges, countsInWords, worstOf } from '../../src/presentation/check-report.ts';
import { destroyedIn, tally } from '../../src/presentation/check-words.ts';
import { aComponent } from '../github/comment/a-report.ts';
import { aPlannedResource } from '../helpers/a-plan.ts';

const none = aComponent({ name: 'none', touchedBy: [], plans: [] });
const question = (overrides: Partial<NextQuestion> = {}): NextQuestion => ({ verdict: 'pass', hasRequest: true, atFault: [], untrue: [], components: [aComponent()], waiting: [{ what: 'its approval', whom: ['ann'], next: 'cutover approve CR-1' }], ...overrides });

describe('what is to be done next', () => {
  it.each<[string, Partial<NextQuestion>, unknown]>([
    ['of a pass: what the request waits for', {}, [{ what: 'its approval', whom: ['ann'], how: 'cutover approve CR-1' }]],
    ['of a fail: the mistakes, and not yet the approval', { verdict: 'fail' }, [{ what: 'what is wrong below to be set right', whom: [], how: expect.stringContaining('cutover check') }]],
    ['of a halt: the same', { verdict: 'halt' }, [{ what: 'what is wrong below to be set right', whom: [], how: expect.anything() }]],
    ['of a check that was cut off: another', { verdict: 'indeterminate' }, [{ what: expect.stringContaining('to its end'), whom: [], how: 'run it again' }]],
    ['without a request: one, by the command that drafts it', { verdict: 'halt', hasRequest: false }, [{ what: 'a change request for storage', whom: [], how: 'cutover request new --title "…" --components storage' }]],
    ['without a request, where nothing is touched: nothing', { hasRequest: false, components: [none] }, []],
    ['with a request that cannot be read: its correction, and no second request', { verdict: 'fail', hasRequest: false, atFault: ['changes/CR-1.md'] }, [{ what: 'a change request that can be read', whom: [], how: 'correct changes/CR-1.md' }]],
    ['with several requests: one of them, also where nothing is touched', { verdict: 'fail', hasRequest: false, components: [none], atFault: ['changes/CR-1.md', 'changes/CR-2.md'] }, [{ what: 'one change request, and no more', whom: [], how: 'keep one of changes/CR-1.md, changes/CR-2.md here, with what it is about, and bring each other one by itself' }]],
    ['of a status that is not true: that alone', { untrue: [{ what: 'a status that is true', whom: ['rita'], next: 'set it' }] }, [{ what: 'a status that is true', whom: ['rita'], how: 'set it' }]],
    ['of a status that is not true, where more is wrong: both', { verdict: 'fail', untrue: [{ what: 'a status that is true', whom: [], next: 'set it' }] }, [{ what: 'a status that is true', whom: [], how: 'set it' }, { what: 'what is wrong below to be set right', whom: [], how: expect.anything() }]],
    ['for very many components: a request for all', { verdict: 'halt', hasRequest: false, components: Array.from({ length: 11 }, (_none, index) => aComponent({ name: `c${index}` })) }, [{ what: 'a change request for c0, c1, c2, c3, c4 and 6 more', whom: [], how: 'cutover request new --title "…" --components all' }]],
  ])('%s', (_name, overrides, expected) => {
    expect(nextSteps(question(overrides))).toEqual(expected);
  });

  it('a component is touched by its files, or by what its plans would change', () => {
    const planned = aComponent({ name: 'planned', touchedBy: [] });
    expect(touched([none, aComponent({ plans: [] }), planned]).map(({ name }) => name)).toEqual(['storage', 'planned']);
  });
});

describe('a check in numbers and words', () => {
  it.each([[['pass', 'fail'], 'fail'], [['fail', 'halt', 'pass'], 'halt'], [['halt', 'indeterminate'], 'indeterminate'], [['not reached', 'pass'], 'pass'], [['not reached'], 'indeterminate'], [[], 'indeterminate']] as const)('%j come to %s', (verdicts, worst) => {
    expect(worstOf([...verdicts])).toBe(worst);
  });

  it('what is taken out of the state counts as destroyed, what is only read as nothing', () => {
    expect(countChanges([{ action: 'create' }, { action: 'update' }, { action: 'replace' }, { action: 'delete' }, { action: 'forget' }, { action: 'read' }, { action: 'no-op' }])).toEqual({ add: 1, change: 1, replace: 1, destroy: 2, moved: 0, imported: 0 });
  });

  it('what is moved or imported counts as that, whatever else happens to it', () => {
    const counts = countChanges([{ action: 'no-op', movedFrom: 'a.b' }, { action: 'update', movedFrom: 'a.c' }, { action: 'no-op', imports: 'id' }]);
    expect(counts).toEqual({ add: 0, change: 1, replace: 0, destroy: 0, moved: 2, imported: 1 });
    expect([countsInWords(counts), countsInWords(countChanges([]))]).toEqual(['change 1, moved 2, imported 1', '']);
  });

  it('names what is destroyed once, with all environments, and production first', () => {
    const planOf = (environment: 'test' | 'production', names: string[]) => ({ state: 'planned' as const, environment, kind: 'plan' as const, changes: names.map((name) => aPlannedResource({ name, action: 'delete' })), outputs: [] });
    const all = destroyedIn([aComponent({ plans: [planOf('test', ['only_test', 'both']), planOf('production', ['both'])] })]);
    expect(all.map(({ address, environments }) => [address, environments])).toEqual([['aws_s3_bucket.both', ['test', 'production']], ['aws_s3_bucket.only_test', ['test']]]);
  });

  it('tells those apart that were not planned', () => {
    expect(tally([aComponent(), none], 'production')).toBe('2 components: 1 would change, 0 stay as they are, 1 not planned');
  });
});
