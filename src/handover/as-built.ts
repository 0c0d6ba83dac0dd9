import { blocks, code, escapeMarkdown, table } from '../documents/markdown.ts';
import { approvers, sealOf } from './facts.ts';
import type { HandedOver, HandoverInput } from './input.ts';
import { attributesOf, cut, outputText, textAt } from './values.ts';

/** What exists in production after the change: every resource with its identity and settings, from the state. Markdown. */
export function asBuilt(input: HandoverInput): string {
  return blocks(
    `# As built: ${escapeMarkdown(input.change.title)}`,
    head(input),
    '## Components',
    table(
      ['Component', 'Stack', 'Resources', 'Needs', 'Engine', 'Providers', 'State', 'Stack digest'],
      input.components.map(({ component, resources, engineVersion, providers, state }) => [
        code(component.name),
        code(component.stack),
        String(resources.length),
        component.dependsOn.map(code).join(', ') || 'nothing',
        escapeMarkdown(engineVersion),
        Object.entries(providers ?? {}).map(([name, version]) => `${code(name)} ${code(version)}`).join(', ') || 'not recorded',
        `serial ${state.serial}, lineage ${state.lineage === null ? 'none' : code(state.lineage)}`,
        code(component.digest.slice(0, 12)),
      ]),
    ),
    ...input.components.flatMap(componentParts),
  );
}

function head(input: HandoverInput): string {
  const { request, promotion } = approvers(input);
  const seal = sealOf(input);
  const who = (names: string[]): string => names.map(code).join(', ') || '**no record says who**';
  return table(['', ''], [
    ['Project', escapeMarkdown(input.project.name)],
    ['Change', `${code(input.change.id)}, asked for by ${code(input.change.requester)}`],
    ['World', input.target === 'sandbox' ? '**a sandbox**: what follows does not exist in a real account' : 'real accounts'],
    ['Written at', code(input.at)],
    ['Request approved by', who(request)],
    ['Promotion approved by', who(promotion)],
    ['Seal', seal === null ? '**not one seal for all components**' : code(seal)],
  ]);
}

function componentParts({ component, resources, outputs }: HandedOver): string[] {
  const names = Object.keys(outputs).sort();
  return [
    `## ${escapeMarkdown(component.name)}`,
    resources.length === 0 ? 'No managed resource.' : table(['Resource', 'Id', 'ARN'], resources.map(({ address, values }) => [code(address), identity(textAt(values, 'id')), identity(textAt(values, 'arn'))])),
    '### Settings',
    resources.map(({ address, values }) => settings(address, values)).join('\n') || 'None.',
    '### Outputs',
    names.length === 0 ? 'None.' : table(['Output', 'Value'], names.flatMap((name) => (outputs[name] === undefined ? [] : [[code(name), code(outputText(outputs[name]))]]))),
  ];
}

function identity(text: string | undefined): string {
  return text === undefined ? '' : code(cut(text));
}

function settings(address: string, values: HandedOver['resources'][number]['values']): string {
  const { shown, more } = attributesOf(values);
  return [`- ${code(address)}`, ...shown.map(({ path, text }) => `  - ${code(path)}: ${code(text)}`), ...(more === 0 ? [] : [`  - and ${more} more, in the state`])].join('\n');
}
