import { isInside } from '../documents/inside.ts';
import { printable } from '../escape.ts';
import type { Claim } from '../claims/claim.ts';
import { bySeverity } from './comment/problems-part.ts';
import type { CheckedFinding, CheckedStep, CheckReport } from '../presentation/check-report.ts';

/** A remark beside a line of a file, as GitHub's check runs and the log of a job show them. Plain text: nothing in it is Markdown. */
export interface Annotation {
  /** From the repository's top level. */
  path: string;
  line: number;
  level: 'failure' | 'warning' | 'notice';
  title: string;
  message: string;
}

/** GitHub takes 255 characters of a title, and 64 KB of a message. */
const WIDEST_TITLE = 250;
const WIDEST_MESSAGE = 4000;

/** Everything of a report that has a line, the worst first. Pure. */
export function annotationsOf({ prefix, steps, findings, claims }: Pick<CheckReport, 'prefix' | 'steps' | 'findings' | 'claims'>): Annotation[] {
  const all = [...steps.flatMap(ofStep), ...claims.filter(({ decision }) => decision === 'fail').sort((a, b) => Number(b.level === 'must') - Number(a.level === 'must')).flatMap(ofClaim), ...[...findings].sort(bySeverity).flatMap(ofFinding)];
  return all.filter(({ path }) => isInside(`${prefix}${path}`)).map(({ title, message, path, ...rest }) => ({ ...rest, path: `${prefix}${path}`, title: cut(printable(title), WIDEST_TITLE), message: cut(message, WIDEST_MESSAGE) }));
}

function ofStep({ step, verdict, reasons, place }: CheckedStep): Annotation[] {
  if (verdict === 'pass' || place === undefined || place.file.startsWith('/') || place.file.includes(' on ')) return [];
  return [{ path: place.file, line: place.line ?? 1, level: 'failure', title: `Cutover: ${step}`, message: reasons.join('\n') }];
}

function ofClaim({ id, statement, owner, level, violations }: Claim): Annotation[] {
  return violations.flatMap(({ place, problem, resource }) => (place === undefined ? [] : [{ path: place.file, line: place.line, level: level === 'must' ? ('failure' as const) : ('warning' as const), title: `${id}: ${statement}`, message: `${resource === undefined ? '' : `${resource}: `}${problem}\n${owner} answers for it.` }]));
}

function ofFinding({ tool, check, severity, component, environments, address, problem, fix, also, guideline, place }: CheckedFinding): Annotation[] {
  if (place === null) return [];
  return [{ path: place.file, line: place.line, level: 'failure', title: `${[{ tool, check }, ...also].map((source) => `${source.tool} ${source.check}`).join(', ')}${severity === null ? '' : ` (${severity.toLowerCase()})`}`, message: `${problem}\n${fix === null || fix === problem ? '' : `${fix}\n`}${address} of ${component} (${environments.join(', ')})${guideline === null ? '' : `\n${guideline}`}` }];
}

function cut(text: string, most: number): string {
  const safe = text.split(/\r?\n/).map(printable).join('\n');
  return safe.length <= most ? safe : `${safe.slice(0, most - 1)}…`;
}
