/** A heading of a Markdown text, and what stands under it down to the next one. */
export interface Section {
  /** Empty for what stands before the first heading. */
  title: string;
  /** 1 to 6; 0 before the first heading. */
  level: number;
  /** 1-based. */
  line: number;
  /** Without comments. */
  text: string;
}

/**
 * The sections of a Markdown text whose first line is `firstLine` of its file. Only headings are looked for: a whole parser
 * costs 0.1 s for one document, at each step.
 */
export function sectionsOf(markdown: string, firstLine: number): Section[] {
  const sections: Section[] = [{ title: '', level: 0, line: firstLine, text: '' }];
  let fence: string | undefined;
  let before = '';
  for (const [index, line] of withoutComments(markdown).split(/\r\n|\r|\n/).entries()) {
    const open: Section | undefined = sections.at(-1);
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    const heading = fence === undefined ? /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line) : null;
    // Under an item, a quotation or a row of a table the same line is a rule.
    const underline = fence === undefined && /^ {0,3}(?![-*+>|]|\d+[.)]\s)\S/.test(before) ? /^ {0,3}(=+|-+)[ \t]*$/.exec(line)?.[1] : undefined;
    if (heading !== null) {
      sections.push({ title: heading[2] ?? '', level: heading[1]?.length ?? 1, line: index + firstLine, text: '' });
    } else if (underline !== undefined && open !== undefined) {
      open.text = open.text.slice(0, -before.length - 1);
      sections.push({ title: before.trim(), level: underline.startsWith('=') ? 1 : 2, line: index + firstLine - 1, text: '' });
    } else if (open !== undefined) {
      open.text += `${line}\n`;
    }
    if (mark !== undefined) fence = fence === undefined ? mark : line.trim().startsWith(fence) ? undefined : fence;
    before = heading === null && underline === undefined && mark === undefined ? line : '';
  }
  return sections;
}

/** Comments go, their line ends stay. One that has no end hides the rest, as it does for a reader. */
function withoutComments(markdown: string): string {
  let text = '';
  for (let at = 0; at < markdown.length; ) {
    const start = markdown.indexOf('<!--', at);
    if (start === -1) return text + markdown.slice(at);
    const end = markdown.indexOf('-->', start + 4);
    const comment = markdown.slice(start, end === -1 ? undefined : end + 3);
    text += markdown.slice(at, start) + comment.replace(/[^\r\n]/g, '');
    at = start + comment.length;
  }
  return text;
}
