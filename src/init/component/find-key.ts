import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { ProjectFiles } from './new-component.ts';

/** A stack that offers its key to others, as the reference platform's `encryption` does. */
const OFFERS_KEY = /^\s+readonly keyArn: string;/m;

/** The component whose key a new one is encrypted with: the one that is asked for, else the only one there is. Throws UserError. */
export function findKey(app: string, asked: string | undefined, { read, list }: ProjectFiles): string {
  const keys = list(join(app, 'stacks')).filter((file) => file.endsWith('.ts') && OFFERS_KEY.test(read(join(app, 'stacks', file)) ?? '')).map((file) => file.replace(/\.ts$/, ''));
  const next = keys.length === 0 ? 'cutover component new encryption --kind key' : undefined;
  if (asked !== undefined && !keys.includes(asked)) throw new UserError({ field: '--key', problem: 'this component has no key for others', found: JSON.stringify(asked.slice(0, 80)), allowed: keys.join(', ') || 'there is none yet', ...(next === undefined ? {} : { next }) });
  const key = asked ?? keys[0];
  if (key === undefined) throw new UserError({ field: '--key', problem: 'there is no key to encrypt it with', allowed: 'a component of kind key', next: 'cutover component new encryption --kind key, then this again' });
  if (asked === undefined && keys.length > 1) throw new UserError({ field: '--key', problem: 'there is more than one key', allowed: keys.join(', '), next: 'say which one encrypts it' });
  return key;
}
