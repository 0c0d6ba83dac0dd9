import { sha256 } from '../digest.ts';
import type { Evidence } from './claim.ts';
import type { RecordView } from './record-view.ts';

/** `unknown` decides nothing; its reason says what is missing. `not-applicable`: what the statement is about does not exist here. */
export interface ProbeResult {
  outcome: 'pass' | 'fail' | 'not-applicable' | 'unknown';
  reason: string;
  evidence: Evidence[];
  /** It rests on a person's word that a record holds: whatever it comes to is decided by an attestation, not by the probe. */
  attested?: true;
}

/**
 * Decides one statement from records. It passes only on evidence that would be missing or different if the statement were
 * false. Which texts of other checklists it decides stands in probes/exact-texts.ts.
 */
export interface Probe {
  id: string;
  decide: (view: RecordView) => ProbeResult;
}

export const pass = (reason: string, evidence: Evidence[]): ProbeResult => ({ outcome: 'pass', reason, evidence });
export const fail = (reason: string, evidence: Evidence[]): ProbeResult => ({ outcome: 'fail', reason, evidence });
export const notApplicable = (reason: string, evidence: Evidence[]): ProbeResult => ({ outcome: 'not-applicable', reason, evidence });
export const unknown = (reason: string, evidence: Evidence[] = []): ProbeResult => ({ outcome: 'unknown', reason, evidence });

/** A probe that can only refute: where it finds nothing wrong, the statement is still not shown. */
export function refuting(id: string, probe: Probe): Probe {
  return {
    id,
    decide: (view) => {
      const result = probe.decide(view);
      if (result.outcome === 'fail') return result;
      return unknown(result.outcome === 'pass' ? `no record speaks against it (${result.reason}), but none shows it` : result.reason, result.evidence);
    },
  };
}

/** All of them have to hold: the first that fails decides, else the first that does not pass. */
export function both(...results: ProbeResult[]): ProbeResult {
  const broken = results.find(({ outcome }) => outcome === 'fail') ?? results.find(({ outcome }) => outcome !== 'pass');
  if (broken !== undefined) return broken.outcome === 'not-applicable' ? unknown(broken.reason, broken.evidence) : broken;
  const said = pass(results.map(({ reason }) => reason).join('; '), results.flatMap(({ evidence }) => evidence));
  return results.some(({ attested }) => attested) ? { ...said, attested: true } : said;
}

/** How statements are compared: without case, repeated space, or a full stop at the end. */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
}

/** SHA-256 of a statement as it is compared: what says that two lists ask the same, without a word of either. */
export function textDigest(text: string): string {
  return sha256(normalise(text));
}

/** A list for a sentence, cut where it would no longer be read. */
export function listed(names: string[], most = 8): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
