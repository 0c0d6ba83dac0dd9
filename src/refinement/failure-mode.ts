import type { Json } from '../json.ts';
import type { Subject } from './subject.ts';

/** 1 to 10, 10 the worst, with its reason. */
export interface Score {
  score: number;
  because: string;
}

/** A score that depends on the mode's attribute. `worst` stands while the attribute is unknown or sensitive. */
export interface Scale {
  worst: number;
  of: (value: Json | undefined, subject: Subject, all: Subject[]) => Score;
  /** A better answer than the worst for a value that is hidden only in part: a list with unknown elements. Never as good as a known one. */
  partly?: (value: Json) => Score | undefined;
}

/** Noticed by an alarm on one of these CloudWatch metrics of the resource. */
export interface ByAlarm {
  metrics: readonly string[];
}

export interface FailureMode {
  types: readonly string[];
  failure: string;
  effect: string;
  /** The attribute that decides. */
  attribute: string;
  /** Where the attribute stands on another resource: its type, and the attribute by which that names this one. */
  companion?: { type: string; by: string };
  severity: Score | Scale;
  occurrence: Score | Scale;
  detection: Score | Scale | ByAlarm;
  applies?: (subject: Subject) => boolean;
}

export const always = (score: number, because: string): Score => ({ score, because });
export const PLAN_SHOWS = always(2, 'the plan shows it before it happens');

/** Low when the attribute is true, high when not. */
export function ifTrue(low: number, yes: string, high: number, no: string): Scale {
  return { worst: high, of: (value) => (value === true ? always(low, yes) : always(high, no)) };
}
