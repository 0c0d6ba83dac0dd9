import { z } from 'zod';
import { isInside } from './inside.ts';
import type { DocumentKind } from './read-document.ts';

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
