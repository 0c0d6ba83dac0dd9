import type { Place } from '../../claims/claim.ts';
import { isInside } from '../../documents/inside.ts';
import { code, link } from '../../documents/markdown.ts';

/** What addresses on GitHub are made of. All of it is GitHub's own, none of it a reader's. */
export interface Links {
  /** `https://github.com` */
  serverUrl: string;
  repository: { owner: string; name: string };
  /** The commit that was looked at; empty where there is none. */
  head: string;
  /** The project's folder in the repository, with a slash at its end; empty when they are the same. */
  prefix: string;
  run: { id: number; attempt: number };
}

export function runUrl({ serverUrl, repository, run }: Links): string {
  return `${repositoryUrl({ serverUrl, repository })}/actions/runs/${run.id}/attempts/${run.attempt}`;
}

export function commitUrl(links: Links): string {
  return `${repositoryUrl(links)}/commit/${links.head}`;
}

/** `stacks/storage.ts:12` as a link to that line at the commit that was looked at. */
export function placeLink({ head, prefix, ...links }: Links, { file, line }: { file: string; line?: number }): string {
  const label = code(line === undefined ? file : `${file}:${line}`);
  // A browser would follow dots out of the repository.
  if (head === '' || !isInside(`${prefix}${file}`)) return label;
  const path = `${prefix}${file}`.split('/').map(encodeURIComponent).join('/');
  return link(label, `${repositoryUrl(links)}/blob/${head}/${path}${line === undefined ? '' : `#L${line}`}`);
}

/** Of a document, where the base's is meant: it is no file of this commit. */
export function sourceOf(links: Links, place: Place): string {
  return place.file.includes(' on ') ? code(`${place.file}:${place.line}`) : placeLink(links, place);
}

function repositoryUrl({ serverUrl, repository: { owner, name } }: Pick<Links, 'serverUrl' | 'repository'>): string {
  return `${serverUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}
