'use strict';

/*
 * Loaded into every Node process of a CDKTF app's command, before the app (src/components/construct-places.ts says how). It notes
 * on which line each construct is made, and changes nothing: what goes wrong in here goes unnoticed, and places are then unknown.
 *
 * Every construct's constructor marks itself with a trait, `this[Symbol.for('@aws-cdk/core.DependableTrait')] = …`, whichever copy
 * of `constructs` it is from, loaded as ECMAScript or CommonJS, from a folder, an archive or a bundle. A setter where that
 * assignment looks for one sees them all, and leaves the property behind as the assignment would.
 *
 * It is CommonJS for `--require`: with `--import` Node would load the app itself as an ECMAScript module, past ts-node and the like.
 */

/* oxlint-disable typescript/no-require-imports -- it is CommonJS */

const folder = process.env['CUTOVER_PLACES'];
const root = process.env['CUTOVER_PLACES_ROOT'];
const TRAIT = Symbol.for('@aws-cdk/core.DependableTrait');
/** Deeper than classes inherit from each other. */
const FRAMES = 50;
/** More than any app makes; what comes after has no place. */
const MOST = 200_000;

/** @type {Map<string, { file: string, line: number, column: number }>} */
const places = new Map();

/** @param {unknown} construct */
function note(construct) {
  if (places.size >= MOST || construct === null || typeof construct !== 'object' || !('node' in construct)) return;
  const { node } = construct;
  const path = node !== null && typeof node === 'object' && 'path' in node ? node.path : undefined;
  if (typeof path !== 'string' || path === '') return;
  const place = caller();
  if (place === undefined) return;
  if (places.size === 0) process.once('exit', write);
  places.set(path, place);
}

/** The first frame that is the project's own code, as the runtime shows it: with source maps where it has them. */
function caller() {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  let stack;
  try {
    stack = new Error().stack;
  } finally {
    Error.stackTraceLimit = limit;
  }
  for (const frame of typeof stack === 'string' ? stack.split('\n') : []) {
    const [, where = '', line, column] = /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:[\\/]).*):(\d+):(\d+)\)?$/.exec(frame) ?? [];
    if (where === '' || /node_modules|site-packages/.test(where)) continue;
    const file = where.startsWith('file:') ? require('node:url').fileURLToPath(where) : where;
    if (file !== __filename && isInside(file)) return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** @param {string} file */
function isInside(file) {
  return root !== undefined && /^[\\/]/.test(file.slice(root.length)) && file.startsWith(root);
}

function write() {
  try {
    const fs = require('node:fs');
    fs.mkdirSync(String(folder), { recursive: true });
    // Several processes may make constructs, and process ids come again.
    const name = `${process.pid}-${Math.random().toString(36).slice(2)}.json`;
    fs.writeFileSync(require('node:path').join(String(folder), name), JSON.stringify(Object.fromEntries(places)));
  } catch {
    // Places are then unknown.
  }
}

if (folder && root) {
  try {
    Object.defineProperty(Object.prototype, TRAIT, {
      configurable: true,
      /** @this {object} @param {unknown} trait */
      set(trait) {
        try {
          note(this);
        } catch {
          // The place of this one is then unknown.
        }
        Object.defineProperty(this, TRAIT, { value: trait, configurable: true, enumerable: true, writable: true });
      },
    });
  } catch {
    // Places are then unknown.
  }
}
