import { z } from 'zod';
import type { DocumentStatement } from '../documents/document-statement.ts';
import { requireRecord, type Run } from '../step.ts';
import { ROLES } from '../verification/role-people.ts';
import { traceRequirements, type Tracing } from '../verification/tracing.ts';
import { checksOf } from './validate.ts';

const resultsSchema = z.object({
  requirements: z.array(
    z.object({
      id: z.string(),
      statement: z.string(),
      source: z.object({ file: z.string(), line: z.number() }),
      decision: z.enum(['pass', 'fail', 'undecided']),
      by: z.enum(['check', 'rule', 'attestation']).nullable(),
      says: z.string(),
    }),
  ),
});

/** Requirements of base and change, and those that the request names, to what `validate` recorded, and back. */
export function tracingOf(run: Run, statements: DocumentStatement[], components: string[]): Tracing {
  const requirements = statements.flatMap(({ id, statement, level, rule, requirement, source }) => (requirement === undefined ? [] : [{ id, statement, level, ruled: rule !== undefined, components: requirement.components, source }]));
  return traceRequirements({
    requirements,
    results: resultsSchema.parse(requireRecord(run, 'validate').facts).requirements,
    checks: Object.fromEntries(requirements.map(({ id }) => [id, checksOf(run, id).map(({ name }) => name)])),
    components,
    needed: ROLES.flatMap((role) => (run.config.roles[role]?.needs ?? []).map(({ component }) => component)),
    request: run.change.request,
  });
}
