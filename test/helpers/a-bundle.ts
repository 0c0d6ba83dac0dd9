import { requestDigest } from '../../src/change/request.ts';
import { signApproval } from '../../src/change/sources/ssh-signature.ts';
import { sha256 } from '../../src/digest.ts';
import type { StepName, StepRecord } from '../../src/evidence/record.ts';
import type { EvidenceSigner } from '../../src/evidence/signer.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { sealDigest, type Seal } from '../../src/terraform/seal.ts';
import { aChangeRequest } from './a-change-request.ts';
import { aChangeRecord, aRecord } from './a-record.ts';
import { anApproval } from './an-approval.ts';
import type { TestKey } from './ssh-keys.ts';

export interface BundleOptions {
  change?: string;
  components?: string[];
  signer?: EvidenceSigner;
  target?: 'sandbox' | 'cloud';
  /** Changes a record before it is kept: the records after it rely on it as it is then. */
  edit?: (record: StepRecord) => StepRecord;
}

/**
 * The bundle of a delivered change: a pass of each step, each relying on those before it as the steps do, both approvals
 * signed with `key`, the request, the seal and a document. Not closed, so that a test can add to it.
 */
export function aDeliveredBundle(project: string, key: TestKey, options: BundleOptions = {}): EvidenceStore {
  return new Delivery(project, key, options).store;
}

export function close(store: EvidenceStore, at = '2026-03-01T11:00:00.000Z'): string {
  return store.close({ at, verdict: 'pass', facts: {} });
}

class Delivery {
  readonly store: EvidenceStore;
  readonly #options: Required<Omit<BundleOptions, 'signer'>>;
  readonly #key: TestKey;
  #seconds = 0;

  constructor(project: string, key: TestKey, { signer, ...options }: BundleOptions) {
    this.#options = { change: 'CR-0001', components: ['storage'], target: 'sandbox', edit: (record) => record, ...options };
    this.#key = key;
    this.store = new EvidenceStore(project, this.#options.change, 'delivery', () => signer);
    this.#deliver();
  }

  #deliver(): void {
    const { change, components, target } = this.#options;
    const request = requestDigest(aChangeRequest({ id: change }));
    const stacks = (environment: string): Record<string, string> => Object.fromEntries(components.map((name) => [`${environment}/${name}`, sha256(`${environment} ${name}`)]));
    const both = { ...stacks('test'), ...stacks('production') };
    this.store.addApproval(signApproval(anApproval({ change, digest: request }), this.#key));
    const text = this.store.addDocument('approval', 'request.md', aChangeRequest({ id: change }));
    this.#add('approval', { inputs: { request }, subjects: { [text.path]: text.sha256 } });
    this.#add('synth', { subjects: both });
    this.#add('prepare', { inputs: stacks('production') });
    const scan = this.#add('scan', { inputs: both, subjects: both, facts: { tools: [{ tool: 'checkov', version: '3.3.30' }], components, findings: [], waived: [] } });
    const rehearsals = Object.fromEntries(components.map((component) => {
      const stack = sha256(`test ${component}`);
      const refine = this.#add('refine', { component, environment: 'test', inputs: { stack }, facts: { finalised: true } });
      return [`rehearse/${component}`, this.#add('rehearse', { component, environment: 'test', inputs: { stack, refine }, facts: { lineage: 'test-lineage', actions: { create: 2 } } })];
    }));
    const validate = this.#add('validate', { environment: 'test', inputs: rehearsals });
    const integrate = this.#add('integrate', { environment: 'test', inputs: rehearsals });
    const checklist = this.#add('checklist', { inputs: { checklist: sha256('items'), scan, validate, integrate, ...rehearsals } });
    const page = this.store.addDocument('plan', 'production-plan.md', '# Production\n');
    const seal: Seal = {
      version: 1, change, request, repository: sha256('repository'), target, tree: sha256('tree'), page: page.sha256,
      records: { scan, ...rehearsals, validate, integrate, checklist },
      engine: { kind: 'terraform', version: '1.11.4' },
      components: components.map((name) => ({ name, kind: 'plan', stack: sha256(`production ${name}`), lock: null, plan: sha256(`plan ${name}`), json: sha256(`json ${name}`), lineage: null, serial: 0, actions: { create: 2 } })),
    };
    const digest = sealDigest(seal);
    const document = this.store.addDocument('plan', 'seal.json', `${JSON.stringify(seal, null, 2)}\n`);
    this.#add('plan', { environment: 'production', inputs: { ...stacks('production'), request, tree: seal.tree }, subjects: { seal: digest, [document.path]: document.sha256, [page.path]: page.sha256 }, facts: { seal: digest, document: document.path, page: page.path } });
    this.store.addApproval(signApproval(anApproval({ change, kind: 'promotion', target, digest, at: this.#time() }), this.#key));
    this.#add('promote', { environment: 'production', inputs: { seal: digest, request }, subjects: { seal: digest } });
    const promotions = components.map((component) => [`promote/${component}`, this.#promote(component, digest, request)]);
    const runbook = this.store.addDocument('handover', 'runbook.md', '# Runbook\n');
    this.#add('handover', { environment: 'production', inputs: { seal: digest, checklist, ...Object.fromEntries(promotions) as Record<string, string> }, subjects: { [runbook.path]: runbook.sha256 } });
  }

  #promote(component: string, seal: string, request: string): string {
    const stack = sha256(`production ${component}`);
    return this.#add('promote', { component, environment: 'production', inputs: { seal, request, stack }, subjects: { seal, stack, plan: sha256(`plan ${component}`) }, facts: { begun: true, commit: 'c'.repeat(40), lineage: 'production-lineage', actions: { create: 2, update: 1 } } });
  }

  /** Returns the SHA-256 of the record's file. */
  #add(step: StepName, fields: Partial<StepRecord>): string {
    const { change, target, edit } = this.#options;
    const at = { startedAt: this.#time(), finishedAt: this.#time() };
    const all = { subjects: {}, inputs: {}, ...fields, step, change, target, ...at };
    const record = edit(fields.component === undefined ? aChangeRecord(all) : aRecord(all));
    const file = this.store.append(record);
    return this.store.unsigned.get(file) ?? '';
  }

  /** A second after the one before. */
  #time(): string {
    this.#seconds += 1;
    return new Date(Date.parse('2026-03-01T10:00:00.000Z') + this.#seconds * 1000).toISOString();
  }
}
