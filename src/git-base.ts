import { Halt, UserError } from './errors.ts';
import { git, gitBytes, lines } from './git-command.ts';
import type { GitFacts } from './git.ts';

/** `root`, commit and path → what lies there. A commit never changes, so what was read once holds for as long as this runs. */
const blobs = new Map<string, Blob | undefined>();

interface Blob {
  mode: string;
  bytes: Buffer;
}

type Base = Pick<GitFacts, 'root' | 'prefix' | 'base'>;

const keyOf = ({ root, base }: Base, full: string): string => [root, base.commit, full].join('\0');

/** Reads files of the base together, so that `readFromBase` of each of them starts no git. Paths from the project. */
export function fetchFromBase(facts: Base, paths: string[]): void {
  const wanted = paths.map((path) => `${facts.prefix}${path}`).filter((full) => !blobs.has(keyOf(facts, full)));
  if (wanted.length === 0) return;
  const listed = git(facts.root, ['ls-tree', '-z', '--full-tree', facts.base.commit, '--', ...wanted]).split('\0');
  const entries = new Map(listed.flatMap((entry) => {
    const [, mode = '', type = '', id = '', full = ''] = /^(\d+) (\w+) ([0-9a-f]+)\t([^]*)$/.exec(entry) ?? [];
    return full === '' ? [] : [[full, { mode: type === 'blob' ? mode : type, id }] as const];
  }));
  const bytes = readBlobs(facts.root, [...entries.values()].filter(({ mode }) => /^\d+$/.test(mode)).map(({ id }) => id));
  for (const full of wanted) {
    const entry = entries.get(full);
    blobs.set(keyOf(facts, full), entry === undefined ? undefined : { mode: entry.mode, bytes: bytes.get(entry.id) ?? Buffer.alloc(0) });
  }
}

/** Id → bytes. The answer to each id is a line `<id> blob <size>`, the bytes, and a line end. https://git-scm.com/docs/git-cat-file */
export function readBlobs(root: string, ids: string[]): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  if (ids.length === 0) return found;
  const answer = gitBytes(root, ['cat-file', '--batch'], ids.map((id) => `${id}\n`).join(''));
  let at = 0;
  for (const id of ids) {
    const headEnd = answer.indexOf('\n', at);
    const size = Number(/^[0-9a-f]+ blob (\d+)$/.exec(answer.toString('latin1', at, headEnd))?.[1]);
    if (headEnd === -1 || Number.isNaN(size)) throw new UserError({ file: root, problem: 'git cannot read a file of the base', found: id, next: 'git fsck' });
    found.set(id, answer.subarray(headEnd + 1, headEnd + 1 + size));
    at = headEnd + 1 + size + 1;
  }
  return found;
}

/**
 * Text of a file on the base, `path` from the project; undefined when the base has none. Throws Halt when it is no plain
 * file or not UTF-8. The working tree is never looked at.
 */
export function readFromBase(facts: Base, path: string): string | undefined {
  const full = `${facts.prefix}${path}`;
  fetchFromBase(facts, [path]);
  const blob = blobs.get(keyOf(facts, full));
  if (blob === undefined) return undefined;
  if (blob.mode !== '100644' && blob.mode !== '100755') {
    throw new Halt({ file: full, problem: `on ${facts.base.ref} this is not a plain file`, next: 'put a plain file there, on the base branch' });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(blob.bytes);
  } catch {
    throw new Halt({ file: full, problem: `on ${facts.base.ref} the file is not valid UTF-8`, next: 'save it as UTF-8, on the base branch' });
  }
}

/** Where HEAD is now, and the facts with the base as its branch stands now: it may have moved since the run began. */
export function tipsNow<T extends Base>(facts: T): { head: string; facts: T } {
  const [head = '', commit = ''] = lines(git(facts.root, ['rev-parse', 'HEAD^{commit}', `${facts.base.ref}^{commit}`]));
  return { head, facts: { ...facts, base: { ref: facts.base.ref, commit } } };
}
