import { dirname } from 'node:path';
import type { Json } from '../json.ts';

/** Where leases lie: beside the states that they are about. */
export type LeasePlace = { kind: 's3'; bucket: string; region: string | undefined } | { kind: 'folder'; folder: string };

/**
 * The place that backend settings name; undefined where they name none. A path may hold `{component}`: then it is the folder that
 * all components share. Pure.
 */
export function leasePlace(settings: Record<string, Json>): LeasePlace | undefined {
  const { bucket, region, path } = settings;
  if (typeof bucket === 'string' && bucket !== '') return { kind: 's3', bucket, region: typeof region === 'string' ? region : undefined };
  if (typeof path !== 'string' || !path.startsWith('/')) return undefined;
  const [shared = path] = path.split('{component}');
  return { kind: 'folder', folder: shared.endsWith('/') ? shared.slice(0, -1) : dirname(shared) };
}

export function samePlace(a: LeasePlace, b: LeasePlace): boolean {
  return a.kind === 's3' ? b.kind === 's3' && a.bucket === b.bucket : b.kind === 'folder' && a.folder === b.folder;
}
