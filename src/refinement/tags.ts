import type { Json } from '../json.ts';
import { readOne } from './reading.ts';
import type { Subject } from './subject.ts';

/** What a tag has to tell, and how people name that tag (compared without case and punctuation). */
const TELLING = {
  owner: ['owner', 'team'],
  environment: ['environment', 'env', 'stage'],
  'data classification': ['dataclassification', 'classification', 'dataclass'],
} as const;
export type Telling = keyof typeof TELLING;

export type Tags = { state: 'known'; attribute: string; values: Record<string, Json> } | { state: 'unknown' | 'sensitive'; attribute: string };

/** The tags that a resource will have, the provider's default tags among them; undefined for a type that takes none. */
export function tagsOf({ values }: Subject): Tags | undefined {
  if (!('tags' in values) && !('tags_all' in values)) return undefined;
  for (const attribute of ['tags_all', 'tags']) {
    const reading = readOne(values, attribute);
    if (reading.state === 'known' && reading.value !== null && typeof reading.value === 'object' && !Array.isArray(reading.value)) return { state: 'known', attribute, values: reading.value };
    if (reading.state === 'unknown' || reading.state === 'sensitive') return { state: reading.state, attribute };
  }
  return { state: 'known', attribute: 'tags', values: {} };
}

/** The tag that tells this: its key and value; undefined when there is none or it is empty. */
export function tagThatTells(values: Record<string, Json>, what: Telling): { key: string; value: Json } | undefined {
  const names: readonly string[] = TELLING[what];
  const entry = Object.entries(values).find(([key, value]) => names.includes(key.toLowerCase().replace(/[^a-z]/g, '')) && value !== null && value !== '');
  return entry && { key: entry[0], value: entry[1] };
}
