import { readRawPlan, secretsOf } from './parse-plan.ts';

/** All that `show -json` of a plan marks as sensitive, as texts to hide in what the engine says while it applies that plan. */
export function secretsOfPlan(bytes: Buffer, label: string): string[] {
  return secretsOf(readRawPlan(bytes, label));
}
