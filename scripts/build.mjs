import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, renameSync, rmSync } from 'node:fs';

// `dist` is wiped first: a file whose source is gone must not be packed.
rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status === 0) {
  chmodSync('dist/src/main.js', 0o755);
  copyFileSync('setup/tools.json', 'dist/setup/tools.json');
  copyFileSync('src/components/place-preload.cjs', 'dist/src/components/place-preload.cjs');
  // What an app imports has types. Everything else is ours alone.
  renameSync('dist/types/src/controls.d.ts', 'dist/src/controls.d.ts');
  rmSync('dist/types', { recursive: true });
}
process.exit(status ?? 1);
