import { z } from 'zod';
import { approvalPolicySchema } from './change/approval-policy.ts';
import { componentNameSchema } from './components/component-name.ts';
import { demandIdSchema } from './documents/demand.ts';
import { documentPathsSchema } from './documents/document-paths.ts';
import { isInside } from './documents/inside.ts';
import { parseYaml } from './documents/yaml.ts';
import { SIGSTORE_CHOICES } from './evidence/keyless.ts';
import { CONFIG_FILE } from './find-project.ts';
import { SEVERITY_WORDS } from './scanners/severity.ts';
import { checkSchema, requirementCheckSchema } from './verification/check.ts';
import { rolesSchema } from './verification/role-config.ts';

/** https://age-encryption.org */
export const planRecipientSchema = z.string().regex(/^age1[0-9a-z]{58,3000}$/, 'a recipient of age, age1…');

const environmentSchema = z.strictObject({
  /** Stack name → component: `{component}-test`. CDKTF only. */
  stacks: z.string().includes('{component}', { error: 'a pattern that holds {component}, such as {component}-test' }).default('{component}'),
  /** Environment variables for the app command of synth. */
  env: z.record(z.string(), z.string()).default({}),
  /** CDKTF context, merged over that of `cdktf.json`. */
  context: z.record(z.string(), z.json()).default({}),
  /** Terraform variables. No secrets: this file is committed. */
  variables: z.record(z.string(), z.json()).default({}),
  /** Settings of a partial backend block; `{component}` is replaced. */
  backend: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).default({}),
  /** Named profile of the AWS configuration for this environment; without it the shell's credentials are used, for one of the two (sharedCredentials). */
  awsProfile: z.string().min(1).optional(),
  /** Saved plans are encrypted to it before they leave the machine that made them; read from the base. */
  planRecipient: planRecipientSchema.optional(),
  /** Twelve digits. The sandbox must have this account; in the cloud it is the provider's `allowed_account_ids` that holds. */
  account: z.string().regex(/^\d{12}$/, 'twelve digits in quotes').optional(),
  /** Findings of this severity and worse stop the change unless a waiver covers them; lesser ones are told. Without it, all stop. Read from the base. */
  failOnFindings: z.enum(SEVERITY_WORDS).optional(),
});

/** Everything in it is read, copied and run as the project's own. */
const folderSchema = z.string().refine((path) => path === '.' || isInside(path), 'a folder inside the project, such as . or infra/network');

const hclComponentSchema = z.strictObject({
  path: folderSchema,
  dependsOn: z.array(componentNameSchema).default([]),
});

export const configSchema = z
  .strictObject({
    version: z.literal(1),
    name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens'),
    /** A CDKTF or cdktn app: the folder that holds its `cdktf.json`. */
    app: z.strictObject({ cdktf: folderSchema }).optional(),
    /** HCL root modules. */
    components: z.record(componentNameSchema, hclComponentSchema).optional(),
    engine: z.enum(['terraform', 'tofu']).default('terraform'),
    environments: z.strictObject({ test: environmentSchema.prefault({}), production: environmentSchema.prefault({}) }),
    /** Logical groups for yolo mode, in order; a component in none is a group of its own. */
    groups: z.record(z.string(), z.array(componentNameSchema).min(1)).default({}),
    /**
     * That test and production may be reached with the same AWS credentials, or be one account: the stacks go to another account for each by themselves,
     * or it is meant. Read from the base.
     */
    sharedCredentials: z.boolean().default(false),
    /** Functional checks per component. */
    checks: z.record(componentNameSchema, z.array(checkSchema)).default({}),
    /** Where the four documents lie. */
    documents: documentPathsSchema,
    /** Id of a requirement of the architecture → the check that shows it, in test; with `load`, what is measured is held to the target. */
    requirements: z.record(demandIdSchema, requirementCheckSchema, { error: 'the id of a requirement of the architecture, and the check that shows it' }).default({}),
    roles: rolesSchema,
    checklist: z.strictObject({ file: z.string().default('infrastructure-checklist.md'), mandatory: z.array(z.string()).default([]) }).prefault({}),
    /** Who must approve what, and when production may be changed. Read from the base. */
    approval: approvalPolicySchema.prefault({}),
    /** Which Sigstore instance signs the evidence of jobs on GitHub; `auto`: the public one for public repositories, none for others. People sign with their keys. */
    evidence: z.strictObject({
      sigstore: z.enum(SIGSTORE_CHOICES).default('auto'),
      /** Files whose keys and jobs sign evidence that is believed, as for `cutover verify --trust`: approvers, public keys, trust files. Read from the base, as the files are. Without it evidence of other changes is only compared with itself. */
      trust: z.array(z.string().refine(isInside, 'a path inside the project')).min(1).optional(),
    }).prefault({}),
    /** Whether `rehearse` takes each component that changes back to what production has, and forward again. Read from the base. */
    rehearseRollback: z.boolean().default(true),
    /** How long a rehearsal may hold a component of test before `cutover reap` takes it back. Read from the base. */
    rehearsal: z.strictObject({ leaseHours: z.number().positive().max(720).default(8) }).prefault({}),
    operations: z.strictObject({ team: z.string(), contact: z.string() }).optional(),
  })
  .refine((config) => (config.app === undefined) !== (config.components === undefined), {
    error: 'exactly one of app (a CDKTF app) and components (HCL root modules) must be given',
  });
export type Config = z.infer<typeof configSchema>;
export type EnvironmentConfig = Config['environments']['test'];

export function parseConfig(text: string, file: string = CONFIG_FILE): Config {
  return parseYaml(text, { file }, configSchema);
}
