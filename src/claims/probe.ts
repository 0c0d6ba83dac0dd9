import type { Evidence } from './claim.ts';
import type { RecordView } from './record-view.ts';

/** `unknown` decides nothing; its reason says what is missing. `not-applicable`: what the statement is about does not exist here. */
export interface ProbeResult {
  outcome: 'pass' | 'fail' | 'not-applicable' | 'unknown';
  reason: string;
  evidence: Evidence[];
}

/**
 * Decides one statement from records. It passes only on evidence that would be missing or different if the statement were
 * false. `texts` are the statements, word for word, that other checklists make and that it decides exactly.
 */
export interface Probe {
  id: string;
  texts: string[];
  decide: (view: RecordView) => ProbeResult;
}

export const pass = (reason: string, evidence: Evidence[]): ProbeResult => ({ outcome: 'pass', reason, evidence });
export const fail = (reason: string, evidence: Evidence[]): ProbeResult => ({ outcome: 'fail', reason, evidence });
export const notApplicable = (reason: string, evidence: Evidence[]): ProbeResult => ({ outcome: 'not-applicable', reason, evidence });
export const unknown = (reason: string, evidence: Evidence[] = []): ProbeResult => ({ outcome: 'unknown', reason, evidence });

/** A probe that can only refute: where it finds nothing wrong, the statement is still not shown. */
export function refuting(id: string, probe: Probe, texts: string[]): Probe {
  return {
    id,
    texts,
    decide: (view) => {
      const result = probe.decide(view);
      if (result.outcome === 'fail') return result;
      return unknown(result.outcome === 'pass' ? `no record speaks against it (${result.reason}), but none shows it` : result.reason, result.evidence);
    },
  };
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

/** A list for a sentence, cut where it would no longer be read. */
export function listed(names: string[], most = 8): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
