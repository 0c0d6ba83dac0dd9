import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from './json-schemas.ts';

/** Writes `schemas/` anew; a schema whose source is gone goes too. */
const folder = join(import.meta.dirname, '..', 'schemas');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [file, text] of Object.entries(jsonSchemas())) writeFileSync(join(folder, file), text);
