import type { Verdict } from '../evidence/record.ts';

/** One thing in production that is not as it was delivered. */
export interface DriftedResource {
  address: string;
  what: 'differs' | 'is gone' | 'is not in the code' | 'would be made anew';
  /** Names of the attributes that differ; values are not told. */
  attributes: string[];
}

export interface ComponentDrift {
  name: string;
  /** The change that delivered it last, and when. */
  delivered: { change: string; at: string };
  /** `not seen`: it could not be looked at, and nothing is said about it. */
  state: 'as delivered' | 'drifted' | 'not seen';
  resources: DriftedResource[];
  /** Names of outputs that differ. */
  outputs: string[];
  /** What a reader has to know: why it was not seen, or that the code is not what was delivered. */
  notes: string[];
}

/** What differs in production from what was delivered. Plain data, redacted; texts in it are words of others until they are escaped. */
export interface DriftReport {
  schema: 1;
  project: string;
  target: 'sandbox' | 'cloud';
  /** The commit whose code was looked at. */
  commit: string;
  /** ISO 8601, UTC. */
  at: string;
  components: ComponentDrift[];
}

/** What could not be looked at is not known; what differs is a fail. */
export function driftVerdict({ components }: DriftReport): Verdict {
  if (components.some(({ state }) => state === 'drifted')) return 'fail';
  return components.some(({ state }) => state === 'not seen') ? 'indeterminate' : 'pass';
}

export function drifted({ components }: DriftReport): ComponentDrift[] {
  return components.filter(({ state }) => state === 'drifted');
}

/** `aws_s3_bucket.uploads differs: tags, versioning` */
export function driftLine({ address, what, attributes }: DriftedResource): string {
  return `${address} ${what}${attributes.length === 0 ? '' : `: ${attributes.join(', ')}`}`;
}

/** What differs in a component, one line each. */
export function linesOf({ resources, outputs }: ComponentDrift): string[] {
  return [...resources.map(driftLine), ...outputs.map((name) => `output ${name} differs`)];
}
