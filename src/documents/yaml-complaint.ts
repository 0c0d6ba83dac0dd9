import type { z } from 'zod';
import { UserError } from '../errors.ts';
import { printable } from '../escape.ts';
import { knownAt } from './known-names.ts';
import { demandOnText, misspelt } from './missing-field.ts';
import { nearestName } from './nearest-name.ts';

/** A value that does not fit its schema. */
export interface Misfit {
  schema: z.ZodType;
  value: unknown;
  issues: z.core.$ZodIssue[];
  file: string;
  /** 1-based line of the file on which the value at a path stands. */
  lineOf: (path: PropertyKey[]) => number;
}

const TYPES: Record<string, string> = { string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'named fields', record: 'named fields', null: 'nothing' };

/** The one error that is shown for a value with any number of mistakes in it. */
export function complaintOf(misfit: Misfit): UserError {
  const issue = withNameThatStands(worst(misfit.issues.map((one) => innermost(one))), misfit);
  const { file, lineOf } = misfit;
  const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])];
  const { problem, allowed, next } = wordsFor(issue, path, misfit);
  const found = valueAt(misfit.value, path);
  return new UserError({
    file,
    line: lineOf(path),
    ...(path.length === 0 ? {} : { field: shown(fieldName(misfit.value, path)) }),
    problem,
    ...(found === undefined ? {} : { found: describe(found) }),
    ...(allowed === undefined ? {} : { allowed }),
    ...(next === undefined ? {} : { next }),
  });
}

/** A misspelt name also leaves the right one missing: the name that stands there is the mistake. */
function worst(issues: z.core.$ZodIssue[]): z.core.$ZodIssue {
  return issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0] ?? { code: 'custom', path: [], message: 'not valid', input: undefined };
}

/** Of the alternatives that something could be: the mistake in the one that it is nearest to, if it is of that shape at all. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const ofShape = issue.errors.filter((errors) => errors.length > 0 && errors.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'));
  const [nearest] = ofShape.sort((a, b) => a.length - b.length);
  if (nearest === undefined) return issue;
  const inner = worst(nearest.map((one) => innermost(one)));
  return { ...inner, path: [...issue.path, ...inner.path] };
}

/** What says of which kind something is has no default: written wrongly, it is missing. The name that stands there is the mistake. */
function withNameThatStands(issue: z.core.$ZodIssue, { schema, value }: Misfit): z.core.$ZodIssue {
  const holder = issue.path.slice(0, -1);
  if (issue.code !== 'invalid_union' || holder.length === issue.path.length || valueAt(value, issue.path) !== undefined) return issue;
  const name = misspelt(String(issue.path.at(-1)), valueAt(value, holder), knownAt(schema, value, holder).names);
  return name === undefined ? issue : { code: 'unrecognized_keys', path: holder, keys: [name], message: issue.message };
}

/** `controls.0 (bucket-encrypted).rule`: people know an entry of a list by its id. */
function fieldName(value: unknown, path: PropertyKey[]): string {
  return path
    .map((key, index) => {
      const id = typeof key === 'number' && path[index + 1] !== 'id' ? valueAt(value, [...path.slice(0, index + 1), 'id']) : undefined;
      return typeof id === 'string' && /^[\w.-]{1,64}$/.test(id) ? `${String(key)} (${id})` : String(key);
    })
    .join('.');
}

interface Words {
  problem: string;
  allowed?: string;
  next?: string;
}

function wordsFor(issue: z.core.$ZodIssue, path: PropertyKey[], { schema, value }: Misfit): Words {
  const found = valueAt(value, path);
  // What may be one of some words or something else says so itself; the words alone would be half of it.
  const either = issue.code === 'invalid_union' && !/^Invalid (input|discriminator)/.test(issue.message) ? issue.message : undefined;
  if (issue.code === 'unrecognized_keys') return ofNames('there is no such field', String(path.at(-1)), knownAt(schema, value, issue.path).names);
  if (issue.code === 'invalid_key') {
    const inner = issue.issues[0];
    return inner?.code === 'invalid_value' ? ofNames('this name cannot be used here', String(path.at(-1)), inner.values.map(String)) : { problem: 'this name cannot be used here', allowed: inner?.message ?? 'another name' };
  }
  if (found === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union' || issue.code === 'custom')) {
    const { values } = knownAt(schema, value, path);
    const own = issue.code === 'invalid_type' && issue.expected === 'string' ? demandOnText(schema, value, path, innermost) : undefined;
    return { problem: 'this field is missing', allowed: either ?? (values.length > 0 ? values.join(', ') : (own ?? expected(issue))) };
  }
  const { values } = issue.code === 'invalid_value' || issue.code === 'invalid_union' ? knownAt(schema, value, path) : { values: [] };
  if (values.length > 0) return { ...ofNames('this value cannot be used here', String(found), values), ...(either === undefined ? {} : { allowed: either }) };
  // A rule about several fields together says itself what is wrong.
  if (issue.code === 'custom' && typeof found === 'object') return { problem: 'these fields do not go together', allowed: issue.message };
  return { problem: 'this value cannot be used here', allowed: expected(issue) };
}

function ofNames(problem: string, written: string, known: string[]): Words {
  const nearest = nearestName(written, known);
  return { problem, ...(known.length === 0 ? {} : { allowed: known.join(', ') }), ...(nearest === undefined ? {} : { next: `write ${nearest}, if that is what is meant` }) };
}

/** What the schema says in its own words, else the type. */
function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && /^Invalid input/.test(issue.message)) return TYPES[issue.expected] ?? issue.expected;
  return issue.message.replace(/^(Too small|Too big|Invalid input|Invalid string): /, '');
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner !== null && typeof inner === 'object' && Object.hasOwn(inner, key) ? (inner as Record<PropertyKey, unknown>)[key] : undefined), value);
}

function describe(found: unknown): string {
  if (Array.isArray(found) && found.length > 3) return `a list of ${found.length}`;
  return shown(JSON.stringify(found));
}

function shown(text: string): string {
  return printable(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
