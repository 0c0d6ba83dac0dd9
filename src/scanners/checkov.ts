import { z } from 'zod';
import { numberOf } from '../number-of.ts';
import { parseReport, ReportError, type ScannerTool } from './tool.ts';
import type { RawFinding } from './raw-report.ts';

const checkSchema = z.object({
  check_id: z.string().min(1),
  check_name: z.string(),
  severity: z.string().nullish(),
  check_result: z.object({ suppress_comment: z.string().nullish() }),
  file_path: z.string(),
  file_line_range: z.tuple([z.number().int(), z.number().int()]),
  resource: z.string(),
  guideline: z.string().nullish(),
});

/** https://www.checkov.io/2.Basics/Reviewing%20Scan%20Results.html; an empty folder gives the summary's fields alone. */
const reportSchema = z.object({
  check_type: z.literal('terraform', { error: 'the report is not about Terraform' }),
  results: z.object({
    passed_checks: z.array(z.object({ check_id: z.string().min(1), file_path: z.string() })),
    failed_checks: z.array(checkSchema),
    skipped_checks: z.array(checkSchema),
    parsing_errors: z.array(z.string()),
  }),
  summary: z.object({ passed: z.number(), failed: z.number(), skipped: z.number(), parsing_errors: z.number(), checkov_version: z.string() }),
});

/**
 * checkov, on HCL only: its one process costs two seconds for the start and four hundredths of a second per component. It asks
 * PyPI for a newer version of itself unless told not to, and leaves out hidden folders and `node_modules`.
 * https://www.checkov.io/2.Basics/CLI%20Command%20Reference.html
 */
export const checkov: ScannerTool = {
  name: 'checkov',
  inParts: true,
  args: (reportFolder) => [
    '--directory', '.', '--framework', 'terraform', '--skip-download', '--download-external-modules', 'false',
    '--compact', '--output', 'json', '--output-file-path', reportFolder,
  ],
  env: { CKV_SKIP_PACKAGE_UPDATE_CHECK: 'true', CKV_IGNORE_HIDDEN_DIRECTORIES: 'false', CKV_IGNORED_DIRECTORIES: '', BC_SKIP_MAPPING: 'TRUE' },
  reportFile: 'results_json.json',
  parse: parseCheckov,
};

/** Throws ReportError when the report cannot be the whole truth. */
export function parseCheckov(text: string): ReturnType<ScannerTool['parse']> {
  const { results, summary } = parseReport(text, reportSchema);
  const [unread] = results.parsing_errors;
  if (unread !== undefined) throw new ReportError('it could not parse a file', unread);
  for (const [name, list] of [['passed', results.passed_checks], ['failed', results.failed_checks], ['skipped', results.skipped_checks]] as const) {
    if (summary[name] !== list.length) throw new ReportError(`the report is incomplete: the summary counts ${summary[name]} ${name} checks, the list holds ${list.length}`);
  }
  if (summary.parsing_errors !== 0) throw new ReportError(`it could not parse ${numberOf(summary.parsing_errors, 'file')}`);
  return {
    version: summary.checkov_version,
    failed: [
      ...results.failed_checks.map((check) => toFinding(check, check.check_name)),
      // A skip in the code hides nothing here.
      ...results.skipped_checks.map((check) => toFinding(check, `${check.check_name} (suppressed in the code: ${check.check_result.suppress_comment ?? 'no reason given'})`)),
    ],
    passed: results.passed_checks.map(({ check_id, file_path }) => ({ check: check_id, path: withoutSlash(file_path) })),
  };
}

function withoutSlash(path: string): string {
  return path.replace(/^\/+/, '');
}

function toFinding(check: z.infer<typeof checkSchema>, problem: string): RawFinding {
  return {
    check: check.check_id,
    severity: check.severity ?? null,
    resource: check.resource,
    path: withoutSlash(check.file_path),
    line: check.file_line_range[0],
    problem,
    fix: null,
    guideline: check.guideline ?? null,
  };
}
