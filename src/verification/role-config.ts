import { z } from 'zod';
import { componentNameSchema } from '../components/component-name.ts';
import { checkSchema, commandCheckSchema } from './check.ts';
import { PEOPLE, type Role } from './role-people.ts';

const needSchema = z.strictObject({ need: z.string().min(1), component: componentNameSchema, check: checkSchema });

/** Variables that steer programs, or give access: no output may become one of them. */
const STEERING = /^(PATH|HOME|TMPDIR|USER|SHELL|LANG|LC_.*|TZ|IFS|ENV|BASH_.*|NODE_.*|NPM_.*|PYTHON.*|LD_.*|DYLD_.*|GIT_.*|SSL_.*|AWS_.*|CUTOVER_.*|OUTPUT_.*|.*_PROXY)$/;

const variableSchema = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'capital letters, digits and underscores, such as UPLOADS_BUCKET')
  .refine((name) => !STEERING.test(name), { error: 'a name of the application\'s own: this one steers programs, gives access, or is Cutover\'s' });

/** `person`: without one, the name that BMAD has for the role. */
const head = (role: Role) => ({ person: z.string().min(1).default(PEOPLE[role]) });

const roleSchema = (role: Role) => z.strictObject({ ...head(role), needs: z.array(needSchema).default([]) });

const developerSchema = (role: Role) =>
  z
    .strictObject({
      ...head(role),
      needs: z.array(needSchema).default([]),
      /** What their application is told of test. */
      environment: z
        .strictObject({
          /** Whose outputs; of all without it. */
          components: z.array(componentNameSchema).min(1).optional(),
          /** Name of a variable → `<component>.<output>`, beside `OUTPUT_<COMPONENT>_<OUTPUT>`, which every output has. */
          variables: z.record(variableSchema, z.string().regex(/^[a-z0-9][a-z0-9-]*\.[^.\s][^\s]*$/, 'a component and its output, such as storage.bucket_name')).default({}),
        })
        .prefault({}),
      /** Commands of theirs, run against test in that environment. `CUTOVER_ENV_FILE` and `CUTOVER_CONNECTION_FILE` name its files. */
      commands: z.array(commandCheckSchema).default([]),
    })
    .refine(({ needs, commands }) => needs.length + commands.length > 0, { error: 'needs or commands: a developer who needs nothing is not named' });

/** Who needs what of the platform, role by role; one that is not named has declared nothing. */
export const rolesSchema = z
  .strictObject({
    'frontend-developer': developerSchema('frontend-developer').optional(),
    'backend-developer': developerSchema('backend-developer').optional(),
    'product-owner': roleSchema('product-owner').optional(),
    architect: roleSchema('architect').optional(),
  })
  .default({});
export type Roles = z.infer<typeof rolesSchema>;
