import type { Evidence } from '../claim.ts';
import { both, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type Found, type Missing, type RecordView } from '../record-view.ts';

/** What a section has to answer, point by point; or, without points, how many words it has at least. */
interface Wanted {
  section: string;
  points?: string[];
  words?: number;
  diagrams?: number;
}

type Architecture = Found<'prepare'>['facts']['documents'][number];

function architectureIn(view: RecordView): { record: string; document: Architecture } | Missing {
  const prepare = view.passed('prepare');
  if (isMissing(prepare)) return prepare;
  const document = prepare.facts.documents.find(({ kind }) => kind === 'architecture');
  return document === undefined ? { missing: `the record ${prepare.record} does not say what the architecture document holds` } : { record: prepare.record, document };
}

/** As headings of documents are compared: without case, number and doubled blanks. */
const plain = (title: string): string => title.toLowerCase().replace(/^[\d.)\s]+/, '').replaceAll('&', 'and').replace(/\s+/g, ' ').trim();

/**
 * Passes when the architecture document, as it was read for this change, answers all that is wanted. It shows that something is
 * written under the heading that asks for it, and nothing about whether it is true: it decides only items that ask no more.
 */
export function documented(view: RecordView, wanted: Wanted[]): ProbeResult {
  const found = architectureIn(view);
  if (isMissing(found)) return unknown(found.missing);
  const { record, document } = found;
  const evidence: Evidence[] = [];
  for (const { section, points = [], words = 0, diagrams = 0 } of wanted) {
    const known = document.sections.find(({ title }) => plain(title) === plain(section));
    if (known === undefined) return unknown(`${document.file} says nothing under “${section}”`);
    const open = points.filter((point) => !known.points.some((answered) => plain(answered) === plain(point)));
    if (open.length > 0) return unknown(`${document.file} does not answer ${open.join(', ')} under “${section}”`);
    if (known.words < words || known.diagrams < diagrams) return unknown(`${document.file} has ${known.words} words and ${known.diagrams} diagrams under “${section}”, which is too little to tell`);
    evidence.push({ record, says: `${document.file} (sha256 ${document.digest.slice(0, 12)}), “${section}”: ${points.length > 0 ? `answers ${points.join(', ')}` : `${known.words} words`}${diagrams > 0 ? `, ${known.diagrams} diagrams` : ''}` });
  }
  return pass(`${document.file} says it`, evidence);
}

/** Shorter than that no reason can be followed by somebody who was not there. */
const FEWEST_WORDS_OF_A_REASON = 8;

function decisionsReasoned(view: RecordView): ProbeResult {
  const prepare = view.passed('prepare');
  if (isMissing(prepare)) return unknown(prepare.missing);
  const { decisions } = prepare.facts.architecture;
  if (decisions.length === 0) return unknown(`the record ${prepare.record} holds no decision of the architecture`);
  const bare = decisions.filter(({ why }) => why.trim().split(/\s+/).length < FEWEST_WORDS_OF_A_REASON);
  if (bare.length > 0) return unknown(`the reason is too short to tell for ${listed(bare.map(({ id }) => id))}`);
  return pass('every decision of the architecture has its reason beside it', [{ record: prepare.record, says: listed(decisions.map(({ id, why }) => `${id}: ${why.slice(0, 80)}`)) }]);
}

/** Findings that are accepted are debt too: each with its reason, owner and end. */
function debtDocumented(view: RecordView): ProbeResult {
  const scan = view.passed('scan');
  if (isMissing(scan)) return unknown(scan.missing);
  const bare = scan.facts.waived.filter(({ reason, owner, expires }) => [reason, owner, expires].some((text) => text.trim() === ''));
  if (bare.length > 0) return unknown(`accepted without reason, owner or end: ${listed(bare.map(({ check }) => check))}`);
  return both(documented(view, [{ section: 'Infrastructure Evolution', points: ['Technical Debt Inventory'] }]), pass('each accepted finding says why, whose it is and until when', [
    { record: scan.record, says: listed(scan.facts.waived.map(({ check, owner, expires }) => `${check}: ${owner}, until ${expires}`)) || 'no finding is accepted' },
  ]));
}

const written = (id: string, ...wanted: Wanted[]): Probe => ({ id, decide: (view) => documented(view, wanted) });

export const DOCUMENT_PROBES: Probe[] = [
  written('application-integration-documented', { section: 'Integration with Application Architecture', points: ['Service-to-Infrastructure Mapping', 'Application Dependency Matrix'] }),
  written(
    'environments-described',
    { section: 'Environment Configuration', words: 30 },
    { section: 'Test Environment', points: ['Purpose', 'Resources', 'Access Control'] },
    { section: 'Production Environment', points: ['Purpose', 'Resources', 'Access Control'] },
  ),
  written(
    'operations-described',
    { section: 'Monitoring & Observability', points: ['Logging Strategy', 'Alerting & Incident Response'] },
    { section: 'Shared Responsibility Model', points: ['Operational Monitoring Ownership', 'Incident Response Accountability Matrix'] },
    { section: 'Knowledge Transfer Requirements', points: ['Technical documentation for operations team', 'Runbook creation requirements'] },
  ),
  written('evolution-documented', { section: 'Infrastructure Evolution', points: ['Planned Upgrades and Migrations', 'Technology Roadmap', 'Scalability Considerations'] }),
  written('capacity-plan-documented', { section: 'Infrastructure Evolution', points: ['Capacity Planning'] }),
  written('recovery-plan-documented', { section: 'Disaster Recovery', points: ['Backup Strategy', 'Recovery Procedures', 'RTO & RPO Targets'] }),
  { id: 'decisions-reasoned', decide: decisionsReasoned },
  { id: 'debt-documented', decide: debtDocumented },
];
