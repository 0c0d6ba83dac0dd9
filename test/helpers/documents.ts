import { ARCHITECTURE_SECTIONS } from '../../src/documents/architecture-sections.ts';

export interface MinimalDocuments {
  /** Name → components that it depends on. */
  components: Record<string, string[]>;
  engines?: Record<string, string>;
  providers?: Record<string, string>;
  /** Resource types that may be used. */
  types?: string[];
  /** Entries of the architecture's front matter. */
  requirements?: object[];
  decisions?: object[];
  controls?: object[];
  guidelines?: object[];
  places?: { stacks?: string; documents?: string; changes?: string };
}

/** A control that holds for everything but a resource that no test makes. */
const CONTROL = { id: 'nothing-forbidden', statement: 'No resource is of a type that is never used', rule: { kind: 'types', forbidden: ['forbidden_type'] } };

/** The four documents that a project needs, as few words as they may have: path → text. JSON is YAML. */
export function minimalDocuments(wanted: MinimalDocuments): Record<string, string> {
  const { requirements = [], decisions = [], controls = [CONTROL], guidelines = [] } = wanted;
  const components = Object.fromEntries(Object.entries(wanted.components).map(([name, dependsOn]) => [name, { purpose: `the ${name} of a test`, criticality: 'low', dataClass: 'none', dependsOn }]));
  const head = { version: 1, owner: 'platform' };
  const sections = ARCHITECTURE_SECTIONS.map((title) => `## ${title}\n\nNot applicable, because this is a test.\n`).join('\n');
  return {
    'docs/infrastructure-architecture.md': aDocument({ document: 'architecture', ...head, components, requirements, decisions }, sections),
    'docs/infrastructure-guidelines.md': aDocument({ document: 'guidelines', ...head, controls, guidelines }),
    'docs/technology-stack.md': aDocument({
      document: 'technology-stack',
      ...head,
      engines: wanted.engines ?? { terraform: '>=1.0', tofu: '>=1.0' },
      providers: wanted.providers ?? {},
      services: { tests: { why: 'they make something', types: wanted.types ?? ['terraform_data'] } },
    }),
    'docs/project-structure.md': aDocument({ document: 'project-structure', ...head, places: { stacks: '*', documents: 'docs', changes: 'changes', ...wanted.places } }),
  };
}

/** Front matter with one field a line, and a body. */
export function aDocument(fields: object, body = 'A document of a test.\n'): string {
  return `---\n${Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`).join('')}---\n\n${body}`;
}
