#!/usr/bin/env node
import { runCli } from './cli.ts';

/** Nobody reads any more: the window was closed, or the pipe's other end. */
const GONE = ['EIO', 'EPIPE'];

// That must not cut off a run in the middle of a change; a closed window also sends a signal, which ends it in good order.
for (const stream of [process.stdin, process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!GONE.includes(error.code ?? '')) throw error;
  });
}

process.exitCode = await runCli(process.argv.slice(2), { env: process.env, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr });
