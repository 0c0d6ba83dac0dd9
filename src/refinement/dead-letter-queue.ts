import type { Subject } from './subject.ts';

/** Whether a queue is one, by its name: which queue another names in its redrive policy is mostly known only after apply. */
export function isDeadLetterQueue({ resource, values }: Subject): boolean {
  return /dead.?letter|dlq/i.test(`${resource.address} ${typeof values['name'] === 'string' ? values['name'] : ''}`);
}
