import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIONS_FILE, actionsPage } from './actions/page.ts';
import { readActions } from './workflows/read.ts';

/** Writes the page about the actions anew. */
const root = join(import.meta.dirname, '..');
writeFileSync(join(root, ACTIONS_FILE), actionsPage(Object.fromEntries(readActions(root).map(({ file, text }) => [file, text]))));
