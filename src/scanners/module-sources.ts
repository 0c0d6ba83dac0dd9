import { StepFailure } from '../errors.ts';
import { hclTokens, type HclToken } from './hcl/tokens.ts';

/** A `module` block of HCL text. */
export interface ModuleCall {
  name: string;
  source: string;
  /** 1-based line of the block's head. */
  line: number;
}

/** Where a line (1-based) of the text comes from. */
export type PlaceOf = (line: number) => { file: string; line: number };

const ALLOWED = 'module "name" { … } with the name in quotes, and in it one argument source = "…", a plain string';

/**
 * The modules that HCL text calls. Throws StepFailure, with the place, for each use of the word `module` that is neither such
 * a call nor a reference (`module.a`, `path.module`) nor an argument's name: Terraform might read a module there.
 */
export function moduleCalls(text: string, placeOf: PlaceOf): ModuleCall[] {
  const refuse = (line: number, problem: string, allowed?: string): StepFailure =>
    new StepFailure({ ...placeOf(line), problem, ...(allowed === undefined ? {} : { allowed }), next: 'rewrite it: what is not understood here would not be scanned' });
  const tokens = hclTokens(text, (line, problem) => refuse(line, problem));
  const calls: ModuleCall[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    depth += step(token);
    if (token.kind !== 'word' || token.text !== 'module' || isMark(tokens[index - 1], '.') || isMark(tokens[index + 1], '.', '=', ':')) continue;
    const [name, open] = tokens.slice(index + 1, index + 3);
    if (depth !== 0 || !startsStatement(tokens[index - 1]) || !isPlain(name) || !isMark(open, '{')) throw refuse(token.line, 'a module that cannot be read', ALLOWED);
    const sources = topLevelSources(tokens, index + 3);
    const [source] = sources;
    if (sources.length !== 1 || !isPlain(source)) throw refuse(token.line, `the source of module "${name.text.slice(0, 80)}" cannot be read`, ALLOWED);
    calls.push({ name: name.text, source: source.text, line: token.line });
  }
  return calls;
}

/** The value of each `source` of the block whose inside begins at `start`; undefined for one that is more than a string. */
function topLevelSources(tokens: HclToken[], start: number): (HclToken | undefined)[] {
  const sources: (HclToken | undefined)[] = [];
  let depth = 1;
  for (let index = start; index < tokens.length && depth > 0; index += 1) {
    const token = tokens[index];
    if (depth === 1 && token?.kind === 'word' && token.text === 'source' && (index === start || startsStatement(tokens[index - 1]))) {
      const [equals, value, end] = tokens.slice(index + 1, index + 4);
      sources.push(isMark(equals, '=') && (end?.kind === 'newline' || isMark(end, '}')) ? value : undefined);
    }
    depth += step(token);
  }
  return sources;
}

function step(token: HclToken | undefined): number {
  return isMark(token, '{', '[', '(') ? 1 : isMark(token, '}', ']', ')') ? -1 : 0;
}

function startsStatement(before: HclToken | undefined): boolean {
  return before === undefined || before.kind === 'newline';
}

function isMark(token: HclToken | undefined, ...marks: string[]): boolean {
  return token?.kind === 'mark' && marks.includes(token.text);
}

/** A string that means what is written: no escapes and no templates. */
function isPlain(token: HclToken | undefined): token is HclToken {
  return token?.kind === 'string' && token.text !== '' && !/\\|[$%]\{/.test(token.text);
}

/** Terraform reads a module from the disk when its source begins so. https://developer.hashicorp.com/terraform/language/modules/sources */
export function isLocalSource(source: string): boolean {
  return /^\.\.?(?:\/|$)/.test(source);
}

/** Relative paths that the text names in strings, as in `file("${path.module}/policy.json")`: some of them are files. */
export function namedPaths(text: string): string[] {
  const names = [...text.matchAll(/"(?:\$\{path\.(?:module|root)\}\/)?([\w][\w./ -]{0,200})"/g)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => /\.[a-z0-9]+$/i.test(name));
}
