/** Control characters (terminal escapes among them), line and paragraph separators, and marks that show nothing or turn the direction of text. */
// oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Foreign text as one line that a terminal shows and does not obey. For Markdown: documents/markdown.ts. */
export function printable(text: string): string {
  return text.replace(/\s*\n\s*|\t/g, ' ').replace(UNPRINTABLE, '\u{fffd}');
}

/**
 * One line of foreign text, shown and not obeyed, also not by GitHub Actions, which takes `::name::` at the beginning of a
 * line of a log and `##[name]` anywhere in it for a command of the job's.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export function foreignLine(text: string): string {
  return printable(text).replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '# #[');
}
