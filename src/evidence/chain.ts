import { z } from 'zod';
import { digestOf } from '../digest.ts';
import { whyNot } from './in-toto.ts';
import type { BundleContent, BundleRecord, Problem } from './read-bundle.ts';
import type { StepName, StepRecord } from './record.ts';

/** What the chain needs of a seal (src/terraform/seal.ts has all of it). */
const sealSchema = z.object({
  change: z.string(),
  request: z.string(),
  target: z.string(),
  page: z.string(),
  records: z.record(z.string(), z.string()),
  components: z.array(z.object({ name: z.string(), kind: z.string(), stack: z.string(), plan: z.string() })).min(1),
});
type SealFacts = z.infer<typeof sealSchema>;

/** The two digests that people approved, as the chain leads to them. */
export interface Chain {
  /** The newest promotion's gate, and what it relied on. Undefined where production was not changed. */
  request: string | undefined;
  seal: string | undefined;
  target: StepRecord['target'] | undefined;
  problems: Problem[];
}

/** Digest of a request as its approval has it, from the text of its file. Throws an Error for another kind of text. */
export type RequestDigest = (text: string) => string;

/**
 * Follows the digests from the handover back to the request: each record names the SHA-256 of those that it relied on, so
 * none of them can be exchanged for another that is valid by itself. Each link that does not hold is a problem of the file that names it.
 */
export function followChain(content: BundleContent, requestDigest: RequestDigest): Chain {
  const walk = new Walk(content);
  const handover = walk.newest('handover', () => true);
  const gate = walk.newest('promote', ({ component, inputs }) => component === undefined && (handover === undefined || inputs['seal'] === handover.record.inputs['seal']));
  const first = gate ?? handover;
  if (first === undefined) return { request: undefined, seal: undefined, target: undefined, problems: [] };
  const { seal, request } = { ...handover?.record.inputs, ...gate?.record.inputs };
  const { target } = first.record;
  if (gate === undefined) walk.broken(first.file, 'it hands over what no passing promotion let through');
  else if (seal === undefined || request === undefined) walk.broken(gate.file, 'it names no seal, or no request');
  else {
    const sealed = walk.sealOf({ gate, seal, request });
    if (sealed !== undefined) {
      walk.promotions(sealed, { gate, handover, seal });
      walk.reliedOn(sealed.facts, sealed.plan);
    }
    walk.request(gate, request, requestDigest);
  }
  return { request, seal, target, problems: walk.problems };
}

class Walk {
  readonly problems: Problem[] = [];
  readonly #content: BundleContent;
  readonly #passes: BundleRecord[];
  readonly #byDigest: Map<string, BundleRecord>;

  constructor(content: BundleContent) {
    this.#content = content;
    this.#passes = content.records.filter(({ record }) => record.verdict === 'pass');
    this.#byDigest = new Map(this.#passes.map((one) => [content.digests[one.file] ?? '', one]));
  }

  broken(file: string, why: string): void {
    this.problems.push({ file, why });
  }

  /** The last pass of a step that fits. */
  newest(step: StepName, fits: (record: StepRecord) => boolean): BundleRecord | undefined {
    return this.#passes.filter(({ record }) => record.step === step && fits(record)).sort((a, b) => Date.parse(a.record.finishedAt) - Date.parse(b.record.finishedAt)).at(-1);
  }

  /** The passing record that `file` names by its digest: of this step, about this component. */
  #link(file: string, name: string, digest: string | undefined): BundleRecord | undefined {
    const found = this.#byDigest.get(digest ?? '');
    const [step, component] = name.split('/');
    if (found?.record.step === step && found?.record.component === component) return found;
    this.broken(file, `it relies on a record of ${name} with SHA-256 ${(digest ?? 'none').slice(0, 12)}…, and no passing one is here`);
    return undefined;
  }

  #equal(file: string, what: string, found: string | undefined, expected: string | undefined): void {
    if (found !== expected) this.broken(file, `${what}: it has ${(found ?? 'none').slice(0, 12)}…, expected was ${(expected ?? 'none').slice(0, 12)}…`);
  }

  sealOf({ gate, seal, request }: { gate: BundleRecord; seal: string; request: string }): { facts: SealFacts; plan: BundleRecord } | undefined {
    const plan = this.newest('plan', ({ subjects, target }) => subjects['seal'] === seal && target === gate.record.target);
    if (plan === undefined) {
      this.broken(gate.file, `it let the seal ${seal.slice(0, 12)}… through, and no passing plan made it`);
      return undefined;
    }
    const { document, page } = plan.record.facts;
    const path = typeof document === 'string' ? document : 'plan/seal.json';
    try {
      const value: unknown = JSON.parse(this.#content.document(path).toString());
      const facts = sealSchema.parse(value);
      this.#equal(path, 'the digest of the seal is not the one that was approved', digestOf(value), seal);
      this.#equal(path, 'it seals another request', facts.request, request);
      this.#equal(plan.file, 'it planned for another request', plan.record.inputs['request'], request);
      this.#equal(path, 'the page that people read is not the sealed one', this.#content.digests[typeof page === 'string' ? page : ''], facts.page);
      if (facts.change !== plan.record.change || facts.target !== plan.record.target) this.broken(path, `it is of ${facts.change} in ${facts.target}, not of ${plan.record.change} in ${plan.record.target}`);
      return { facts, plan };
    } catch (error) {
      this.broken(path, `it is not a seal that can be read: ${whyNot(error)}`);
      return undefined;
    }
  }

  /** Every component of the seal went to production under it, as its synthesized stack and plan were sealed, and was handed over. */
  promotions({ facts }: { facts: SealFacts }, { gate, handover, seal }: { gate: BundleRecord; handover: BundleRecord | undefined; seal: string }): void {
    for (const { name, kind, stack, plan } of facts.components) {
      const promoted = handover === undefined
        ? this.newest('promote', ({ component, inputs }) => component === name && inputs['seal'] === seal)
        : this.#link(handover.file, `promote/${name}`, handover.record.inputs[`promote/${name}`]);
      if (promoted === undefined) {
        if (handover === undefined) this.broken(gate.file, `no record says that ${name} was promoted under this seal`);
        continue;
      }
      const { inputs, subjects } = promoted.record;
      this.#equal(promoted.file, 'it was promoted under another seal', inputs['seal'], seal);
      this.#equal(promoted.file, 'it was promoted for another request', inputs['request'], gate.record.inputs['request']);
      this.#equal(promoted.file, 'its stack is not the sealed one', inputs['stack'], stack);
      // A promotion that goes on from halfway plans anew, and holds that to the sealed plan.
      const begun = this.#content.records.some(({ record }) => record.step === 'promote' && record.component === name && record.inputs['seal'] === seal && record.verdict !== 'pass' && record.facts['begun'] === true);
      if (kind === 'plan' && !begun) this.#equal(promoted.file, 'its plan is not the sealed one', subjects['plan'], plan);
    }
    const extra = Object.keys(handover?.record.inputs ?? {}).find((name) => name.startsWith('promote/') && !facts.components.some((component) => `promote/${component.name}` === name));
    if (handover !== undefined && extra !== undefined) this.broken(handover.file, `it hands over ${extra.slice('promote/'.length)}, which is not in the seal`);
    if (handover !== undefined) this.#link(handover.file, 'checklist', handover.record.inputs['checklist']);
  }

  /** Scan, rehearsals and what was decided on them: the very records that the seal names, about the very stacks. */
  reliedOn({ records, components }: SealFacts, plan: BundleRecord): void {
    const path = typeof plan.record.facts['document'] === 'string' ? plan.record.facts['document'] : plan.file;
    for (const name of ['scan', 'validate', 'integrate', 'checklist', ...components.map((component) => `rehearse/${component.name}`)]) {
      const found = this.#link(path, name, records[name]);
      // `checklist` is also what the step calls the text that it read.
      const inputs = Object.entries(found?.record.inputs ?? {}).filter(([input]) => input !== name && !name.startsWith('rehearse/') && records[input] !== undefined);
      for (const [input, digest] of inputs) this.#equal(found?.file ?? path, `it was decided on another record of ${input} than the sealed one`, digest, records[input]);
    }
    const scanned = this.#byDigest.get(records['scan'] ?? '');
    for (const { name, stack } of components) {
      if (scanned !== undefined) this.#equal(scanned.file, `it scanned another stack of ${name} for production than the sealed one`, scanned.record.inputs[`production/${name}`], stack);
      const rehearsed = this.#byDigest.get(records[`rehearse/${name}`] ?? '');
      if (scanned !== undefined && rehearsed !== undefined) this.#equal(rehearsed.file, 'it rehearsed another stack than was scanned', rehearsed.record.inputs['stack'], scanned.record.inputs[`test/${name}`]);
    }
  }

  /** The request that was promoted is one that may begin, and its text is in the bundle. */
  request(gate: BundleRecord, request: string, requestDigest: RequestDigest): void {
    const approved = this.newest('approval', ({ inputs }) => inputs['request'] === request);
    if (approved === undefined) {
      this.broken(gate.file, `it is for the request with SHA-256 ${request.slice(0, 12)}…, and no passing record of approval is about it`);
      return;
    }
    const path = Object.keys(approved.record.subjects).find((name) => /^approval\/request(-\d+)?\.md$/.test(name));
    try {
      if (path === undefined) throw new Error('it names no text');
      this.#equal(path, 'it is not the request that was approved', requestDigest(this.#content.document(path).toString()), request);
    } catch (error) {
      this.broken(path ?? approved.file, `the text of the request cannot be read: ${whyNot(error)}`);
    }
  }
}
