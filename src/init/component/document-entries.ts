import { isMap } from 'yaml';
import { COMPONENTS_HEADING } from '../documents/architecture.ts';
import { referenceTechnology } from '../documents/technology-stack.ts';
import { append, editFrontMatter, editYaml, put } from './edit-yaml.ts';
import { KINDS, type ComponentKindName } from './kinds.ts';

/** What is written about a new component. */
export interface ComponentEntry {
  name: string;
  kind: ComponentKindName;
  purpose: string;
  owner: string;
  criticality: string;
  dataClass: string;
  dependsOn: string[];
}

/** The architecture document with the component's entry and its section. */
export function withArchitectureEntry(text: string, file: string, entry: ComponentEntry): string {
  const { name, purpose, owner, criticality, dataClass, dependsOn } = entry;
  return editFrontMatter(
    text,
    file,
    (document) => put(document, ['components', name], { purpose, owner, criticality, dataClass, ...(dependsOn.length === 0 ? {} : { dependsOn }) }),
    (markdown) => insertSection(markdown, section(entry)),
  );
}

function section({ name, kind, purpose, owner, dependsOn }: ComponentEntry): string {
  return [
    `### ${name}`,
    '',
    purpose,
    '',
    `- Owner: ${owner}`,
    `- Depends on: ${dependsOn.join(', ') || 'nothing'}`,
    `- Lost when destroyed: ${KINDS[kind].lost}`,
  ].join('\n');
}

/** At the end of the part about components; a document without such a part gets one at its end. */
function insertSection(markdown: string, text: string): string {
  const lines = markdown.trimEnd().split('\n');
  const fenced = fencedLines(lines);
  const start = lines.findIndex((line, index) => !fenced.has(index) && new RegExp(`^#{1,5} +${COMPONENTS_HEADING}\\s*$`, 'i').test(line));
  if (start === -1) return `${lines.join('\n')}\n\n## ${COMPONENTS_HEADING}\n\n${text}\n`;
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 1;
  const after = lines.findIndex((line, index) => index > start && !fenced.has(index) && (/^(#+) /.exec(line)?.[1]?.length ?? 7) <= level);
  const end = after === -1 ? lines.length : after;
  const nested = text.replace(/^### /, `${'#'.repeat(level + 1)} `);
  return `${[...trimmed(lines.slice(0, end)), '', ...nested.split('\n'), ...(after === -1 ? [] : ['', ...lines.slice(end)])].join('\n')}\n`;
}

/** A `#` in a code block is no heading. */
function fencedLines(lines: string[]): Set<number> {
  const fenced = new Set<number>();
  let fence: string | undefined;
  for (const [index, line] of lines.entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined || mark !== undefined) fenced.add(index);
    if (mark !== undefined) fence = fence === undefined ? mark : line.trim().startsWith(fence) ? undefined : fence;
  }
  return fenced;
}

function trimmed(lines: string[]): string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(0, last + 1);
}

/** cutover.yaml with the component's check and, for HCL, its root module. */
export function withConfigEntry(text: string, file: string, { name, kind }: ComponentEntry, path: string | undefined): string {
  const { check } = KINDS[kind];
  return editYaml(text, file, (document) => {
    if (path !== undefined) put(document, ['components', name], { path });
    if (document.hasIn(['checks', name])) return;
    if (!isMap(document.getIn(['checks'], true))) document.setIn(['checks'], document.createNode({}));
    put(document, ['checks', name], [{ ...check, safeInProduction: true }]);
  });
}

/** The technology stack document with the services that the kind needs and that are not there yet. */
export function withTechnologyEntry(text: string, file: string, kind: ComponentKindName, isAllowed: (type: string) => boolean): string {
  const missing = Object.keys(KINDS[kind].resources).filter((type) => !isAllowed(type));
  if (missing.length === 0) return text;
  const reference = referenceTechnology();
  return editFrontMatter(text, file, (document) => {
    for (const [service, { why, types }] of Object.entries(reference.services)) {
      const needed = types.filter((type) => missing.includes(type));
      if (needed.length === 0) continue;
      if (!document.hasIn(['services', service])) put(document, ['services', service], { why, types: needed });
      else for (const type of needed) append(document, ['services', service, 'types'], type);
    }
    if (missing.includes('terraform_data')) put(document, ['services', 'Terraform'], { why: 'Built into the engine: values and states without a provider.', types: ['terraform_data'] });
    if (kind !== 'module' && !document.hasIn(['providers', 'hashicorp/aws'])) put(document, ['providers', 'hashicorp/aws'], reference.providers['hashicorp/aws']);
  });
}
