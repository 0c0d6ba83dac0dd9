import type { Defence } from './table.ts';

/** How often the text of a defence stands in its file. */
export function occurrences(content: string, text: string): number {
  return text === '' ? 0 : content.split(text).length - 1;
}

/** The file without the defence. Throws when its text is not there exactly once: then nobody knows what would be switched off. */
export function switchedOff(content: string, { row, file, text, instead, without }: Defence): string {
  const found = occurrences(content, text);
  if (found !== 1) throw new Error(`row ${row} (${without}): its text stands ${found} times in ${file}, and has to stand there once: ${JSON.stringify(text)}`);
  return content.replace(text, () => instead);
}

/** What jest says of one run, of its `--json`. https://jestjs.io/docs/cli#--json */
export interface JestResult {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
}

export type Verdict = 'holds the row' | 'the test passes without it' | 'the test does not run without it' | 'the test fails with it';

/**
 * What two runs of a test show about a defence. Tests that do not even load show nothing: a misspelt replacement would look like
 * a defence. `before`: with the defence.
 */
export function verdictOf(before: JestResult, after: JestResult): Verdict {
  if (before.numFailedTests > 0 || before.numRuntimeErrorTestSuites > 0 || before.numPassedTests === 0) return 'the test fails with it';
  if (after.numRuntimeErrorTestSuites > 0) return 'the test does not run without it';
  return after.numFailedTests > 0 ? 'holds the row' : 'the test passes without it';
}
