import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach } from '@jest/globals';
import { sha256 } from '../../src/digest.ts';
import { pythonPath } from '../helpers/python.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

export const platformKey = `${process.platform}-${process.arch}`;

/** Writes an executable shell script. */
export function program(path: string, body: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

export interface Machine {
  /** First on its PATH; programs are added here. */
  bin: string;
  cache: string;
  env: Record<string, string>;
}

/** A machine with an empty cache and nothing on PATH but what scripts need to run. */
export function aMachine(): Machine {
  const home = temporaryFolder();
  const [bin, base, cache] = [join(home, 'bin'), join(home, 'base'), join(home, 'cache')];
  for (const folder of [bin, base]) mkdirSync(folder);
  const needed = ['sh', 'cat', 'mkdir', 'cp', 'ln', 'rm', 'chmod', 'sleep', 'dirname', 'touch'];
  for (const name of needed) symlinkSync(execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(), join(base, name));
  return { bin, cache, env: { PATH: `${bin}:${base}`, HOME: home, CUTOVER_CACHE: cache } };
}

const servers: { close: () => void }[] = [];

afterEach(() => {
  for (const { close } of servers.splice(0)) close();
});

/** An HTTP server on a free loopback port until the end of the test; returns its address without a slash at the end. */
export async function aServer(handler: http.RequestListener, onConnect?: (request: http.IncomingMessage, socket: Socket) => void): Promise<string> {
  const server = http.createServer(handler);
  if (onConnect !== undefined) server.on('connect', onConnect);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** A zip archive with one executable file, as releases are. */
export function aZip(name: string, content: string): { bytes: Buffer; sha256: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), content);
  const pack = 'import sys, zipfile\nwith zipfile.ZipFile("a.zip", "w", zipfile.ZIP_DEFLATED) as z: z.writestr("LICENSE.txt", "words " * 99); z.write(sys.argv[1])';
  execFileSync(pythonPath(), ['-c', pack, name], { cwd: folder });
  const bytes = readFileSync(join(folder, 'a.zip'));
  return { bytes, sha256: sha256(bytes) };
}

/** Keeps what a task says. */
export function aTask(): { said: string[]; say: (message: string) => void; done: (detail?: string) => void; fail: (reason: string) => void } {
  const said: string[] = [];
  return { said, say: (message) => said.push(message), done: () => said.push('done'), fail: (reason) => said.push(`failed: ${reason}`) };
}
