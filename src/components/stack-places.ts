import { posix } from 'node:path';
import type { Place } from '../claims/claim.ts';
import type { Places } from './stack-facts.ts';
import { constructPath } from './stack-resources.ts';
import { blocksOf, type Stack } from './stack.ts';

/**
 * Where each resource and module call of a stack is written: the line that made the construct, or the line of the HCL block.
 * `source`: the folder of the project that an HCL stack was copied from.
 */
export function stackPlaces(stack: Pick<Stack, 'files'>, constructs: ReadonlyMap<string, Place>, source: string | undefined): Places {
  const blocks = [
    ...blocksOf(stack.files, 'resource', 2).map((block) => ({ ...block, address: block.labels.join('.') })),
    ...blocksOf(stack.files, 'module', 1).map((block) => ({ ...block, address: `module.${block.labels[0] ?? ''}` })),
  ];
  return Object.fromEntries(
    blocks.flatMap(({ address, body, file }): [string, Place][] => {
      const line = file.lines.get(address);
      if (source !== undefined && line !== undefined) return [[address, { file: posix.join(source, file.name), line }]];
      const place = constructs.get(constructPath(body) ?? '');
      return place === undefined ? [] : [[address, place]];
    }),
  );
}
