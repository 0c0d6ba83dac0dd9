#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from '../setup/cache.mjs';

/** Nobody reads any more: the window was closed, or the pipe's other end. */
const GONE = ['EIO', 'EPIPE'];

// That must not cut off a run in the middle of a change; a closed window also sends a signal, which ends it in good order.
for (const stream of [process.stdin, process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!GONE.includes(error.code ?? '')) throw error;
  });
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`cannot start: Node.js is too old\n  found:   ${process.versions.node}\n  allowed: 22.13 or newer\n  next:    install a newer Node.js, https://nodejs.org\n`);
  process.exit(2);
}
// In the user's own cache: whoever can write compiled code decides what runs, so no folder that is shared will do.
enableCompileCache(join(cacheFolder(process.env), 'compiled'));
// Only now: an older Node could fail while it loads.
const { runCli } = await import('./cli.ts');
process.exitCode = await runCli(process.argv.slice(2), { env: process.env, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr });
