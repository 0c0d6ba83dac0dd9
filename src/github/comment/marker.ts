/** Which run wrote a comment, for the next one to know it by, and to know what is newer. */
export interface Marker {
  /** A repository may hold several projects, and each has a comment of its own. */
  project: string;
  head: string;
  run: { number: number; attempt: number };
}

/** Invisible, and the first line of the comment. */
export function markerText({ project, head, run }: Marker): string {
  return `<!-- cutover-check project=${encodeURIComponent(project).replaceAll('-', '%2D')} head=${head} run=${run.number}.${run.attempt} -->`;
}

/** Undefined where the comment does not begin with a marker of this project. */
export function readMarker(body: string, project: string): Marker | undefined {
  const [, named = '', head = '', number = '', attempt = ''] = /^<!-- cutover-check project=(\S+) head=([0-9a-f]*) run=(\d{1,15})\.(\d{1,15}) -->(?:\r?\n|$)/.exec(body) ?? [];
  if (named === '' || safelyDecoded(named) !== project) return undefined;
  return { project, head, run: { number: Number(number), attempt: Number(attempt) } };
}

function safelyDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Negative where `a` is of the older run. A re-run has the number of the run that it repeats, and a later attempt. */
export function compareRuns(a: Marker['run'], b: Marker['run']): number {
  return a.number - b.number || a.attempt - b.attempt;
}
