import { execFileSync } from 'node:child_process';
import { moveBranch } from './git.ts';
import type { Commit } from './state/git.ts';
import type { Repository } from './state/repository.ts';
import type { State } from './state/state.ts';

/** The account of an address: `olga@example.com` → `olga`; null where GitHub knows none. */
export type LoginOf = (address: string) => string | null;

const byLocalPart: LoginOf = (address) => /^(\w+)@example\.com$/.exec(address)?.[1] ?? null;

/** Brings the commits and branches of a real repository in `folder` to the fake, byte for byte, as a push of everything does. */
export function push(state: State, repository: Repository, folder: string, loginOf: LoginOf = byLocalPart): void {
  const git = (args: string[], input?: string): Buffer => execFileSync('git', args, { cwd: folder, env: { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }, maxBuffer: 1 << 28, ...(input === undefined ? {} : { input }) });
  const log = git(['log', '--all', '--format=%H%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x1e']).toString().split('\x1e\n');
  const trees = new Map<string, Map<string, string>>();
  const commits = log.flatMap((entry): Commit[] => {
    const [sha = '', parents = '', author = '', address = '', date = '', committer = '', committerAddress = '', committed = '', message = ''] = entry.split('\0');
    if (sha === '' || repository.commits[sha] !== undefined) return [];
    trees.set(sha, pathsOf(git(['ls-tree', '-r', '-z', sha]).toString()));
    return [{
      sha, message: message.trim(), parents: parents.split(' ').filter((parent) => parent !== ''), files: {}, verified: false,
      author: { name: author, email: address, date }, authorLogin: loginOf(address),
      committer: { name: committer, email: committerAddress, date: committed }, committerLogin: loginOf(committerAddress),
    }];
  });
  const blobs = read(git, new Set([...trees.values()].flatMap((paths) => [...paths.values()])));
  for (const commit of commits) {
    commit.files = Object.fromEntries([...(trees.get(commit.sha) ?? [])].map(([path, blob]) => [path, blobs.get(blob) ?? '']));
    repository.commits[commit.sha] = commit;
  }
  for (const line of git(['for-each-ref', '--format=%(refname:lstrip=2) %(objectname)', 'refs/heads']).toString().trim().split('\n')) {
    const [name = '', sha = ''] = line.split(' ');
    moveBranch(state, repository, name, sha);
  }
}

/** Path → blob, of what `ls-tree -z` says; links and submodules are left out. */
const pathsOf = (listing: string): Map<string, string> =>
  new Map([...listing.matchAll(/100\d{3} blob ([0-9a-f]+)\t([^\0]+)\0/g)].map(([, blob = '', path = '']) => [path, blob]));

/** The contents of blobs, by one process. */
function read(git: (args: string[], input?: string) => Buffer, wanted: Set<string>): Map<string, string> {
  const contents = new Map<string, string>();
  if (wanted.size === 0) return contents;
  const all = git(['cat-file', '--batch'], `${[...wanted].join('\n')}\n`);
  for (let at = 0; at < all.length; ) {
    const end = all.indexOf('\n', at);
    const [sha = '', , size = '0'] = all.subarray(at, end).toString().split(' ');
    contents.set(sha, all.subarray(end + 1, end + 1 + Number(size)).toString());
    at = end + 1 + Number(size) + 1;
  }
  return contents;
}
