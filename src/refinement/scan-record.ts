import { scanFacts } from '../claims/probes/facts.ts';
import { lastRecord } from './last-record.ts';
import type { Point, RefinementInput } from './option.ts';

/** What the scanners found in the components at hand, from the newest record of `scan`. */
export function scanPoints(input: RefinementInput): { points: Point[]; unanswered: string[] } {
  const record = lastRecord(input.records, 'scan');
  if (record === undefined) return { points: [], unanswered: ['there is no record of scan, so nothing is known of findings'] };
  const parsed = scanFacts.safeParse(record.facts);
  if (!parsed.success) return { points: [], unanswered: [`the record of scan (${record.verdict}) says nothing of findings: ${record.reasons.join('; ')}`] };
  const { unwaived, waived, tools } = parsed.data;
  const names = input.components.map(({ component }) => component.name);
  const about = (component: string, attribute: string): Pick<Point, 'component' | 'address' | 'attribute'> => ({ component, address: component, attribute });
  return {
    points: [
      { ...about('all components', 'findings without a waiver'), value: unwaived, level: unwaived === 0 ? 'good' : 'risk', says: `the scanners left ${unwaived} finding(s) that nobody waived` },
      ...waived
        .filter(({ component }) => names.includes(component))
        .map((waiver): Point => ({ ...about(waiver.component, `waiver of ${waiver.check}`), value: waiver.expires, level: 'note', says: `${waiver.owner} accepts this finding until then: ${waiver.reason}` })),
      ...tools.flatMap((tool) =>
        names
          .filter((name) => !tool.covered.includes(name))
          .map((name): Point => ({ ...about(name, `covered by ${tool.tool}`), value: false, level: 'risk', says: `${tool.tool} ${tool.version} did not look at this component` })),
      ),
    ],
    unanswered: tools.length === 0 ? ['the record of scan names no scanner'] : [],
  };
}
