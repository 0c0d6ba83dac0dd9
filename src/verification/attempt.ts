import type { EnvironmentName } from '../evidence/record.ts';
import type { StackOutputs } from './output-environment.ts';

/** What a check is run with. */
export interface CheckContext {
  /** The project's root, where commands run. */
  cwd: string;
  /** The allow-listed environment of a child: PATH, and what reaches the target. Nothing else is passed on. */
  env: Record<string, string>;
  /** Component name; several joined by a comma for a check over more than one. */
  component: string;
  environment: EnvironmentName;
  target: 'sandbox' | 'cloud';
  outputs: StackOutputs;
  signal?: AbortSignal | undefined;
}

/** What one try came to. */
export interface Attempt {
  outcome: 'pass' | 'fail';
  /** Without what is secret. */
  detail: string;
}

export const failed = (detail: string): Attempt => ({ outcome: 'fail', detail });
