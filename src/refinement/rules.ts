import type { Json } from '../json.ts';
import type { Answer, Level, Point, RefinementInput } from './option.ts';
import { readAll, readOne, type Reading } from './reading.ts';
import { point, subjectsOf, type Subject } from './subject.ts';

export interface Opinion {
  level: Level;
  says: string;
}

/** One attribute of one or more types, and what its value means. */
export interface Rule {
  types: readonly string[];
  /** Path as `readAll` takes it. */
  attribute: string;
  /** False where the attribute means nothing for this resource. May `look` at others. */
  applies?: (subject: Subject) => boolean;
  /**
   * `value` is undefined where the attribute is not set. Undefined: nothing to say. Called with known values only; others are
   * read with `look`, so that no opinion rests on a hidden value.
   */
  judge: (value: Json | undefined, subject: Subject, all: Subject[]) => Opinion | undefined;
}

/** What could not be judged, and why. */
export interface Gap {
  component: string;
  address: string;
  attribute: string;
  why: string;
}

export interface Part {
  points: Point[];
  gaps: Gap[];
}

export const good = (says: string): Opinion => ({ level: 'good', says });
export const note = (says: string): Opinion => ({ level: 'note', says });
export const risk = (says: string): Opinion => ({ level: 'risk', says });

export const ONLY_AFTER_APPLY = 'known only after apply';
export const SENSITIVE_SO_NOT_JUDGED = 'sensitive, so not judged';

export function gap(subject: Subject, attribute: string, why: string): Gap {
  return { component: subject.component, address: subject.resource.address, attribute, why };
}

/** Every rule on every resource of its types. What is unknown or sensitive becomes a gap, never an opinion. */
export function applyRules(rules: readonly Rule[], subjects: Subject[]): Part {
  const part: Part = { points: [], gaps: [] };
  for (const subject of subjects) {
    for (const rule of rules) {
      if (!rule.types.includes(subject.resource.type)) continue;
      whereReadable(subject, part, () => {
        if (rule.applies?.(subject) === false) return;
        for (const reading of readAll(subject.values, rule.attribute)) whereReadable(subject, part, () => judgeOne(rule, reading, subject, subjects, part));
      });
    }
  }
  return part;
}

function judgeOne(rule: Rule, reading: Reading, subject: Subject, subjects: Subject[], part: Part): void {
  const value = shown(reading);
  const opinion = rule.judge(value, subject, subjects);
  if (opinion !== undefined) part.points.push(point(subject, reading.path, value ?? null, opinion.level, opinion.says));
}

/** Thrown by `look` where nothing can be said, and caught by `applyRules`. */
class Hidden extends Error {
  readonly path: string;
  readonly why: string;
  constructor(path: string, why: string) {
    super(`${path}: ${why}`);
    this.path = path;
    this.why = why;
  }
}

function whereReadable(subject: Subject, part: Part, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Hidden)) throw error;
    part.gaps.push(gap(subject, error.path, error.why));
  }
}

function shown(reading: Reading): Json | undefined {
  if (reading.state === 'unknown') throw new Hidden(reading.path, ONLY_AFTER_APPLY);
  if (reading.state === 'sensitive') throw new Hidden(reading.path, SENSITIVE_SO_NOT_JUDGED);
  return reading.state === 'known' ? reading.value : undefined;
}

/** Another attribute, for a rule's `judge` and `applies`: undefined where it is not set. A hidden one ends the judgement as a gap. */
export function look({ values }: Subject, path: string): Json | undefined {
  return shown(readOne(values, path));
}

/** Types that some rule is about. */
export function typesOf(rules: readonly Rule[]): string[] {
  return [...new Set(rules.flatMap(({ types }) => types))];
}

/** One line per resource and reason. */
export function describeGaps(gaps: Gap[]): string[] {
  const grouped = new Map<string, Set<string>>();
  for (const { component, address, attribute, why } of gaps) {
    const key = JSON.stringify([component, address, why]);
    grouped.set(key, (grouped.get(key) ?? new Set()).add(attribute));
  }
  return [...grouped].map(([key, attributes]) => {
    const [component, address, why] = JSON.parse(key) as [string, string, string];
    return `${component}: ${address}: ${[...attributes].join(', ')}: ${why}`;
  });
}

/** Types that will exist and that an option has no knowledge of, each with its count: never silently skipped. */
export function describeUnknownTypes(topic: string, knownTypes: Iterable<string>, input: RefinementInput): string[] {
  const known = new Set(knownTypes);
  const counts = new Map<string, number>();
  for (const { resource } of subjectsOf(input)) {
    if (!known.has(resource.type)) counts.set(resource.type, (counts.get(resource.type) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, count]) => `${type} (${count}): nothing is known here about its ${topic}`);
}

/** Puts an answer together from parts. Without any component it says so, instead of looking clean. */
export function answerOf(option: number, title: string, topic: string, knownTypes: Iterable<string>, input: RefinementInput, parts: Part[], more: string[] = []): Answer {
  return {
    option,
    title,
    points: parts.flatMap(({ points }) => points),
    unanswered: [
      ...(input.components.length === 0 ? ['there is no plan to answer from'] : subjectsOf(input).length === 0 ? ['no managed resource will exist after this change'] : []),
      ...describeGaps(parts.flatMap(({ gaps }) => gaps)),
      ...more,
      ...describeUnknownTypes(topic, knownTypes, input),
    ],
  };
}
