import type { Json } from '../json.ts';
import type { PlannedResource } from '../terraform/plan.ts';
import { valueText } from './value-text.ts';

export interface Force {
  attribute: string;
  value: Json;
  says: string;
}

/** What forces a replacement: each attribute with its new value; `action` where no attribute does (tainted, or asked for). */
export function forcesOf({ replacePaths, before, after }: PlannedResource): Force[] {
  if (replacePaths.length === 0) return [{ attribute: 'action', value: 'replace', says: 'replaced, though no attribute forces it: it is tainted, or somebody asked for it' }];
  return replacePaths.map((path) => {
    const attribute = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('').replace(/^\./, '');
    return { attribute, value: at(after, path) ?? null, says: `forces a replacement; it was ${valueText(at(before, path))}` };
  });
}

/** The value at a path; what is hidden or not yet known on the way stands for all inside it. */
function at(values: Json, path: (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, step) => {
    if (inner === null || typeof inner !== 'object') return undefined;
    if (Array.isArray(inner)) return inner[Number(step)];
    return '$unknown' in inner || '$sensitive' in inner ? inner : inner[step];
  }, values);
}
