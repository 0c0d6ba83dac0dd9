import type { DocumentStatement, PlaceOf } from '../document-statement.ts';
import type { TechnologyStack } from '../technology-stack.ts';

const TITLE = 'Technology stack';

/** A version for each engine and provider that is listed, none that is not, and no resource type of a service that is not. */
export function technologyStackStatements({ owner, engines, providers, services }: TechnologyStack, placeOf: PlaceOf): DocumentStatement[] {
  const ranges = (field: 'engines' | 'providers', listed: Record<string, string>): DocumentStatement[] =>
    Object.entries(listed).map(([of, range]) => ({
      id: `technology-stack/${of}`,
      owner,
      statement: `${of} is used in a version ${range}`,
      section: [TITLE, field === 'engines' ? 'Engines' : 'Providers'],
      source: placeOf(field, of),
      level: 'must',
      rule: { kind: 'version', of, range },
    }));
  const only = [...Object.keys(engines), ...Object.keys(providers)];
  const types = [...new Set(Object.values(services).flatMap((service) => service.types))];
  return [
    ...ranges('engines', engines),
    ...ranges('providers', providers),
    {
      id: 'technology-stack/no-others',
      owner,
      statement: `No engine and no provider is used but ${only.join(', ')}`,
      section: [TITLE, 'Engines and providers'],
      source: placeOf(Object.keys(providers).length === 0 ? 'engines' : 'providers'),
      level: 'must',
      rule: { kind: 'version', only },
    },
    {
      id: 'technology-stack/services',
      owner,
      statement: `No resource is of a service other than ${Object.keys(services).join(', ')}`,
      section: [TITLE, 'Services'],
      source: placeOf('services'),
      level: 'must',
      rule: { kind: 'types', allowed: types },
    },
  ];
}
