import { StepFailure } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { HclBodies } from './kept-bodies.ts';

/** Larger than any file that people write; the parser reads it in a second. */
const MAX_CHARACTERS = 1_000_000;

/** The parser is a WebAssembly program: it is loaded for the first file, and no text is read twice. */
const known = new Map<string, Promise<JsonObject>>();
/** The file whose nesting the parser ran out of stack over. What it says after that cannot be relied on. */
let broken: string | undefined;

/**
 * HCL text in Terraform's JSON form: expressions as `${…}`, blocks as lists. Throws StepFailure, with the line, for what is no
 * HCL, or too large, or nested more deeply than the parser can follow.
 */
export async function hclBody(text: string, file: string, bodies?: HclBodies): Promise<JsonObject> {
  if (text.length > MAX_CHARACTERS) throw new StepFailure({ file, problem: 'the file is too large', found: `${text.length} characters`, allowed: `at most ${MAX_CHARACTERS}` });
  const kept = bodies?.get(text);
  if (kept !== undefined) return kept;
  if (broken !== undefined) throw new StepFailure({ file, problem: `not read, since ${broken} is nested so deeply that it broke the parser`, next: `correct ${broken}, then run again` });
  const parsing = known.get(text) ?? parse(text);
  known.set(text, parsing);
  try {
    const body = await parsing;
    bodies?.put(text, body);
    return body;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (message.includes('call stack')) {
      broken ??= file;
      throw new StepFailure({ file, problem: 'this is nested too deeply' });
    }
    const [, line, problem] = /stack\.tf:(\d+),[^:]*: (.*)\]/s.exec(message) ?? [];
    throw new StepFailure({ file, ...(line === undefined ? {} : { line: Number(line) }), problem: `not valid HCL: ${(problem ?? 'it does not parse').slice(0, 300)}` });
  }
}

async function parse(text: string): Promise<JsonObject> {
  const { parse: toJson } = await import('@cdktn/hcl2json');
  return (await toJson('stack.tf', text)) as JsonObject;
}
