import { blocks, code, escapeMarkdown, table } from '../documents/markdown.ts';
import type { Setting } from './development-environment.ts';
import type { RoleResult } from './roles.ts';

export interface RenderedRoles {
  change: { id: string; title: string };
  target: 'sandbox' | 'cloud';
  /** When it was decided, ISO 8601. */
  at: string;
  roles: RoleResult[];
  /** Developer → what they are told of test. */
  environments: Record<string, Setting[]>;
}

const TITLES: Record<RoleResult['role'], string> = { 'frontend-developer': 'Frontend developer', 'backend-developer': 'Backend developer', 'product-owner': 'Product owner', architect: 'Architect' };

/** What the four roles need, and whether the platform gives it: one page over what the records say. Markdown. */
export function renderRoles({ change, target, at, roles, environments }: RenderedRoles): string {
  return blocks(
    `# Who is served: ${escapeMarkdown(change.title)}`,
    `Change ${code(change.id)}. Decided at ${code(at)} on the test environment, ${target === 'sandbox' ? '**in a sandbox: nothing here speaks for a real account**' : 'in a real account'}.`,
    table(['Role', 'Person', 'Decision'], roles.map(({ role, person, decision }) => [TITLES[role], escapeMarkdown(person), `**${decision}**`])),
    ...roles.map(part),
    '## Development environments',
    Object.keys(environments).length === 0 ? 'No developer has declared a need, so none was made.' : 'What an application of theirs is told of test. The files `<role>.env` and `<role>-connection.json` beside this page hold what may be seen; the rest only their commands are given, in files that are gone when they end.',
    ...Object.entries(environments).flatMap(([role, settings]) => [`### ${escapeMarkdown(role)}`, settingsOf(settings)]),
  );
}

function part({ role, person, decision, needs, commands, requirements, decisions, leftOver, open }: RoleResult): string {
  const checked = [...needs.map(({ need, component, check, outcome, seconds, detail }) => [escapeMarkdown(need), code(component), escapeMarkdown(check), outcomeOf(outcome), seconds.toFixed(3), detailOf(detail)]), ...commands.map(({ command, outcome, seconds, detail }) => ['a command of theirs', 'development environment', escapeMarkdown(command), outcomeOf(outcome), seconds.toFixed(3), detailOf(detail)])];
  return blocks(
    `## ${TITLES[role]}: ${escapeMarkdown(person)}, ${decision}`,
    decision === 'nothing declared' ? 'Nobody has said what this role needs, so nothing was verified.' : '',
    checked.length === 0 ? '' : table(['Need', 'In', 'Check', 'Outcome', 'Seconds', 'Seen'], checked),
    requirements.length === 0 ? '' : table(
      ['Requirement', 'Asked for by the request', 'Components', 'Shown by', 'Outcome', 'Says'],
      requirements.map(({ id, statement, asked, components, shownBy, outcome, says }) => [`${code(id)} ${escapeMarkdown(statement)}`, asked ? 'yes' : '', components.map(code).join(', '), escapeMarkdown(shownBy.join(', ') || 'nothing'), outcomeOf(outcome), detailOf(says)]),
    ),
    decisions.length === 0 ? '' : table(
      ['Decision', 'Why', 'Owner', 'Decided by', 'Outcome', 'Says'],
      decisions.map(({ id, statement, why, owner, ruled, outcome, says }) => [`${code(id)} ${escapeMarkdown(statement)}`, escapeMarkdown(why), escapeMarkdown(owner), ruled ? 'its rule' : 'a person', outcomeOf(outcome), detailOf(says)]),
    ),
    leftOver.length === 0 ? '' : blocks('Left over:', list(leftOver)),
    open.length === 0 ? '' : blocks(`For ${escapeMarkdown(person)} to look at:`, list(open)),
  );
}

function settingsOf(settings: Setting[]): string {
  if (settings.length === 0) return 'There is no output.';
  return table(['Variable', 'Output', 'Value'], settings.map(({ name, output, value, secret }) => [code(name), output === null ? '' : code(output), secret ? '(sensitive)' : code(typeof value === 'string' ? value : JSON.stringify(value))]));
}

function outcomeOf(outcome: string): string {
  return outcome === 'fail' ? '**fail**' : outcome;
}

/** The record has all of it. */
function detailOf(text: string): string {
  return escapeMarkdown(text.length > 300 ? `${text.slice(0, 300)}…` : text);
}

const list = (lines: string[]): string => lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
