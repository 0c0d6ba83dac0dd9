import type { Claim } from '../../claims/claim.ts';
import { blocks, code, escapeMarkdown, link } from '../../documents/markdown.ts';
import type { CheckedFinding, CheckedStep, CheckReport } from '../../presentation/check-report.ts';
import { guidelineUrl } from '../../scanners/guideline.ts';
import { placeLink, sourceOf, type Links } from './links.ts';
import { reasonPart } from './reason-part.ts';
import { more, type Room } from './room.ts';

const MOST_REASONS = 10;
const WORDS: Record<CheckedStep['verdict'], string> = { pass: 'Passed', fail: 'Failed', halt: 'Not allowed', indeterminate: 'Cut off', 'not reached': 'Not reached' };

const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'];

/** The worst first; what says nothing about itself stands between the worst and the rest. */
export function bySeverity(a: { severity: string | null }, b: { severity: string | null }): number {
  const rank = ({ severity }: { severity: string | null }): number => {
    const index = SEVERITIES.indexOf(severity?.toUpperCase() ?? '');
    return index === -1 ? 1.5 : index;
  };
  return rank(a) - rank(b);
}

/** Steps that did not pass and are not explained by findings and claims below. */
export function stepsPart({ steps, findings, claims, components }: Pick<CheckReport, 'steps' | 'findings' | 'claims' | 'components'>, links: Links, room: Room): string {
  const unplanned = (environment: CheckedStep['environment']): boolean => components.some(({ plans }) => plans.some((plan) => plan.state === 'failed' && plan.environment === environment));
  const explained = (step: CheckedStep): boolean => (step.step === 'scan' && findings.length > 0) || (claims.some(breaks) && (step.step === 'prepare' || (step.step === 'plan' && !unplanned(step.environment))));
  const wrong = steps.filter((step) => step.verdict !== 'pass' && step.verdict !== 'not reached' && !explained(step));
  return blocks(...[...Map.groupBy(wrong, ({ step, verdict }) => `${step} ${verdict}`).values()].map((same) => stepPart(same, links, room))).trim();
}

/** One step, or the same step in both environments; reasons that say the same are said once. */
function stepPart(same: CheckedStep[], links: Links, room: Room): string {
  const [first] = same;
  if (first === undefined) return '';
  const environments = same.flatMap(({ environment }) => environment ?? []);
  const reasons = [...new Set(same.flatMap((step) => step.reasons))];
  const shown = reasons.slice(0, MOST_REASONS).map((reason) => reasonPart(reason, links, room));
  const where = first.place === undefined || first.place.file.startsWith('/') || first.place.file.includes(' on ') ? '' : `: ${placeLink(links, first.place)}`;
  return blocks(`### ${WORDS[first.verdict]}: ${first.step}${environments.length === 0 ? '' : ` for ${environments.join(' and ')}`}${where}`, ...shown, reasons.length > MOST_REASONS ? more(reasons.length - MOST_REASONS, 'reasons', room) : '').trim();
}

/** What the scanners object to, each with the line that a person would mend. */
export function findingsPart({ findings, waived }: Pick<CheckReport, 'findings' | 'waived'>, links: Links, room: Room): string {
  if (findings.length === 0) return '';
  const sorted = [...findings].sort(bySeverity);
  const items = sorted.slice(0, room.findings).map((finding) => `- ${findingLine(finding, links)}`);
  const left = sorted.length > room.findings ? [`- ${more(sorted.length - room.findings, 'findings', room)}`] : [];
  return blocks(`### ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} without a waiver`, [...items, ...left].join('\n'), waived === 0 ? '' : `${waived} more ${waived === 1 ? 'has' : 'have'} a waiver.`).trim();
}

function findingLine({ tool, check, severity, component, environments, address, problem, fix, also, guideline, place }: CheckedFinding, links: Links): string {
  const where = place === null ? '' : `${placeLink(links, place)} `;
  const rules = [{ tool, check, guideline }, ...also].map((source) => `${escapeMarkdown(source.tool)} ${ruleLink(source)}`).join(', ');
  return `${where}${severity === null ? '' : `**${escapeMarkdown(severity.toLowerCase())}** `}${escapeMarkdown(problem)}${fix === null || fix === problem ? '' : `: ${escapeMarkdown(fix)}`} (${code(address)} of ${code(component)}${environments.length === 1 ? `, ${environments.join()}` : ''}; ${rules})`;
}

function ruleLink({ check, guideline }: Pick<CheckedFinding, 'check' | 'guideline'>): string {
  const explained = guidelineUrl(guideline);
  return explained === undefined ? code(check) : link(code(check), explained);
}

function breaks({ decision, level }: Claim): boolean {
  return decision === 'fail' && level === 'must';
}

/** Broken demands in full, and how all of them stand; then how far the checklist is. */
export function claimsPart({ claims, checklist }: Pick<CheckReport, 'claims' | 'checklist'>, links: Links, room: Room): string {
  const broken = claims.filter(({ decision }) => decision === 'fail').sort((a, b) => Number(breaks(b)) - Number(breaks(a)));
  const items = broken.slice(0, room.claims).map((claim) => claimItem(claim, links, room));
  const left = broken.length > room.claims ? [`- ${more(broken.length - room.claims, 'demands', room)}`] : [];
  const stops = broken.filter(breaks).length;
  const heading = stops > 0 ? `### ${stops} ${stops === 1 ? 'demand' : 'demands'} of the documents not met` : '### Documents and checklist';
  const progress = [standing(claims), checklistLine(checklist)].filter((line) => line !== '');
  if (progress.length === 0 && items.length === 0) return '';
  return blocks(heading, [...items, ...left].join('\n'), progress.join('<br>')).trim();
}

function claimItem(claim: Claim, links: Links, room: Room): string {
  const places = claim.violations.slice(0, room.violations).map(({ component, resource, place, problem }) => {
    const where = [place === undefined ? undefined : placeLink(links, place), resource === undefined ? undefined : code(resource), component === undefined ? undefined : `of ${code(component)}`].filter((part) => part !== undefined);
    return `  - ${[...where, escapeMarkdown(problem)].join(' ')}`;
  });
  const left = claim.violations.length > room.violations ? [`  - and ${claim.violations.length - room.violations} more`] : [];
  const head = `- ${breaks(claim) ? '' : '*(a warning)* '}**${escapeMarkdown(claim.statement)}** (${sourceOf(links, claim.source)}, ${escapeMarkdown(claim.owner)} answers for it)`;
  return [head, ...(places.length === 0 ? [`  - ${escapeMarkdown(claim.reason)}`] : [...places, ...left])].join('\n');
}

function standing(claims: Claim[]): string {
  if (claims.length === 0) return '';
  const count = (decision: Claim['decision']): number => claims.filter((claim) => claim.decision === decision).length;
  const rest = [[count('fail'), 'broken'], [count('undecided'), 'not decided yet'], [count('not-applicable'), 'not applicable']].flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]));
  return `Documents: **${count('pass')} of ${claims.length} demands hold**${rest.length === 0 ? '' : `; ${rest.join(', ')}`}.`;
}

function checklistLine(checklist: CheckReport['checklist']): string {
  if (checklist === null || checklist.items === 0) return '';
  const { pass, fail, 'not-applicable': none, undecided } = checklist.decisions;
  const decided = pass + fail + none;
  return `Checklist: **${decided} of ${checklist.items} items decided**${fail === 0 ? '' : `, ${fail} of them failed`}${undecided === 0 ? '' : `; ${undecided} wait for the rehearsal, for production or for a person`}.`;
}
