import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readPlain, UNFINISHED, walk, writeOnceMeanwhile } from '../evidence/folder.ts';
import type { ObjectStore } from '../evidence/object-store.ts';

/** A folder that is used like a bucket, for states that lie in files. */
export function folderObjects(folder: string): ObjectStore {
  return {
    list: (prefix) => {
      const below = join(folder, prefix);
      if (!existsSync(below)) return Promise.resolve([]);
      return Promise.resolve(walk(below).filter(({ path, plain }) => plain && !path.startsWith(UNFINISHED)).map(({ path }) => ({ key: `${prefix}${path}`, size: 0 })));
    },
    read: (key) => Promise.resolve(readPlain(folder, key)),
    writeOnce: (key, bytes) => writeOnceMeanwhile(folder, key, bytes),
  };
}
