import { z } from 'zod';
import { documentHead, sentence } from './demand.ts';
import { isInside } from './inside.ts';

const globSchema = z.string().max(300).refine(isInside, 'a path or pattern inside the project, with slashes, such as stacks/*.ts');
const pathDemandSchema = z.strictObject({ path: globSchema, why: sentence });

/** The front matter of the project structure guide. Paths are from the project's folder; patterns with `*`, `**` and `?`. */
export const projectStructureSchema = z.strictObject({
  document: z.literal('project-structure'),
  ...documentHead,
  /** Where stacks (or root modules), documents and changes live: each place must hold at least one file. */
  places: z.strictObject({ stacks: globSchema, documents: globSchema, changes: globSchema }),
  required: z.array(pathDemandSchema).default([]),
  forbidden: z.array(pathDemandSchema).default([]),
});
export type ProjectStructure = z.infer<typeof projectStructureSchema>;
