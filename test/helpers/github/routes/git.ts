import { addCommit, blobSha, commitsBetween, filesBetween, history, mergeBase, moveBranch, resolve, treeSha } from '../git.ts';
import { showCommit, showFile, showGitCommit } from '../render/git.ts';
import { page } from '../render/view.ts';
import { created, listed, noContent, notFound, ok, Refusal, text, type Call, type Routes } from '../route.ts';
import type { Commit } from '../state/git.ts';
import type { Repository } from '../state/repository.ts';

/** `heads/x` or `tags/x` → where it is kept, its name, and its sha. */
function reference(repository: Repository, ref: string): { kept: Record<string, string>; name: string; sha: string | undefined } {
  const [, kind, name = ''] = /^(?:refs\/)?(heads|tags)\/(.+)$/.exec(ref) ?? [];
  const kept = kind === 'heads' ? repository.branches : kind === 'tags' ? repository.tags : {};
  return { kept, name, sha: kept[name] };
}

const showReference = (call: Call, ref: string, sha: string): Record<string, unknown> => {
  const at = `${call.url}/repos/${call.repository.owner}/${call.repository.name}/git`;
  return { ref, node_id: 'REF', url: `${at}/${ref}`, object: { type: 'commit', sha, url: `${at}/commits/${sha}` } };
};

function known(repository: Repository, name: string): Commit {
  const commit = resolve(repository, name);
  if (commit === undefined) throw new Refusal(422, `No commit found for SHA: ${name}`);
  return commit;
}

/** The files of a tree, of a commit's tree, or of a branch's. */
function filesOf(repository: Repository, name: string): Record<string, string> | undefined {
  return repository.trees[name] ?? Object.values(repository.commits).find(({ files }) => treeSha(files) === name)?.files ?? resolve(repository, name)?.files;
}

const blobs = (files: Record<string, string>): unknown[] =>
  Object.entries(files).map(([path, content]) => ({ path, mode: '100644', type: 'blob', sha: blobSha(content), size: Buffer.byteLength(content), url: 'https://unmodelled.invalid/' }));

interface TreeEntry {
  path: string;
  sha?: string | null;
  content?: string;
}

function newTree(call: Call): unknown {
  const { base_tree, tree } = call.body as { base_tree?: string; tree: TreeEntry[] };
  const { repository } = call;
  const files = base_tree === undefined ? {} : { ...filesOf(repository, base_tree) };
  for (const { path, sha, content } of tree) {
    if (sha === null) delete files[path];
    else if (content !== undefined) files[path] = content;
    else {
      const blob = repository.blobs[sha ?? ''];
      if (blob === undefined) throw new Refusal(422, `tree.sha ${sha ?? ''} is not a valid blob`);
      files[path] = blob.encoding === 'base64' ? Buffer.from(blob.content, 'base64').toString() : blob.content;
    }
  }
  const sha = treeSha(files);
  repository.trees[sha] = files;
  return { sha, url: `${call.url}/git/trees/${sha}`, truncated: false, tree: blobs(files) };
}

function newCommit(call: Call): Commit {
  const { message, tree, parents = [] } = call.body as { message: string; tree: string; parents?: string[] };
  const files = filesOf(call.repository, tree);
  if (files === undefined) throw new Refusal(422, 'Tree SHA does not exist');
  const commit = addCommit(call.state, call.repository, parents, { message, author: call.token.login, verified: call.token.login.endsWith('[bot]') });
  commit.files = { ...files };
  return commit;
}

export const git: Routes = {
  'GET /repos/{owner}/{repo}/git/ref/{ref}': {
    accepts: 'contents=read',
    answer: (call) => {
      const { sha } = reference(call.repository, text(call, 'ref'));
      if (sha === undefined) throw notFound();
      return ok(showReference(call, `refs/${text(call, 'ref')}`, sha));
    },
  },

  'POST /repos/{owner}/{repo}/git/refs': {
    accepts: 'contents=write',
    answer: (call) => {
      const { ref, sha } = call.body as { ref: string; sha: string };
      const { kept, name, sha: before } = reference(call.repository, ref);
      if (!/^refs\/(heads|tags)\/./.test(ref)) throw new Refusal(422, 'Reference name must start with refs/heads/ or refs/tags/');
      if (before !== undefined) throw new Refusal(422, 'Reference already exists');
      if (call.repository.commits[sha] === undefined) throw new Refusal(422, 'Object does not exist');
      kept[name] = sha;
      return created(showReference(call, ref, sha));
    },
  },

  'PATCH /repos/{owner}/{repo}/git/refs/{ref}': {
    accepts: 'contents=write',
    answer: (call) => {
      const { sha, force = false } = call.body as { sha: string; force?: boolean };
      const { kept, name, sha: before } = reference(call.repository, text(call, 'ref'));
      if (before === undefined) throw new Refusal(422, 'Reference does not exist');
      if (call.repository.commits[sha] === undefined) throw new Refusal(422, 'Object does not exist');
      if (!force && !history(call.repository, sha).some((one) => one.sha === before)) throw new Refusal(422, 'Update is not a fast forward');
      if (kept === call.repository.branches) moveBranch(call.state, call.repository, name, sha);
      else kept[name] = sha;
      return ok(showReference(call, `refs/${text(call, 'ref')}`, sha));
    },
  },

  'DELETE /repos/{owner}/{repo}/git/refs/{ref}': {
    accepts: 'contents=write',
    answer: (call) => {
      const { kept, name, sha } = reference(call.repository, text(call, 'ref'));
      if (sha === undefined) throw new Refusal(422, 'Reference does not exist');
      delete kept[name];
      return noContent();
    },
  },

  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}': {
    accepts: 'contents=read',
    answer: (call) => {
      const commit = call.repository.commits[text(call, 'commit_sha')];
      if (commit === undefined) throw notFound();
      return ok({ ...showGitCommit(call, commit), html_url: page(call, `commit/${commit.sha}`) });
    },
  },

  'POST /repos/{owner}/{repo}/git/commits': {
    accepts: 'contents=write',
    answer: (call) => {
      const commit = newCommit(call);
      return created({ ...showGitCommit(call, commit), html_url: page(call, `commit/${commit.sha}`) });
    },
  },

  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': {
    accepts: 'contents=read',
    answer: (call) => {
      const files = filesOf(call.repository, text(call, 'tree_sha'));
      if (files === undefined) throw notFound();
      return ok({ sha: treeSha(files), url: `${call.url}/git/trees/${treeSha(files)}`, truncated: false, tree: blobs(files) });
    },
  },

  'POST /repos/{owner}/{repo}/git/trees': { accepts: 'contents=write', answer: (call) => created(newTree(call)) },

  'POST /repos/{owner}/{repo}/git/blobs': {
    accepts: 'contents=write',
    answer: (call) => {
      const { content, encoding = 'utf-8' } = call.body as { content: string; encoding?: 'utf-8' | 'base64' };
      const sha = blobSha(encoding === 'base64' ? Buffer.from(content, 'base64').toString() : content);
      call.repository.blobs[sha] = { content, encoding };
      return created({ sha, url: `${call.url}/git/blobs/${sha}` });
    },
  },

  'GET /repos/{owner}/{repo}/commits': {
    accepts: 'contents=read',
    answer: (call) => {
      const { sha, path } = call.query;
      const tip = resolve(call.repository, sha ?? call.repository.defaultBranch);
      if (tip === undefined) throw notFound();
      const touches = (one: Commit): boolean => path === undefined || filesBetween(call.repository.commits[one.parents[0] ?? '']?.files ?? {}, one.files).some((file) => file.path === path);
      return listed(history(call.repository, tip.sha).filter(touches).map((one) => showCommit(call, one)));
    },
  },

  'GET /repos/{owner}/{repo}/commits/{ref}': {
    accepts: 'contents=read',
    answer: (call) => ok(showCommit(call, known(call.repository, text(call, 'ref')))),
  },

  'GET /repos/{owner}/{repo}/compare/{basehead}': {
    accepts: 'contents=read',
    answer: (call) => {
      const { repository } = call;
      const [from, to] = text(call, 'basehead').split('...').map((name) => resolve(repository, name));
      if (from === undefined || to === undefined) throw notFound();
      const shared = mergeBase(repository, from.sha, to.sha);
      if (shared === undefined) throw new Refusal(404, `No common ancestor between ${from.sha} and ${to.sha}.`);
      const ahead = commitsBetween(repository, from.sha, to.sha);
      const behind = commitsBetween(repository, to.sha, from.sha).length;
      const status = ahead.length === 0 ? (behind === 0 ? 'identical' : 'behind') : behind === 0 ? 'ahead' : 'diverged';
      return ok({
        status, ahead_by: ahead.length, behind_by: behind, total_commits: ahead.length,
        base_commit: showCommit(call, from), merge_base_commit: showCommit(call, shared), commits: ahead.map((one) => showCommit(call, one)),
        files: filesBetween(shared.files, to.files).map((file) => showFile(call, file, to.sha)),
      });
    },
  },
};
