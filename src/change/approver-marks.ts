import type { Halt } from '../errors.ts';
import { groupNameSchema } from './approval-policy.ts';

/** What the end of a line of the approvers file says beside the key, where ssh-keygen passes over it. */
export interface Marks {
  /** `groups=security,platform` */
  groups: string[];
  /** `github=ann`: the login under which this person reviews, as it is written. */
  github: string | undefined;
}

export type Refuse = (problem: string, found?: string, allowed?: string) => Halt;

const EXAMPLE = 'github=ann groups=security,platform';
/** With the underscore that GitHub puts before a company's short name. */
const LOGIN = /^[a-z0-9](?:[a-z0-9]|[-_](?=[a-z0-9])){0,60}$/i;

/** Only what stands at the very end counts, so what looks like a mark elsewhere, or is misspelt, is a mistake. */
export function readMarks(comment: string[], refuse: Refuse): Marks {
  const isMark = (field: string): boolean => /^(groups|github)=/.test(field);
  const end = comment.findLastIndex((field) => !isMark(field)) + 1;
  const marks = comment.slice(end);
  const twice = marks.find((mark, index) => marks.some((other, at) => at !== index && nameOf(other) === nameOf(mark)));
  const odd = comment.slice(0, end).find((field) => /^(groups?|github)[=:]/i.test(field)) ?? twice;
  if (odd !== undefined) throw refuse(/^git/i.test(odd) ? 'the login stands once, at the end of the line' : 'groups stand once, at the end of the line', odd, EXAMPLE);
  return { groups: groupsIn(valueOf(marks, 'groups'), refuse), github: loginIn(valueOf(marks, 'github'), refuse) };
}

function nameOf(mark: string): string {
  return mark.split('=', 1)[0] ?? '';
}

function valueOf(marks: string[], name: string): string | undefined {
  return marks.find((mark) => nameOf(mark) === name)?.slice(name.length + 1);
}

function groupsIn(value: string | undefined, refuse: Refuse): string[] {
  const groups = value?.split(',') ?? [];
  const wrong = groups.find((group) => !groupNameSchema.safeParse(group).success);
  if (wrong !== undefined) throw refuse('this is no name of a group', wrong === '' ? `groups=${value ?? ''}` : wrong, `lower-case letters, digits and hyphens, ${EXAMPLE}`);
  return [...new Set(groups)];
}

function loginIn(value: string | undefined, refuse: Refuse): string | undefined {
  if (value !== undefined && !LOGIN.test(value)) throw refuse('this is no login of GitHub', `github=${value}`, `one login, ${EXAMPLE}`);
  return value;
}
