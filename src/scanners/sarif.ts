import type { Place } from '../claims/claim.ts';
import { sha256 } from '../digest.ts';
import { printable } from '../escape.ts';
import { guidelineUrl } from './guideline.ts';

/** A finding as code scanning shows it. */
export interface SarifFinding {
  tool: string;
  check: string;
  severity: string | null;
  component: string;
  environments: string[];
  address: string;
  problem: string;
  fix: string | null;
  also: { tool: string; check: string }[];
  guideline: string | null;
  place: Place | null;
}

export interface SarifInput {
  /** Several projects of a repository do not overwrite each other's results. */
  project: string;
  /** The project's folder in the repository, with a slash at its end; empty when they are the same. */
  prefix: string;
  tools: { tool: string; version: string }[];
  findings: SarifFinding[];
  /** Where a finding goes whose line is not known, from the project. */
  otherwise: Place;
}

/** GitHub keeps the worst 5,000 of a run. https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
export const MOST_RESULTS = 5000;
const WIDEST_MESSAGE = 1000;

type Level = 'error' | 'warning' | 'note';
const LEVELS: Record<string, { level: Level; score: string }> = {
  CRITICAL: { level: 'error', score: '9.5' },
  HIGH: { level: 'error', score: '8.0' },
  MEDIUM: { level: 'warning', score: '5.5' },
  LOW: { level: 'note', score: '2.0' },
};
/** Of a tool that says nothing about how bad it is. */
const UNKNOWN = { level: 'warning' as const, score: '5.0' };

const ratingOf = ({ severity }: Pick<SarifFinding, 'severity'>): { level: Level; score: string } => LEVELS[severity?.toUpperCase() ?? ''] ?? UNKNOWN;

/**
 * The findings as SARIF 2.1.0, one run per tool, the worst first, at most `most` of each. A tool that found nothing has a run too: that
 * closes what an earlier one has reported. `cut`: what was left out, in words. Pure.
 */
export function sarifOf(input: SarifInput, most: number = MOST_RESULTS): { log: object; cut: string[] } {
  const cut: string[] = [];
  const runs = input.tools.map(({ tool, version }) => {
    const own = input.findings.filter((finding) => finding.tool === tool).sort((a, b) => Number(ratingOf(b).score) - Number(ratingOf(a).score));
    const kept = own.slice(0, most);
    const left = own.length > kept.length ? [`${tool}: the worst ${kept.length} of ${own.length} findings; the rest is left out`] : [];
    cut.push(...left);
    return runOf(input, { tool, version, kept, left });
  });
  return { log: { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs }, cut };
}

interface RunInput {
  tool: string;
  version: string;
  kept: SarifFinding[];
  left: string[];
}

function runOf(input: SarifInput, { tool, version, kept, left }: RunInput): object {
  const ids = [...new Set(kept.map(({ check }) => check))].sort();
  const occurrences = new Map<string, number>();
  return {
    tool: { driver: { name: tool, version, rules: ids.map((id) => ruleOf(id, kept)) } },
    // The part before the last slash is the category: https://docs.github.com/en/code-security/code-scanning (automationDetails)
    automationDetails: { id: `cutover/${input.project}/${tool}/` },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: left.map((text) => ({ level: 'warning', message: { text } })) }],
    results: kept.map((finding) => {
      const { level } = ratingOf(finding);
      return { ruleId: finding.check, ruleIndex: ids.indexOf(finding.check), level, message: { text: messageOf(finding) }, locations: [locationOf(finding, input)], partialFingerprints: { primaryLocationLineHash: fingerprint(finding, occurrences) } };
    }),
  };
}

function ruleOf(id: string, findings: SarifFinding[]): object {
  const finding = findings.find(({ check }) => check === id);
  if (finding === undefined) return { id };
  const { score } = ratingOf(finding);
  const helpUri = guidelineUrl(finding.guideline);
  return {
    id,
    name: id,
    shortDescription: { text: plain(finding.problem) },
    ...(helpUri === undefined ? {} : { helpUri }),
    help: { text: plain(finding.fix ?? finding.problem) },
    properties: { tags: ['security', 'infrastructure'], 'security-severity': score },
  };
}

function locationOf({ place, address }: SarifFinding, { prefix, otherwise }: SarifInput): object {
  const { file, line } = place ?? otherwise;
  const uri = `${prefix}${file}`.split('/').map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine: line } }, logicalLocations: [{ fullyQualifiedName: address, kind: 'resource' }] };
}

function messageOf({ problem, fix, also, address, component, environments }: SarifFinding): string {
  const others = also.map(({ tool, check }) => `; also ${tool} ${check}`).join('');
  return plain(`${problem}${fix === null || fix === problem ? '' : `: ${fix}`} (${address} of ${component}, ${environments.join(' and ')}${others})`);
}

/** In a message of SARIF, brackets make a link (section 3.11.6). */
function plain(text: string): string {
  return printable(text).slice(0, WIDEST_MESSAGE).replace(/[\\[\]]/g, '\\$&');
}

/** The same finding keeps its fingerprint while lines move, so that GitHub knows it again; two of a kind are told apart by their order. */
function fingerprint({ tool, check, component, address, problem }: SarifFinding, occurrences: Map<string, number>): string {
  const hash = sha256(JSON.stringify([tool, check, component, address, problem])).slice(0, 16);
  const number = (occurrences.get(hash) ?? 0) + 1;
  occurrences.set(hash, number);
  return `${hash}:${number}`;
}
