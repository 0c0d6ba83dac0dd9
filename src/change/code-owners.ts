import { Halt } from '../errors.ts';
import { quoted, regularExpression } from '../regular-expression.ts';
import type { Approver } from './approvers.ts';
import type { Counted } from './counting.ts';
import { namesOf } from './person.ts';

/** Where GitHub looks for the file, in this order: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
export const CODE_OWNERS_FILES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** A line of it: its owners are `@login`, `@organisation/team` or an e-mail address, in lower case; nobody where it names none. */
export interface OwnerRule {
  matches: (path: string) => boolean;
  owners: string[];
}

/** Files that belong to the same owners. */
export interface OwnedFiles {
  files: string[];
  owners: string[];
}

/** Throws Halt for what GitHub would pass over, and so leave files without the owners that somebody meant. */
export function parseCodeOwners(text: string, file: string): OwnerRule[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/).flatMap((line, index) => {
    const [pattern = '', ...owners] = line.replace(/(^|\s)#.*/, '').trim().split(/\s+/);
    if (pattern === '') return [];
    const refuse = (problem: string, found: string, allowed: string): Halt => new Halt({ file, line: index + 1, problem, found: found.slice(0, 120), allowed, next: 'correct the line, on the base branch' });
    if (/^!|[[\]\\]/.test(pattern)) throw refuse('GitHub knows no such pattern', pattern, 'a path with * and **, without ! [ ] and \\');
    const odd = owners.find((owner) => !/^(@[\w.-]+(\/[\w.-]+)?|[^\s@]+@[^\s@]+)$/.test(owner));
    if (odd !== undefined) throw refuse('this is no owner', odd, '@login, @organisation/team, or an e-mail address');
    const matches = regularExpression(expressionOf(pattern))?.test;
    if (matches === undefined) throw refuse('this pattern is too long', pattern, 'a path with * and **');
    return [{ matches, owners: [...new Set(owners.map((owner) => owner.toLowerCase()))].sort() }];
  });
}

/** The rules of .gitignore, but that a last `*` stays in its folder, and all but `*` and `?` stands for itself. Case counts. */
function expressionOf(pattern: string): string {
  const path = pattern.replace(/^\//, '').replace(/\/$/, '');
  const start = pattern.startsWith('/') || path.includes('/') ? '' : '(?:.*/)?';
  const end = path === '' ? '.*' : pattern.endsWith('/') ? '/.*' : path.endsWith('/*') ? '' : '(?:/.*)?';
  const middle = [...path.matchAll(/\*\*\/|\*\*|\*|\?|[^*?]+/g)].map(([part]) => WILD[part] ?? quoted(part)).join('');
  return `(?s)^${start}${middle}${end}$`;
}

const WILD: Record<string, string> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/** The files that have owners, by owners. The last rule that matches a file decides. */
export function ownedFiles(rules: OwnerRule[], paths: string[]): OwnedFiles[] {
  const owned = paths.flatMap((path) => {
    const { owners } = rules.findLast(({ matches }) => matches(path)) ?? { owners: [] };
    return owners.length === 0 ? [] : [{ path, owners }];
  });
  return [...Map.groupBy(owned, ({ owners }) => owners.join(' ')).values()].map((same) => ({ owners: same[0]?.owners ?? [], files: same.map(({ path }) => path) }));
}

/** Reasons: files of whose owners none is among those whose approvals count. A team is the group of the approvers file that has its name. */
export function missingOwners(owned: OwnedFiles[], counting: Counted[], approvers: Approver[]): string[] {
  const isBy = ({ approval, groups }: Counted, owner: string): boolean => {
    const team = teamOf(owner);
    return team === undefined ? namesOf(approval.approver, approvers).includes(owner) : groups.includes(team);
  };
  return owned
    .filter(({ owners }) => !counting.some((counted) => owners.some((owner) => isBy(counted, owner))))
    .map(({ files: [first = '', ...more], owners }) => `no owner of ${first}${more.length === 0 ? '' : ` and ${more.length} more ${more.length === 1 ? 'file' : 'files'}`} has approved the request (${owners.map(ownerText).join(', ')})`);
}

function ownerText(owner: string): string {
  const team = teamOf(owner);
  return team === undefined ? owner : `${owner}: the group ${team} of the approvers`;
}

function teamOf(owner: string): string | undefined {
  return /^@[^/]+\/(.+)/.exec(owner)?.[1];
}
