import { look } from './rules.ts';
import type { Subject } from './subject.ts';

/** Whether a DynamoDB table has fixed capacity, which is what it has when nothing is said. */
export function isProvisioned(table: Subject): boolean {
  return look(table, 'billing_mode') !== 'PAY_PER_REQUEST';
}
