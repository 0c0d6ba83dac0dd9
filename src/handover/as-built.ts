import { blocks, code, escapeMarkdown, table } from '../documents/markdown.ts';
import type { Json } from '../json.ts';
import { SENSITIVE } from '../terraform/plan.ts';
import type { HandedOver, HandoverInput } from './input.ts';

/** Longer values are for the state; a page is for people. */
const LONGEST = 200;

/** What stands in production now: every component, every resource with what identifies it and what was set, every output. */
export function asBuilt(input: HandoverInput): string {
  const approvals = input.records.filter(({ step, verdict }) => step === 'promote' && verdict === 'pass').flatMap(({ facts }) => (Array.isArray(facts['approvedBy']) ? facts['approvedBy'] : []));
  return blocks(
    `# As built: ${escapeMarkdown(input.project.name)}`,
    `After change ${code(input.change.id)} (${escapeMarkdown(input.change.title)}), asked for by ${escapeMarkdown(input.change.requester)}, approved for production by ${escapeMarkdown([...new Set(approvals.map(String))].join(', ') || 'nobody on record')}. Written ${code(input.at)}.`,
    input.target === 'sandbox' ? '**This is a sandbox: nothing here stands in a real account.**' : '',
    ...input.components.flatMap(componentSection),
  );
}

function componentSection({ component, resources, outputs, state, engineVersion }: HandedOver): string[] {
  const rows = Object.entries(outputs).map(([name, { value, sensitive }]) => [code(name), sensitive ? '(sensitive)' : shown(value)]);
  return [
    `## ${escapeMarkdown(component.name)}`,
    table(
      ['fact', 'value'],
      [
        ['stack', code(component.stack)],
        ['SHA-256 of the stack', code(component.digest)],
        ['depends on', component.dependsOn.length === 0 ? 'nothing' : component.dependsOn.map(code).join(', ')],
        ['engine', code(engineVersion)],
        ['state', `lineage ${code(state.lineage ?? 'none')}, serial ${state.serial}`],
      ],
    ),
    ...resources.map(({ address, values }) => blocks(`### ${code(address)}`, table(['attribute', 'value'], attributes(values)))),
    rows.length === 0 ? 'No outputs.' : blocks('### Outputs', table(['output', 'value'], rows)),
  ];
}

/** What was set; empty members say nothing. */
function attributes(values: Record<string, Json>): string[][] {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [code(name), shown(value)]);
}

function shown(value: Json): string {
  if (JSON.stringify(value) === JSON.stringify(SENSITIVE)) return '(sensitive)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return code(text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text);
}
