import { parse } from 'yaml';
import { parseWaivers, type Waiver } from '../../scanners/waivers.ts';
import { referenceText } from '../reference.ts';
import { append, editYaml } from './edit-yaml.ts';
import type { StackKind } from './kinds.ts';

const WAIVERS = 'waivers.yaml';
/** The component of the reference platform whose stack the kind is made from. */
const MODEL: Partial<Record<StackKind, string>> = { key: 'encryption', bucket: 'storage', table: 'database', queue: 'messaging', network: 'network' };

/**
 * `waivers.yaml` with what the scanners find in a stack of this kind and the reference platform accepts, with the same reasons,
 * under the new component's owner. Undefined when there is nothing to accept.
 */
export function withWaivers(text: string | undefined, kind: StackKind, component: string, owner: string): string | undefined {
  const accepted = parseWaivers(referenceText(WAIVERS), WAIVERS).filter((waiver) => waiver.component === MODEL[kind]);
  const known = text === undefined ? [] : parseWaivers(text, WAIVERS);
  const missing = accepted.map((waiver): Waiver => ({ ...waiver, component, owner })).filter(({ check, resource }) => !known.some((waiver) => waiver.component === component && waiver.check === check && waiver.resource === resource));
  if (missing.length === 0) return undefined;
  const empty = text === undefined || parse(text) === null;
  return editYaml(empty ? `${text ?? ''}waivers: []\n` : text, WAIVERS, (document) => {
    for (const waiver of missing) append(document, ['waivers'], waiver);
  });
}
