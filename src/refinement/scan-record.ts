import { z } from 'zod';
import { scanFacts } from '../claims/probes/facts.ts';
import type { Component } from '../components/component.ts';
import type { StepRecord } from '../evidence/record.ts';
import { lastRecord } from './last-record.ts';
import type { Point, RefinementInput } from './option.ts';

/** What the record of `scan` holds beyond what probes read. */
const detailSchema = z.object({
  findings: z
    .array(z.object({ tool: z.string(), check: z.string(), severity: z.string().nullable(), component: z.string(), environment: z.string(), address: z.string(), problem: z.string() }))
    .default([]),
  waived: z.array(z.object({ address: z.string().optional() })),
});

/** What the scanners found in the components at hand, from the newest record of `scan`. */
export function scanPoints(input: RefinementInput): { points: Point[]; unanswered: string[] } {
  const record = lastRecord(input.records, 'scan');
  if (record === undefined) return { points: [], unanswered: ['what the scanners find: there is no record of scan'] };
  const parsed = scanFacts.safeParse(record.facts);
  const details = detailSchema.safeParse(record.facts);
  if (!parsed.success || !details.success) return { points: [], unanswered: [`what the scanners find: the record of scan (${record.verdict}) does not say: ${record.reasons.join('; ')}`] };
  const { unwaived, waived, tools } = parsed.data;
  const components = input.components.map(({ component }) => component);
  const current = components.filter((component) => isAbout(record, component));
  const mine = (entry: { component: string }): boolean => current.some(({ name }) => name === entry.component);
  const points: Point[] = [
    { component: 'all components', address: 'scan', attribute: 'findings without a waiver', value: unwaived, level: unwaived === 0 ? 'good' : 'risk', says: `what ${tools.map(({ tool }) => tool).join(' and ') || 'no scanner'} found and nobody waived, over all components` },
    ...details.data.findings
      .filter((finding) => current.some(({ name, environment }) => name === finding.component && environment === finding.environment))
      .map((finding): Point => ({ component: finding.component, address: finding.address, attribute: finding.check, value: finding.severity, level: 'risk', says: `${finding.tool}: ${finding.problem}` })),
    ...waived.map((waiver, index): Point => ({ component: waiver.component, address: details.data.waived[index]?.address ?? waiver.component, attribute: `waiver of ${waiver.check}`, value: waiver.expires, level: 'note', says: `${waiver.owner} accepts the finding until that day: ${waiver.reason}` })).filter(mine),
    ...tools.flatMap(({ tool, version, covered }) =>
      current.filter(({ name }) => !covered.includes(name)).map(({ name }): Point => ({ component: name, address: name, attribute: `read by ${tool}`, value: false, level: 'risk', says: `${tool} ${version} did not look at this component` })),
    ),
  ];
  return {
    points: [...new Map(points.map((point) => [JSON.stringify(point), point])).values()],
    unanswered: [
      ...components.filter((component) => !current.includes(component)).map(({ name }) => `what the scanners find in ${name}: the newest record of scan is about another stack of it`),
      ...(tools.length === 0 ? ['what the scanners find: the record of scan names no scanner'] : []),
    ],
  };
}

/** The record names the digest of every stack that was scanned. */
function isAbout(record: StepRecord, { name, environment, digest }: Component): boolean {
  return record.subjects[`${environment}/${name}`] === digest;
}
