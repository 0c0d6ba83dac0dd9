import { createRequire } from 'node:module';
import type { JsonObject } from '../../src/json.ts';

interface Examples {
  name: string;
  examples: (JsonObject & { action?: string })[];
}

/** What GitHub really sent for an event, from `@octokit/webhooks-examples`. Throws when that has none. */
export function webhookPayload(event: string, action?: string): JsonObject {
  const all = createRequire(import.meta.url)('@octokit/webhooks-examples') as Examples[];
  const found = all.find(({ name }) => name === event)?.examples.find((example) => example.action === action);
  if (found === undefined) throw new Error(`there is no example of ${event} ${action ?? ''}`);
  return found;
}
