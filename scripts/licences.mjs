import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../setup/json.mjs';

/**
 * A rolldown plugin: writes the licences of all packages that went into the bundle beside it, as most of them ask for.
 * @returns {import('rolldown').Plugin}
 */
export function licences() {
  return {
    name: 'licences',
    generateBundle(_options, output) {
      const modules = Object.values(output).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
      const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
      /** @type {Map<string, string[]>} */
      const holders = new Map();
      for (const folder of [...folders].sort()) {
        const { holder, text } = licenceOf(folder);
        holders.set(text, [...(holders.get(text) ?? []), holder]);
      }
      const parts = [...holders].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
      this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: parts.join(`\n${'-'.repeat(80)}\n\n`) });
    },
  };
}

/** @param {string} id path of a module */
function packageFolder(id) {
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
}

/** @param {string} folder */
function licenceOf(folder) {
  const { name, version, license, repository } = /** @type {{ name: string, version: string, license?: string, repository?: string | { url: string } }} */ (parseJson(readFileSync(join(folder, 'package.json'), 'utf8')));
  /** @type {string[]} */
  const files = readdirSync(folder);
  const file = files.find((entry) => /^licen[cs]e/i.test(entry));
  const from = typeof repository === 'string' ? repository : repository?.url;
  return {
    holder: `${name} ${version} (${license ?? 'see below'})${from === undefined ? '' : ` ${from}`}`,
    text: file === undefined ? 'The package holds no text of its licence.' : readFileSync(join(folder, file), 'utf8').trim(),
  };
}
