import { extname, join } from 'node:path';
import { canonicalJson, sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import { approvalKindSchema, signedApprovalSchema, type SignedApproval } from './approval-statement.ts';
import { closeBundle } from './close.ts';
import { checkName, checkNoLinks, namesIn, readPlain, writeOnce } from './folder.ts';
import { fileText, parseFileText, whyNot } from './in-toto.ts';
import type { Closing } from './manifest.ts';
import { changeIdSchema, recordSchema, STEPS, type EnvironmentName, type StepName, type StepRecord } from './record.ts';
import type { EvidenceSigner } from './signer.ts';
import { recordOf, statementOf } from './statement.ts';

export const EVIDENCE_FOLDER = 'cutover-evidence';
export const APPROVALS_FOLDER = 'approvals';

/** `check`: records made before anyone has approved. They lie elsewhere and carry a mark, and neither kind takes in the other's. */
export type StoreKind = 'delivery' | 'check';
const FOLDERS: Record<StoreKind, string> = { delivery: EVIDENCE_FOLDER, check: '.cutover/check' };

/** `scan/storage.2.json`: the second record of step scan about component storage. */
export const RECORD_FILE = /^(?<about>.+)\.(?<attempt>[1-9]\d*)\.json$/;

/** A record with where it lies in the bundle and the SHA-256 of that file, for records that rely on it. */
export interface StoredRecord {
  record: StepRecord;
  /** Path from the bundle's folder, `scan/storage.2.json`. */
  file: string;
  sha256: string;
  /** 1, 2, 3…, per step and component. */
  attempt: number;
}

/**
 * The evidence of one change: `<project>/cutover-evidence/<change>/`, only ever added to; for a check `.cutover/check/<change>/`.
 * Reading throws Halt, with the file, on anything that is not what Cutover wrote for this change and this kind of store.
 */
export class EvidenceStore {
  /** Absolute path of the bundle; created by the first write. */
  readonly folder: string;
  readonly change: string;
  readonly kind: StoreKind;
  /** Who is going to sign what is added here, if anybody: the closing manifest names them. */
  readonly signer: () => EvidenceSigner | undefined;
  /** Path → SHA-256 of what was written here and is not signed yet: not of what may lie there by the time it is. */
  readonly unsigned = new Map<string, string>();
  /** Path and SHA-256 of a record's file → what it holds: the bytes are looked at each time, their meaning once. */
  readonly #known = new Map<string, StoredRecord>();

  constructor(project: string, change: string, kind: StoreKind = 'delivery', signer: EvidenceStore['signer'] = () => undefined) {
    if (!changeIdSchema.safeParse(change).success) throw new Halt({ problem: 'this cannot be the id of a change', found: JSON.stringify(change.slice(0, 120)), allowed: 'such as CR-0001' });
    this.change = change;
    this.kind = kind;
    this.signer = signer;
    this.folder = join(project, FOLDERS[kind], change);
    checkNoLinks(join(project, FOLDERS[kind]), change);
  }

  /** Adds a record as the next attempt and returns its file, `scan/storage.2.json`. Throws when it is not a valid record of this change. */
  append(record: StepRecord): string {
    const plain = recordSchema.parse(JSON.parse(canonicalJson(record)));
    if (plain.change !== this.change) throw new Error(`a record of ${plain.change} cannot be added to the evidence of ${this.change}`);
    this.#refuseOtherKind(plain);
    const about = plain.component ?? 'change';
    checkName('the name of a component', about);
    return this.#addNumbered(plain.step, about, fileText(statementOf(plain)));
  }

  /** The last record of a step about a component (about the whole change without one), in `environment` if it is given. */
  latest(step: StepName, component?: string, environment?: EnvironmentName): StoredRecord | undefined {
    for (const { name } of numbered(namesIn(this.folder, step), component ?? 'change').reverse()) {
      const stored = this.#read(step, name);
      if (stored.record.component === component && (environment === undefined || stored.record.environment === environment)) return stored;
    }
    return undefined;
  }

  /** All records of a step about a component (about the whole change without one), oldest first. */
  about(step: StepName, component?: string): StoredRecord[] {
    return numbered(namesIn(this.folder, step), component ?? 'change')
      .map(({ name }) => this.#read(step, name))
      .filter(({ record }) => record.component === component);
  }

  /** All records, by step in the order of the steps, then by component and attempt. */
  all(): StoredRecord[] {
    return STEPS.flatMap((step) => this.ofStep(step));
  }

  /** All records of a step, by component and attempt. */
  ofStep(step: StepName): StoredRecord[] {
    return namesIn(this.folder, step)
      .filter((name) => RECORD_FILE.test(name))
      .map((name) => this.#read(step, name))
      .sort((a, b) => a.attempt - b.attempt)
      .sort(({ record: { component: a = '' } }, { record: { component: b = '' } }) => (a < b ? -1 : a > b ? 1 : 0));
  }

  /** Keeps a signed approval and returns its file. The same approval again is not kept twice. */
  addApproval(signed: SignedApproval): string {
    const text = fileText(signedApprovalSchema.parse(signed));
    const { kind, change } = signed.statement.predicate;
    if (change !== this.change) throw new Error(`an approval of ${change} cannot be added to the evidence of ${this.change}`);
    const known = numbered(namesIn(this.folder, APPROVALS_FOLDER), kind).find(({ name }) => readPlain(this.folder, `${APPROVALS_FOLDER}/${name}`).toString() === text);
    return known === undefined ? this.#addNumbered(APPROVALS_FOLDER, kind, text) : `${APPROVALS_FOLDER}/${known.name}`;
  }

  /** Every approval that is kept. Kept is not counted: their signatures are checked by whoever asks. */
  approvals(): SignedApproval[] {
    return namesIn(this.folder, APPROVALS_FOLDER).map((name) => {
      const kind = approvalKindSchema.safeParse(RECORD_FILE.exec(name)?.groups?.['about']);
      return this.#parse(`${APPROVALS_FOLDER}/${name}`, (bytes) => {
        const signed = signedApprovalSchema.parse(parseFileText(bytes));
        if (signed.statement.predicate.kind !== kind.data) throw new Error('its name says another kind of approval than it holds');
        if (signed.statement.predicate.change !== this.change) throw new Error(`it belongs to change ${signed.statement.predicate.change}`);
        return signed;
      });
    });
  }

  /**
   * Keeps a document of a step, `handover/runbook.md`, and returns its path in the bundle with its SHA-256. The same bytes
   * again are the same file; other bytes under the same name become `handover/runbook-2.md`.
   */
  addDocument(step: StepName, name: string, bytes: string | Uint8Array): { path: string; sha256: string } {
    checkName('the name of a document', name);
    if (RECORD_FILE.test(name)) throw new Error(`a document may not be named like a record: ${name}`);
    const digest = sha256(bytes);
    const ending = extname(name);
    for (let number = 1; ; number += 1) {
      const path = `${step}/${number === 1 ? name : `${name.slice(0, name.length - ending.length)}-${number}${ending}`}`;
      if (this.#write(path, bytes) || sha256(readPlain(this.folder, path)) === digest) return { path, sha256: digest };
    }
  }

  /** Writes the closing manifest over everything that is here now, earlier manifests included, and returns its file. */
  close(closing: Closing): string {
    const closed = closeBundle(this.folder, this.change, closing, this.signer()?.id ?? null);
    this.unsigned.set(closed.file, closed.sha256);
    return closed.file;
  }

  #addNumbered(folder: string, about: string, text: string): string {
    for (let number = (numbered(namesIn(this.folder, folder), about).at(-1)?.number ?? 0) + 1; ; number += 1) {
      const file = `${folder}/${about}.${number}.json`;
      if (this.#write(file, text)) return file;
    }
  }

  /** False when the name is taken. */
  #write(path: string, bytes: string | Uint8Array): boolean {
    if (!writeOnce(this.folder, path, bytes)) return false;
    this.unsigned.set(path, sha256(bytes));
    return true;
  }

  #read(step: StepName, name: string): StoredRecord {
    const file = `${step}/${name}`;
    const groups = RECORD_FILE.exec(name)?.groups;
    return this.#parse(file, (bytes) => {
      const digest = sha256(bytes);
      const known = this.#known.get(`${file} ${digest}`);
      if (known !== undefined) return known;
      const record = recordOf(parseFileText(bytes));
      if (record.change !== this.change) throw new Error(`it belongs to change ${record.change}`);
      this.#refuseOtherKind(record);
      if (record.step !== step) throw new Error(`it is a record of step ${record.step}`);
      if ((record.component ?? 'change') !== groups?.['about']) throw new Error(`it is about ${record.component ?? 'the whole change'}`);
      const stored = { record, file, sha256: digest, attempt: Number(groups['attempt']) };
      this.#known.set(`${file} ${digest}`, stored);
      return stored;
    });
  }

  #refuseOtherKind({ unapproved }: StepRecord): void {
    if ((unapproved === true) === (this.kind === 'check')) return;
    throw new Error(unapproved === true ? 'a check made it, before anyone had approved' : 'a delivery made it, and this is the place of checks');
  }

  #parse<T>(file: string, read: (bytes: Buffer) => T): T {
    const bytes = readPlain(this.folder, file);
    try {
      return read(bytes);
    } catch (error) {
      throw new Halt({
        file: `${FOLDERS[this.kind]}/${this.change}/${file}`,
        problem: `this evidence cannot be relied on: ${whyNot(error)}`,
        next: 'restore the file as it was written; a new run of the step adds a new record, it does not replace this one',
      });
    }
  }
}

/** Files named `<about>.<number>.json`, in the order of their numbers. */
export function numbered(names: string[], about: string): { name: string; number: number }[] {
  return names
    .flatMap((name) => {
      const groups = RECORD_FILE.exec(name)?.groups;
      return groups?.['about'] === about ? [{ name, number: Number(groups['attempt']) }] : [];
    })
    .sort((a, b) => a.number - b.number);
}
