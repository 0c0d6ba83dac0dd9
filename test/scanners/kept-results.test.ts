import { appendFileSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Component } from '../../src/components/component.ts';
import type { ScannerReport } from '../../src/scanners/finding.ts';
import { runScanners } from '../../src/scanners/run.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aComponent } from './a-component.ts';
import { aFakeScanner } from './a-fake-scanner.ts';

interface Bench {
  results: string;
  tools: { checkov: string; tfsec: string };
  /** Paths of the files that checkov was given, one list for each time it was started. */
  given: () => string[][];
}

/** Scanners that object to each `bad` they find, and note what they were given. */
function aBench(): Bench {
  const log = join(temporaryFolder(), 'log');
  writeFileSync(log, '');
  const bad = (tool: 'checkov' | 'tfsec', report: string): string =>
    aFakeScanner(tool, `for (const file of files) if (fs.readFileSync(file, 'utf8').includes('bad')) ${report};${tool === 'checkov' ? `report.summary.failed = report.results.failed_checks.length; fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify(files) + '\\n');` : ''}`);
  return {
    results: temporaryFolder(),
    tools: { checkov: bad('checkov', "report.results.failed_checks.push(finding({ file, line: 1 }, 'CKV_BAD', 'terraform_data.bad'))"), tfsec: bad('tfsec', "report.results.push(finding({ file, line: 1 }, 'bad', 'terraform_data.bad'))") },
    given: () => readFileSync(log, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as string[]),
  };
}

async function scan({ results, tools }: Bench, components: Component[]): Promise<ScannerReport[]> {
  return await runScanners({ components, workDirectory: temporaryFolder(), tools, results });
}

const brief = (reports: ScannerReport[]): string[] => reports.flatMap(({ findings }) => findings.map(({ tool, check, component, environment }) => `${tool} ${check} ${environment}/${component}`));
const BAD = 'resource "terraform_data" "bad" {}\n';
const GOOD = 'resource "terraform_data" "good" {}\n';

describe('what scanners said about a component', () => {
  it('is used again while it is the same, and only what has changed is scanned', async () => {
    const bench = aBench();
    const a = aComponent({ 'main.tf': BAD }, { name: 'a' });
    const b = aComponent({ 'main.tf': GOOD }, { name: 'b' });
    expect(brief(await scan(bench, [a, b]))).toEqual(['checkov CKV_BAD test/a', 'tfsec bad test/a']);
    appendFileSync(join(b.directory, 'main.tf'), BAD);
    const reports = await scan(bench, [a, b]);
    expect(brief(reports)).toEqual(['checkov CKV_BAD test/a', 'checkov CKV_BAD test/b', 'tfsec bad test/a', 'tfsec bad test/b']);
    expect(bench.given()).toEqual([['test/a/main.tf', 'test/b/main.tf'], ['test/b/main.tf']]);
    expect(reports.map(({ covered }) => covered.map(({ kept }) => kept))).toEqual([[true, false], [true, false]]);
  });

  it('is said of the same files in another place too, under its name', async () => {
    const bench = aBench();
    await scan(bench, [aComponent({ 'main.tf': BAD }, { name: 'a' })]);
    expect(brief(await scan(bench, [aComponent({ 'main.tf': BAD }, { name: 'b', environment: 'production' })]))).toEqual(['checkov CKV_BAD production/b', 'tfsec bad production/b']);
    expect(bench.given()).toHaveLength(1);
  });

  it.each([
    ['a variable of its environment', (component: Component) => writeFileSync(join(component.directory, 'cutover.auto.tfvars.json'), '{"a":1}')],
    ['a file beside it', (component: Component) => writeFileSync(join(component.directory, 'more.tf'), GOOD)],
    ['a comment, which moves lines', (component: Component) => writeFileSync(join(component.directory, 'main.tf'), `# a\n${BAD}`)],
  ])('is asked for again after a change of %s', async (_what, change) => {
    const bench = aBench();
    const component = aComponent({ 'main.tf': BAD });
    await scan(bench, [component]);
    change(component);
    await scan(bench, [component]);
    expect(bench.given()).toHaveLength(2);
  });

  it('is asked for again when the program is another', async () => {
    const bench = aBench();
    const component = aComponent({ 'main.tf': BAD });
    await scan(bench, [component]);
    appendFileSync(bench.tools.checkov, '// a newer version');
    await scan(bench, [component]);
    expect(bench.given()).toHaveLength(2);
  });

  it('is asked for again when what lies there is no result, or is old', async () => {
    const bench = aBench();
    const component = aComponent({ 'main.tf': BAD });
    const files = (): string[] => readdirSync(bench.results).map((name) => join(bench.results, name));
    await scan(bench, [component]);
    for (const file of files()) writeFileSync(file, '{"version":"1","passed":0}');
    await scan(bench, [component]);
    expect(bench.given()).toHaveLength(2);
    for (const file of files()) utimesSync(file, new Date(0), new Date(0));
    expect(brief(await scan(bench, [component]))).toEqual(['checkov CKV_BAD test/storage', 'tfsec bad test/storage']);
    expect(bench.given()).toHaveLength(3);
  });

  it('is not kept when the scan failed', async () => {
    const bench = aBench();
    const component = aComponent({ 'main.tf': BAD });
    await expect(scan({ ...bench, tools: { ...bench.tools, tfsec: aFakeScanner('tfsec', 'report.results = [];') } }, [component])).rejects.toThrow(/tfsec did not read all of storage/);
    expect(readdirSync(bench.results)).toEqual([]);
  });
});
