import { describe, expect, it } from '@jest/globals';
import { MOST_SUMMARY_BYTES } from '../../src/github/comment/room.ts';
import { renderSummary } from '../../src/github/summary.ts';
import { aPlannedResource } from '../helpers/a-plan.ts';
import { aComponent, aFinding, aLinks, aReport } from './comment/a-report.ts';

describe('the job summary', () => {
  it('has what the comment has, uncut, and the graph of dependencies', () => {
    const text = renderSummary(aReport({ components: [aComponent(), aComponent({ name: 'network', dependsOn: ['storage'] })], findings: Array.from({ length: 40 }, (_none, index) => aFinding({ problem: `problem ${index}` })) }), aLinks());
    expect(text).toMatch(/^## ✅ shop/);
    for (let index = 0; index < 40; index += 1) expect(text).toContain(`problem ${index} (`);
    expect(text).toContain('```mermaid\nflowchart RL\n  c1["storage"]\n  c2["network"]\n  c2 --> c1\n```');
    expect(text).toContain('`checkov` `3.2.1`');
  });

  it('tells a graph that nobody could draw in lines', () => {
    const names = Array.from({ length: 40 }, (_none, index) => `component-${String(index).padStart(2, '0')}`);
    const components = names.map((name, index) => aComponent({ name, dependsOn: names.slice(0, index) }));
    const text = renderSummary(aReport({ components }), aLinks());
    expect(text).not.toContain('mermaid');
    expect(text).toContain('2  component-01  needs component-00');
  });

  it('stays within 1 MiB, counted in bytes, and names the plans that are left out', () => {
    const changes = Array.from({ length: 200 }, (_none, index) => aPlannedResource({ address: `aws_thing.x_${index}`, after: { text: '€'.repeat(600) } }));
    const components = Array.from({ length: 8 }, (_none, index) => aComponent({ name: `component-${index}`, plans: [{ state: 'planned', environment: 'production', kind: 'plan', changes, outputs: [] }] }));
    const text = renderSummary(aReport({ components }), aLinks());
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_SUMMARY_BYTES);
    expect(Buffer.byteLength(text)).toBeGreaterThan(MOST_SUMMARY_BYTES / 2);
    expect(text).toMatch(/Too long for here: (`component-\d`(, )?)+$/m);
  });
});
