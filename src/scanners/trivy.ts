import { z } from 'zod';
import { parseReport, ReportError, type ScannerTool } from './tool.ts';

const misconfigurationSchema = z.object({
  /** `AVD-AWS-0006` until 0.68, `AWS-0006` since. */
  ID: z.string().min(1),
  Title: z.string().default(''),
  Message: z.string().default(''),
  Resolution: z.string().default(''),
  Severity: z.string().default(''),
  PrimaryURL: z.string().default(''),
  Status: z.enum(['FAIL', 'PASS', 'EXCEPTION']),
  CauseMetadata: z.object({ Resource: z.string().default(''), StartLine: z.number().int().default(1) }).prefault({}),
});

/** Empty lists and numbers are left out. https://trivy.dev/docs/latest/configuration/reporting/#json */
const reportSchema = z.object({
  SchemaVersion: z.literal(2),
  Trivy: z.object({ Version: z.string().optional() }).optional(),
  Results: z
    .array(
      z.object({
        Target: z.string(),
        Class: z.string().optional(),
        Type: z.string().optional(),
        MisconfSummary: z.object({ Successes: z.number().default(0), Failures: z.number().default(0) }).optional(),
        Misconfigurations: z.array(misconfigurationSchema).default([]),
      }),
    )
    .default([]),
});

/**
 * trivy, tfsec's successor, where the user has it: no version of it is installed or asked for. Options that older versions do not know
 * stand in variables, which they pass over. The checks are those that its program holds, since others would have to be fetched.
 * https://trivy.dev/docs/latest/references/configuration/cli/trivy_config/
 */
export const trivy: ScannerTool = {
  name: 'trivy',
  args: (reportFolder) => ['config', '--quiet', '--format', 'json', '--exit-code', '1', '--include-non-failures', '--misconfig-scanners', 'terraform', '--output', `${reportFolder}/trivy.json`, '.'],
  env: { TRIVY_SKIP_CHECK_UPDATE: 'true', TRIVY_SKIP_POLICY_UPDATE: 'true', TRIVY_SKIP_VERSION_CHECK: 'true', TRIVY_DISABLE_TELEMETRY: 'true' },
  reportFile: 'trivy.json',
  versionArgs: ['--version'],
  parse: parseTrivy,
};

/** Throws ReportError when the report cannot be the whole truth. */
export function parseTrivy(text: string): ReturnType<ScannerTool['parse']> {
  const { Results, Trivy } = parseReport(text, reportSchema);
  const config = Results.filter((result) => (result.Class ?? 'config') === 'config');
  const foreign = config.find(({ Type, Misconfigurations }) => Type !== undefined && Type !== 'terraform' && Misconfigurations.length > 0);
  if (foreign !== undefined) throw new ReportError('the report is not about Terraform', `${foreign.Type ?? ''}: ${foreign.Target}`);
  for (const { Target, MisconfSummary, Misconfigurations } of config) {
    const failures = Misconfigurations.filter(({ Status }) => Status === 'FAIL').length;
    if (MisconfSummary !== undefined && MisconfSummary.Failures !== failures) throw new ReportError(`the report is incomplete: the summary counts ${MisconfSummary.Failures} failures, the list holds ${failures}`, Target);
  }
  const all = config.flatMap(({ Target, Misconfigurations }) => Misconfigurations.map((one) => ({ ...one, Target })));
  return {
    version: Trivy?.Version ?? null,
    failed: all
      .filter(({ Status }) => Status !== 'PASS')
      .map((one) => ({
        check: withoutPrefix(one.ID),
        severity: one.Severity === '' ? null : one.Severity,
        resource: one.CauseMetadata.Resource,
        path: one.Target,
        line: Math.max(1, one.CauseMetadata.StartLine),
        problem: one.Message === '' ? one.Title : one.Message,
        fix: one.Resolution === '' ? null : one.Resolution,
        guideline: one.PrimaryURL === '' ? null : one.PrimaryURL,
      })),
    passed: all.filter(({ Status }) => Status === 'PASS').map(({ ID, Target }) => ({ check: withoutPrefix(ID), path: Target })),
  };
}

function withoutPrefix(id: string): string {
  return id.replace(/^AVD-/, '');
}
