import type { EnvironmentName } from '../evidence/record.ts';

/** A component as synth made it for one environment. */
export interface Scanned {
  component: string;
  environment: EnvironmentName;
}

/** One thing that a scanner objects to. */
export interface Finding extends Scanned {
  /** `checkov`, `tfsec`, `trivy`. */
  tool: string;
  /** The tool's own id of the check, `CKV_AWS_24`, or one of `OWN_CHECKS`. */
  check: string;
  /** As the tool says it, `HIGH`; null where it says nothing (checkov without an API key). */
  severity: string | null;
  /** Terraform's address of the resource, `aws_s3_bucket.data`; the file's name when the finding is about no block. */
  address: string;
  /** Path of the construct that made the resource, `storage-test/data`; null for HCL, and for what is no resource of the stack itself. */
  construct: string | null;
  /** Relative to the component's folder, `cdk.tf.json`, `../modules/bucket/main.tf`. */
  file: string;
  /** 1-based line in `file`. */
  line: number;
  problem: string;
  /** What the tool says to do about it; null where it says nothing. */
  fix: string | null;
  /** Where the tool explains the check. */
  guideline: string | null;
}

export interface Covered extends Scanned {
  /** How many times a check looked at a resource and had no objection. */
  passed: number;
  /** The same by the check's id: what was looked at, and not merely not found. */
  passedBy: Record<string, number>;
  /** The tool read the very same files before, and what it said then was used: see kept-results.ts. */
  kept: boolean;
}

/** What one tool said about everything it was given. */
export interface ScannerReport {
  tool: string;
  version: string;
  findings: Finding[];
  /** Which components the tool is proven to have read: see tripwire.ts. */
  covered: Covered[];
  /** Wall clock. */
  seconds: number;
}

/** Findings that Cutover makes itself, because the scanners would stay silent. They can be waived like any other. */
export const OWN_CHECKS = {
  /** A comment in the code tells a scanner to look away. What it hides is reported as well. */
  suppression: 'inline-suppression',
  /** A module that is not in the project, so that nobody has read it. */
  module: 'unscanned-module',
} as const;

/** One text for each component of each environment. */
export function componentKey({ component, environment }: Scanned): string {
  return `${environment}/${component}`;
}

export function sameScanned(a: Scanned, b: Scanned): boolean {
  return a.component === b.component && a.environment === b.environment;
}
