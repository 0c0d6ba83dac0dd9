import { regularExpression } from '../regular-expression.ts';
import { withOutputs } from './address.ts';
import { failed, type Attempt, type CheckContext } from './attempt.ts';
import type { HttpQuestion } from './check.ts';
import { askHttp, type HttpAnswer } from './http-answer.ts';
import { misfits } from './json-schema.ts';
import { ShownText } from './shown-text.ts';
import { deadlineOf, whyNoAnswer } from './try-deadline.ts';

/** A question whose address and headers have the values of the outputs that they name. */
export interface Addressed {
  url: URL;
  headers: Record<string, string>;
}

/** Or what is wrong with it. */
export function addressed({ url, headers }: Pick<HttpQuestion, 'url' | 'headers'>, outputs: CheckContext['outputs']): Addressed | { problem: string } {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    const found = withOutputs(value, outputs);
    if ('problem' in found) return found;
    entries.push([name, found.text]);
  }
  const address = withOutputs(url, outputs);
  if ('problem' in address) return address;
  const parsed = URL.parse(address.text);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return { problem: `${address.text} is no address that begins with http:// or https://` };
  return { url: parsed, headers: Object.fromEntries(entries) };
}

/** Asks once and compares the answer with what is expected. `seconds`: the deadline of the whole answer. */
export async function tryHttp(http: HttpQuestion, context: CheckContext, seconds: number): Promise<Attempt> {
  const shown = new ShownText(context);
  const at = addressed(http, context.outputs);
  if ('problem' in at) return failed(shown.address(at.problem));
  const asked = `${http.method} ${shown.address(at.url.href)}`;
  const { signal, clear } = deadlineOf(seconds, context.signal);
  try {
    const answer = await askHttp({ ...at, method: http.method, body: http.body, signal });
    const wrong = await unexpected(http.expect, answer, shown);
    if (wrong.length === 0) return { outcome: 'pass', detail: shown.sentence(`${asked} answered ${answer.status}`) };
    const body = shown.beginning(answer.body, 500);
    return failed([shown.sentence(`${asked}: ${wrong.join('; ')}`), ...(body === '' ? [] : [body])].join('\n'));
  } catch (error) {
    return failed(shown.sentence(`${asked}: ${whyNoAnswer(error, seconds, context.signal)}`));
  } finally {
    clear();
  }
}

export function isExpected(status: number, expected: HttpQuestion['expect']['status']): boolean {
  return [expected].flat().includes(status);
}

/** What of an answer is not as it was asked for. */
async function unexpected(expect: HttpQuestion['expect'], { status, headers, body }: HttpAnswer, shown: ShownText): Promise<string[]> {
  const wrong = isExpected(status, expect.status) ? [] : [`the status is ${status}, and not ${[expect.status].flat().join(' or ')}`];
  for (const [name, pattern] of Object.entries(expect.headers)) {
    const value = headers[name.toLowerCase()];
    if (value === undefined) wrong.push(`there is no header ${name}`);
    else if (!matches(pattern, value)) wrong.push(`the header ${name} is ${shown.beginning(value, 200)}, which does not match ${pattern}`);
  }
  if (expect.body !== undefined && !matches(expect.body, body)) wrong.push(`the body does not match ${expect.body}`);
  if (expect.json !== undefined) wrong.push(...(await notAsJson(expect.json, body)));
  return wrong;
}

export function matches(pattern: string, text: string): boolean {
  return regularExpression(pattern)?.test(text) === true;
}

async function notAsJson(schema: NonNullable<HttpQuestion['expect']['json']>, body: string): Promise<string[]> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return ['the body is no JSON'];
  }
  return (await misfits(schema, value)).map((misfit) => `in the body: ${misfit}`);
}
