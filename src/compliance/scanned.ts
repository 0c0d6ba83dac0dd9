import { z } from 'zod';
import { listed } from '../claims/probe.ts';
import type { StepRecord } from '../evidence/record.ts';
import { numberOf } from '../number-of.ts';
import { told, type Finding, type Told } from './finding.ts';
import { newest, recordsOf } from '../claims/newest.ts';

const aboutSchema = { check: z.string(), component: z.string(), address: z.string(), environment: z.string() };
/** One defect has several names where several tools see it. */
const findingSchema = z.object({ ...aboutSchema, also: z.array(z.object({ check: z.string() })).default([]) });
const waivedSchema = z.object({ ...aboutSchema, checks: z.array(z.string()), owner: z.string(), reason: z.string(), expires: z.string() });

/** What the record of `scan` holds for a question about one check. */
const scanSchema = z.object({
  tools: z.array(z.object({ tool: z.string(), looked: z.record(z.string(), z.record(z.string(), z.number())) })).min(1),
  findings: z.array(findingSchema),
  /** Below what stops the change: found all the same. */
  tolerated: z.array(findingSchema).default([]),
  waived: z.array(waivedSchema),
});
const synthSchema = z.object({ components: z.array(z.object({ name: z.string(), environment: z.string(), resources: z.array(z.object({ type: z.string() })) })) });
const appliedSchema = z.object({ resources: z.array(z.object({ type: z.string() })) });

/** A component in one environment, `test/storage`, and how many resources of each type it has. */
interface Made {
  name: string;
  key: string;
  types: string[];
}

/** What the scanners' own records say about a check. */
export class Scanned {
  readonly #scan: z.infer<typeof scanSchema> | undefined;
  /** The scanners' word on production's plans, which know values that no code tells. */
  readonly #planned: z.infer<typeof scanSchema> | undefined;
  readonly #made: Made[];
  readonly #now: Date;
  readonly #missing: string;

  constructor(records: StepRecord[], now: Date) {
    const [scan, synth] = [newest(records, 'scan'), newest(records, 'synth')];
    const parsed = scanSchema.safeParse(scan?.facts);
    this.#scan = parsed.data;
    this.#planned = scanSchema.safeParse(newest(records, 'plan')?.facts['scan']).data;
    this.#missing = scan === undefined ? 'there is no record of scan' : `the record of scan (${scan.verdict}) does not say which checks looked at what`;
    this.#made = madeIn(synth, records);
    this.#now = now;
  }

  /**
   * One check over every component that has something of `types`; of every component when there are none. A finding counts whether
   * or not it stops the change. Where the check has looked at fewer resources than there are, it is open.
   */
  tell(check: string, types: string[]): Told {
    if (this.#scan === undefined || this.#made.length === 0) return told('open', this.#scan === undefined ? this.#missing : 'there is no record of synth that names components');
    const { waived, tools } = this.#scan;
    const both = [this.#scan, ...(this.#planned === undefined ? [] : [this.#planned])];
    const failed = both.flatMap(({ findings, tolerated }) => [...findings, ...tolerated]).filter((finding) => finding.check === check || finding.also.some((other) => other.check === check));
    const excused = both.flatMap((scan) => scan.waived).filter(({ checks }) => checks.includes(check));
    const lapsed = excused.filter(({ expires }) => expires < this.#now.toISOString().slice(0, 10));
    const records = ['scan/change', 'synth/change'];
    if (failed.length > 0) return told('failed', `found in ${listed(failed.map(({ address, component, environment }) => `${address} of ${component} (${environment})`), 5)}`, { records });
    if (lapsed.length > 0) return told('failed', `accepted until ${listed(lapsed.map(({ address, component, expires }) => `${expires} in ${address} of ${component}`), 5)}, which is over`, { records });
    const asked = this.#made.filter((component) => wanted(component, types) > 0);
    if (asked.length === 0) return told('not applicable', `no component has ${listed(types)}`, { records });
    const gaps = asked.filter((component) => {
      const seen = tools.reduce((sum, { looked }) => Math.max(sum, looked[component.key]?.[check] ?? 0), 0) + waived.filter((waiver) => waiver.checks.includes(check) && `${waiver.environment}/${waiver.component}` === component.key).length;
      return seen < wanted(component, types);
    });
    if (gaps.length > 0) return told('open', `it has not looked at all there is in ${listed(gaps.map(({ key }) => key))}`, { records });
    if (excused.length > 0) return told('excepted', listed([...new Set(excused.map(({ component, owner, expires }) => `${component}: accepted by ${owner} until ${expires}`))]), { records, exceptions: exceptionsOf(excused, check) });
    return told('passed', `looked at ${numberOf(asked.length, 'stack')} with no objection: ${listed([...new Set(asked.map(({ name }) => name))])}`, { records });
  }
}

function wanted({ types: made }: Made, types: string[]): number {
  return types.length === 0 ? 1 : made.filter((type) => types.includes(type)).length;
}

function exceptionsOf(waived: z.infer<typeof waivedSchema>[], check: string): Finding['exceptions'] {
  const entries = waived.map(({ component, owner, expires, reason }) => ({ check, component, owner, expires, reason }));
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}

/** As the stacks have it; what modules bring in only the applied state tells, and of that it counts that there is some. */
function madeIn(synth: StepRecord | undefined, records: StepRecord[]): Made[] {
  const made = synthSchema.safeParse(synth?.facts).data?.components ?? [];
  return made.map(({ name, environment, resources }) => {
    const applied = recordsOf(records, environment === 'test' ? 'rehearse' : 'promote').find(({ component }) => component === name);
    const written = resources.map(({ type }) => type);
    const more = appliedSchema.safeParse(applied?.facts).data?.resources.map(({ type }) => type) ?? [];
    return { name, key: `${environment}/${name}`, types: [...written, ...new Set(more.filter((type) => !written.includes(type)))] };
  });
}
