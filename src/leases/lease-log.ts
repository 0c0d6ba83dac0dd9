import { componentNameSchema } from '../components/component-name.ts';
import { sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import { printable } from '../escape.ts';
import type { ObjectStore } from '../evidence/object-store.ts';
import { jsonIn } from '../json.ts';
import { leaseSchema, type Lease } from './lease.ts';
import { vouchFor, whyDoubted, type Vouchers } from './vouching.ts';

export interface Logged {
  lease: Lease;
  /** 1, 2, 3…, per component. */
  number: number;
  /** Why nobody who is believed vouches for it; undefined when somebody does. Nothing that it names is run before that was asked. */
  doubt: () => Promise<string | undefined>;
}

/** The latest entry of a component, which cannot be read. */
export interface Unreadable {
  component: string;
  /** With its file. */
  why: string;
}

const ENTRY = /^(?<component>[^/]+)\/(?<number>[1-9]\d{0,14})\.json$/;

/**
 * The leases of one project's test environment: `cutover-leases/<project>/test/<component>/<number>.json`, the highest number counts.
 * Only added to, with writes that fail where somebody else was first: so a component has one holder, and the log tells who had it before.
 */
export class LeaseLog {
  readonly #objects: ObjectStore;
  readonly #prefix: string;
  readonly #vouchers: Vouchers;

  constructor(objects: ObjectStore, project: string, vouchers: Vouchers) {
    this.#objects = objects;
    this.#prefix = `cutover-leases/${project}`;
    this.#vouchers = vouchers;
  }

  /** Throws Halt when it cannot be read. */
  async latest(component: string): Promise<Logged | undefined> {
    const number = (await this.#newest(`test/${component}/`)).get(component);
    return number === undefined ? undefined : await this.#read(component, number);
  }

  /** The latest of every component that ever had one, by component; one that cannot be read keeps nobody from the others. */
  async all(): Promise<{ leases: Logged[]; unreadable: Unreadable[] }> {
    const newest = [...(await this.#newest('test/'))].sort(([a], [b]) => (a < b ? -1 : 1));
    const unreadable: Unreadable[] = [];
    const leases = await Promise.all(newest.map(([component, number]) => this.#read(component, number).catch((error: unknown) => {
      if (!(error instanceof Halt)) throw error;
      unreadable.push({ component: printable(component), why: error.message });
      return undefined;
    })));
    return { leases: leases.filter((lease) => lease !== undefined), unreadable: unreadable.sort((a, b) => (a.component < b.component ? -1 : 1)) };
  }

  /** Adds an entry after the one that was read, and vouches for it. False when somebody was faster. */
  async add(after: Pick<Logged, 'number'> | undefined, lease: Lease): Promise<boolean> {
    const bytes = Buffer.from(JSON.stringify(leaseSchema.parse(lease)));
    const key = this.#key(lease.component, (after?.number ?? 0) + 1);
    await vouchFor({ key, bytes, at: lease.at }, this.#vouchers, this.#objects, this.#signatures);
    return await this.#objects.writeOnce(key, bytes);
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

  get #signatures(): string {
    return `${this.#prefix}/signatures`;
  }

  #stack(digest: string): string {
    return `${this.#prefix}/stacks/${digest}`;
  }

  #key(component: string, number: number): string {
    return `${this.#prefix}/test/${component}/${number}.json`;
  }

  /** Component → number of its latest entry. */
  async #newest(below: string): Promise<Map<string, number>> {
    const newest = new Map<string, number>();
    const start = `${this.#prefix}/test/`;
    for (const { key } of await this.#objects.list(`${this.#prefix}/${below}`)) {
      const { component = '', number = '0' } = ENTRY.exec(key.slice(start.length))?.groups ?? {};
      if (Number(number) > (newest.get(component) ?? 0)) newest.set(component, Number(number));
    }
    return newest;
  }

  async #read(component: string, number: number): Promise<Logged> {
    const key = this.#key(component, number);
    const bytes = componentNameSchema.safeParse(component).success ? await this.#objects.read(key) : Buffer.alloc(0);
    const parsed = leaseSchema.safeParse(jsonIn(bytes));
    if (!parsed.success || parsed.data.component !== component) {
      throw new Halt({ file: printable(key), problem: 'this is no lease that Cutover wrote', found: parsed.error?.issues[0]?.message ?? `component ${parsed.data?.component ?? ''}`, next: 'find out who wrote it; a newer version of Cutover may read it' });
    }
    return { lease: parsed.data, number, doubt: () => whyDoubted({ key, bytes, at: parsed.data.at }, this.#vouchers, this.#objects, this.#signatures) };
  }
}
