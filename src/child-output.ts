import { closeSync, fstatSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';

const POLL_MS = 100;

/**
 * Where a child writes that must go on when we are killed: into files, because a program that writes to a pipe nobody reads is ended
 * by that. `path`: without the endings `.out` and `.err`.
 */
export class ChildOutput {
  readonly #path: string;
  readonly stdio: [number, number];
  readonly #open: number[];
  #reader: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #onLine: ((line: string) => void) | undefined;
  #partial = '';
  #read = 0;

  /** `onLine` hears of each complete line of standard output, a little later. */
  constructor(path: string, onLine?: (line: string) => void) {
    this.#path = path;
    // It may hold what the user's secrets are.
    this.stdio = [openSync(`${path}.out`, 'w', 0o600), openSync(`${path}.err`, 'w', 0o600)];
    this.#open = [...this.stdio];
    this.#onLine = onLine;
    if (onLine === undefined) return;
    this.#reader = openSync(`${path}.out`, 'r');
    this.#open.push(this.#reader);
    this.#timer = setInterval(() => this.#follow(), POLL_MS);
  }

  /** All that the child has written; the files are gone afterwards. */
  take(): { stdout: Buffer; stderr: Buffer } {
    if (this.#open.length === 0) return { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
    clearInterval(this.#timer);
    this.#follow();
    const [stdout, stderr] = [readFileSync(`${this.#path}.out`), readFileSync(`${this.#path}.err`)];
    this.drop();
    return { stdout, stderr };
  }

  /** Once is enough; again does nothing. */
  drop(): void {
    clearInterval(this.#timer);
    for (const descriptor of this.#open.splice(0)) closeSync(descriptor);
    this.#reader = undefined;
    for (const ending of ['.out', '.err']) rmSync(`${this.#path}${ending}`, { force: true });
  }

  #follow(): void {
    if (this.#reader === undefined) return;
    const bytes = Buffer.alloc(Math.max(0, fstatSync(this.#reader).size - this.#read));
    this.#read += readSync(this.#reader, bytes, 0, bytes.length, this.#read);
    const lines = (this.#partial + bytes.toString('utf8')).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#onLine?.(line);
  }
}
