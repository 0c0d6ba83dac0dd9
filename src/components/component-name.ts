import { z } from 'zod';

/** Component names are folder names, record names and part of branch names: nothing that a path or a shell reads. */
export const componentNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'a component name: lower-case letters, digits and hyphens, beginning with a letter')
  // Names are looked up in plain objects, which have fields of their own.
  .refine((name) => !(name in {}), 'a name that no JavaScript object has of itself, as it has constructor');
