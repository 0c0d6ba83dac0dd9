import { code, fence } from '../documents/markdown.ts';
import { graphLines, mermaidBlock, mermaidGraph } from '../presentation/graph.ts';
import type { CheckReport } from '../presentation/check-report.ts';
import { commit, renderReport } from './comment/render-comment.ts';
import type { Links } from './comment/links.ts';
import { SUMMARY_ROOM } from './comment/room.ts';

/** What Mermaid draws at most, unless it is configured: https://mermaid.js.org/config/schema-docs/config.html */
const MOST_EDGES = 500;
const MOST_MERMAID_CHARACTERS = 50_000;

/** The summary of the check's job: all of it, with the graph of dependencies, within GitHub's limit. Pure; everything foreign is escaped. */
export function renderSummary(report: CheckReport, links: Links): string {
  const foot = `<sub>${[...commit(links), ...report.tools.map(({ tool, version }) => `${code(tool)} ${code(version)}`), 'nothing here is approved: a delivery plans anew'].join(' · ')}</sub>`;
  return renderReport(report, links, SUMMARY_ROOM, foot, [graphPart(report.components)]);
}

/** Drawn where Mermaid can, else in lines. A loop stops synth, so there is none here. */
function graphPart(components: CheckReport['components']): string {
  if (components.length === 0) return '';
  const edges = components.flatMap(({ dependsOn }) => dependsOn).length;
  const drawn = mermaidGraph(components);
  return `### What needs what\n\n${edges <= MOST_EDGES && drawn.length <= MOST_MERMAID_CHARACTERS ? mermaidBlock(drawn) : fence(graphLines(components))}`;
}
