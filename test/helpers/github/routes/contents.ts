import { blobSha, commitTo, resolve } from '../git.ts';
import { showGitCommit } from '../render/git.ts';
import { page } from '../render/view.ts';
import { notFound, ok, Refusal, text, type Answer, type Call, type Routes } from '../route.ts';
import type { Commit } from '../state/git.ts';

interface Write {
  message: string;
  content?: string;
  sha?: string;
  branch?: string;
  author?: { name: string; email: string };
}

function at(call: Call): Commit {
  const ref = call.query.ref;
  const commit = resolve(call.repository, ref ?? call.repository.defaultBranch);
  if (commit === undefined) throw new Refusal(404, `No commit found for the ref ${ref ?? call.repository.defaultBranch}`);
  return commit;
}

function entry(call: Call, type: 'file' | 'dir', path: string, content: string, ref: string): Record<string, unknown> {
  const url = `${call.url}/repos/${call.repository.owner}/${call.repository.name}/contents/${path}?ref=${ref}`;
  const html = page(call, `${type === 'file' ? 'blob' : 'tree'}/${ref}/${path}`);
  return {
    type, name: path.split('/').at(-1), path, sha: blobSha(content), size: type === 'file' ? Buffer.byteLength(content) : 0, url, html_url: html, git_url: url,
    download_url: type === 'file' ? html.replace('/blob/', '/raw/') : null, _links: { self: url, git: url, html },
  };
}

function read(call: Call): Answer {
  const commit = at(call);
  const path = text(call, 'path').replace(/^\/|\/$/g, '');
  const ref = call.query.ref ?? call.repository.defaultBranch;
  const content = commit.files[path];
  if (content !== undefined) {
    if (/\.raw\b/.test(call.accept)) return { status: 200, raw: { type: 'application/vnd.github.raw+json; charset=utf-8', content } };
    return ok({ ...entry(call, 'file', path, content, ref), encoding: 'base64', content: Buffer.from(content).toString('base64').replace(/(.{60})/g, '$1\n') });
  }
  const inside = Object.keys(commit.files).filter((one) => path === '' || one.startsWith(`${path}/`));
  if (inside.length === 0) throw notFound();
  const prefix = path === '' ? '' : `${path}/`;
  const names = [...new Set(inside.map((one) => one.slice(prefix.length).split('/')[0] ?? ''))];
  return ok(names.map((name) => entry(call, commit.files[prefix + name] === undefined ? 'dir' : 'file', prefix + name, commit.files[prefix + name] ?? '', ref)));
}

function write(call: Call, content: string | null): Answer {
  const { repository, state, token } = call;
  const { message, sha, branch = repository.defaultBranch, author } = { ...call.query, ...(call.body as Write | undefined) } as Write;
  const path = text(call, 'path');
  const tip = repository.commits[repository.branches[branch] ?? ''];
  if (tip === undefined) throw new Refusal(404, `Branch ${branch} not found`);
  if ((repository.rules[branch] ?? []).some(({ type }) => type === 'pull_request') || repository.protection[branch] !== undefined)
    throw new Refusal(409, `Repository rule violations found\n\nChanges must be made through a pull request.\n\n`);
  const old = tip.files[path];
  if (old === undefined && content === null) throw notFound();
  if (old !== undefined && sha === undefined) throw new Refusal(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  if (old !== undefined && sha !== blobSha(old)) throw new Refusal(409, `${path} does not match ${sha}`);
  const commit = commitTo(state, repository, branch, { message, files: { [path]: content }, author: token.login, verified: token.login.endsWith('[bot]') });
  if (author !== undefined) commit.author = { ...commit.author, ...author };
  return {
    status: old === undefined ? 201 : 200,
    body: { content: content === null ? null : entry(call, 'file', path, content, branch), commit: { ...showGitCommit(call, commit), html_url: page(call, `commit/${commit.sha}`) } },
  };
}

export const contents: Routes = {
  'GET /repos/{owner}/{repo}/contents/{path}': { accepts: 'contents=read', answer: read },
  'PUT /repos/{owner}/{repo}/contents/{path}': { accepts: 'contents=write', answer: (call) => write(call, Buffer.from((call.body as Write).content ?? '', 'base64').toString()) },
  'DELETE /repos/{owner}/{repo}/contents/{path}': { accepts: 'contents=write', answer: (call) => write(call, null) },
};
