import { z } from 'zod';
import type { DocumentKind } from './read-document.ts';

/** Git's own folder, and what Cutover itself writes: none of it is a document. */
const NOT_THERE = ['.git', '.cutover', 'cutover-evidence'];

/** Whether a path, with slashes and relative to the project, cannot lead out of it. Links are another matter: see `readText`. */
export function isInside(path: string): boolean {
  const segments = path.replace(/\/$/, '').split('/');
  return !/[\\\p{Cc}]/u.test(path) && segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..') && !NOT_THERE.includes(segments[0] ?? '');
}

const documentPathSchema = z
  .string()
  .max(300)
  .refine((path) => isInside(path) && path.endsWith('.md'), 'a Markdown file inside the project, such as docs/guidelines.md');

/** `documents` of cutover.yaml: where each of the four lies, from the project. */
export const documentPathsSchema = z
  .strictObject({
    architecture: documentPathSchema.default('docs/infrastructure-architecture.md'),
    guidelines: documentPathSchema.default('docs/infrastructure-guidelines.md'),
    technologyStack: documentPathSchema.default('docs/technology-stack.md'),
    projectStructure: documentPathSchema.default('docs/project-structure.md'),
  })
  .prefault({});
export type DocumentPaths = z.infer<typeof documentPathsSchema>;

/** Field of `documents` → which document lies there. */
export const DOCUMENT_KINDS = { architecture: 'architecture', guidelines: 'guidelines', technologyStack: 'technology-stack', projectStructure: 'project-structure' } as const satisfies Record<keyof DocumentPaths, DocumentKind>;
export const DOCUMENT_FIELDS = Object.keys(DOCUMENT_KINDS) as (keyof DocumentPaths)[];
