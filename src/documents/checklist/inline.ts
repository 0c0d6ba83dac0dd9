import type { Nodes, Paragraph, TableCell } from 'mdast';
import { UserError } from '../../errors.ts';

/** One line of inline content, as a reader sees it, and the comments that stand in it. */
export interface InlineLine {
  text: string;
  /** 1-based. */
  line: number;
  comments: string[];
}

/**
 * The lines of a paragraph or table cell: texts without their markup, split where the source or a `<br>` breaks the line.
 * Throws UserError for a check box written as HTML, which would otherwise be an item that nobody counts.
 */
export function linesOf(node: Paragraph | TableCell, file: string): InlineLine[] {
  const lines: InlineLine[] = [{ text: '', line: node.position?.start.line ?? 1, comments: [] }];
  const add = (text: string, startLine: number): void => {
    text.split(/\r\n|\r|\n/).forEach((part, index) => {
      if (index > 0) lines.push({ text: '', line: startLine + index, comments: [] });
      const last = lines.at(-1);
      if (last) last.text += part;
    });
  };
  const visit = (inner: Nodes): void => {
    const line = inner.position?.start.line ?? lines.at(-1)?.line ?? 1;
    if (inner.type === 'text' || inner.type === 'inlineCode') add(inner.value, line);
    else if (inner.type === 'break') add('\n', line);
    else if (inner.type === 'image') add(inner.alt ?? '', line);
    else if (inner.type === 'html') {
      refuseHtmlBox(inner.value, file, line);
      if (/^<br\s*\/?>$/i.test(inner.value)) lines.push({ text: '', line, comments: [] });
      else lines.at(-1)?.comments.push(...commentsIn(inner.value));
    } else if ('children' in inner) inner.children.forEach(visit);
  };
  node.children.forEach(visit);
  return lines;
}

export function commentsIn(html: string): string[] {
  return [...html.matchAll(/<!--([\s\S]*?)-->/g)].map((match) => (match[1] ?? '').trim());
}

export function refuseHtmlBox(html: string, file: string, line: number): void {
  const visible = html.replace(/<!--[\s\S]*?(?:-->|$)/g, '');
  if (/<input\b[^>]*checkbox/i.test(visible)) throw new UserError({ file, line, problem: 'a check box in HTML is not read', allowed: 'Markdown task lists (- [ ] text)', next: 'write the item as a task list item' });
}
