import type { z } from 'zod';
import type { RawReport } from './raw-report.ts';

/** What there is to know about a scanner to run it once over the workspace, which is its working directory. */
export interface ScannerTool {
  name: string;
  /** Arguments that make it write its report into the (existing, empty) folder. */
  args: (reportFolder: string) => string[];
  /** Variables on top of the ones that every scanner gets. */
  env: Record<string, string>;
  /** Name of the report in that folder. */
  reportFile: string;
  /** Arguments that make it say its version, where the report does not. */
  versionArgs?: string[];
  /** Whether it reads a part of many stacks in a process of its own. */
  inParts?: true;
  /** What it prints each time and says nothing about the scan. */
  noise?: RegExp;
  parse: (text: string) => RawReport;
}

/** The report cannot be trusted. The message goes on after `<tool>: `. */
export class ReportError extends Error {
  readonly found: string | undefined;
  constructor(message: string, found?: string) {
    super(message);
    this.name = 'ReportError';
    this.found = found;
  }
}

/** Parses a report and checks its form. Throws ReportError. */
export function parseReport<T extends z.ZodType>(text: string, schema: T): z.infer<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ReportError(text.trim() === '' ? 'the report is empty' : 'the report is not JSON, or it was cut off', text.trim().slice(0, 200));
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new ReportError(`the report has not the form that is known: ${field === '' ? '' : `${field}: `}${issue?.message ?? ''}`, JSON.stringify(value).slice(0, 200));
}
