import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { licences } from './licences.mjs';

/**
 * Makes `dist/`: the command line, what apps import, and the actions, bundled with all that they need into files that share what
 * they have in common. What a program has no use for at once stays in a file of its own, loaded when it is. `--package` leaves out
 * the actions, `--sizes` says how large the files are.
 */
const actions = process.argv.includes('--package') ? [] : readdirSync('actions').filter((name) => existsSync(join('actions', name, 'main.ts')));

const began = new Date();
// What is there is wiped first: a file whose source is gone must not be packed.
rmSync('dist', { recursive: true, force: true });
const types = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
const typed = new Promise((resolve) => types.on('close', resolve));

const bundle = await rolldown({
  input: { 'src/main': 'src/main.ts', 'src/controls': 'src/controls.ts', ...Object.fromEntries(actions.map((name) => [`actions/${name}/main`, `actions/${name}/main.ts`])) },
  platform: 'node',
  // The parser of HCL reads its program from the folder above its own.
  transform: { define: { __dirname: 'import.meta.dirname' } },
  // Only where Node has no such global, which every Node has that this runs on.
  external: ['performance'],
  onwarn: (warning) => {
    // autocannon's histograms look for Node's zlib that way, and take pako, which is bundled, where it is not found so.
    if (warning.code === 'EVAL' && warning.message.includes('hdr-histogram-js')) return;
    throw new Error(warning.message);
  },
});
const { output } = await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  // A third less to read before the first request. A stack of ours then says file and column, which the commit's sources tell.
  minify: true,
  plugins: [licences()],
});
await bundle.close();
chmodSync('dist/src/main.js', 0o755);
// Whoever asks whether a source has changed since compares with when the first was read.
for (const { fileName } of output) utimesSync(`dist/${fileName}`, began, began);
copyFileSync('node_modules/@cdktn/hcl2json/main.wasm.gz', 'dist/main.wasm.gz');
if ((await typed) !== 0) process.exit(1);
// What an app imports has types. Everything else is ours alone.
renameSync('dist/types/src/controls.d.ts', 'dist/src/controls.d.ts');
rmSync('dist/types', { recursive: true });
if (process.argv.includes('--sizes')) for (const file of output) process.stdout.write(`${file.fileName} ${String(file.type === 'chunk' ? file.code.length : file.source.length)}\n`);
