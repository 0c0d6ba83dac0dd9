import { posix } from 'node:path';
import { z } from 'zod';
import { claimSchema, type Claim, type Place } from '../claims/claim.ts';
import { inDependencyOrder } from '../components/graph.ts';
import { blockAddress } from '../components/stack-facts.ts';
import { synthesizedSchema, type Synthesized } from '../components/synthesized.ts';
import { environmentNameSchema, ENVIRONMENTS, type StepRecord } from '../evidence/record.ts';
import type { CheckedComponent, CheckedFinding, CheckedPlan } from '../presentation/check-report.ts';
import { plansIn } from './unsealed-plan.ts';

/** The records of a check that there are; one that did not pass is read as far as it goes. */
export interface CheckRecords {
  synth: StepRecord | undefined;
  prepare: StepRecord | undefined;
  scan: StepRecord | undefined;
  plans: StepRecord[];
}

const findingSchema = z.object({
  tool: z.string(),
  check: z.string(),
  severity: z.string().nullable(),
  component: z.string(),
  environment: environmentNameSchema,
  address: z.string(),
  file: z.string(),
  line: z.number(),
  problem: z.string(),
  fix: z.string().nullable().default(null),
  also: z.array(z.object({ tool: z.string(), check: z.string(), guideline: z.string().nullable() })).default([]),
  guideline: z.string().nullable(),
});
const scanFactsSchema = z.object({ findings: z.array(findingSchema), waived: z.array(z.unknown()), tools: z.array(z.object({ tool: z.string(), version: z.string() })) });

/** Everything that synth made, in dependency order. `changed`: files that differ from the base; `notPlanned`: what is said of an environment without a record. */
export function checkedComponents({ synth, plans }: CheckRecords, changed: string[], notPlanned: CheckedPlan[]): CheckedComponent[] {
  const made = synthesizedIn(synth);
  const planned = plans.map((record) => plansIn(record));
  return inDependencyOrder(made.filter(({ environment }) => environment === 'production')).map(({ name, dependsOn, resources }) => ({
    name,
    dependsOn,
    touchedBy: changed.filter((file) => made.some((component) => component.name === name && isWrittenIn(component, file))),
    resources: resources.length,
    plans: [...planned.flatMap((of) => of.get(name) ?? []), ...notPlanned],
  }));
}

/** Everything that synth made, as its record has it; nothing without one. */
export function synthesizedIn(synth: StepRecord | undefined): Synthesized[] {
  return synthesizedSchema.array().safeParse(synth?.facts['components']).data ?? [];
}

/** An HCL module has a folder; a CDKTF stack the files whose lines make its constructs. */
function isWrittenIn({ source, places }: Synthesized, file: string): boolean {
  return source === undefined ? Object.values(places).some((place) => place.file === file) : file.startsWith(`${posix.normalize(source).replace(/\/$/, '')}/`);
}

/** The findings without a waiver, in the code and in the plans, each once; how many have one, and by which tools. */
export function checkedFindings({ synth, scan, plans }: CheckRecords): { findings: CheckedFinding[]; waived: number; tools: { tool: string; version: string }[] } {
  const facts = scanFactsSchema.safeParse(scan?.facts).data;
  if (facts === undefined) return { findings: [], waived: 0, tools: [] };
  const made = synthesizedIn(synth);
  const findings = new Map<string, CheckedFinding>();
  const planned = plans.flatMap((record) => scanFactsSchema.safeParse(record.facts['scan']).data?.findings ?? []);
  for (const { environment, file, line, ...finding } of [...facts.findings, ...planned]) {
    const component = made.find((one) => one.name === finding.component && one.environment === environment);
    const place = placeOf(component, finding.address, { file, line });
    const key = JSON.stringify([finding.tool, finding.check, finding.component, finding.address, place, finding.problem]);
    const known = findings.get(key);
    if (known === undefined) findings.set(key, { ...finding, environments: [environment], place });
    else known.environments = ENVIRONMENTS.filter((one) => one === environment || known.environments.includes(one));
  }
  return { findings: [...findings.values()], waived: facts.waived.length, tools: facts.tools };
}

/** Where a person would mend a finding, from the project; null where that cannot be told. A scanner names lines of a file that people write only for HCL; elsewhere the line that made the construct counts. */
export function placeOf(component: Synthesized | undefined, address: string, { file, line }: Place): Place | null {
  if (component === undefined) return null;
  if (component.source === undefined) return component.places[blockAddress(address)] ?? null;
  const path = posix.join(component.source, file);
  return path.startsWith('../') ? null : { file: path, line: Math.max(1, line) };
}

/** Claims as the code decides them; where a plan knows worse, or more, as the plan does. Production's word comes before that of test. */
export function checkedClaims({ prepare, plans }: CheckRecords): Claim[] {
  const byPlans = [...plans].sort((a) => (a.environment === 'production' ? -1 : 1)).flatMap(claimsIn);
  return claimsIn(prepare).map((claim) => {
    const decided = byPlans.filter((other) => other.id === claim.id && other.source.file === claim.source.file && other.decision !== 'undecided');
    const failed = decided.find(({ decision }) => decision === 'fail');
    return failed ?? (claim.decision === 'undecided' ? (decided[0] ?? claim) : claim);
  });
}

function claimsIn(record: StepRecord | undefined): Claim[] {
  return claimSchema.array().safeParse(record?.facts['claims']).data ?? [];
}
