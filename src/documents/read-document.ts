import type { z } from 'zod';
import { UserError } from '../errors.ts';
import { architectureSchema, type Architecture } from './architecture.ts';
import { assertArchitectureBody, assertBody } from './body.ts';
import type { DocumentStatement, PlaceOf } from './document-statement.ts';
import { readFrontMatter } from './front-matter.ts';
import { guidelinesSchema, type Guidelines } from './guidelines.ts';
import { projectStructureSchema, type ProjectStructure } from './project-structure.ts';
import { assertSize } from './read-text.ts';
import { sectionFacts, type SectionFact } from './section-facts.ts';
import { architectureStatements } from './statements/architecture.ts';
import { guidelinesStatements } from './statements/guidelines.ts';
import { projectStructureStatements } from './statements/project-structure.ts';
import { technologyStackStatements } from './statements/technology-stack.ts';
import { technologyStackSchema, type TechnologyStack } from './technology-stack.ts';
import { parseLocatedYaml } from './yaml.ts';

/** The four documents, as their front matter. */
export interface Documents {
  architecture: Architecture;
  guidelines: Guidelines;
  'technology-stack': TechnologyStack;
  'project-structure': ProjectStructure;
}
export type DocumentKind = keyof Documents;

export interface ReadDocument<K extends DocumentKind = DocumentKind> {
  document: Documents[K];
  /** What it demands, each with the line of its own; ids are unlike each other. */
  statements: DocumentStatement[];
  /** What its text for people has. */
  sections: SectionFact[];
}

interface Reader<T> {
  schema: z.ZodType<T>;
  statements: (document: T, placeOf: PlaceOf) => DocumentStatement[];
}

const READERS: { [K in DocumentKind]: Reader<Documents[K]> } = {
  architecture: { schema: architectureSchema, statements: architectureStatements },
  guidelines: { schema: guidelinesSchema, statements: guidelinesStatements },
  'technology-stack': { schema: technologyStackSchema, statements: technologyStackStatements },
  'project-structure': { schema: projectStructureSchema, statements: projectStructureStatements },
};

/**
 * Reads one of the four documents: front matter for the machine, Markdown for people. `file` is for error messages and for
 * the places of statements. Throws UserError with file, line and field.
 */
export function readDocument<K extends DocumentKind>(kind: K, text: string, file: string): ReadDocument<K> {
  const { schema, statements: statementsOf } = READERS[kind];
  assertSize(Buffer.byteLength(text), file);
  const { yaml, firstLine, end } = readFrontMatter(text, file);
  const { value, lineOf } = parseLocatedYaml(yaml, { file, firstLine }, schema);
  const statements = statementsOf(value, (...path) => ({ file, line: lineOf(path) }));
  assertDistinct(statements);
  // Between the two stands the line that closes the front matter.
  const [closing = ''] = /^---[^\n]*\n?/.exec(text.slice(end)) ?? [];
  const body = text.slice(end + closing.length);
  const place = { file, firstLine: text.slice(0, end).split('\n').length + 1 };
  assertBody(body, place);
  if (kind === 'architecture') assertArchitectureBody(body, place);
  return { document: value, statements, sections: sectionFacts(body) };
}

/** An id names one statement in attestations, requests and reports. Throws UserError at the second of two. */
export function assertDistinct(statements: DocumentStatement[]): void {
  const seen = new Map<string, DocumentStatement>();
  for (const statement of statements) {
    const { id, source } = statement;
    const first = seen.get(id);
    if (first !== undefined) throw new UserError({ ...source, field: 'id', problem: 'another statement has this id already', found: `${id}, as on line ${first.source.line} of ${first.source.file}`, allowed: 'an id that no other statement of the four documents has', next: 'give one of them another id' });
    seen.set(id, statement);
  }
}
