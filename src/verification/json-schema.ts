import type { ErrorObject, ValidateFunction } from 'ajv';
import type { JsonObject } from '../json.ts';
import { regularExpression, REGULAR_EXPRESSION } from '../regular-expression.ts';

/** A reader needs a few of them to see what is wrong. */
const MOST = 5;

/** Why this is no JSON Schema (draft 2020-12) that can be judged by; undefined when it is one. */
export async function schemaMistake(schema: JsonObject): Promise<string | undefined> {
  try {
    await compiled(schema);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Where a value does not fit a schema; none where it does. A schema that is none fits nothing. */
export async function misfits(schema: JsonObject, value: unknown): Promise<string[]> {
  let fits: ValidateFunction;
  try {
    fits = await compiled(schema);
  } catch (error) {
    return [`its schema is none: ${error instanceof Error ? error.message : String(error)}`];
  }
  if (fits(value)) return [];
  const errors = fits.errors ?? [];
  return errors.length === 0 ? ['it does not fit'] : errors.slice(0, MOST).map((error) => described(error));
}

/** Loaded when the first schema is judged: most command lines and actions judge none. */
async function compiled(schema: JsonObject): Promise<ValidateFunction> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({ strictSchema: true, strictNumbers: true, strictTypes: false, strictTuples: false, strictRequired: false, allErrors: true, logger: false, code: { regExp: linear } });
  return ajv.compile(schema);
}

function described({ instancePath, message = 'does not fit', params }: ErrorObject): string {
  const allowed = 'allowedValues' in params && Array.isArray(params['allowedValues']) ? `: ${params['allowedValues'].map((one) => JSON.stringify(one)).join(', ')}` : 'allowedValue' in params ? ` ${JSON.stringify(params['allowedValue'])}` : '';
  return `${instancePath === '' ? 'it' : instancePath} ${message}${allowed}`;
}

/** Patterns in linear time, as everywhere (docs/decisions/0020). ajv tells patterns apart by `toString`. */
const linear = Object.assign(
  (pattern: string): { test: (text: string) => boolean; toString: () => string } => {
    const found = regularExpression(pattern);
    if (found === undefined) throw new Error(`pattern ${pattern} is not ${REGULAR_EXPRESSION}`);
    return { test: (text) => found.test(text), toString: () => `/${pattern}/` };
  },
  { code: 'linear' },
);
