import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJson } from './json.mjs';

/**
 * @typedef {{ url: string, sha256: string }} Release
 * @typedef {{ minimum: string, module: string, sum: string, package: string, ldflags: string }} GoPin
 * @typedef {{ title: string, byHand: string, minimum: string, version: string, sumsFrom?: string, releases: Record<string, Release>, go?: GoPin, wheel?: string[] }} ToolPin
 *   `wheel`: the hashes of its Python wheels, `sha256:…`
 * @typedef {{ minimum: string, below: string, requirements: string, uv: { version: string, hashes: string[] } }} PythonPin
 * @typedef {'terraform' | 'tofu' | 'tfsec' | 'act' | 'actionlint' | 'zizmor'} BinaryName
 * @typedef {{ python: PythonPin } & Record<BinaryName, ToolPin>} Pins
 */

/** The versions, addresses and checksums of `tools.json`, the one file that holds them; found from the package, since this file may be bundled. @returns {Pins} */
export function readPins() {
  return /** @type {Pins} */ (parseJson(readFileSync(join(packageRoot(), 'setup', 'tools.json'), 'utf8')));
}

/** The folder of the package `cutover`: the checkout, or where a package manager unpacked the tarball. */
export function packageRoot() {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { name } = /** @type {{ name?: unknown }} */ (parseJson(readFileSync(manifest, 'utf8')));
      if (name === 'cutover') return folder;
    }
    if (folder === dirname(folder)) throw new Error(`no package.json of cutover above ${fileURLToPath(import.meta.url)}`);
  }
}

/** The command that installs what is missing: the packed tarball holds no `run.mjs` of its own outside `dist`. @param {string} [root] */
export function installCommand(root = packageRoot()) {
  return existsSync(join(root, 'package-lock.json')) && existsSync(join(root, 'setup', 'run.mjs'))
    ? '`node setup/run.mjs --only-install` (`npm run demo` and `npm test` do it too)'
    : '`npx cutover setup`';
}
