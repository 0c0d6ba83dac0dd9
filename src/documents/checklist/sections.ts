import type { Heading } from 'mdast';

/** The headings that a place in a document stands under. */
export interface SectionTracker {
  heading: (depth: Heading['depth'], text: string) => void;
  /** A rule across the page (`---`). */
  rule: () => void;
  path: () => string[];
}

const NUMBER = /^(\d+(?:\.\d+)*)[.)]?\s+/;

/**
 * Follows headings down a document. `titleDepth` 1 leaves the document's only first-level heading out of the paths.
 *
 * A rule followed by a heading without a number ends a numbered section: in `## 16. …`, `### 16.5 …`, `---`,
 * `### Prerequisites` the last one belongs to the document, though its depth says otherwise.
 */
export function trackSections(titleDepth: 0 | 1): SectionTracker {
  let open: { depth: number; text: string }[] = [];
  let afterRule = false;
  return {
    heading: (depth, text) => {
      const parents = open.filter((section) => section.depth < depth);
      const leavesNumbering = afterRule && !NUMBER.test(text);
      const firstNumbered = leavesNumbering ? parents.findIndex((section) => NUMBER.test(section.text)) : -1;
      open = depth <= titleDepth ? [] : [...(firstNumbered === -1 ? parents : parents.slice(0, firstNumbered)), { depth, text }];
      afterRule = false;
    },
    rule: () => {
      afterRule = true;
    },
    path: () => open.map((section) => section.text),
  };
}

/** `1.1 Access Management` → `access-management`; a heading of only a number or signs keeps what can be kept. */
export function slugOf(heading: string): string {
  const words = heading.replace(NUMBER, '');
  const slug = (text: string): string =>
    text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '');
  return slug(words) || slug(heading) || 'section';
}
