import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder whose name has a blank and an apostrophe, as people's folders have: quoting that is wrong shows. */
export function aProjectFolder(): string {
  return mkdtempSync(join(tmpdir(), "a project's folder "));
}
