/** Git's own folder, and what Cutover itself writes: none of it is a document. */
const NOT_THERE = ['.git', '.cutover', 'cutover-evidence'];

/** Whether a path, with slashes and relative to the project, cannot lead out of it. Links are another matter: see `readText`. */
export function isInside(path: string): boolean {
  const segments = path.replace(/\/$/, '').split('/');
  return !/[\\\p{Cc}]/u.test(path) && segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..') && !NOT_THERE.includes(segments[0] ?? '');
}

/** Whether one of these paths is a folder above `path`. */
export function liesBelow(path: string, folders: Set<string>): boolean {
  return path.split('/').some((_, depth, segments) => depth > 0 && folders.has(segments.slice(0, depth).join('/')));
}
