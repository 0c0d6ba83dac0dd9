import { ARCHITECTURE_SECTIONS } from '../../documents/architecture-sections.ts';
import type { Setup } from '../setup.ts';
import { sectionText } from './architecture-texts.ts';
import { withFrontMatter } from './front-matter-text.ts';

/** The heading under which each component has its section. */
export const COMPONENTS_HEADING = 'Components';

/**
 * The architecture document: the components as they were found, and every section with what is true of this project from the
 * first day, or who still has to write it.
 */
export function architectureDocument(setup: Setup): string {
  const { answers, components } = setup;
  const pinned = setup.origin === 'starter' && setup.app !== undefined ? { rule: { kind: 'provider', provider: 'aws', must: [{ attribute: 'allowed_account_ids', present: true }] } } : {};
  const data = {
    document: 'architecture',
    version: 1,
    owner: answers.team,
    components: Object.fromEntries(
      Object.entries(components).map(([name, { dependsOn }]) => [name, { purpose: `Found in the code by cutover init; ${answers.team} says here what it is for.`, criticality: 'medium', dataClass: 'internal', ...(dependsOn.length === 0 ? {} : { dependsOn }) }]),
    ),
    requirements: [],
    decisions: [
      { id: 'ADR-1', statement: 'Test and production have an account each.', why: 'What happens in test cannot reach production, whatever goes wrong there.', date: setup.now.toISOString().slice(0, 10), ...pinned },
    ],
  };
  return withFrontMatter(data, `# Infrastructure architecture of ${answers.name}\n\n${body(setup)}`);
}

function body(setup: Setup): string {
  const sections = ARCHITECTURE_SECTIONS.map((title) => `## ${title}\n\n${sectionText(title, setup)}`);
  const names = Object.keys(setup.components);
  const components = `## ${COMPONENTS_HEADING}\n\nEach has its own stack and state, and an entry above, which must equal what the code makes.${names.map((name) => `\n\n### ${name}\n\nNot described yet. ${setup.answers.team} answers for this section.`).join('')}`;
  return [sections[0], components, ...sections.slice(1)].join('\n\n');
}
