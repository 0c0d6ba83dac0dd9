import type { Component } from '../components/component.ts';
import type { StepRecord } from '../evidence/record.ts';
import type { Json } from '../json.ts';
import type { Plan } from '../terraform/plan.ts';
import type { PriceList } from './price-list.ts';

/** What the options answer from: redacted plans, and the change's records so far. */
export interface RefinementInput {
  components: { component: Component; plan: Plan }[];
  records: StepRecord[];
  prices?: PriceList;
}

/** `risk`: worth an edit before this is final. `note`: a fact to know. `good`: seen and in order. */
export type Level = 'good' | 'note' | 'risk';

/** 1 to 10 each, 10 the worst; `priority` is their product. */
export interface FailureScores {
  severity: number;
  occurrence: number;
  detection: number;
  priority: number;
}

/** One thing that an option has to say, about one attribute. */
export interface Point {
  /** Name of the component. */
  component: string;
  /** Terraform address; the component's name where the point is about the whole of it. */
  address: string;
  /** Path of the attribute, `rule[0].status`; or the fact that was counted or read from a record. */
  attribute: string;
  /** As planned; null where it is not set. */
  value: Json;
  level: Level;
  says: string;
  /** Failure mode and effects analysis only. */
  scores?: FailureScores;
}

export interface Answer {
  option: number;
  title: string;
  points: Point[];
  /** What could not be said, and why: values known only after apply, sensitive values, types without knowledge. */
  unanswered: string[];
}

export const LEVELS: readonly Level[] = ['risk', 'note', 'good'];

/** Risks first, then notes, then what is in order; the order within a level stays. */
export function byLevel(points: Point[]): Point[] {
  return LEVELS.flatMap((level) => points.filter((point) => point.level === level));
}
