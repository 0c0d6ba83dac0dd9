import type { RequirementResult } from './requirements.ts';

/** A requirement with all that shows it. */
export interface Trace {
  id: string;
  statement: string;
  level: 'must' | 'should';
  /** The request says that the change serves it. */
  asked: boolean;
  components: string[];
  /** Names of the checks that show it; its rule, or a person, where there is none. */
  shownBy: string[];
  outcome: 'pass' | 'fail' | 'undecided';
  says: string;
}

export interface Tracing {
  traces: Trace[];
  /** What no requirement and no need of a role asks for. */
  unasked: string[];
  /** In sentences, what is left over on either side. */
  leftOver: string[];
}

export interface Traceable {
  requirements: { id: string; statement: string; level: 'must' | 'should'; ruled: boolean; components: string[]; source: { file: string; line: number } }[];
  /** What `validate` recorded. */
  results: Pick<RequirementResult, 'id' | 'statement' | 'source' | 'decision' | 'by' | 'says'>[];
  /** Id of a requirement → names of its checks. */
  checks: Record<string, string[]>;
  /** Those that synth made. */
  components: string[];
  /** Components that a need of a role names. */
  needed: string[];
  request: { components: 'all' | string[]; requirements: string[] };
}

/**
 * Each requirement of the architecture, and each that the request names, to its components, what shows it and its result; and back: each
 * result to its requirement, each component to what asks for it. Nothing may be left over. Pure.
 */
export function traceRequirements({ requirements, results, checks, components, needed, request }: Traceable): Tracing {
  const same = (one: { id: string; statement: string; source: { file: string } }, other: { id: string; statement: string; source: { file: string } }): boolean => one.id === other.id && one.statement === other.statement && one.source.file === other.source.file;
  const traces = requirements.map((requirement): Trace => {
    const { id, statement, level, ruled } = requirement;
    const found = results.filter((result) => same(result, requirement));
    const strangers = requirement.components.filter((name) => !components.includes(name));
    const shownBy = [...(checks[id] ?? []).map((name) => `the check "${name}"`), ...(ruled ? ['its rule'] : []), ...(found.some(({ by }) => by === 'attestation') ? ['an attestation'] : [])];
    const [result] = found;
    const base = { id, statement, level, asked: request.requirements.includes(id), components: requirement.components, shownBy };
    const open = (says: string): Trace => ({ ...base, outcome: 'undecided', says });
    if (strangers.length > 0) return { ...base, outcome: 'fail', says: `it is about ${strangers.join(', ')}, which the code does not make` };
    if (result === undefined) return open('validate has no result for it');
    if (shownBy.length === 0) return open('no check, rule or attestation shows it');
    if (result.decision === 'fail' && level === 'should') return open(`missed, at level should: ${result.says}`);
    return { ...base, outcome: result.decision, says: result.says };
  });
  const unknown = request.requirements.filter((id) => !requirements.some((requirement) => requirement.id === id));
  const elsewhere = traces.filter(({ asked, components: about }) => asked && request.components !== 'all' && !about.some((name) => request.components.includes(name)));
  const strays = results.filter((result) => !requirements.some((requirement) => same(requirement, result)));
  const unasked = components.filter((name) => !needed.includes(name) && !requirements.some((requirement) => requirement.components.includes(name)));
  return {
    traces,
    unasked,
    leftOver: [
      ...unknown.map((id) => `the request names ${id}, and the architecture has no such requirement`),
      ...elsewhere.map(({ id, components: about }) => `the request names ${id}, and covers none of its components (${about.join(', ')})`),
      ...strays.map(({ id }) => `validate has a result for ${id}, and no document has that requirement`),
    ],
  };
}
