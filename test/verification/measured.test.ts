import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { StepRecord } from '../../src/evidence/record.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { baselineOf, definitionOf, pastValidations, type Measurement, type PastValidation } from '../../src/verification/baseline.ts';
import type { Measured, MeasuredCheck } from '../../src/verification/check.ts';
import { requirementCheckSchema } from '../../src/verification/check.ts';
import { measuredOf } from '../../src/verification/measured.ts';
import { renderRequirements } from '../../src/verification/render-requirements.ts';
import type { RequirementResult } from '../../src/verification/requirements.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';
import { close } from '../helpers/a-bundle.ts';
import { pastIn } from '../helpers/a-past.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const LOAD = { runs: 100, warmUp: 2, atOnce: 4 };
const upTo = (count: number): number[] => Array.from({ length: count }, (_item, index) => (index + 1) / 1000);
const samples = (times: number[], more: object = {}) => ({ times, errors: 0, firstError: undefined, seconds: 2, ...more });

describe('percentiles', () => {
  it.each<[number, Partial<Measured>]>([
    [0, { n: 0, p50: null, p95: null, p99: null, slowest: null, perSecond: null }],
    [1, { n: 1, p50: null, slowest: 0.001, perSecond: 0.5 }],
    [2, { p50: 0.001, p95: null, slowest: 0.002 }],
    [19, { p50: 0.01, p95: null }],
    [20, { p50: 0.01, p95: 0.019, p99: null }],
    [99, { p95: 0.095, p99: null }],
    [100, { p50: 0.05, p95: 0.095, p99: 0.099, slowest: 0.1, perSecond: 50 }],
    [1000, { p50: 0.5, p95: 0.95, p99: 0.99, slowest: 1 }],
  ])('of %i runs are times that were taken, and are not known where there are too few', (count, expected) => {
    expect(measuredOf(samples(upTo(count).reverse()), LOAD)).toMatchObject(expected);
  });

  it('come with errors, load and duration', () => {
    expect(measuredOf(samples([0.1], { errors: 3 }), LOAD)).toMatchObject({ errors: 3, warmUp: 2, atOnce: 4, seconds: 2 });
  });
});

const NOW: Measured = { n: 100, errors: 0, warmUp: 2, atOnce: 4, seconds: 2, perSecond: 50, p50: 0.05, p95: 0.12, p99: null, slowest: 0.2 };
const aMeasurement = (overrides: Partial<Measurement> = {}): Measurement => ({ ...NOW, check: 'orders are listed', definition: 'd'.repeat(64), components: ['api', 'database'], baseline: null, ...overrides });
const factsOf = (...measured: Measurement[]): StepRecord['facts'] => JSON.parse(JSON.stringify({ requirements: [{ id: 'REQ-0', measured: [] }, { id: 'REQ-1', measured }] })) as StepRecord['facts'];
const past = (overrides: Partial<PastValidation> = {}): PastValidation => ({
  change: 'CR-0001', at: '2026-01-01T12:00:00.000Z', record: 'validate/change.1.json', sha256: 'a'.repeat(64), promoted: ['api', 'database', 'network'], facts: factsOf(aMeasurement({ p50: 0.04, p95: 0.12, perSecond: 100, slowest: 0 })), ...overrides,
});
const about = { definition: 'd'.repeat(64), components: ['database', 'api'] };

describe('the baseline', () => {
  it('is what the same check measured at the last good delivery, with how far it is from there', () => {
    expect(baselineOf([past()], about, NOW)).toEqual({
      change: 'CR-0001', at: '2026-01-01T12:00:00.000Z', record: 'validate/change.1.json', sha256: 'a'.repeat(64),
      n: 100, seconds: 2, perSecond: 100, p50: 0.04, p95: 0.12, p99: null, slowest: 0,
      difference: { perSecond: -0.5, p50: 0.25, p95: 0, p99: null, slowest: null },
    });
  });

  it('is of the newest, whichever way they are listed', () => {
    const newer = past({ change: 'CR-0002', at: '2026-02-01T12:00:00.000Z' });
    for (const all of [[past(), newer], [newer, past()]]) expect(baselineOf(all, about, NOW)?.change).toBe('CR-0002');
  });

  it('goes back to where it was measured', () => {
    expect(baselineOf([past(), past({ change: 'CR-0002', at: '2026-02-01T12:00:00.000Z', facts: factsOf() })], about, NOW)?.change).toBe('CR-0001');
  });

  it.each<[string, Partial<PastValidation>]>([
    ['one of its components did not reach production', { promoted: ['api'] }],
    ['another load was measured', { facts: factsOf(aMeasurement({ definition: 'e'.repeat(64) })) }],
    ['it was measured of other components', { facts: factsOf(aMeasurement({ components: ['api'] })) }],
    ['it had errors', { facts: factsOf(aMeasurement({ errors: 1 })) }],
    ['nothing was measured', { facts: { requirements: [] } }],
    ['its record is from before there were measurements', { facts: { requirements: [{ id: 'REQ-1', seconds: 1 }] } }],
  ])('is none where %s', (_title, overrides) => {
    expect(baselineOf([past(overrides)], about, NOW)).toBeNull();
  });

  it('is of the same request, or command, and load, whatever they are called', () => {
    const definition = (check: object): string => definitionOf(requirementCheckSchema.parse({ name: 'a', load: { runs: 10 }, ...check }) as MeasuredCheck);
    const http = { http: { url: 'http://x/' } };
    expect(definition({ ...http, name: 'b', timeoutSeconds: 5 })).toBe(definition(http));
    for (const other of [{ http: { url: 'http://y/' } }, { ...http, load: { runs: 11 } }, { ...http, load: { runs: 10, atOnce: 2 } }, { command: ['true'] }]) expect(definition(other)).not.toBe(definition(http));
  });
});

describe('past validations', () => {
  function evidence(change: string, ...records: Partial<StepRecord>[]): void {
    const store = new EvidenceStore(project, change);
    store.append(aChangeRecord({ change, step: 'approval', facts: { head: 'c'.repeat(40) } }));
    for (const record of records) store.append((record.component === undefined ? aChangeRecord : aRecord)({ change, target: 'cloud', ...record }));
    close(store);
  }
  let project: string;
  const validate = (overrides: Partial<StepRecord> = {}): Partial<StepRecord> => ({ step: 'validate', environment: 'test', facts: { requirements: [] }, ...overrides });
  const promote = (component: string, overrides: Partial<StepRecord> = {}): Partial<StepRecord> => ({ step: 'promote', component, environment: 'production', ...overrides });
  const found = async (): Promise<[string, string[]][]> => pastValidations(await pastIn(project), { except: 'CR-0009', target: 'cloud' }).map(({ change, promoted }) => [change, promoted]);

  it.each<[string, Partial<StepRecord>[], [string, string[]][]]>([
    ['that passed, with what was promoted', [validate(), promote('api'), promote('database')], [['CR-0001', ['api', 'database']]]],
    ['without a component whose last promotion failed', [validate(), promote('api'), promote('database'), promote('database', { verdict: 'fail' })], [['CR-0001', ['api']]]],
    ['of which nothing was promoted', [validate()], [['CR-0001', []]]],
    ['but none that failed', [validate({ verdict: 'fail' }), promote('api')], []],
    ['but none of another world', [validate({ target: 'sandbox' }), promote('api', { target: 'sandbox' })], []],
    ['but not what was promoted in another world', [validate(), promote('api', { target: 'sandbox' })], [['CR-0001', []]]],
    ['but none where there is no validation', [promote('api')], []],
  ])('are those %s', async (_title, records, expected) => {
    project = temporaryFolder();
    evidence('CR-0001', ...records);
    evidence('CR-0009', validate(), promote('api'));
    expect(await found()).toEqual(expected);
  });

  it('count only from evidence that is believed', async () => {
    project = temporaryFolder();
    evidence('CR-0001', validate(), promote('api'));
    rmSync(join(project, 'cutover-evidence', 'CR-0001', 'manifest.1.json'));
    expect(await found()).toEqual([]);
  });

  it('name record and digest of the last validation', async () => {
    project = temporaryFolder();
    evidence('CR-0001', validate(), validate({ facts: { requirements: [], document: 'x' } }));
    expect(pastValidations(await pastIn(project), { except: 'none', target: 'cloud' })).toMatchObject([{ record: 'validate/change.2.json', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), facts: { document: 'x' } }]);
  });
});

describe('the page', () => {
  const result = (overrides: Partial<RequirementResult>): RequirementResult => ({ id: 'REQ-1', statement: 'Orders are *listed* fast', source: { file: 'a.md', line: 1 }, level: 'must', kind: 'latency', components: ['api'], decision: 'pass', by: 'check', seconds: 1, maxSeconds: 2, measured: [], says: 'it took <1 s', ...overrides });
  const page = (...results: RequirementResult[]): string => renderRequirements({ change: { id: 'CR-0007', title: 'More | orders' }, target: 'cloud', at: '2026-02-01T12:00:00.000Z', results });

  it('shows each requirement, how it stands and why, with nothing of others interpreted', () => {
    const text = page(result({}), result({ id: 'REQ-2', decision: 'fail' }), result({ id: 'REQ-3', decision: 'undecided', by: null }));
    expect(text).toContain('# Requirements: More &#124; orders');
    expect(text).toContain('1 of 3 requirements met');
    expect(text).toContain('| `REQ-1` | Orders are \\*listed\\* fast | met | check | it took &lt;1 s |');
    expect(text).toMatch(/`REQ-2`.*\*\*MISSED\*\*[\s\S]*`REQ-3`.*undecided \| nobody yet/);
    expect(text).toContain('No check of a requirement was measured under load.');
  });

  it('shows what was measured once, for which requirements, beside the last good delivery and how far it is from there', () => {
    const measurement = aMeasurement({ baseline: baselineOf([past()], about, NOW) });
    const text = page(result({ measured: [measurement] }), result({ id: 'REQ-2', measured: [measurement] }));
    expect(text.match(/### orders are listed/g)).toHaveLength(1);
    expect(text).toContain('Of `api`, `database`, for `REQ-1`, `REQ-2`: 4 at once, after 2 to warm up. Compared with `CR-0001`');
    for (const row of ['| p50 | 50 ms | 40 ms | +25 % |', '| p95 | 120 ms | 120 ms | ±0 % |', '| p99 | too few runs | too few runs |  |', '| a second | 50 | 100 | −50 % |', '| errors | 0 |  |  |', '| duration | 2 s | 2 s |  |']) expect(text).toContain(row);
  });

  it('says that there is nothing to compare with', () => {
    expect(page(result({ measured: [aMeasurement()] }))).toContain('There is no earlier good delivery in which the same was measured.');
  });
});
