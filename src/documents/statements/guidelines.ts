import { demanded, type DocumentStatement, type PlaceOf } from '../document-statement.ts';
import type { Guidelines } from '../guidelines.ts';

const TITLE = 'Infrastructure guidelines';

export function guidelinesStatements({ owner, controls, guidelines }: Guidelines, placeOf: PlaceOf): DocumentStatement[] {
  return [
    ...controls.map((control, index) => demanded(control, owner, [TITLE, 'Security controls'], placeOf('controls', index))),
    ...guidelines.map((guideline, index) => demanded(guideline, owner, [TITLE, 'Guidelines'], placeOf('guidelines', index))),
  ];
}
