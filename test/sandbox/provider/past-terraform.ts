import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { SandboxAccess } from '../../../sandbox/access.ts';
import { pythonPath } from '../../helpers/python.ts';

/** Who changes objects without Terraform: mutations.py, which says in its head what it can be asked. */
export class PastTerraform {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  #complaints = '';

  constructor(access: SandboxAccess) {
    this.#child = spawn(pythonPath(), ['-E', '-s', '-B', join(import.meta.dirname, 'mutations.py')], { env: access.env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdin.on('error', () => undefined); // It may have ended; what it said before tells why.
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#complaints += text));
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async ask<T>(request: { do: string; n?: number; world?: unknown }): Promise<T> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await this.#lines.next();
    if (line.done === true) throw new Error(this.#complaints || 'mutations.py ended');
    return JSON.parse(line.value) as T;
  }

  async end(): Promise<void> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, 'close');
  }
}
