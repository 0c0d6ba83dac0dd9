import { treeSha, type FileChange } from '../git.ts';
import type { Commit, Person } from '../state/git.ts';
import { api, nodeId, page, showUser, type View } from './view.ts';

const count = (content: string): number => (content === '' ? 0 : content.replace(/\n$/, '').split('\n').length);

/** Lines that were added and taken away, when every line of a changed file counts as replaced. */
export const lines = (files: FileChange[]): { additions: number; deletions: number } => ({
  additions: files.reduce((sum, { after }) => sum + count(after), 0),
  deletions: files.reduce((sum, { before }) => sum + count(before), 0),
});

/** One changed file. Every line counts as replaced: the fake makes no line diff, so there is no `patch`, as GitHub has none for large files. */
export const showFile = (view: View, file: FileChange, ref: string): Record<string, unknown> => {
  const { additions, deletions } = lines([file]);
  const at = `${ref}/${file.path}`;
  return {
    sha: file.sha, filename: file.path, status: file.status, additions, deletions, changes: additions + deletions,
    blob_url: page(view, `blob/${at}`), raw_url: page(view, `raw/${at}`), contents_url: `${api(view)}/contents/${file.path}?ref=${ref}`,
  };
};

const gitUser = ({ name, email, date }: Person): Record<string, unknown> => ({ name, email, date });

export const verification = ({ verified }: Commit): Record<string, unknown> => ({ verified, reason: verified ? 'valid' : 'unsigned', payload: null, signature: null, verified_at: null });

/** As `/commits` shows it. */
export const showCommit = (view: View, shown: Commit): Record<string, unknown> => ({
  sha: shown.sha,
  node_id: nodeId('Commit', 1),
  url: `${api(view)}/commits/${shown.sha}`,
  html_url: page(view, `commit/${shown.sha}`),
  author: shown.authorLogin === null ? null : showUser(view, shown.authorLogin),
  committer: shown.committerLogin === null ? null : showUser(view, shown.committerLogin),
  parents: shown.parents.map((sha) => ({ sha, url: `${api(view)}/commits/${sha}`, html_url: page(view, `commit/${sha}`) })),
  commit: {
    message: shown.message,
    author: gitUser(shown.author),
    committer: gitUser(shown.committer),
    tree: { sha: treeSha(shown.files), url: `${api(view)}/git/trees/${treeSha(shown.files)}` },
    verification: verification(shown),
  },
});

/** As `/git/commits` shows it. */
export const showGitCommit = (view: View, shown: Commit): Record<string, unknown> => ({
  sha: shown.sha,
  url: `${api(view)}/git/commits/${shown.sha}`,
  message: shown.message,
  author: gitUser(shown.author),
  committer: gitUser(shown.committer),
  tree: { sha: treeSha(shown.files), url: `${api(view)}/git/trees/${treeSha(shown.files)}` },
  parents: shown.parents.map((sha) => ({ sha, url: `${api(view)}/git/commits/${sha}`, html_url: page(view, `commit/${sha}`) })),
  verification: verification(shown),
});
