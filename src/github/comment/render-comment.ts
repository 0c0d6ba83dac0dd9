import { blocks, code, link } from '../../documents/markdown.ts';
import type { CheckReport } from '../../presentation/check-report.ts';
import { componentsPart, destructivePart } from './components-part.ts';
import { commitUrl, runUrl, type Links } from './links.ts';
import { plansPart } from './plans-part.ts';
import { claimsPart, findingsPart, stepsPart } from './problems-part.ts';
import { commentRoom, type Room } from './room.ts';
import { verdictPart } from './verdict-part.ts';

/** For the marker, empty lines, and a sentence about what does not fit. */
const RESERVED = 1000;

/** The whole comment but its marker: verdict and next step first, plans last, within GitHub's limit. Pure; everything foreign is escaped. */
export function renderComment(report: CheckReport, links: Links): string {
  const room = commentRoom(link('the job summary has all of it', runUrl(links)));
  return renderReport(report, links, room, `<sub>${[...commit(links), link('all of this, uncut, in the job summary', runUrl(links)), 'nothing here is approved: a delivery plans anew'].join(' · ')}</sub>`);
}

/** The report as Markdown of at most `room.most`; `foot` is Markdown already. `more`: parts of its own, before the plans. */
export function renderReport(report: CheckReport, links: Links, room: Room, foot: string, more: string[] = []): string {
  const parts = [verdictPart(report), destructivePart(report, room), stepsPart(report, links, room), findingsPart(report, links, room), componentsPart(report, room), claimsPart(report, links, room), ...more];
  const free = room.most - room.size(foot) - RESERVED;
  const body = whatFits(parts, free, room);
  return blocks(body, plansPart(report, free - room.size(body), room), foot);
}

export function commit(links: Links): string[] {
  return links.head === '' ? [] : [`commit ${link(code(links.head.slice(0, 7)), commitUrl(links))}`];
}

/** Whole parts, in their order, as many as fit. What is left out is said. */
function whatFits(parts: string[], free: number, room: Room): string {
  const kept: string[] = [];
  let left = free;
  for (const part of parts.filter((text) => text !== '')) {
    const size = room.size(part) + 2;
    if (size > left) {
      kept.push(`*Not all of it fits here${room.rest === undefined ? '' : `: ${room.rest}`}.*`);
      break;
    }
    kept.push(part);
    left -= size;
  }
  return blocks(...kept).trim();
}
