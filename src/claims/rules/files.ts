import { numberOf } from '../../number-of.ts';
import { quoted, regularExpression } from '../../regular-expression.ts';
import type { RuleFacts } from './facts.ts';
import type { Findings } from './findings.ts';
import type { RuleOf } from './rule.ts';

/** More files than this show what is wrong; a forbidden folder may hold thousands. */
const MOST = 20;

/** Whether a file lies at a path, in the folder of that path, or at a pattern with `*`, `**` and `?`. */
export function liesAt(pattern: string): (file: string) => boolean {
  const segments = pattern.replace(/\/$/, '').split('/');
  const last = segments.length - 1;
  const parts = segments.map((segment, index) => (segment === '**' ? (index === last ? '.+' : '(?:[^/]+/)*') : `${inSegment(segment)}${index === last ? '' : '/'}`));
  const matches = regularExpression(`(?s)^${parts.join('')}(?:/.*)?$`, Infinity);
  if (matches === undefined) throw new Error(`this became no regular expression: ${pattern}`);
  return (file) => matches.test(file);
}

function inSegment(text: string): string {
  return text.replace(/\*+|\?|[^*?]+/g, (part) => (part === '?' ? '[^/]' : part.startsWith('*') ? '[^/]*' : quoted(part)));
}

/** Which files the repository has and has not. A path without a pattern is a file, or a folder with all that is in it. */
export function judgeFiles({ required = [], forbidden = [] }: RuleOf<'files'>, { files }: RuleFacts): Findings {
  const matching = (pattern: string): string[] => files.filter(liesAt(pattern));
  const missing = required.filter((pattern) => matching(pattern).length === 0).map((pattern) => ({ problem: `there is no ${pattern}; the repository must have one` }));
  const present = forbidden.flatMap((pattern) => matching(pattern).map((file) => ({ place: { file, line: 1 }, problem: `${file} must not be in the repository (${pattern})` })));
  const more = present.length > MOST ? [{ problem: `and ${numberOf(present.length - MOST, 'more file')} that must not be in the repository` }] : [];
  const says = [required.length === 0 ? [] : `with ${required.join(', ')}`, forbidden.length === 0 ? [] : `without ${forbidden.join(', ')}`].flat().join(', ');
  return { judged: required.length + forbidden.length, looked: `${numberOf(files.length, 'file')}, looked through for a repository ${says}`, violations: [...missing, ...present.slice(0, MOST), ...more], missing: [] };
}
