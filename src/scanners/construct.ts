import type { ScannedFile } from './workspace.ts';

const known = new WeakMap<ScannedFile, unknown>();

/** The path of the construct that made the resource, as CDKTF notes it beside its block; null where there is no such note. */
export function constructOf(file: ScannedFile, address: string): string | null {
  if (!file.source.endsWith('.json')) return null;
  if (!known.has(file)) known.set(file, JSON.parse(file.original));
  const [type = '', name = ''] = address.replace(/\[.*$/s, '').split('.');
  const path = ['resource', type, name, '//', 'metadata', 'path'].reduce<unknown>((value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined), known.get(file));
  return typeof path === 'string' ? path : null;
}
