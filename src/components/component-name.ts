import { z } from 'zod';

/** Component names are folder names, record names and part of branch names: nothing that a path or a shell reads. */
export const componentNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'a component name: lower-case letters, digits and hyphens, beginning with a letter');
