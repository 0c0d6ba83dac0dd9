import type { Claim } from '../claims/claim.ts';
import type { Component } from '../components/component.ts';
import type { StepRecord } from '../evidence/record.ts';
import type { Json, JsonObject } from '../json.ts';

/** A component as it stands after its promotion. */
export interface HandedOver {
  component: Component;
  /** All managed resources, as the state has them; `values` redacted. */
  resources: { address: string; type: string; values: JsonObject }[];
  /** The value of a sensitive output is never read. */
  outputs: Record<string, { value: Json; sensitive: boolean }>;
  state: { lineage: string | null; serial: number };
  /** `terraform 1.11.4` */
  engineVersion: string;
  /** Provider's address → version, where it was recorded. */
  providers?: Record<string, string>;
}

/** All that the documents for operations are made from. Texts of people are as they wrote them; the documents escape them. */
export interface HandoverInput {
  change: { id: string; title: string; requester: string; why: string };
  project: { name: string };
  target: 'sandbox' | 'cloud';
  components: HandedOver[];
  records: StepRecord[];
  checklist: Claim[];
  waivers: { check: string; component: string; reason: string; owner: string; expires: string }[];
  /** The procedures that `prepare` wrote, in Markdown of our own. */
  rollback: { component: string; markdown: string }[];
  operations?: { team: string; contact: string };
  acknowledgement: { by: string; at: string } | null;
  /** ISO 8601, UTC. */
  at: string;
}
