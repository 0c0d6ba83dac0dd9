import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, sha256 } from '../digest.ts';

/** What the engine and Cutover put into a stack's folder while they work; no part of the stack. */
export const NOT_THE_STACK = new Set(['.terraform', '.terraform.lock.hcl', '.terraform.tfstate.lock.info', 'errored.tfstate']);

/** SHA-256 over the relative names and bytes of all files below a folder, links by their target. */
export function directoryDigest(directory: string): string {
  return digestOf(listFiles(directory, '').map((name) => [name, contentDigest(join(directory, name))]));
}

export function contentDigest(path: string): string {
  return lstatSync(path).isSymbolicLink() ? sha256(`link to ${readlinkSync(path)}`) : sha256(readFileSync(path));
}

function listFiles(root: string, prefix: string): string[] {
  return readdirSync(join(root, prefix), { withFileTypes: true })
    .filter((entry) => !NOT_THE_STACK.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? listFiles(root, join(prefix, entry.name)) : [join(prefix, entry.name)]));
}
