import { describe, expect, it } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { packed } from '../../src/github/sarif.ts';
import { guidelineUrl } from '../../src/scanners/guideline.ts';
import { MOST_RESULTS, sarifOf, type SarifFinding, type SarifInput } from '../../src/scanners/sarif.ts';
import { aFinding } from '../github/comment/a-report.ts';

interface Log {
  version: string;
  runs: { tool: { driver: { name: string; rules: { id: string; helpUri?: string; properties: Record<string, unknown> }[] } }; automationDetails: { id: string }; invocations: { toolExecutionNotifications: { message: { text: string } }[] }[]; results: { ruleId: string; ruleIndex: number; level: string; message: { text: string }; locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[]; partialFingerprints: { primaryLocationLineHash: string } }[] }[];
}

const input = (findings: SarifFinding[], overrides: Partial<SarifInput> = {}): SarifInput => ({ project: 'shop', prefix: '', tools: [{ tool: 'checkov', version: '3.2' }, { tool: 'tfsec', version: '1.28' }], findings, otherwise: { file: 'cutover.yaml', line: 1 }, ...overrides });
const log = (findings: SarifFinding[], overrides: Partial<SarifInput> = {}, most?: number): Log => sarifOf(input(findings, overrides), most).log as Log;

describe('findings as SARIF', () => {
  it('have one run per tool, a category of the project\'s own, and a run without results where a tool found nothing', () => {
    const { version, runs } = log([aFinding(), aFinding({ tool: 'tfsec', check: 'AVD-AWS-0089' })]);
    expect(version).toBe('2.1.0');
    expect(runs.map(({ tool, automationDetails, results }) => [tool.driver.name, automationDetails.id, results.length])).toEqual([['checkov', 'cutover/shop/checkov/', 1], ['tfsec', 'cutover/shop/tfsec/', 1]]);
    expect(log([]).runs.map(({ results }) => results)).toEqual([[], []]);
  });

  it('point at the line in the repository; without one at the file that the project is known by', () => {
    const place = (finding: SarifFinding, overrides = {}) => log([finding], overrides).runs[0]?.results[0]?.locations[0]?.physicalLocation;
    expect(place(aFinding(), { prefix: 'infra/' })).toMatchObject({ artifactLocation: { uri: 'infra/stacks/storage.ts' }, region: { startLine: 12 } });
    expect(place(aFinding({ place: { file: 'a b/é#.ts', line: 2 } }))?.artifactLocation.uri).toBe('a%20b/%C3%A9%23.ts');
    expect(place(aFinding({ place: null }), { prefix: 'infra/' })).toMatchObject({ artifactLocation: { uri: 'infra/cutover.yaml' }, region: { startLine: 1 } });
  });

  it.each([['CRITICAL', 'error', '9.5'], ['HIGH', 'error', '8.0'], ['MEDIUM', 'warning', '5.5'], ['low', 'note', '2.0'], [null, 'warning', '5.0'], ['odd', 'warning', '5.0']])('of severity %s have level %s and score %s', (severity, level, score) => {
    const [run] = log([aFinding({ severity })]).runs;
    expect(run?.results[0]?.level).toBe(level);
    expect(run?.tool.driver.rules[0]?.properties['security-severity']).toBe(score);
  });

  it('keep their fingerprint while lines move, and no two share one', () => {
    const hashes = (findings: SarifFinding[]) => log(findings).runs.flatMap(({ results }) => results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash));
    const one = aFinding();
    expect(hashes([aFinding({ place: { file: 'stacks/other.ts', line: 99 } })])).toEqual(hashes([one]));
    const all = hashes([one, one, aFinding({ address: 'aws_s3_bucket.other' }), aFinding({ component: 'other' }), aFinding({ check: 'CKV_2' })]);
    expect(new Set(all).size).toBe(5);
  });

  it('name the rule of each result', () => {
    const [run] = log([aFinding({ check: 'B' }), aFinding({ check: 'A' }), aFinding({ check: 'B' })]).runs;
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['A', 'B']);
    for (const { ruleId, ruleIndex } of run?.results ?? []) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('are cut to what GitHub keeps, the worst first, and the cut is stated', () => {
    const many = [...Array.from({ length: MOST_RESULTS + 7 }, (_none, index) => aFinding({ address: `a.${index}`, severity: 'LOW' })), aFinding({ severity: 'CRITICAL', check: 'WORST' })];
    const { cut } = sarifOf(input(many));
    const [run] = log(many).runs;
    expect(run?.results).toHaveLength(MOST_RESULTS);
    expect(run?.results[0]?.ruleId).toBe('WORST');
    expect(cut).toEqual(['checkov: the worst 5000 of 5008 findings; the rest is left out']);
    expect(run?.invocations[0]?.toolExecutionNotifications).toEqual([{ level: 'warning', message: { text: cut[0] } }]);
  });

  it('are cut further until they are small enough', () => {
    const many = Array.from({ length: 400 }, (_none, index) => aFinding({ address: `a.${index}`, problem: Array.from({ length: 60 }, (_one, at) => ((index * 7919 + at * 104_729) % 1e9).toString(36)).join(' ') }));
    const { bytes, cut } = packed(input(many), 20_000);
    expect(bytes.length).toBeLessThanOrEqual(20_000);
    const kept = (JSON.parse(gunzipSync(bytes).toString()) as Log).runs[0]?.results.length ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(cut).toEqual([`checkov: the worst ${kept} of 400 findings; the rest is left out`]);
  });
});

describe('the explanation of a check', () => {
  it.each([
    ['https://docs.prismacloud.io/en/x', 'https://docs.prismacloud.io/en/x'],
    ['https://aquasecurity.github.io/tfsec/v1.28.14/checks/', 'https://aquasecurity.github.io/tfsec/v1.28.14/checks/'],
    ['https://evil.example/checkov.io', undefined],
    ['https://notcheckov.io/', undefined],
    ['https://user@checkov.io/', undefined],
    ['http://checkov.io/', undefined],
    ['javascript:alert(1)', undefined],
    ['not an address', undefined],
    [null, undefined],
  ])('%s is a link: %s', (guideline, url) => {
    expect(guidelineUrl(guideline)).toBe(url);
  });
});
