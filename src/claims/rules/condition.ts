import type { Json } from '../../json.ts';
import type { RegularExpression } from '../../regular-expression.ts';
import { denies } from './policy-document.ts';
import type { ComponentFacts } from './facts.ts';
import type { Condition } from './rule.ts';
import { patternFor } from './scope.ts';
import { isCertainlySet } from './template.ts';
import { isEmpty, valuesAt, type Subject, type Value } from './values.ts';
import { demanded, found } from './wording.ts';

type Owner = Pick<ComponentFacts, 'name' | 'environment'>;

export interface Judgement {
  /** Each value that is not as it must be: what is there, and what would be right. */
  breaks: string[];
  /** Each value that cannot be told, and why. */
  unknown: string[];
  /** Whether one of these is hidden. */
  hidden: boolean;
}

/** Judges a subject by all of these conditions. */
export function judgeConditions(conditions: Condition[], subject: Subject, owner: Owner): Judgement {
  const judgements = conditions.map((condition) => judgeValues(condition, valuesAt(subject, condition.attribute.split('.')), owner));
  return { breaks: judgements.flatMap(({ breaks }) => breaks), unknown: judgements.flatMap(({ unknown }) => unknown), hidden: judgements.some(({ hidden }) => hidden) };
}

/** Whether a subject is one that a rule is about (`where`, `which`); `hidden`: perhaps, and what would tell is hidden. */
export function isMeant(conditions: Condition[] | undefined, subject: Subject, owner: Owner): 'yes' | 'no' | 'perhaps' | 'hidden' {
  const { breaks, unknown, hidden } = judgeConditions(conditions ?? [], subject, owner);
  if (breaks.length > 0) return 'no';
  return unknown.length === 0 ? 'yes' : hidden ? 'hidden' : 'perhaps';
}

/** Every one of these values has to fit; `condition.attribute` is their name in what is said about them. */
export function judgeValues(condition: Condition, values: Value[], owner: Owner): Judgement {
  const { attribute } = condition;
  const breaks = new Set<string>();
  const unknown = new Set<string>();
  let hidden = false;
  for (const value of values) {
    const fits = judgeValue(condition, value, owner);
    if (fits === false) breaks.add(`${attribute} ${found(value, attribute)}; it must ${demanded(condition, owner)}`);
    if (fits === undefined) unknown.add(`${attribute} ${brokenPattern(condition, owner) ?? found(value, attribute)}`);
    if (fits === undefined && value.is === 'hidden') hidden = true;
  }
  return { breaks: [...breaks], unknown: [...unknown], hidden };
}

/** Undefined: it cannot be told. */
function judgeValue(condition: Condition, value: Value, owner: Owner): boolean | undefined {
  if (condition.notWritten !== undefined) return judgeText(patternFor(condition.notWritten, owner), value);
  switch (value.is) {
    case 'known':
      return judgeKnown(condition, value.value, owner);
    case 'absent':
      return condition.absent === true || condition.noneOf !== undefined || condition.notMatches !== undefined;
    case 'reference':
      if (condition.denies !== undefined) return answer(denies(value.text, condition.denies, true));
      return condition.present === true && isCertainlySet(value.text) ? true : undefined;
    case 'hidden':
      return condition.present === true && value.set ? true : undefined;
    case 'computed':
    case 'unreadable':
      return undefined;
  }
}

/** A pattern that is none once the names are in it shows nothing, whatever stands there. */
function brokenPattern({ matches, notMatches, notWritten }: Condition, owner: Owner): string | undefined {
  const pattern = matches ?? notMatches ?? notWritten;
  return pattern === undefined || patternFor(pattern, owner) !== undefined ? undefined : `cannot be judged: ${pattern} is no regular expression for ${owner.name} (${owner.environment})`;
}

/** `notWritten`: the known value, else the text that is written; nothing written is nothing to match. */
function judgeText(pattern: RegularExpression | undefined, value: Value): boolean | undefined {
  if (pattern === undefined) return undefined;
  switch (value.is) {
    case 'known':
      return isScalar(value.value) ? !pattern.test(String(value.value)) : undefined;
    case 'absent':
    case 'computed':
      return true;
    case 'reference':
      return !pattern.test(value.text);
    case 'hidden':
      return value.text === undefined ? undefined : !pattern.test(value.text);
    case 'unreadable':
      return undefined;
  }
}

function judgeKnown(condition: Condition, value: Json, owner: Owner): boolean | undefined {
  if (condition.present !== undefined) return !isEmpty(value);
  if (condition.absent !== undefined) return isEmpty(value);
  // A whole block where one value is meant: it has none that is asked for, and what must not be there may be inside.
  if (!isScalar(value)) return condition.noneOf === undefined && condition.notMatches === undefined ? false : undefined;
  const text = String(value);
  if (condition.equals !== undefined) return text === String(condition.equals);
  if (condition.oneOf !== undefined) return condition.oneOf.map(String).includes(text);
  if (condition.noneOf !== undefined) return !condition.noneOf.map(String).includes(text);
  if (condition.matches !== undefined) return patternFor(condition.matches, owner)?.test(text);
  if (condition.notMatches !== undefined) {
    const matches = patternFor(condition.notMatches, owner)?.test(text);
    return matches === undefined ? undefined : !matches;
  }
  if (condition.atLeast !== undefined) return isNumber(value) && Number(value) >= condition.atLeast;
  if (condition.atMost !== undefined) return isNumber(value) && Number(value) <= condition.atMost;
  if (condition.denies !== undefined) return answer(denies(text, condition.denies, false));
  return undefined;
}

function answer(word: 'yes' | 'no' | 'unknown'): boolean | undefined {
  return word === 'unknown' ? undefined : word === 'yes';
}

/** Terraform turns numbers and truth values into text and back as an attribute needs it, so `"365"` is 365 and `"true"` is true. */
function isScalar(value: Json): value is string | number | boolean {
  return value !== null && typeof value !== 'object';
}

function isNumber(value: string | number | boolean): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));
}
