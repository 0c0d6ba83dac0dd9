import type { Element, Root as Html } from 'hast';
import type { Nodes } from 'mdast';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

/**
 * Markdown as GitHub shows it in a comment: GitHub's dialect, line ends that break lines, and of HTML what GitHub lets through (the
 * default of rehype-sanitize is GitHub's list). What GitHub adds afterwards is left out: mentions, references, coloured code.
 */
export function commentHtml(markdown: string): string {
  return String(unified().use(remarkParse).use(remarkGfm).use(breaks).use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw).use(rehypeSanitize).use(alerts).use(colours).use(rehypeStringify).processSync(markdown));
}

function breaks() {
  return (tree: Nodes): void => splitLines(tree);
}

function splitLines(node: Nodes): void {
  if (!('children' in node)) return;
  node.children = node.children.flatMap((child): Nodes[] => {
    if (child.type !== 'text') return [child];
    return child.value.split('\n').flatMap((value, index): Nodes[] => [...(index === 0 ? [] : [{ type: 'break' } as const]), { type: 'text', value }]);
  }) as typeof node.children;
  node.children.forEach((child) => splitLines(child));
}

const KINDS = ['NOTE', 'TIP', 'IMPORTANT', 'WARNING', 'CAUTION'];

/** A quotation that begins with `[!CAUTION]` is a coloured box. */
function alerts() {
  return (tree: Html): void => {
    for (const node of elements(tree, 'blockquote')) {
      const first = elements(node, 'p')[0]?.children[0];
      const kind = first?.type === 'text' ? KINDS.find((name) => first.value.trim() === `[!${name}]`) : undefined;
      if (first?.type !== 'text' || kind === undefined) continue;
      const paragraph = elements(node, 'p')[0];
      // Its line is the box's kind, and is not shown.
      paragraph?.children.splice(0, paragraph.children[1]?.type === 'element' && paragraph.children[1].tagName === 'br' ? 2 : 1);
      const title: Element = { type: 'element', tagName: 'p', properties: { className: ['markdown-alert-title'] }, children: [{ type: 'text', value: kind.slice(0, 1) + kind.slice(1).toLowerCase() }] };
      const children = [title, ...node.children];
      Object.assign(node, { tagName: 'div', properties: { className: ['markdown-alert', `markdown-alert-${kind.toLowerCase()}`] }, children });
    }
  };
}

const CLASSES: Record<string, string> = { '+': 'added', '-': 'removed', '!': 'changed' };

function colours() {
  return (tree: Html): void => {
    for (const node of elements(tree, 'code')) {
      const classes = node.properties['className'];
      const text = node.children[0];
      if (!Array.isArray(classes) || !classes.includes('language-diff') || text?.type !== 'text') continue;
      node.children = text.value.replace(/\n$/, '').split('\n').map((line) => ({ type: 'element', tagName: 'span', properties: { className: [CLASSES[line.slice(0, 1)] ?? 'same'] }, children: line === '' ? [] : [{ type: 'text', value: line }] }));
    }
  };
}

function elements(node: Html | Element, tagName: string): Element[] {
  return node.children.flatMap((child) => (child.type === 'element' ? [...(child.tagName === tagName ? [child] : []), ...elements(child, tagName)] : []));
}
