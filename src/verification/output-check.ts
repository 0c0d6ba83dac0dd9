import type { JsonObject } from '../json.ts';
import { failed, type Attempt, type CheckContext } from './attempt.ts';
import { misfits } from './json-schema.ts';
import { secretsOf, textOf } from './output-environment.ts';
import { ShownText } from './shown-text.ts';

/** Compares a stack output with the JSON Schema that it has to fit. */
export async function compareOutput(check: { output: string; schema: JsonObject }, context: CheckContext): Promise<Attempt> {
  const { outputs } = context;
  const output = Object.hasOwn(outputs, check.output) ? outputs[check.output] : undefined;
  if (output === undefined) return failed(`there is no output ${check.output}; the stack has ${Object.keys(outputs).sort().join(', ') || 'none'}`);
  if (output.sensitive) return failed(`the output ${check.output} is sensitive: it is not compared, since the result would tell about it; check it with a command`);
  const wrong = await misfits(check.schema, output.value);
  const secret = secretsOf(output).length > 0;
  const value = secret ? '(hidden: it holds a secret)' : new ShownText(context).beginning(textOf(output.value), 500);
  if (wrong.length === 0) return { outcome: 'pass', detail: `${check.output} is ${value}, which fits its schema` };
  return failed(`${check.output} is ${value}, which does not fit its schema${secret ? '' : `: ${wrong.join('; ')}`}`);
}
