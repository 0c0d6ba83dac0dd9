import { StepFailure } from '../../errors.ts';

/** A JSON value that knows the line it begins on. Members keep their order and their duplicates: HCL's JSON form allows both. */
export type JsonNode =
  | { kind: 'object'; line: number; members: JsonMember[] }
  | { kind: 'array'; line: number; items: JsonNode[] }
  | { kind: 'string'; line: number; value: string }
  /** `null`, `true`, `false`, or a number as it was written, so that no digit is lost. */
  | { kind: 'literal'; line: number; text: string };

export interface JsonMember {
  key: string;
  line: number;
  value: JsonNode;
}

/** Deeper than any resource schema; keeps the recursion bounded. */
const MAX_DEPTH = 100;
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|\n|[^\s{}[\],:"]+/g;

interface Token {
  text: string;
  line: number;
}

/** Reads JSON and keeps line numbers (1-based). Throws StepFailure, with the file, for what is not JSON. */
export function readJsonWithLines(source: string, file: string): JsonNode {
  const text = source.replace(/^\uFEFF/, '');
  try {
    JSON.parse(text);
  } catch (error) {
    throw new StepFailure({ file, problem: `not valid JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'it does not parse'}`, next: 'synthesize the stack again' });
  }
  // From here on the text is known to be JSON, so the walk needs no error handling of its own.
  const tokens = tokenize(text);
  let position = 0;
  const next = (): Token => tokens[position++] ?? { text: 'null', line: 1 };
  const peek = (): string | undefined => tokens[position]?.text;
  const skip = (text: string): boolean => {
    if (peek() !== text) return false;
    position += 1;
    return true;
  };
  const value = (depth: number): JsonNode => {
    if (depth > MAX_DEPTH) throw new StepFailure({ file, problem: 'the JSON is nested too deeply', allowed: `at most ${MAX_DEPTH} levels` });
    const token = next();
    if (token.text === '{') {
      const members: JsonMember[] = [];
      while (!skip('}')) {
        const key = next();
        skip(':');
        members.push({ key: JSON.parse(key.text) as string, line: key.line, value: value(depth + 1) });
        skip(',');
      }
      return { kind: 'object', line: token.line, members };
    }
    if (token.text === '[') {
      const items: JsonNode[] = [];
      while (!skip(']')) {
        items.push(value(depth + 1));
        skip(',');
      }
      return { kind: 'array', line: token.line, items };
    }
    if (token.text.startsWith('"')) return { kind: 'string', line: token.line, value: JSON.parse(token.text) as string };
    return { kind: 'literal', line: token.line, text: token.text };
  };
  return value(0);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '\n') line += 1;
    else tokens.push({ text: token, line });
  }
  return tokens;
}
