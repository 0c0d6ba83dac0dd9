import { signApproval } from '../../src/change/sources/ssh-signature.ts';
import { sha256 } from '../../src/digest.ts';
import { STEPS, type StepRecord } from '../../src/evidence/record.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aChangeRecord, aRecord } from './a-record.ts';
import { anApproval } from './an-approval.ts';
import type { TestKey } from './ssh-keys.ts';

/** What each step of the delivered change relied on or was about, so that its approvals fit. */
const PARTICULARS: Partial<Record<StepRecord['step'], Partial<StepRecord>>> = {
  approval: { inputs: { request: sha256('request') } },
  plan: { subjects: { seal: sha256('seal') }, environment: 'production' },
};

/**
 * The bundle of a delivered change with one component: a pass of each step (about the component for scan, rehearse and
 * promote), both approvals signed with `key`, and a document. Not closed, so that a test can add to it.
 */
export function aDeliveredBundle(project: string, key: TestKey, change = 'CR-0001'): EvidenceStore {
  const store = new EvidenceStore(project, change);
  store.addApproval(signApproval(anApproval({ change }), key));
  for (const step of STEPS) {
    const minute = String(STEPS.indexOf(step)).padStart(2, '0');
    const at = { startedAt: `2026-03-01T10:${minute}:00.000Z`, finishedAt: `2026-03-01T10:${minute}:30.000Z` };
    const fields = { change, step, ...at, ...PARTICULARS[step] };
    if (step === 'promote') store.addApproval(signApproval(anApproval({ change, kind: 'promotion', target: 'sandbox', digest: sha256('seal'), at: '2026-03-01T10:09:45.000Z' }), key));
    if (step === 'scan') store.append(aRecord(fields));
    else if (step === 'rehearse') store.append(aRecord({ ...fields, environment: 'test', facts: { lineage: 'test-lineage', actions: { create: 2 } } }));
    else if (step === 'promote') store.append(aRecord({ ...fields, environment: 'production', facts: { lineage: 'production-lineage', actions: { create: 2, update: 1 } } }));
    else store.append(aChangeRecord(fields));
  }
  store.addDocument('handover', 'runbook.md', '# Runbook\n');
  return store;
}

export function close(store: EvidenceStore, at = '2026-03-01T11:00:00.000Z'): string {
  return store.close({ at, verdict: 'pass', facts: {} });
}
