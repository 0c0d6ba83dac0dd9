import type { Answer } from './route.ts';

/**
 * The page that was asked for, with GitHub's `Link` header; `per_page` counts only below `size`. The links name the repository by its id,
 * as GitHub's do: who puts pages together by counting up a path of their own does not follow them.
 */
export function paged({ list, ...rest }: Answer, asked: URL, size: number, repositoryId?: number): Answer {
  if (list === undefined) return rest;
  const wanted = Number(asked.searchParams.get('per_page') ?? 30);
  const length = Math.max(1, Math.min(wanted, size));
  const page = Math.max(1, Number(asked.searchParams.get('page') ?? 1));
  const last = Math.max(1, Math.ceil(list.items.length / length));
  const items = list.items.slice((page - 1) * length, page * length);
  const link = (to: number, rel: string): string => {
    const url = new URL(asked);
    if (repositoryId !== undefined) url.pathname = url.pathname.replace(/^\/repos\/[^/]+\/[^/]+/, `/repositories/${repositoryId}`);
    url.searchParams.set('page', String(to));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return {
    ...rest,
    body: list.key === undefined ? items : { total_count: list.items.length, [list.key]: items },
    headers: { ...rest.headers, ...(links.length === 0 ? {} : { link: links.join(', ') }) },
  };
}
