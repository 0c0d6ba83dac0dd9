import { z } from 'zod';
import { requestSchema } from '../src/change/request.ts';
import { attestationsSchema } from '../src/claims/attestations.ts';
import { complianceSchema } from '../src/compliance/mapping.ts';
import { configSchema } from '../src/config.ts';
import { verificationPolicySchema } from '../src/evidence/policy.ts';
import { trustFileSchema } from '../src/evidence/trust.ts';
import { waiversSchema } from '../src/scanners/waivers.ts';
import { architectureSchema } from '../src/documents/architecture.ts';
import { guidelinesSchema } from '../src/documents/guidelines.ts';
import { projectStructureSchema } from '../src/documents/project-structure.ts';
import { technologyStackSchema } from '../src/documents/technology-stack.ts';

const SCHEMAS = {
  cutover: { schema: configSchema, title: 'cutover.yaml' },
  'change-request': { schema: requestSchema, title: 'Front matter of a change request' },
  architecture: { schema: architectureSchema, title: 'Front matter of the infrastructure architecture' },
  guidelines: { schema: guidelinesSchema, title: 'Front matter of the infrastructure guidelines' },
  'technology-stack': { schema: technologyStackSchema, title: 'Front matter of the technology stack document' },
  'project-structure': { schema: projectStructureSchema, title: 'Front matter of the project structure guide' },
  waivers: { schema: waiversSchema, title: 'waivers.yaml' },
  attestations: { schema: attestationsSchema, title: 'attestations.yaml' },
  compliance: { schema: complianceSchema, title: 'compliance.yaml' },
  trust: { schema: trustFileSchema, title: 'Whom a verifier believes: cutover verify --trust' },
  'verification-policy': { schema: verificationPolicySchema, title: 'What a bundle has to show: cutover verify --policy' },
} as const satisfies Record<string, { schema: z.ZodType; title: string }>;

/**
 * What people write, as JSON Schemas for editors: name of the file in `schemas/` → its text. They are what zod can say in that
 * language: conditions over several fields are checked when Cutover reads the file.
 */
export function jsonSchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, { schema, title }]) => {
      // Draft 7 is what the YAML language server knows: https://github.com/redhat-developer/yaml-language-server
      const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any', reused: 'ref' });
      return [`${name}.schema.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`];
    }),
  );
}
