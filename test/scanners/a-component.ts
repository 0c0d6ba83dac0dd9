import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Component } from '../../src/components/component.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A component with the given files, path → text; an object is written as CDKTF writes it. `directory` may lie below them. */
export function aComponent(files: Record<string, string | object>, overrides: Partial<Component> & { at?: string } = {}): Component {
  const { at = '.', ...rest } = overrides;
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  const name = rest.name ?? 'storage';
  return { name, environment: 'test', stack: `${name}-test`, directory: join(folder, at), dependsOn: [], digest: '0'.repeat(64), ...rest };
}
