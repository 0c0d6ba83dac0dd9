import type { Claim } from '../claims/claim.ts';
import type { Component } from '../components/component.ts';
import type { StepRecord } from '../evidence/record.ts';
import type { Json, JsonObject } from '../json.ts';

/** One component as production has it now; all values are redacted. */
export interface HandedOver {
  component: Component;
  resources: { address: string; type: string; values: JsonObject }[];
  outputs: Record<string, { value: Json; sensitive: boolean }>;
  state: { lineage: string | null; serial: number };
  engineVersion: string;
}

/** What the documents for operations are written from. */
export interface HandoverInput {
  change: { id: string; title: string; requester: string; why: string };
  project: { name: string };
  target: 'sandbox' | 'cloud';
  components: HandedOver[];
  records: StepRecord[];
  /** The final checklist. */
  checklist: Claim[];
  waivers: { check: string; component: string; reason: string; owner: string; expires: string }[];
  /** The procedures that prepare wrote. */
  rollback: { component: string; markdown: string }[];
  operations?: { team: string; contact: string };
  /** Null while operations have not said that they take over. */
  acknowledgement: { by: string; at: string } | null;
  /** ISO 8601, UTC. */
  at: string;
}
