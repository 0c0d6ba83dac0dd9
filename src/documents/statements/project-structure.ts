import type { DocumentStatement, PlaceOf } from '../document-statement.ts';
import type { ProjectStructure } from '../project-structure.ts';

const TITLE = 'Project structure';

/** Every place holds a file, every required path is there, no forbidden one is. */
export function projectStructureStatements({ owner, places, required, forbidden }: ProjectStructure, placeOf: PlaceOf): DocumentStatement[] {
  const common = { owner, level: 'must' as const };
  return [
    ...Object.entries(places).map(([what, path]): DocumentStatement => ({
      ...common,
      id: `project-structure/places/${what}`,
      statement: `The ${what} lie at ${path}, and there are some`,
      section: [TITLE, 'Places'],
      source: placeOf('places', what),
      rule: { kind: 'files', required: [path] },
    })),
    ...required.map(({ path, why }, index): DocumentStatement => ({
      ...common,
      id: `project-structure/required/${path}`,
      statement: `There is ${path}: ${why}`,
      section: [TITLE, 'Required'],
      source: placeOf('required', index),
      rule: { kind: 'files', required: [path] },
    })),
    ...forbidden.map(({ path, why }, index): DocumentStatement => ({
      ...common,
      id: `project-structure/forbidden/${path}`,
      statement: `There is no ${path}: ${why}`,
      section: [TITLE, 'Forbidden'],
      source: placeOf('forbidden', index),
      rule: { kind: 'files', forbidden: [path] },
    })),
  ];
}
