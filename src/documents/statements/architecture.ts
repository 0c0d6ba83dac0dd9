import type { Architecture } from '../architecture.ts';
import { demanded, type DocumentStatement, type PlaceOf } from '../document-statement.ts';

/** The one statement that is derived from the list of components. No id that people write has a slash. */
export const COMPONENTS_ID = 'architecture/components';

const TITLE = 'Infrastructure architecture';

/** Its components and dependencies (one statement), its requirements and its decisions. */
export function architectureStatements({ owner, components, requirements, decisions }: Architecture, placeOf: PlaceOf): DocumentStatement[] {
  const names = Object.keys(components);
  return [
    {
      id: COMPONENTS_ID,
      owner,
      statement: `The components are ${names.join(', ')}, and each depends on what the architecture says, on no more and on no less`,
      section: [TITLE, 'Components'],
      source: placeOf('components'),
      level: 'must',
      rule: { kind: 'components', dependsOn: Object.fromEntries(Object.entries(components).map(([name, { dependsOn }]) => [name, dependsOn])) },
    },
    ...requirements.map((requirement, index): DocumentStatement => {
      const { id, rule, components: about, target } = requirement;
      return {
        ...demanded(requirement, owner, [TITLE, 'Requirements'], placeOf('requirements', index)),
        // Without a rule, `validate` shows it: by the check of cutover.yaml, or by an attestation.
        ...(rule === undefined ? { probeId: `requirement/${id}` } : {}),
        requirement: { components: about, ...(target === undefined ? {} : { target }) },
      };
    }),
    ...decisions.map((decision, index): DocumentStatement => ({ ...demanded(decision, owner, [TITLE, 'Decisions'], placeOf('decisions', index)), decision: { why: decision.why } })),
  ];
}
