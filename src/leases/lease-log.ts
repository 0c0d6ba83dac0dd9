import { sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import type { ObjectStore } from '../evidence/object-store.ts';
import { leaseSchema, type Lease } from './lease.ts';

export interface Logged {
  lease: Lease;
  /** 1, 2, 3…, per component. */
  number: number;
}

const ENTRY = /^(?<component>[^/]+)\/(?<number>[1-9]\d*)\.json$/;

/**
 * The leases of one project's test environment: `cutover-leases/<project>/test/<component>/<number>.json`, the highest number counts.
 * Only added to, with writes that fail where somebody else was first: so a component has one holder, and the log tells who had it before.
 */
export class LeaseLog {
  readonly #objects: ObjectStore;
  readonly #prefix: string;

  constructor(objects: ObjectStore, project: string) {
    this.#objects = objects;
    this.#prefix = `cutover-leases/${project}`;
  }

  async latest(component: string): Promise<Logged | undefined> {
    return (await this.#newest(`test/${component}/`))[0];
  }

  /** The latest of every component that ever had one, by component. */
  async all(): Promise<Logged[]> {
    return await this.#newest('test/');
  }

  /** Adds an entry after the one that was read. False when somebody was faster. */
  async add(after: Logged | undefined, lease: Lease): Promise<boolean> {
    const text = JSON.stringify(leaseSchema.parse(lease));
    return await this.#objects.writeOnce(`${this.#prefix}/test/${lease.component}/${(after?.number ?? 0) + 1}.json`, Buffer.from(text));
  }

  /** Keeps a packed stack and returns its SHA-256. */
  async keep(bytes: Buffer): Promise<string> {
    const digest = sha256(bytes);
    await this.#objects.writeOnce(this.#stack(digest), bytes);
    return digest;
  }

  /** Throws Halt when it is not what was kept. */
  async kept(digest: string): Promise<Buffer> {
    const bytes = await this.#objects.read(this.#stack(digest));
    if (sha256(bytes) === digest) return bytes;
    throw new Halt({ file: this.#stack(digest), problem: 'this is not the stack that was kept', found: `SHA-256 ${sha256(bytes)}`, next: 'restore the object, in a versioned bucket from its versions' });
  }

  #stack(digest: string): string {
    return `${this.#prefix}/stacks/${digest}`;
  }

  async #newest(below: string): Promise<Logged[]> {
    const newest = new Map<string, number>();
    const start = `${this.#prefix}/test/`;
    for (const { key } of await this.#objects.list(`${this.#prefix}/${below}`)) {
      const { component = '', number = '0' } = ENTRY.exec(key.slice(start.length))?.groups ?? {};
      if (Number(number) > (newest.get(component) ?? 0)) newest.set(component, Number(number));
    }
    return await Promise.all([...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(async ([component, number]) => ({ number, lease: await this.#read(component, number) })));
  }

  async #read(component: string, number: number): Promise<Lease> {
    const key = `${this.#prefix}/test/${component}/${number}.json`;
    const parsed = leaseSchema.safeParse(asJson(await this.#objects.read(key)));
    if (parsed.success && parsed.data.component === component) return parsed.data;
    throw new Halt({ file: key, problem: 'this is no lease that Cutover wrote', found: parsed.error?.issues[0]?.message ?? `component ${parsed.data?.component ?? ''}`, next: 'find out who wrote it; a newer version of Cutover may read it' });
  }
}

function asJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
