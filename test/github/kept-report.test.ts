import { describe, expect, it } from '@jest/globals';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Halt } from '../../src/errors.ts';
import { MOST_REPORT_BYTES, readReport, writeReport } from '../../src/github/kept-report.ts';
import type { CheckReport } from '../../src/presentation/check-report.ts';
import { aPlannedResource } from '../helpers/a-plan.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aClaim, aComponent, aFinding, aReport } from './comment/a-report.ts';
import { refused } from '../helpers/refused.ts';

const aFile = (text: string): string => {
  const file = join(temporaryFolder(), 'report.json');
  writeFileSync(file, text);
  return file;
};
const kept = (report: object, more: object = {}): string => aFile(JSON.stringify({ schema: 1, interrupted: false, report, ...more }));

function messageAbout(file: string): string {
  return refused(Halt, () => readReport(file)).message;
}

describe('the report of a check, on its way to the job that shows it', () => {
  it.each<[string, Partial<CheckReport>]>([
    ['a pass', {}],
    ['one of everything', {
      verdict: 'fail', findings: [aFinding(), aFinding({ place: null, tool: 'tfsec' })], claims: [aClaim()], prefix: 'infra/shop/', target: 'sandbox',
      steps: [{ step: 'synth', verdict: 'fail', reasons: ['x'], place: { file: 'cutover.yaml', line: 3 } }, { step: 'plan', environment: 'test', verdict: 'not reached', reasons: [] }],
      components: [aComponent({ plans: [{ state: 'planned', environment: 'production', kind: 'expectation', changes: [aPlannedResource({ action: 'replace', before: { a: null }, after: { a: { b: [1, true, { $unknown: true }] } }, replacePaths: [['a', 0]] })], outputs: [{ name: 'x', action: 'update' }] }, { state: 'not planned', environment: 'test', because: 'no credentials' }] })],
    }],
    ['one of a check that could not begin', { head: '', change: null, noChange: null, components: [], claims: [], checklist: null, tools: [], verdict: 'indeterminate' }],
  ])('arrives as it was: %s', (_title, overrides) => {
    const file = join(temporaryFolder(), 'report.json');
    const report = aReport(overrides);
    writeReport(file, { report, interrupted: true });
    expect(readReport(file)).toEqual({ schema: 1, interrupted: true, report });
  });

  it.each<[string, () => string, RegExp]>([
    ['is no file', () => join(temporaryFolder(), 'report.json'), /there is no such file/],
    ['is a link to one', () => {
      const link = join(temporaryFolder(), 'link.json');
      symlinkSync(kept(aReport()), link);
      return link;
    }, /there is no such file/],
    ['is no JSON', () => aFile('{"schema": 1'), /another form/],
    ['is an object with more in it', () => kept(aReport(), { token: 'x' }), /another form[^]*token/],
    ['is of another version', () => kept(aReport(), { schema: 2 }), /another form[^]*schema/],
    ['holds a field nobody knows', () => kept({ ...aReport(), html: '<b>' }), /another form[^]*html/],
    ['lacks one', () => kept({ ...aReport(), verdict: undefined }), /another form[^]*verdict/],
    ['has a verdict that is none', () => kept({ ...aReport(), verdict: 'approved' }), /another form[^]*verdict/],
    ['has a commit that is none', () => kept(aReport({ head: '../../evil' })), /another form[^]*head/],
    ['leads out of the repository', () => kept(aReport({ prefix: '../' })), /another form[^]*prefix/],
    ['begins at the root', () => kept(aReport({ prefix: '/etc/' })), /another form[^]*prefix/],
    ['has a project with a name like a book', () => kept(aReport({ project: 'x'.repeat(101) })), /another form[^]*project/],
    ["speaks for somebody else's scanner", () => kept(aReport({ tools: [{ tool: 'CodeQL', version: '2' }] })), /a tool that is none of checkov, tfsec, trivy/],
    ['brings findings of one', () => kept(aReport({ findings: [aFinding({ tool: 'CodeQL' })] })), /a tool that is none of/],
    ['is nested so deeply that nobody could read it', () => aFile(`{"schema":1,"interrupted":false,"report":${'['.repeat(200_000)}${']'.repeat(200_000)}}`), /nested too deeply/],
  ])('is not shown when it %s', (_title, file, why) => {
    expect(messageAbout(file())).toMatch(why);
  });

  it('is not even read when it is larger than any report', () => {
    const file = aFile('{}');
    truncateSync(file, MOST_REPORT_BYTES + 1);
    expect(messageAbout(file)).toMatch(/too large[^]*at most 32000000/);
  });

  it('may have brackets in its texts', () => {
    const report = aReport({ noChange: `"\\${'['.repeat(500)}` });
    expect(readReport(kept(report)).report).toEqual(report);
  });
});
