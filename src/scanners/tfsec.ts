import { z } from 'zod';
import { parseReport, type ScannerTool } from './tool.ts';

/** Numbers since 1.0, words before. */
const STATUS = { 0: 'failed', 1: 'passed', 2: 'ignored' } as const;

const reportSchema = z.object({
  /** Null when there is nothing to say. */
  results: z
    .array(
      z.object({
        rule_id: z.string().min(1),
        long_id: z.string().optional(),
        rule_description: z.string(),
        description: z.string(),
        resolution: z.string().optional(),
        severity: z.string(),
        status: z.union([z.literal([0, 1, 2]).transform((status) => STATUS[status]), z.enum(['failed', 'passed', 'ignored'])]),
        resource: z.string().default(''),
        links: z.array(z.string()).nullish(),
        location: z.object({ filename: z.string(), start_line: z.number().int() }),
      }),
    )
    .nullable(),
});

/**
 * tfsec, on all folders: left to itself it looks for root modules, and passes over some in a tree of several. It reports what
 * comments in the code tell it to ignore. https://aquasecurity.github.io/tfsec/latest/guides/usage/
 */
export const tfsec: ScannerTool = {
  name: 'tfsec',
  args: (reportFolder) => [
    '.', '--force-all-dirs', '--no-ignores', '--no-module-downloads', '--include-passed', '--no-color', '--no-code',
    '--format', 'json', '--out', `${reportFolder}/tfsec.json`,
  ],
  env: {},
  reportFile: 'tfsec.json',
  versionArgs: ['--version'],
  // That its successor is trivy.
  noise: /=+\s+tfsec is joining[\s\S]*?=+\s/,
  parse: parseTfsec,
};

/** Paths stay absolute here. Throws ReportError when the report cannot be the whole truth. */
export function parseTfsec(text: string): ReturnType<ScannerTool['parse']> {
  const results = parseReport(text, reportSchema).results ?? [];
  return {
    version: null,
    failed: results
      .filter((result) => result.status !== 'passed')
      .map((result) => ({
        check: result.long_id ?? result.rule_id,
        severity: result.severity === '' ? null : result.severity,
        resource: result.resource,
        path: result.location.filename,
        line: result.location.start_line,
        problem: result.description === '' ? result.rule_description : result.description,
        fix: result.resolution === undefined || result.resolution === '' ? null : result.resolution,
        guideline: result.links?.[0] ?? null,
      })),
    passed: results.filter(({ status }) => status === 'passed').map((result) => ({ check: result.long_id ?? result.rule_id, path: result.location.filename })),
  };
}
