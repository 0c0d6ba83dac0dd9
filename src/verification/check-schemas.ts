import type { Config } from '../config.ts';
import { UserError } from '../errors.ts';
import { CONFIG_FILE } from '../find-project.ts';
import type { JsonObject } from '../json.ts';
import type { RequirementCheck } from './check.ts';
import { schemaMistake } from './json-schema.ts';
import { ROLES } from './role-people.ts';

/** Throws UserError for the first JSON Schema of a check that is none: nobody should hear of that only after an apply. */
export async function assertSchemas(config: Pick<Config, 'checks' | 'requirements' | 'roles'>): Promise<void> {
  for (const { field, schema } of schemasIn(config)) {
    const mistake = await schemaMistake(schema);
    if (mistake !== undefined) throw new UserError({ file: CONFIG_FILE, field, problem: 'this is no JSON Schema', found: mistake, allowed: 'a JSON Schema of draft 2020-12, without formats and references to other files' });
  }
}

function schemasIn({ checks, requirements, roles }: Pick<Config, 'checks' | 'requirements' | 'roles'>): { field: string; schema: JsonObject }[] {
  const all: [string, RequirementCheck][] = [
    ...Object.entries(checks).flatMap(([component, of]) => of.map((check, index): [string, RequirementCheck] => [`checks.${component}.${index}`, check])),
    ...Object.entries(requirements).map(([id, check]): [string, RequirementCheck] => [`requirements.${id}`, check]),
    ...ROLES.flatMap((role) => (roles[role]?.needs ?? []).map(({ check }, index): [string, RequirementCheck] => [`roles.${role}.needs.${index}.check`, check])),
  ];
  return all.flatMap(([place, check]) => {
    if ('output' in check) return [{ field: `${place} (${check.name}).schema`, schema: check.schema }];
    return 'http' in check && check.http.expect.json !== undefined ? [{ field: `${place} (${check.name}).http.expect.json`, schema: check.http.expect.json }] : [];
  });
}
