import { z } from 'zod';
import { claimSchema, type Claim } from '../claims/claim.ts';
import type { LastSynth } from '../components/last-synth.ts';
import type { EvidenceStore } from '../evidence/store.ts';
import type { KnownPlan } from '../presentation/known.ts';

const factsSchema = z.object({
  components: z.array(
    z.object({
      component: z.string(),
      kind: z.enum(['plan', 'expectation']),
      changes: z.array(z.object({ address: z.string(), type: z.string(), action: z.enum(['no-op', 'create', 'read', 'update', 'replace', 'delete', 'forget']) })),
    }),
  ),
});

export interface LastPlan {
  plans: Map<string, KnownPlan>;
  /** Decided with the plans at hand; empty where the record has none. */
  claims: Claim[];
}

/** The last production plan, when it was made from these very stacks; undefined otherwise. */
export function lastPlan(store: EvidenceStore, synth: LastSynth): LastPlan | undefined {
  const record = store.latest('plan')?.record;
  const production = synth.components.filter(({ environment }) => environment === 'production');
  if (record === undefined || record.target !== synth.record.record.target || production.some(({ name, digest }) => record.inputs[`production/${name}`] !== digest)) return undefined;
  const facts = factsSchema.safeParse(record.facts);
  const claims = claimSchema.array().safeParse(record.facts['claims']);
  return {
    plans: new Map((facts.data?.components ?? []).map(({ component, kind, changes }) => [component, { kind, changes }])),
    claims: claims.data ?? [],
  };
}

/** What a plan has told counts where the stacks alone cannot tell. */
export function withPlanned(claims: Claim[], planned: Claim[]): Claim[] {
  return claims.map((claim) => {
    if (claim.decision !== 'undecided') return claim;
    return planned.find(({ id, source, decision }) => id === claim.id && source.file === claim.source.file && decision !== 'undecided') ?? claim;
  });
}
